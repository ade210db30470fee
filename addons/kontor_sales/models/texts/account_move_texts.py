from odoo import models
from odoo.tools import format_date


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
