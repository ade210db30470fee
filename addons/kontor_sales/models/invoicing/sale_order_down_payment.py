import copy
from contextlib import contextmanager
from contextvars import ContextVar

from odoo import Command, api, models
from odoo.exceptions import UserError

#: Drafts (ids) that are posted together with the invoice being made or posted: their down payments count already.
_POSTED_ALONG = ContextVar("kontor_sales_posted_along", default=frozenset())


@contextmanager
def posted_along(moves):
    """Let the down payments on these drafts count as posted, for as long as the block runs.

    :param moves: the ``account.move`` that are posted together with what is made in the block
    """
    token = _POSTED_ALONG.set(_POSTED_ALONG.get() | frozenset(moves.ids))
    try:
        yield
    finally:
        _POSTED_ALONG.reset(token)


class SaleOrder(models.Model):
    """What was requested as Anzahlung and what is left of it, by posted documents (004-19, 004-21).

    Core keeps a price on the order's down-payment line and changes it when an invoice of it is reset, cancelled or
    credited; it is never asked.
    """

    _inherit = "sale.order"

    def _get_down_payments(self):
        """Return what the documents say about the down payments of this order, by position and taxes.

        :return: list of dicts, in the order's currency: ``line`` (``sale.order.line``), ``tax_ids``, ``source`` (the
            posted invoice lines that requested it); ``requested``, ``credited`` and ``deducted`` (net, by posted
            documents), ``left`` (net), ``left_taxes`` (``{account.tax id: [base, tax]}``), ``left_booked`` (what was
            booked of it in the company's currency, at the order's rate: ``{account.tax id: [base, tax]}``, the net
            amount under 0), and the same of drafts that deduct it already (``drafted``, …, negative) or credit it
            (``in_credit``, …)
        """
        self.ensure_one()
        # sudo: what was requested is the same, whoever may read the invoices
        order = self.sudo()
        lines = order.order_line.filtered(lambda line: line.is_downpayment and not line.display_type)
        along = _POSTED_ALONG.get()
        entries = {}
        for move in lines.invoice_lines.move_id.sorted("id"):
            if move.state == "cancel" or not move.is_sale_document():
                continue
            is_posted = move.state == "posted" or move.id in along
            for base_line in move._get_rounded_base_and_tax_lines()[0]:
                line = (base_line["record"].sale_line_ids & lines)[:1]
                if line:
                    key = (line, tuple(base_line["tax_ids"].ids))
                    entry = entries.setdefault(key, order._new_down_payment(line, base_line["tax_ids"]))
                    order._add_to_down_payment(entry, base_line, is_posted)
        return list(entries.values())

    def _new_down_payment(self, line, taxes):
        amounts = dict.fromkeys(("requested", "credited", "deducted", "left", "drafted", "in_credit"), 0.0)
        sums = {f"{kind}_{sort}": {} for kind in ("left", "drafted", "in_credit") for sort in ("taxes", "booked")}
        return {"line": line, "tax_ids": taxes, "source": self.env["account.move.line"], **amounts, **sums}

    def _add_to_down_payment(self, entry, base_line, is_posted):
        """Add one line of an invoice or a credit note to what is known of a down payment.

        :param dict entry: see ``_get_down_payments``; changed
        :param dict base_line: of the tax engine, rounded with its whole document
        """
        record = base_line["record"]
        move = record.move_id
        is_refund = move.move_type == "out_refund"
        factor = -1.0 if is_refund else 1.0
        # what was booked at another rate than the order's
        booked = factor * (move.invoice_currency_rate or 1.0) / (self.currency_rate or 1.0)
        if move.currency_id == self.company_id.currency_id:
            booked = factor
        if move.currency_id != self.currency_id:
            factor *= (self.currency_rate or 1.0) / (move.invoice_currency_rate or 1.0)
        amounts = self._get_own_amounts(base_line, "_currency")
        own = self._get_own_amounts(base_line, "")
        net = factor * amounts.pop(0)[0]
        if is_posted:
            kind = "left"
            if is_refund and net < 0:
                entry["credited"] -= net
            elif not is_refund and net > 0:
                entry["requested"] += net
                entry["source"] |= record
            else:
                entry["deducted"] -= net
        elif net < 0:
            kind = "in_credit" if is_refund else "drafted"
        else:
            return  # a draft that requests something says nothing yet
        entry[kind] += net
        for sort, sign, values in (("taxes", factor, amounts), ("booked", booked, own)):
            sums = entry[f"{kind}_{sort}"]
            for key, (base, tax) in values.items():
                old_base, old_tax = sums.get(key, (0.0, 0.0))
                sums[key] = [old_base + sign * base, old_tax + sign * tax]

    @api.model
    def _get_own_amounts(self, base_line, suffix):
        """Return what a line of an invoice amounts to by itself, without the cents of the other lines.

        The tax engine rounds an invoice as a whole, and lets its largest line bear the cents. What a down payment was
        fixed at when it was requested or deducted stays that.

        :param dict base_line: of the tax engine, rounded with its whole document
        :param str suffix: "_currency" for amounts in the document's currency, "" for those in the company's
        :return: ``{account.tax id: [base, tax]}``, the net amount under 0
        """
        details, fixed = base_line["tax_details"], base_line["manual_tax_amounts"] or {}
        net = base_line[f"manual_total_excluded{suffix}"]
        if net is None or not fixed:
            net = details[f"total_excluded{suffix}"] + details[f"delta_total_excluded{suffix}"]
        amounts = {0: [net, 0.0]}
        for tax_data in details["taxes_data"]:
            values = fixed.get(str(tax_data["tax"].id), {})
            amounts[tax_data["tax"].id] = [
                values.get(f"{name}{suffix}", tax_data[f"{name}{suffix}"]) for name in ("base_amount", "tax_amount")
            ]
        return amounts

    def _get_deductions(self, credit=False):
        """Return the values of the lines that deduct what is left of the down payments, or give it back.

        :param bool credit: for a credit note, which gives back: quantity 1; what drafts credit is taken off, too
        :return: list of dicts with ``line`` and ``source`` (see ``_get_down_payments``), ``quantity``, ``price_unit``,
            ``discount``, ``tax_ids``, ``extra_tax_data`` (makes the amounts exactly what is left, to the cent)
        """
        kinds = ("left", "drafted", "in_credit") if credit else ("left", "drafted")
        sign = 1.0 if credit else -1.0
        deductions = []
        for entry in self._get_down_payments():
            net = self.currency_id.round(sum(entry[kind] for kind in kinds))
            taxes, booked = {}, {}
            for sort, sums in (("taxes", taxes), ("booked", booked)):
                for kind in kinds:
                    for tax_id, amounts in entry[f"{kind}_{sort}"].items():
                        sums[tax_id] = [old + new for old, new in zip(sums.get(tax_id, (0.0, 0.0)), amounts)]
            if self.currency_id.is_zero(net) and all(self.currency_id.is_zero(tax) for _base, tax in taxes.values()):
                continue
            deductions.append(
                {
                    "line": entry["line"].with_env(self.env),
                    "source": entry["source"],
                    "discount": 0.0,
                    "tax_ids": entry["tax_ids"],
                    **self._prepare_deduction(net, taxes, booked, entry["tax_ids"], sign),
                }
            )
        return deductions

    def _prepare_deduction(self, net, taxes, booked, tax_ids, sign):
        """Return quantity, price and exact tax amounts of a deduction.

        :param float net: without tax, in the order's currency
        :param dict taxes: ``{account.tax id: [base, tax]}``
        :param dict booked: the same in the company's currency, the net amount under 0
        :param float sign: the quantity, 1 or -1
        """
        currency, company_currency = self.currency_id, self.company_id.currency_id
        included = tax_ids.flatten_taxes_hierarchy().filtered("price_include")
        price = currency.round(net + sum(taxes.get(tax.id, (0.0, 0.0))[1] for tax in included))
        manual = {}
        for tax_id, (base, tax) in taxes.items():
            manual[str(tax_id)] = {
                "base_amount_currency": sign * currency.round(base),
                "tax_amount_currency": sign * currency.round(tax),
                "base_amount": sign * company_currency.round(booked[tax_id][0]),
                "tax_amount": sign * company_currency.round(booked[tax_id][1]),
            }
        extra_tax_data = {
            "manual_total_excluded_currency": sign * net,
            "manual_total_excluded": sign * company_currency.round(booked[0][0]),
            "manual_tax_amounts": manual,
            "currency_id": currency.id,
            "price_unit": price,
            "discount": 0.0,
            "quantity": sign,
            "rate": self.currency_rate or 1.0,
        }
        return {"quantity": sign, "price_unit": price, "extra_tax_data": extra_tax_data if manual else None}

    def _generate_downpayment_invoices(self):
        """Leave out orders whose down payments are requested already: a payment made online must not fail by that."""
        possible = self.browse()
        for order in self:
            try:
                order._check_down_payment(amount=order.amount_paid)
            except UserError as refusal:
                order.message_post(body=str(refusal))
                continue
            possible |= order
        return super(SaleOrder, possible)._generate_downpayment_invoices()

    def _get_invoiceable_lines(self, final=False):
        """Deduct the down payments of which posted documents leave something, and no others (004-21)."""
        lines = super()._get_invoiceable_lines(final)
        down_payments = lines.filtered(lambda line: line.is_downpayment and not line.display_type)
        if not final:
            return lines - down_payments
        deducted = self.env["sale.order.line"].union(*(deduction["line"] for deduction in self._get_deductions()))
        return (lines - down_payments) + deducted.with_env(self.env)

    def _prepare_down_payment_line_values_from_base_line(self, base_line):
        """Make the base of the tax the net amount of the line.

        Rounding leaves core's percentage of many lines a cent or more apart, and EN 16931 refuses an invoice whose
        lines don't add up to its net amount. Net amount, tax and total stay as they are.
        """
        values = super()._prepare_down_payment_line_values_from_base_line(base_line)
        if any(base_line["tax_ids"].flatten_taxes_hierarchy().mapped("include_base_amount")):
            return values  # the base of a tax on a tax is not the net amount
        data = copy.deepcopy(values["extra_tax_data"])
        for amounts in (data.get("manual_tax_amounts") or {}).values():
            for suffix in ("", "_currency"):
                if f"manual_total_excluded{suffix}" in data and f"base_amount{suffix}" in amounts:
                    amounts[f"base_amount{suffix}"] = data[f"manual_total_excluded{suffix}"]
        return {**values, "extra_tax_data": data}


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _prepare_invoice_lines_vals_list(self, **optional_values):
        if not self.is_downpayment or self.display_type or optional_values.get("quantity") != -1.0:
            return super()._prepare_invoice_lines_vals_list(**optional_values)
        vals_list = []
        for deduction in self.order_id._get_deductions():
            if deduction["line"] == self:
                vals_list += super()._prepare_invoice_lines_vals_list(
                    **{
                        **optional_values,
                        "quantity": deduction["quantity"],
                        "price_unit": deduction["price_unit"],
                        "tax_ids": [Command.set(deduction["tax_ids"].ids)],
                        "extra_tax_data": deduction["extra_tax_data"],
                    }
                )
        return vals_list

    def _is_to_be_deducted(self):
        """Tell whether this is a down payment that the next final invoice deducts."""
        self.ensure_one()
        return (
            self.is_downpayment
            and not self.display_type
            and any(deduction["line"] == self for deduction in self.order_id._get_deductions())
        )
