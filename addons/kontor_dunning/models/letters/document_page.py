from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_window_partner(self, record):
        if record._name == "kontor.dunning.letter":
            return record.address_id or record.partner_id
        return super()._get_window_partner(record)
