from odoo import models


class AccountMove(models.Model):
    """The first invoice makes a customer of a prospect, also without an order (000-11)."""

    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        for company, moves in (
            posted.filtered(lambda move: move.move_type in ("out_invoice", "out_receipt")).grouped("company_id").items()
        ):
            moves.partner_id._become_customer(company)
        return posted
