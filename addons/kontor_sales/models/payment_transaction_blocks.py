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
