from odoo import api, fields, models


class AccountMove(models.Model):
    """What the list of all invoices shows about each of them (002-6); whether it is due: ``account_move_due.py``."""

    _inherit = "account.move"

    order_status_label = fields.Char(
        string="Order Status",
        compute="_compute_order_status_label",
        help="Where the order of this invoice stands.",
    )

    # Not by lifecycle_status: all that a status follows from would look for the invoices, at each change of an order's
    # documents. A stored status is shown at once, see below.
    @api.depends("line_ids.sale_line_ids")
    @api.depends_context("lang")
    def _compute_order_status_label(self):
        # sudo: whoever may read the invoice may know where its order stands
        for move, record in zip(self, self.sudo()):
            orders = record.line_ids.sale_line_ids.order_id
            labels = dict.fromkeys(order.lifecycle_label for order in orders.with_env(orders.env(context=self.env.context)))
            move.order_status_label = ", ".join(label for label in labels if label) or False


class SaleOrder(models.Model):
    """A new status of an order is shown among its invoices."""

    _inherit = "sale.order"

    def _store_status(self, rows):
        written = super()._store_status(rows)
        self.env["account.move"].invalidate_model(["order_status_label"], flush=False)
        return written
