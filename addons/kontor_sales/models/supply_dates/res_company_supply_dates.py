from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    supply_is_invoice_date = fields.Boolean(
        string="Day of Service Is the Invoice Date",
        help="New invoices say that the day of the service is the day of the invoice, where neither a delivery nor a period"
        " is known. Otherwise nothing is said, and the draft warns.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    supply_is_invoice_date = fields.Boolean(related="company_id.supply_is_invoice_date", readonly=False)
