from odoo import fields, models

from ...tools.records import check_ids


class SaleOrderRevise(models.TransientModel):
    """Asks why an issued quotation goes back to "In Bearbeitung" (004-8)."""

    _name = "sale.order.revise"
    _description = "Revise a Quotation"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    version_label = fields.Char(related="order_id.version_label")
    reason = fields.Text(required=True)

    def action_revise(self):
        """Take the quotation back, with the reason."""
        check_ids(self).order_id.action_revise_quotation(self.reason)
        return {"type": "ir.actions.act_window_close"}
