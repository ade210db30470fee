from odoo import fields, models


class StockPicking(models.Model):
    """What the warehouse has to know about the order behind a delivery."""

    _inherit = "stock.picking"

    order_special_request = fields.Text(string="Special Requests", related="sale_id.special_request")
    is_cash_on_delivery = fields.Boolean(string="Cash on Delivery", related="sale_id.is_cash_on_delivery")
