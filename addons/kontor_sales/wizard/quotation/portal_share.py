from odoo import models


class PortalShare(models.TransientModel):
    """Sharing a quotation with the customer is sending it (004-7)."""

    _inherit = "portal.share"

    def action_send_mail(self):
        for wizard in self.filtered(lambda wizard: wizard.res_model == "sale.order"):
            self.env["sale.order"].browse(wizard.res_id).exists()._issue_before_sending()
        return super().action_send_mail()
