from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_window_partner(self, record):
        return record.partner_id if record._name == "kontor.receipt.reminder" else super()._get_window_partner(record)


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _written_models(self):
        return (*super()._written_models(), "kontor.receipt.reminder")
