from odoo import models


class SaleOrder(models.Model):
    """What a change of status will do, said before it is done (001-10): the Storno."""

    _inherit = "sale.order"

    def _consequences_cancel(self, reason=None, reason_id=None):
        told = self._cancelled_documents()
        delivered = self.order_line.filtered(lambda line: line._is_stock_line() and line.qty_delivered)
        if delivered:
            told.append(self.env._("What was delivered stays delivered; nothing comes back into stock."))
        invoices = self._posted_invoices().filtered(lambda move: move.payment_state != "reversed")
        for invoice in invoices:
            told.append(
                self.env._(
                    "%(invoice)s over %(amount)s is neutralised by a credit note, as far as it belongs to this order and"
                    " isn't credited yet.",
                    invoice=invoice.name,
                    amount=self._money(invoice.amount_total, invoice.currency_id),
                )
            )
        if self._clearing_lines():
            told.append(self.env._("What the customer has paid becomes his open credit."))
        return told or [self.env._("Nothing was delivered or invoiced; nothing else follows.")]
