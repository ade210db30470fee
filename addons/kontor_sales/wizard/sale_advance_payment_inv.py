from odoo import models


class SaleAdvancePaymentInv(models.TransientModel):
    _inherit = "sale.advance.payment.inv"

    def _create_invoices(self, sale_orders):
        """Refuse a regular invoice that turns into a credit note, whoever calls core's dialog (004-21)."""
        with self.env.cr.savepoint():
            moves = super()._create_invoices(sale_orders)
            if self.advance_payment_method == "delivered":
                # sudo: the clerk who makes the draft need not be able to read it
                for move in moves.sudo():
                    order = move.invoice_line_ids.sale_line_ids.order_id[:1]
                    order.with_env(self.env)._check_no_credit_note(move)
        return moves
