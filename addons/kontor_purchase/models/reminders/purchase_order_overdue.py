from odoo import api, fields, models
from odoo.fields import Domain


class PurchaseOrder(models.Model):
    """Receipts that should have come by now."""

    _inherit = "purchase.order"

    is_receipt_overdue = fields.Boolean(
        string="Receipt Overdue", compute="_compute_is_receipt_overdue", search="_search_is_receipt_overdue"
    )

    def _overdue_domain(self):
        """Return the domain of the positions that are overdue today."""
        today = fields.Date.context_today(self)
        return Domain(
            [
                ("order_id.is_left_to_receive", "=", True),
                ("display_type", "=", False),
                ("date_planned", "<", fields.Datetime.to_datetime(today)),
                ("is_receipt_open", "=", True),
            ]
        )

    @api.depends("is_left_to_receive", "order_line.date_planned", "order_line.qty_received", "order_line.product_qty")
    def _compute_is_receipt_overdue(self):
        overdue = self.env["purchase.order.line"].search(self._overdue_domain() & Domain("order_id", "in", self.ids))
        for order in self:
            order.is_receipt_overdue = order._origin in overdue.order_id

    def _search_is_receipt_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = Domain("order_line", "any", self._overdue_domain())
        return found if True in value else ~found


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    is_receipt_open = fields.Boolean(
        compute="_compute_is_receipt_open",
        store=True,
        help="Less has come than was ordered; what the supplier won't deliver any more is taken off the order.",
    )

    _receipt_open_idx = models.Index("(date_planned) WHERE is_receipt_open")

    @api.depends("qty_received", "product_qty", "display_type", "product_id", "is_downpayment")
    def _compute_is_receipt_open(self):
        for line in self:
            line.is_receipt_open = (
                line._is_receivable() and line.product_uom_id._compare_quantities(line.qty_received, line.product_qty) < 0
            )
