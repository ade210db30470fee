from odoo import models


class ValidateAccountMove(models.TransientModel):
    """Posting many: it doesn't stop at a blocked invoice; what only warns is kept on the work list (002-13)."""

    _inherit = "validate.account.move"

    def validate_move(self):
        """Post the chosen entries; blocked invoices among them are left out and named.

        :return: as core does
        :raises UserError: when there is nothing else to post
        """
        invoices = self.move_ids._invoices_to_judge()
        blocked = invoices._remember_blocked("invoice") if len(self.move_ids) > 1 else {}
        if not blocked or len(blocked) == len(self.move_ids):
            return super().validate_move()
        self.move_ids -= invoices.browse([move.id for move in blocked])
        action = super().validate_move()
        message = self.env._("Left out, because they are blocked:\n%s", "\n".join(invoices._get_block_texts(blocked)))
        self.env.user._bus_send("simple_notification", {"type": "warning", "message": message, "sticky": True})
        return action
