from odoo import fields, models


class SaleOrderCancelReason(models.Model):
    """Why a quotation or an order was cancelled (004-10, 004-14)."""

    _name = "sale.order.cancel.reason"
    _description = "Reason for Cancelling"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    applies_to = fields.Selection(
        [("both", "Quotations and orders"), ("quotation", "Quotations"), ("order", "Orders")],
        required=True,
        default="both",
    )
    is_printed = fields.Boolean(
        string="Printed", default=True, help="The customer reads this reason on the document that cancels the invoice."
    )
