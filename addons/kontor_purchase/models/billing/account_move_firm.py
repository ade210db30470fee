from odoo import api, fields, models


class AccountMove(models.Model):
    """Which position of a supplier order a posted bill bills is firm, once it is known."""

    _inherit = "account.move"

    @api.model
    def _get_firm_line_fields(self):
        return super()._get_firm_line_fields() | {"purchase_line_id"}


class AccountMoveLine(models.Model):
    """A bill that was posted without a supplier order can be matched to one later; the bill's log keeps it."""

    _inherit = "account.move.line"

    purchase_line_id = fields.Many2one(tracking=True)

    def _refuse_firm(self, values):
        if values.get("purchase_line_id") and not self.sudo().purchase_line_id:  # sudo: as for the documents
            values = {name: value for name, value in values.items() if name != "purchase_line_id"}
        return super()._refuse_firm(values)
