from odoo import models
from odoo.exceptions import UserError


class AccountPaymentRegister(models.TransientModel):
    """Registering a payment in the accounting app: nobody pays nothing (004-23)."""

    _inherit = "account.payment.register"

    def _create_payments(self):
        payments = self.env["account.payment"]
        if self.can_edit_wizard and not payments._is_amount_above_zero(self.amount, self.currency_id):
            raise UserError(payments._amount_refusal(self.amount, self.currency_id))
        return super()._create_payments()
