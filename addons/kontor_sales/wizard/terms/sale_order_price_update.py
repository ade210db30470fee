from odoo import fields, models


class SaleOrderPriceUpdate(models.TransientModel):
    """Ask before the prices of a quotation or an order are taken from the price list again (000-13/14)."""

    _name = "sale.order.price.update"
    _inherit = "kontor.price.update.mixin"
    _description = "Update Prices of an Order"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    pricelist_id = fields.Many2one(related="order_id.pricelist_id")
    given_terms = fields.Selection(
        [("keep", "Keep them"), ("reset", "Reset them to the list")],
        string="Given Prices and Discounts",
        default="keep",
        required=True,
    )
