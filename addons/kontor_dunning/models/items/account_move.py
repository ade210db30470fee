from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AccountMove(models.Model):
    """Why an invoice may be left alone: it is exempt, or the customer contests it."""

    _inherit = "account.move"

    dunning_exempt = fields.Boolean(string="Exempt from Dunning", copy=False, tracking=True)
    dunning_exempt_reason = fields.Char(string="Exempt because", copy=False, tracking=True)
    dunning_exempt_until = fields.Date(
        string="Exempt until", copy=False, tracking=True, help="The last day. Empty: for ever."
    )
    is_disputed = fields.Boolean(
        string="Disputed", copy=False, tracking=True, help="The customer contests it; it isn't dunned."
    )
    dispute_reason = fields.Char(copy=False, tracking=True)

    @api.constrains("dunning_exempt", "dunning_exempt_reason", "is_disputed", "dispute_reason")
    def _check_dunning_reason(self):
        for move in self:
            if move.dunning_exempt and not move.dunning_exempt_reason:
                raise ValidationError(self.env._("%s: say why the invoice is exempt from dunning.", move.display_name))
            if move.is_disputed and not move.dispute_reason:
                raise ValidationError(self.env._("%s: say why the invoice is disputed.", move.display_name))
