from odoo import models


class SaleOrder(models.Model):
    """What a change of status will do, said before it is done (001-10): the payments that are reversed."""

    _inherit = "sale.order"

    def _consequences_invoice(self, **options):
        """Say what a Rückbuchung does: the way back from "completed" to "invoice" reverses the payments (001-3)."""
        if self.lifecycle_status == "done":
            return self._consequences_reversal()
        return super()._consequences_invoice(**options)

    def _consequences_reversal(self):
        """Say what a Rückbuchung opens again (001-3)."""
        invoices = self._posted_invoices()
        payments = (self._clearing_lines().move_id.origin_payment_id | invoices.matched_payment_ids).filtered(
            lambda payment: payment.state in ("in_process", "paid")
        )
        names = ", ".join(payments.mapped("display_name")) or self.env._("on the bank statement")
        cleared = self._clearing_lines().matched_debit_ids.filtered(
            lambda partial: partial.debit_move_id.move_id in invoices
        )
        amount = sum(cleared.mapped("debit_amount_currency")) or sum(payments.mapped("amount"))
        return [
            self.env._(
                "The payments %(payments)s are reversed with an entry of their own; %(amount)s of the invoices are open"
                " again.",
                payments=names,
                amount=self._money(amount),
            )
        ]

    def _orders_of_open_documents(self):
        return self.browse(self._open_documents()._orders_of_document().ids)
