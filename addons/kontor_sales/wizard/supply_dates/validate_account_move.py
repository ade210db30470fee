from odoo import api, fields, models
from odoo.tools import format_amount

#: How many invoices are named before the rest is only counted.
NAMED = 10


class ValidateAccountMove(models.TransientModel):
    """Posting many: the dialog names the invoices that would say no day of supply, before anything is posted."""

    _inherit = "validate.account.move"

    supply_warning = fields.Text(compute="_compute_supply_warning")

    @api.depends("move_ids")
    def _compute_supply_warning(self):
        for dialog in self:
            lacking = dialog.move_ids._filter_lacking_supply()
            names = [
                f"{move.partner_id.display_name or '–'}, {format_amount(self.env, move.amount_total, move.currency_id)}"
                for move in lacking[:NAMED]
            ]
            if len(lacking) > NAMED:
                names.append(self.env._("… and %(count)s more.", count=len(lacking) - NAMED))
            dialog.supply_warning = "\n".join(names) or False
