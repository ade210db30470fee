from odoo import api, fields, models


class SaleOrderInvoice(models.TransientModel):
    """Before an order is invoiced, the dialog says what speaks against it (002-13)."""

    _inherit = "sale.order.invoice"

    risk_text = fields.Text(compute="_compute_risk_text")

    @api.depends("order_id")
    def _compute_risk_text(self):
        for dialog in self:
            dialog.risk_text = dialog.order_id._get_posting_warning() if dialog.order_id else False
