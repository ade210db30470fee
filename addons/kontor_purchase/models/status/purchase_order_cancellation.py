from odoo import fields, models


class PurchaseOrder(models.Model):
    """Why a supplier order was cancelled."""

    _inherit = "purchase.order"

    cancel_reason = fields.Text(string="Reason for Cancelling", readonly=True, copy=False)
