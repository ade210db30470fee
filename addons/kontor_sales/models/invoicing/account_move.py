from odoo import api, fields, models

from ...tools.server_work import INVOICE, STATE, allows, server_work

#: What core computes from an invoice's lines and payments.
FIGURES = {
    "amount_residual",
    "amount_residual_signed",
    "amount_tax",
    "amount_tax_signed",
    "amount_total",
    "amount_total_signed",
    "amount_untaxed",
    "amount_untaxed_signed",
    "payment_state",
}


class AccountMove(models.Model):
    _inherit = "account.move"

    order_invoice_type = fields.Selection(
        [
            ("down_payment", "Down Payment"),
            ("partial", "Partial Invoice"),
            ("full", "Full Invoice"),
            ("final", "Final Invoice"),
            ("credit_note", "Credit Note"),
        ],
        string="Invoice Type",
        compute="_compute_order_invoice_type",
        store=True,
        readonly=False,
        copy=False,
        help="What this invoice is to its order: a down payment, a part, the whole, or the final invoice.",
    )
    is_cancellation_invoice = fields.Boolean(
        string="Cancellation Invoice",
        readonly=True,
        copy=False,
        help="This credit note was made by cancelling the order.",
    )

    @api.depends("move_type", "invoice_line_ids.sale_line_ids")
    def _compute_order_invoice_type(self):
        """Tell what an invoice is to its order, by whatever way it was made."""
        if len(self) > 1:
            self._prefetch_order_positions()
        for move in self:
            positions = move.invoice_line_ids.sale_line_ids if move.is_sale_document() else False
            if not positions:
                move.order_invoice_type = False
            elif move.move_type == "out_refund":
                move.order_invoice_type = "credit_note"
            else:
                move.order_invoice_type = move._guess_order_invoice_type(positions)

    @api.model
    def _get_figures(self):
        return super()._get_figures() | FIGURES

    @api.model
    def _get_initial_figures(self):
        # the form sends it along with each new invoice and bill
        return {**super()._get_initial_figures(), "payment_state": "not_paid"}

    def _guard_figures(self, change):
        if "order_invoice_type" in change.names and not self.env.su and not allows(self, INVOICE):
            self._refuse_figures(["order_invoice_type"])
        return super()._guard_figures(change)

    def _inverse_tax_totals(self):
        # core computes the amounts once more, by assigning them
        with server_work(self, STATE):
            return super()._inverse_tax_totals()

    def _set_order_invoice_type(self, invoice_type):
        """Say what these invoices are to their orders; nobody else writes it.

        :param str invoice_type: a value of ``order_invoice_type``
        """
        with self._invoice_work():
            self.order_invoice_type = invoice_type

    def action_toggle_block_payment(self):
        with server_work(self, STATE):
            return super().action_toggle_block_payment()

    def _prefetch_order_positions(self):
        """Read what ``_guess_order_invoice_type`` looks at for all these invoices together, not for each one.

        The fields are named, because Odoo reads them one by one while a module is being installed.
        """
        lines = self.invoice_line_ids.sale_line_ids.order_id.order_line
        lines.fetch(
            [
                "display_type",
                "is_downpayment",
                "product_id",
                "product_uom_id",
                "product_uom_qty",
                "qty_delivered",
                "qty_delivered_method",
                "qty_invoiced",
            ]
        )
        lines.invoice_lines.move_id.mapped("state")
        lines.product_id.mapped("invoice_policy")
        moves = lines.move_ids
        (moves | moves.move_orig_ids).mapped("state")
        (moves.location_dest_id | moves.location_final_id).mapped("usage")

    def _guess_order_invoice_type(self, positions):
        """Return the type of an invoice that core made without naming one.

        :param positions: the ``sale.order.line`` records on it
        """
        down_payments = positions.filtered("is_downpayment")
        if down_payments == positions:
            return "down_payment"
        if down_payments:
            return "final"
        order_lines = positions.order_id._invoiceable_positions()
        if order_lines - positions or any(line._volume_to_invoice() > 0 for line in order_lines):
            earlier = order_lines.invoice_lines.move_id - self
            return "final" if earlier and not any(line._volume_to_invoice() > 0 for line in order_lines) else "partial"
        earlier = order_lines.invoice_lines.move_id.filtered(lambda move: move.state != "cancel") - self
        return "final" if earlier else "full"

    def _invoice_work(self):
        """Open these invoices while the server itself works on them."""
        return server_work(self, INVOICE)
