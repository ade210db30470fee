from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_book_charges = fields.Boolean(related="company_id.dunning_book_charges", readonly=False)
    dunning_charge_journal_id = fields.Many2one(related="company_id.dunning_charge_journal_id", readonly=False)
    dunning_fee_account_id = fields.Many2one(related="company_id.dunning_fee_account_id", readonly=False)
    dunning_interest_account_id = fields.Many2one(related="company_id.dunning_interest_account_id", readonly=False)
