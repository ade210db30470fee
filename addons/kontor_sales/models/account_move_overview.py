from odoo import api, fields, models


class AccountMove(models.Model):
    """What the list of all invoices shows about each of them (002-6, 004-24)."""

    _inherit = "account.move"

    order_status_label = fields.Char(
        string="Order Status",
        compute="_compute_order_status_label",
        help="Where the order of this invoice stands.",
    )
    due_state = fields.Selection(
        [
            ("settled", "Settled"),
            ("not_due", "Not Due"),
            ("due", "Due Today"),
            ("overdue", "Overdue"),
        ],
        compute="_compute_due_state",
        help="Whether something of this invoice is due, by its instalments.",
    )

    @api.depends("line_ids.sale_line_ids.order_id.lifecycle_status")
    @api.depends_context("lang")
    def _compute_order_status_label(self):
        # sudo: whoever may read the invoice may know where its order stands
        for move, record in zip(self, self.sudo()):
            orders = record.line_ids.sale_line_ids.order_id
            labels = dict.fromkeys(order.lifecycle_label for order in orders.with_env(orders.env(context=self.env.context)))
            move.order_status_label = ", ".join(label for label in labels if label) or False

    @api.depends("state", "payment_state", "line_ids.date_maturity", "line_ids.amount_residual")
    def _compute_due_state(self):
        """Judge by instalment: ``invoice_date_due`` is the last one only."""
        today = fields.Date.context_today(self)
        for move in self:
            if move.state != "posted" or not move.is_invoice(include_receipts=True):
                move.due_state = False
                continue
            open_lines = move.line_ids.filtered(
                lambda line: (
                    line.account_type in ("asset_receivable", "liability_payable")
                    and not line.reconciled
                    and line.amount_residual
                )
            )
            dates = [line.date_maturity or move.invoice_date_due or move.invoice_date for line in open_lines]
            if not dates:
                move.due_state = "settled"
            elif min(dates) < today:
                move.due_state = "overdue"
            else:
                move.due_state = "due" if min(dates) == today else "not_due"
