from odoo import models
from odoo.tools import format_amount, format_date


class AccountMove(models.Model):
    """What stands below the sums of an invoice: how it is settled, and whether anything is to be transferred."""

    _inherit = "account.move"

    def _get_settlement_text(self, settlement):
        """Say how a part of this document was settled: by money, or by another document.

        :param dict settlement: an entry of core's ``invoice_payments_widget``
        :return: text in the language of the environment: "Paid on 01.12.2026", "Set off against RE/2026/00161"
        """
        self.ensure_one()
        # sudo: whoever prints an invoice need not have the right to read payments
        counterpart = self.env["account.move"].sudo().browse(settlement["move_id"])
        is_money = counterpart.origin_payment_id or counterpart.statement_line_id
        is_money = is_money or counterpart.journal_id.type in ("bank", "cash", "credit")
        if counterpart.is_invoice(include_receipts=True) or not is_money:
            return self.env._("Set off against %(document)s", document=counterpart.name)
        day = format_date(self.env, settlement["date"])
        if self.move_type == "out_refund":
            return self.env._("Paid back on %(date)s", date=day)
        return self.env._("Paid on %(date)s", date=day)

    def _asks_for_transfer(self):
        """Tell whether this document asks the customer for a transfer.

        Not what a carrier collects or the bank debits, and nothing that is settled already.

        :return: bool
        """
        self.ensure_one()
        if self.move_type not in ("out_invoice", "in_refund"):
            return False
        if self.state == "posted" and self.currency_id.is_zero(self.amount_residual):
            return False
        return not self._is_collected_on_delivery() and not self._get_kind_without_transfer()

    def _get_payment_sentence(self):
        """Return what an e-mail with this document says about paying, in the language of the environment."""
        self.ensure_one()
        amount = format_amount(self.env, self.amount_residual, self.currency_id)
        if self.move_type == "out_refund":
            total = format_amount(self.env, self.amount_total, self.currency_id)
            return self.env._("The amount of %(amount)s is credited to you.", amount=total)
        if self._is_collected_on_delivery():
            return self.env._("The amount is collected by cash on delivery. Please don't transfer it.")
        if self._get_kind_without_transfer() == "direct_debit":
            return self.env._("The amount is collected by direct debit. Please don't transfer it.")
        if not self._asks_for_transfer():
            return self.env._("Nothing is left to be paid.") if self.state == "posted" and not self.amount_residual else ""
        reference = self.payment_reference or self.name
        instalments = self.line_ids.filtered(lambda line: line.display_type == "payment_term")
        if len(instalments) > 1 or not self.invoice_date_due:
            return self.env._(
                "Please transfer %(amount)s on the days that the invoice names, with the reference %(reference)s.",
                amount=amount,
                reference=reference,
            )
        return self.env._(
            "Please transfer %(amount)s until %(date)s, with the reference %(reference)s.",
            amount=amount,
            date=format_date(self.env, self.invoice_date_due),
            reference=reference,
        )
