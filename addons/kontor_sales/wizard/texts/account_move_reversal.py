from odoo import models


class AccountMoveReversal(models.TransientModel):
    """The reason that core asks for is printed on the document (004-25)."""

    _inherit = "account.move.reversal"

    def _prepare_default_reversal(self, move):
        values = super()._prepare_default_reversal(move)
        if move.move_type == "out_invoice":
            values["correction_reason"] = self.reason
        return values
