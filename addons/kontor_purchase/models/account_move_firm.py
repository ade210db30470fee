from odoo import api, models


class AccountMove(models.Model):
    """Which position of a supplier order a posted bill bills is firm, too."""

    _inherit = "account.move"

    @api.model
    def _get_firm_line_fields(self):
        return super()._get_firm_line_fields() | {"purchase_line_id"}
