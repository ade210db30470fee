from odoo import fields, models
from odoo.exceptions import UserError


class OrderStatusChange(models.TransientModel):
    """What the status dialog asks about a Storno (004-10, 004-14)."""

    _inherit = "order.status.change"

    cancel_reason_id = fields.Many2one(
        "sale.order.cancel.reason",
        string="Reason",
        domain="[('applies_to', 'in', ('both', 'quotation' if current_status == 'quotation' else 'order'))]",
    )
    cancel_note = fields.Text(string="Note")

    def _get_cancel_options(self):
        if not self.cancel_reason_id:
            raise UserError(self.env._("Choose the reason for cancelling."))
        return {"reason_id": self.cancel_reason_id.id, "reason": self.cancel_note}
