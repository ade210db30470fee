from odoo import models
from odoo.exceptions import UserError

from .sale_order_down_payment import posted_along


class BecomesCreditNote(UserError):
    """What was to be an invoice would be a credit note (004-21)."""


class SaleOrder(models.Model):
    """What an invoice of a type would amount to, before it is made (004-19 … 004-21)."""

    _inherit = "sale.order"

    def preview_invoice_of_type(self, invoice_type, **options):
        """Return what ``create_invoice_of_type`` would make with the same arguments; nothing is written.

        :param str invoice_type: see ``create_invoice_of_type``
        :return: dict of amounts in the order's currency: ``amount_untaxed``, ``amount_tax``, ``amount_total`` (of the
            invoice), ``amount_positions`` (gross, before the down payments are deducted), ``amount_deducted`` (gross);
            ``lines``: number of positions; ``error``: why it can't be made, or an empty text
        :raises UserError: when called on no order, or on several
        """
        self._ensure_one_order()
        amounts = dict.fromkeys(("amount_untaxed", "amount_tax", "amount_total", "amount_positions", "amount_deducted"), 0.0)
        preview = {**amounts, "lines": 0, "error": ""}
        order = self.with_company(self.company_id)
        try:
            options = self._check_invoice_options(invoice_type, options)[2]
            if self.state != "sale":
                raise UserError(self.env._("%(order)s: Only a confirmed order can be invoiced.", order=self.name))
            preview.update(getattr(order, f"_preview_{invoice_type}_invoice")(**options))
        except UserError as error:
            preview["error"] = str(error)
        return preview

    def _preview_down_payment_invoice(self, percentage=None, amount=None):
        gross = self._check_down_payment(percentage, amount)
        gross = self._get_deductible_share(gross) if percentage else gross
        share = gross / self.amount_total if self.amount_total else 0.0
        tax = self.currency_id.round(self.amount_tax * share)
        return {
            "amount_untaxed": self.currency_id.round(gross - tax),
            "amount_tax": tax,
            "amount_total": gross,
            "amount_positions": gross,
            "lines": 1,
        }

    def _get_deductible_share(self, gross):
        """Return a percentage of the order without the cents by which it exceeds what is left to invoice.

        30 % of an order of which 70 % are on part invoices may be a cent more than the rest: no final invoice could deduct
        it.

        :param float gross: the percentage's amount, in the order's currency
        :return: the amount to request, gross
        """
        self.ensure_one()
        if not any(fact["invoiced"] for fact in self._invoiceable_positions()._get_position_facts().values()):
            return gross
        preview = self.preview_invoice_of_type("final", without_drafts=True)
        left = preview["amount_total"]
        cents = self.currency_id.rounding * (len(self.order_line) + 1)  # each position is rounded by itself
        is_above = self.currency_id.compare_amounts(gross, left) > 0
        return left if is_above and left and self.currency_id.compare_amounts(gross, left + cents) <= 0 else gross

    def _preview_partial_invoice(self, lines=None, picking_ids=None):
        return self._preview_quantities(self._partial_quantities(lines, picking_ids))

    def _preview_full_invoice(self):
        self._check_no_earlier_invoice()
        return self._preview_quantities(self._final_quantities())

    def _preview_final_invoice(self, draft_ids=None, without_drafts=False):
        drafts = self._chosen_drafts(draft_ids, without_drafts)
        quantities = self._final_quantities()
        if not any(quantities.values()):
            if drafts:
                return {}  # the drafts are all that is left
            raise UserError(self.env._("%(order)s: There is nothing left to invoice.", order=self.name))
        with posted_along(drafts):
            return self._preview_quantities(quantities, final=True)

    def _credit_note_obstacle(self):
        """Say beforehand that the final invoice of this order would be a credit note, or return False."""
        total = self.amount_total
        if self.state != "sale":
            return self._credit_note_text(total, 0.0, -total, self.currency_id) if total < 0 else False
        lines = self.order_line
        if not self._get_status_facts()[self.id]["over_invoiced"] and not lines.filtered("is_downpayment"):
            if not lines.filtered(lambda line: line.price_total < 0):
                return False  # most orders needn't be reckoned up
        try:
            self.with_company(self.company_id)._preview_final_invoice()
        except BecomesCreditNote as error:
            return str(error)
        except UserError:  # what else speaks against it, the obstacles tell
            return False
        return False

    def _preview_quantities(self, quantities, final=False):
        """Return the amounts of an invoice over these quantities.

        :param dict quantities: ``{sale.order.line: quantity}``
        :param bool final: deduct the down payments
        """
        items = [self._preview_item(line, quantity) for line, quantity in quantities.items() if quantity]
        positions = self._get_base_lines_total(self._get_credit_base_lines(items))
        if final:
            items += self._get_deductions()
        base_lines = self._get_credit_base_lines(items)
        totals = self.env["account.tax"]._get_tax_totals_summary(base_lines, self.currency_id, self.company_id)
        net, tax = self._get_rounding_of_items(items, base_lines, 1.0)
        gross = self.currency_id.round(totals["total_amount_currency"] + net + tax)
        positions = self.currency_id.round(positions + net + tax)
        if gross < 0:
            raise BecomesCreditNote(self._credit_note_text(positions, positions - gross, -gross, self.currency_id))
        return {
            "amount_untaxed": self.currency_id.round(totals["base_amount_currency"] + net),
            "amount_tax": self.currency_id.round(totals["tax_amount_currency"] + tax),
            "amount_total": gross,
            "amount_positions": positions,
            "amount_deducted": self.currency_id.round(positions - gross),
            "lines": len([quantity for quantity in quantities.values() if quantity]),
        }

    def _preview_item(self, line, quantity):
        """Return what ``_get_credit_base_lines`` takes, for a quantity at the order's price."""
        return {
            "line": line,
            "quantity": quantity,
            "price_unit": line.price_unit,
            "discount": line.discount,
            "tax_ids": line.tax_ids,
        }
