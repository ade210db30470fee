from odoo import fields, models

from ...models.status.order_status import ORDER_STATUSES


class OrderStatusChange(models.TransientModel):
    """The status dialog of orders (001-10)."""

    _name = "order.status.change"
    _inherit = "kontor.status.change.mixin"
    _description = "Change of the Order Status"

    order_ids = fields.Many2many("sale.order", string="Orders", required=True, readonly=True)
    order_id = fields.Many2one("sale.order", compute="_compute_order_id")
    current_status = fields.Selection(ORDER_STATUSES, compute="_compute_order_id")
    target = fields.Selection(ORDER_STATUSES, string="New Status")
