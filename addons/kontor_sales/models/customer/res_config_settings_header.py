from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    header_show_profit = fields.Boolean(related="company_id.header_show_profit", readonly=False)
    header_top_right = fields.Selection(related="company_id.header_top_right", readonly=False, required=True)
    header_field_ids = fields.Many2many(related="company_id.header_field_ids", readonly=False)
    dms_url = fields.Char(related="company_id.dms_url", readonly=False)
