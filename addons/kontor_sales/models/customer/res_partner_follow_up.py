from odoo import models


class ResPartner(models.Model):
    """Who may keep follow-ups on a customer, and write into its history (003-48)."""

    _inherit = "res.partner"

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Let the company's users note on a customer what they may read; its master data stay as protected as they are.

        In core that takes the right to edit contacts, which sales clerks need not have.
        """
        operations = super()._mail_get_operation_for_mail_message_operation(message_operation)
        if message_operation == "create" and self.env.user._is_internal():
            return dict.fromkeys(operations, "read")
        return operations
