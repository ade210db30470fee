from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    limit_without_row = fields.Selection(related="company_id.limit_without_row", readonly=False, required=True)
    limit_of_others = fields.Monetary(related="company_id.default_limit", readonly=False, currency_field="currency_id")
    limit_decided_on = fields.Datetime(related="company_id.limit_decided_on")
    limit_decided_by_id = fields.Many2one(related="company_id.limit_decided_by_id")
    delay_counts_for_limit = fields.Boolean(related="company_id.delay_counts_for_limit", readonly=False)
    return_fee_to_customer = fields.Boolean(related="company_id.return_fee_to_customer", readonly=False)
    return_fee_account_id = fields.Many2one(related="company_id.return_fee_account_id", readonly=False)
    expiry_notice_weeks = fields.Integer(related="company_id.expiry_notice_weeks", readonly=False)
