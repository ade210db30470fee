from odoo import fields, models
from odoo.addons.kontor_sales.tools.records import check_ids
from odoo.exceptions import UserError


class KontorDunningWithdraw(models.TransientModel):
    """Ask for the reason, and withdraw letters."""

    _name = "kontor.dunning.withdraw"
    _description = "Withdraw Dunning Letters"

    letter_ids = fields.Many2many(
        "kontor.dunning.letter", required=True, default=lambda self: self.env.context.get("active_ids")
    )
    reason = fields.Char(required=True)

    def action_withdraw(self):
        """Withdraw the letters.

        :return: the action that closes the dialog
        :raises UserError: when the dialog doesn't exist any more, or a letter can't be withdrawn
        """
        if len(check_ids(self)) != 1 or not self.exists():
            raise UserError(self.env._("This dialog is closed. Open it again from the letters."))
        self.letter_ids.action_withdraw(self.reason)
        return {"type": "ir.actions.act_window_close"}
