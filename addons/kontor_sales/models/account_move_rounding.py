from odoo import Command, models

from .sale_order_down_payment import posted_along


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _create_invoices(self, grouped=False, final=False, date=None):
        moves = super()._create_invoices(grouped=grouped, final=final, date=date)
        if final:
            # sudo: the draft was made as superuser, for a clerk who need not be able to read it
            for move in moves.sudo():
                move._absorb_rounding()
        return moves


class AccountMove(models.Model):
    """The last invoice of an order takes the cents that rounding each invoice by itself has left (004-21).

    Three part invoices of 33.33 bear 18.99 of tax, the order of 99.99 bears 19.00: the Schlussrechnung bears the cent.
    """

    _inherit = "account.move"

    def _absorb_rounding(self):
        """Let this draft, the last invoice of its order, make the sum of all invoices the order's volume to the cent."""
        self.ensure_one()
        order = self.invoice_line_ids.sale_line_ids.order_id
        if len(order) != 1 or self.move_type != "out_invoice" or self.currency_id != order.currency_id:
            return
        with posted_along(self):
            target = self._get_order_target(order)
            if not target:
                return
            differences = self._get_differences(order, target)
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product" and not line.is_downpayment)
        commands = []
        for tax_ids, (net, taxes) in differences.items():
            own = lines.filtered(
                lambda line, tax_ids=tax_ids: tuple(line.tax_ids.ids) == tax_ids and not line.extra_tax_data
            )
            if own and taxes:
                line = own.sorted(lambda line: (abs(line.price_subtotal), line.id))[-1:]
                commands += self._prepare_absorbing_line(line, net, taxes)
        if commands:
            self.write({"invoice_line_ids": commands})

    def _get_order_target(self, order):
        """Return what all invoices of an order are to amount to when this draft is the last of several, else nothing.

        Where prices, taxes or the currency changed between the invoices, each keeps what it said.

        :return: ``{tax ids: [net, {account.tax id: tax}]}`` in the order's currency
        """
        positions = order._invoiceable_positions().filtered(lambda line: line.product_id.type != "combo")
        invoice_lines = positions.invoice_lines.filtered(lambda line: line.parent_state != "cancel")
        if invoice_lines.move_id == self:
            return {}
        facts, _own = self._get_facts_with_this()
        for line in positions:
            if line.product_uom_id._compare_quantities(facts[line.id]["volume"], facts[line.id]["invoiced"]):
                return {}
            for invoice_line in line.invoice_lines & invoice_lines:
                same = (
                    invoice_line.currency_id == order.currency_id
                    and invoice_line.product_uom_id == line.product_uom_id
                    and invoice_line.tax_ids == line.tax_ids
                    and (invoice_line.price_unit, invoice_line.discount) == (line.price_unit, line.discount)
                )
                if not same:
                    return {}
        items = [order._preview_item(line, facts[line.id]["volume"]) for line in positions]
        return self._sum_by_taxes((base_line, 1.0) for base_line in order._get_credit_base_lines(items))

    def _get_differences(self, order, target):
        """Return what is missing of the target on the order's posted invoices with this one: cents, or nothing at all.

        :param dict target: see ``_get_order_target``
        """
        invoiced = []
        for move in order.order_line.invoice_lines.move_id:
            if move != self and move.state != "posted":
                continue
            if move.invoice_line_ids.sale_line_ids.order_id != order or "epd" in move.line_ids.mapped("display_type"):
                return {}  # what is shared with others, or reduced by a cash discount, is rounded by itself
            sign = -1.0 if move.move_type == "out_refund" else 1.0
            invoiced += [
                (base_line, sign)
                for base_line in move._get_rounded_base_and_tax_lines()[0]
                if base_line["record"].sale_line_ids
            ]
        currency = order.currency_id
        # each line of each invoice may be half a cent off
        limit = currency.rounding * (len(invoiced) + len(target))
        differences = {}
        actual = self._sum_by_taxes(invoiced)
        for tax_ids in target.keys() | actual.keys():
            net, taxes = target.get(tax_ids, (0.0, {}))
            own_net, own_taxes = actual.get(tax_ids, (0.0, {}))
            net = currency.round(net - own_net)
            taxes = {
                tax_id: currency.round(taxes.get(tax_id, 0.0) - own_taxes.get(tax_id, 0.0))
                for tax_id in taxes.keys() | own_taxes.keys()
            }
            if any(abs(amount) > limit for amount in (net, *taxes.values())):
                return {}
            if net or any(taxes.values()):
                differences[tax_ids] = (net, taxes)
        return differences

    def _sum_by_taxes(self, signed_base_lines):
        """Return ``{tax ids: [net, {account.tax id: tax}]}`` of rounded base lines, given with their sign."""
        sums = {}
        for base_line, sign in signed_base_lines:
            entry = sums.setdefault(tuple(base_line["tax_ids"].ids), [0.0, {}])
            details = base_line["tax_details"]
            entry[0] += sign * (details["total_excluded_currency"] + details["delta_total_excluded_currency"])
            for tax_data in details["taxes_data"]:
                tax_id = tax_data["tax"].id
                entry[1][tax_id] = entry[1].get(tax_id, 0.0) + sign * tax_data["tax_amount_currency"]
        return sums

    def _prepare_absorbing_line(self, line, net, taxes):
        """Return the commands that replace a line of this draft by one that bears some cents more or less.

        :param line: ``account.move.line``
        :param float net: to be added to its net amount, in the invoice's currency
        :param dict taxes: ``{account.tax id: to be added}``
        """
        base_line = self._prepare_product_base_line_for_taxes_computation(line)
        self.env["account.tax"]._add_tax_details_in_base_line(base_line, self.company_id)
        details, rate = base_line["tax_details"], base_line["rate"] or 1.0
        is_global = self.company_id.tax_calculation_rounding_method == "round_globally"
        rounded = (lambda amount: amount) if is_global else self.currency_id.round
        own = self.company_id.currency_id.round

        def both(name, amount):
            return {f"{name}_currency": amount, name: own(amount / rate)}

        manual = {}
        for tax_data in details["taxes_data"]:
            tax_id = tax_data["tax"].id
            manual[str(tax_id)] = {
                **both("base_amount", rounded(tax_data["raw_base_amount_currency"]) + net),
                **both("tax_amount", rounded(tax_data["raw_tax_amount_currency"]) + taxes.get(tax_id, 0.0)),
            }
        values = line.with_context(include_business_fields=True).copy_data()[0]
        values["extra_tax_data"] = {
            **both("manual_total_excluded", rounded(details["raw_total_excluded_currency"]) + net),
            "manual_tax_amounts": manual,
            "currency_id": self.currency_id.id,
            "price_unit": line.price_unit,
            "discount": line.discount,
            "quantity": line.quantity,
            "rate": rate,
        }
        values.pop("move_id", None)
        return [Command.delete(line.id), Command.create(values)]
