from odoo import models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _logged_models(self):
        return (*super()._logged_models(), "purchase.order")
