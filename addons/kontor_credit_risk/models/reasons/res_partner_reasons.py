from dataclasses import dataclass

from odoo import api, models
from odoo.tools import format_amount, format_date

from .block_rule import MANUAL_BLOCK_GROUPS

#: The operations that each manual block stops (003-26, 003-26a, 003-27, 003-28).
MANUAL_BLOCKS = {
    "delivery": ("delivery",),
    "order": ("delivery", "order", "invoice"),
    "quotation": ("delivery", "order", "quotation", "invoice"),
}

#: The operations before which a block that doesn't stop them is told.
TOLD_BEFORE = ("order",)


@dataclass
class Subject:
    """What is judged: a document, who pays it, and how much it adds to what the customer owes or ordered."""

    document: object
    debtor: object
    customers: object
    added: float = 0.0
    uses_credit: bool = True
    #: Does what it adds count for the documents behind it in the same call?
    cumulative: bool = False


class ResPartner(models.Model):
    """The reasons that speak against a customer's documents."""

    _inherit = "res.partner"

    def _get_credit_reasons(self, company, operation, subjects):
        """Judge documents of a company in order, with one query for the figures of all their customers.

        :param list subjects: ``Subject``
        :return: ``{document: [reason]}``
        """
        # sudo: limits and open items count for everybody, whoever may read them
        debtors = self.browse([subject.debtor.id for subject in subjects if subject.debtor.id]).sudo()
        figures = debtors._get_credit_figures(company)
        waiting = {}
        reasons = {}
        for subject in subjects:
            row = figures.get(subject.debtor.id)
            found = self._get_manual_block_reasons(company, operation, subject)
            if row and subject.uses_credit:
                found += self._get_limit_reasons(company, row, subject, waiting.get(subject.debtor.id, 0.0))
            if row:
                found += self._get_overdue_reasons(company, row, subject)
            if subject.cumulative and subject.uses_credit:
                waiting[subject.debtor.id] = waiting.get(subject.debtor.id, 0.0) + subject.added
            reasons[subject.document] = found
        return reasons

    def _get_limit_reasons(self, company, row, subject, waiting):
        """Return the limits that the customer exceeds with this document.

        :param dict row: the customer's figures
        :param float waiting: what documents before it in the same call add
        """
        currency = company.currency_id
        orders = float(row["open_orders"]) + waiting
        exposure = float(row["open_items"]) + orders + subject.added
        if subject.cumulative and currency.is_zero(subject.added):
            return []  # it adds nothing
        reasons = []
        for code in ("limit", "internal_limit"):
            limit = row[code]
            if limit is None or currency.compare_amounts(exposure, float(limit)) <= 0:
                continue
            values = {
                # sudo: whoever is refused may read by whom; the debtor can be another one than the document's customer
                "customer": subject.debtor.sudo().name,
                "limit": format_amount(self.env, float(limit), currency),
                "items": format_amount(self.env, float(row["open_items"]), currency),
                "orders": format_amount(self.env, orders, currency),
                "own": format_amount(self.env, subject.added, currency),
                "over": format_amount(self.env, exposure - float(limit), currency),
            }
            if row[f"{code}_ended"] is not None:
                values["ended"] = format_amount(self.env, float(row[f"{code}_ended"]), currency)
                values["date"] = format_date(self.env, row[f"{code}_to"])
                text = self._get_ended_limit_text(code, values)
            elif code == "limit":
                text = self.env._(
                    "%(customer)s exceeds the limit of %(limit)s by %(over)s: open items %(items)s, orders %(orders)s,"
                    " this document %(own)s.",
                    **values,
                )
            else:
                text = self.env._(
                    "%(customer)s exceeds the internal limit of %(limit)s by %(over)s: open items %(items)s, orders"
                    " %(orders)s, this document %(own)s.",
                    **values,
                )
            reasons.append(self.env["kontor.block.rule"]._make_reason(code, text, currency.round(exposure - float(limit))))
        return reasons

    @api.model
    def _get_ended_limit_text(self, code, values):
        """Return that a customer has no limit any more, since when, and what he would need one for (003-15).

        :param str code: ``limit`` or ``internal_limit``
        :param dict values: the figures, as texts
        """
        if code == "limit":
            return self.env._(
                "%(customer)s: the limit of %(ended)s expired on %(date)s. Open items %(items)s, orders %(orders)s, this"
                " document %(own)s.",
                **values,
            )
        return self.env._(
            "%(customer)s: the internal limit of %(ended)s expired on %(date)s. Open items %(items)s, orders %(orders)s,"
            " this document %(own)s.",
            **values,
        )

    def _get_overdue_reasons(self, company, row, subject):
        """Return the overdue statuses that apply, the milder ones too.

        Who pays in advance or on delivery is only stopped by the delivery stop, not by being late elsewhere.
        """
        values = {
            # sudo: as in _get_limit_reasons
            "customer": subject.debtor.sudo().name,
            "amount": format_amount(self.env, float(row["overdue_amount"]), company.currency_id),
            "date": format_date(self.env, row["first_due"]) if row["first_due"] else "",
        }
        texts = {}
        if row["overdue"] and subject.uses_credit:
            texts["overdue"] = self.env._("%(customer)s is overdue with %(amount)s, since %(date)s.", **values)
        if row["internal"] and subject.uses_credit:
            texts["internal_overdue"] = self.env._(
                "%(customer)s is overdue internally with %(amount)s, since %(date)s.", **values
            )
        if row["delivery_stop"]:
            texts["delivery_stop"] = self.env._(
                "%(customer)s has reached the delivery stop: overdue with %(amount)s, since %(date)s.", **values
            )
        amount = float(row["overdue_amount"])
        return [self.env["kontor.block.rule"]._make_reason(code, text, amount) for code, text in texts.items()]

    def _get_manual_block_reasons(self, company, operation, subject):
        """Return a company's manual blocks of the customers of a document; no rule softens them (003-25…28)."""
        reasons = []
        for customer in subject.customers.sudo().with_company(company):  # sudo: the block counts for everybody
            block = customer.manual_block
            if not block or block == "none":
                continue
            stops = operation in MANUAL_BLOCKS[block]
            if not stops and operation not in TOLD_BEFORE:
                continue
            labels = dict(self._fields["manual_block"]._description_selection(self.env))
            text = self.env._("%(customer)s: %(block)s.", customer=customer.name, block=labels[block])
            if customer.manual_block_reason:
                text += f" {customer.manual_block_reason}"
            reasons.append(
                self.env["kontor.block.rule"]._make_reason(
                    "manual_block",
                    text,
                    group=MANUAL_BLOCK_GROUPS[block],
                    effect="block" if stops else "warn",
                    customer=customer,
                )
            )
        return reasons

    def _closes_orders(self, company):
        """Tell whether a manual block of one of these customers closes his orders: no change, no completion (003-27).

        :param company: ``res.company`` of the orders
        """
        # sudo: the block counts for everybody
        return any(customer.manual_block in ("order", "quotation") for customer in self.sudo().with_company(company))
