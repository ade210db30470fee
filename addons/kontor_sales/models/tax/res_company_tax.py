from odoo import fields, models

from ...tools.vies import SERVICE


class ResCompany(models.Model):
    _inherit = "res.company"

    vat_check_days = fields.Integer(
        "Check VAT IDs Again After",
        default=90,
        help="Days after which the check of a VAT id doesn't count any more. 0: it counts until the VAT id changes.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    vat_check_days = fields.Integer(related="company_id.vat_check_days", readonly=False)
    vies_service = fields.Char("Address of the VIES Service", config_parameter="kontor_sales.vies_service", default=SERVICE)
