from odoo import fields, models


class PurchaseOrderPriceUpdate(models.TransientModel):
    """Ask before the prices of a supplier order are taken from the supplier's prices again (000-8)."""

    _name = "purchase.order.price.update"
    _inherit = "kontor.price.update.mixin"
    _description = "Update Prices of a Supplier Order"

    order_id = fields.Many2one("purchase.order", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(related="order_id.partner_id")
    given_terms = fields.Selection(
        [("keep", "Keep them"), ("reset", "Reset them to the list")],
        string="Given Prices and Discounts",
        default="keep",
        required=True,
    )
