from odoo import models


class SaleAdvancePaymentInv(models.TransientModel):
    """Core's dialog keeps the rules of Kontor's (004-19, 004-21, 004-25)."""

    _inherit = "sale.advance.payment.inv"

    def _create_invoices(self, sale_orders):
        """Keep the limit of the down payments; credit what came back; never turn a final invoice into a credit note.

        :raises UserError: with the figures
        """
        with self.env.cr.savepoint():
            sale_orders._claim_for_status_change()
            if self.advance_payment_method != "delivered":
                sale_orders._check_completion()
                is_percentage = self.advance_payment_method == "percentage"
                for order in sale_orders:
                    gross = order._check_down_payment(
                        percentage=self.amount if is_percentage else None,
                        amount=None if is_percentage else self.fixed_amount,
                    )
                    left = order._get_deductible_share(gross)
                    if is_percentage and len(sale_orders) == 1 and order.currency_id.compare_amounts(left, gross):
                        self.write({"advance_payment_method": "fixed", "fixed_amount": left})
                return super()._create_invoices(sale_orders)
            credited = sale_orders.filtered(lambda order: self.deduct_down_payments and order._is_only_to_be_credited())
            moves = self.env["account.move"]
            for order in credited:
                credit_note = order.with_company(order.company_id)._create_credit_note_difference()
                # As core does: goods that came back bear their own cost, not the average of an invoice they stood on.
                # sudo: the clerk who makes the draft need not be able to read it
                credit_note.sudo().reversed_entry_id = False
                order.sudo().invoice_ids._set_reversed_entry(credit_note.sudo())
                moves |= credit_note
            others = (sale_orders - credited).with_context(raise_if_nothing_to_invoice=not moves)
            if others:
                made = super()._create_invoices(others)
                # sudo: the clerk who makes the draft need not be able to read it
                for move in made.sudo():
                    # what came back may outweigh what is invoiced; down payments may not
                    if move.invoice_line_ids.filtered("is_downpayment"):
                        order = move.invoice_line_ids.sale_line_ids.order_id[:1]
                        order.with_env(self.env)._check_no_credit_note(move)
                moves |= made
        return moves
