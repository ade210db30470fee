from odoo import fields, models

from ..status.order_status import ORDER_STATUSES


class SaleOrderPrint(models.Model):
    """The print log of orders (001-14, 001-15): one row for each document of an order that was printed or sent."""

    _name = "sale.order.print"
    _inherit = "kontor.print.log.mixin"
    _description = "Printed Order Document"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    status = fields.Selection(ORDER_STATUSES, required=True, readonly=True)
    level = fields.Char(readonly=True, help="The dunning level, where the document is a dunning letter.")

    _order_status_idx = models.Index("(order_id, status)")
