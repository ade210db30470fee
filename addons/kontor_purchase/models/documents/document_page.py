from odoo import models

#: Documents to suppliers, and where they name the supplier.
SUPPLIERS = {
    "purchase.order": "partner_id",
    "purchase.order.change": "order_id.partner_id",
}


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_window_partner(self, record):
        path = SUPPLIERS.get(record._name)
        return record.mapped(path) if path else super()._get_window_partner(record)


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _written_models(self):
        return (*super()._written_models(), "purchase.order")
