from odoo import models


class PaymentTransaction(models.Model):
    """An order that is paid online but blocked stays a quotation on the work list; the payment must not fail on it."""

    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        blocked = self.browse()
        for transaction in self:
            order = transaction.sale_order_ids.filtered(lambda order: order.state in ("draft", "sent"))
            if len(order) == 1 and order._is_confirmation_amount_reached() and order._record_blocked("order"):
                blocked |= transaction
                order.message_post(body=self.env._("Paid online, but blocked; see the list of blocked documents."))
        return super(PaymentTransaction, self - blocked)._check_amount_and_confirm_order()

    def _invoice_sale_orders(self):
        """Leave out orders that a reason closes: the payment is recorded, the invoice waits for a release (003-27)."""
        closed = self.filtered(lambda transaction: transaction.sale_order_ids._possibly_closed()._record_blocked("invoice"))
        return super(PaymentTransaction, self - closed)._invoice_sale_orders()
