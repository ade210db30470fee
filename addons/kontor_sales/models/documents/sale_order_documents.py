from odoo import api, models

from ...tools.server_work import INVOICE, server_work

#: So many decimals of an agreed price are printed even where fewer give the same total.
AGREED_DECIMALS = 6


class AccountTax(models.Model):
    _inherit = "account.tax"

    @api.model
    def _get_printed_prices(self, base_lines, gross):
        """Return the prices that a document prints for its lines, all net or all gross (001-13).

        What a company stores (net or gross prices, by its settings or by a tax) doesn't matter here. The totals add up
        to the document's total exactly, also where taxes are rounded once for the whole document.

        :param list base_lines: base lines of ``account.tax``, with rounded tax details
        :param bool gross: prices including tax
        :return: ``{record: {'unit': …, 'total': …, 'unit_text': …, 'reduced_text': …}}``; ``unit`` is the unit price before
            discount, and ``unit_text`` what is printed of it: with as many decimals as the line needs to be reckoned again;
            ``reduced_text``: the same less the discount
        """
        prices = {}
        for base_line in base_lines:
            details = base_line["tax_details"]
            total = details["total_excluded_currency"] + details["delta_total_excluded_currency"]
            if gross:
                total += sum(tax_data["tax_amount_currency"] for tax_data in details["taxes_data"])
            unit = base_line["tax_ids"]._get_tax_details(
                base_line["price_unit"],
                1.0,
                precision_rounding=base_line["currency_id"].rounding,
                rounding_method="round_globally",
                product=base_line["product_id"],
                product_uom=base_line["product_uom_id"],
                special_mode=base_line["special_mode"],
            )
            currency = base_line["currency_id"].with_env(self.env)
            price, total = unit["total_included" if gross else "total_excluded"], currency.round(total)
            decimals = currency._get_price_decimals(price, base_line["quantity"], base_line["discount"], total)
            if currency.compare_amounts(price, base_line["price_unit"]) == 0:
                # what was agreed is printed as it was agreed; what follows from it, as the line needs it
                agreed = currency._get_price_decimals(base_line["price_unit"])
                decimals = max(decimals, agreed if agreed <= AGREED_DECIMALS else 0)
            prices[base_line["record"]] = {
                "unit": price,
                "total": total,
                "unit_text": currency._format_price(price, decimals),
                "reduced_text": self._get_reduced_price_text(base_line, price, total, currency),
            }
        return prices

    @api.model
    def _get_reduced_price_text(self, base_line, price, total, currency):
        """Return what is printed of a unit price less the line's discount; see ``_get_printed_prices``."""
        reduced = price * (1 - base_line["discount"] / 100)
        return currency._format_price(reduced, currency._get_price_decimals(reduced, base_line["quantity"], 0.0, total))


class SaleOrder(models.Model):
    """What Angebot, Auftragsbestätigung and Stornorechnung print (000-5, 001-11, 001-13)."""

    _inherit = "sale.order"

    def _prints_gross_prices(self):
        """Tell whether the documents of this order show prices including tax: to everybody but business customers."""
        self.ensure_one()
        return not self.partner_id.commercial_partner_id.business_customer

    def _get_printed_prices(self):
        """Return what the quotation or confirmation prints for each line; see ``account.tax._get_printed_prices``."""
        self.ensure_one()
        tax_engine = self.env["account.tax"]
        base_lines = [line._prepare_base_line_for_taxes_computation() for line in self._get_priced_lines()]
        tax_engine._add_tax_details_in_base_lines(base_lines, self.company_id)
        tax_engine._round_base_lines_tax_details(base_lines, self.company_id)
        return tax_engine._get_printed_prices(base_lines, self._prints_gross_prices())

    def _credit_posted_invoices(self):
        # The mark is set here and not derived from the order: a Gutschrift that was made before the cancellation must
        # not become a Stornorechnung when it is printed once more.
        credit_notes = super()._credit_posted_invoices()
        with server_work(credit_notes, INVOICE):
            credit_notes.is_cancellation_invoice = True
        return credit_notes


class AccountMove(models.Model):
    """What invoices and credit notes print (001-11, 001-13)."""

    _inherit = "account.move"

    def _prints_gross_prices(self):
        """Tell whether this document shows prices including tax; purchase documents follow the company's setting."""
        self.ensure_one()
        if self.is_sale_document(include_receipts=True):
            return not self.commercial_partner_id.business_customer
        return self.company_price_include == "tax_included"

    def _get_printed_prices(self):
        """Return what the invoice prints for each line; see ``account.tax._get_printed_prices``."""
        self.ensure_one()
        base_lines, _tax_lines = self._get_rounded_base_and_tax_lines()
        return self.env["account.tax"]._get_printed_prices(
            [base_line for base_line in base_lines if base_line["record"] in self.invoice_line_ids],
            self._prints_gross_prices(),
        )

    def _get_special_requests(self):
        """Return the orders on this invoice that carry special requests (000-4), as superuser.

        :return: ``sale.order`` records; each is printed once, however many of its positions are on the invoice
        """
        # sudo: whoever prints an invoice need not have the right to read the orders
        return self.sudo().invoice_line_ids.sale_line_ids.order_id.filtered("special_request")


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_special_request(self):
        """Return the special requests of the order positions on this invoice line, as one text or False (000-4)."""
        # sudo: as for the invoice
        requests = self.sudo().sale_line_ids.filtered("special_request").mapped("special_request")
        return "\n".join(dict.fromkeys(requests)) or False


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _get_special_requests(self):
        """Return the orders behind this transfer that carry special requests (000-4), as superuser."""
        # sudo: the warehouse prints the requests without having the right to read orders
        moves = self.sudo().move_ids
        return (
            self.env["sale.order.line"]
            .sudo()
            .union(*(move._get_sale_order_lines() for move in moves))
            .order_id.filtered("special_request")
        )


class StockMove(models.Model):
    _inherit = "stock.move"

    def _get_special_request(self):
        """Return the special request of the order position behind this move, whichever step it is, or False (000-4)."""
        # sudo: as for the transfer
        requests = self.sudo()._get_sale_order_lines().filtered("special_request").mapped("special_request")
        return "\n".join(dict.fromkeys(requests)) or False


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _get_aggregated_properties(self, move_line=False, move=False):
        """Keep positions with different special requests apart on the delivery note (000-4)."""
        properties = super()._get_aggregated_properties(move_line=move_line, move=move)
        request = properties["move"]._get_special_request()
        properties["special_request"] = request
        if request:
            # In front: core compares the beginnings of the keys with each other.
            properties["line_key"] = f"{request}_{properties['line_key']}"
        return properties
