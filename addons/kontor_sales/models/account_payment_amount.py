from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import format_amount


class AccountPayment(models.Model):
    """Nobody pays nothing: what is posted as a payment, received or sent, has an amount above 0 (004-23).

    A draft may wait for its amount.
    """

    _inherit = "account.payment"

    @api.constrains("state", "amount", "currency_id")
    def _check_amount_above_zero(self):
        for payment in self:
            if payment.state in ("in_process", "paid") and not payment._is_amount_above_zero(
                payment.amount, payment.currency_id
            ):
                raise ValidationError(payment._amount_refusal(payment.amount, payment.currency_id))

    @api.model
    def _is_amount_above_zero(self, amount, currency):
        """Tell whether an amount can be paid in a currency: 0.001 € can't.

        :param float amount: what is to be paid
        :param currency: ``res.currency``
        """
        return currency.compare_amounts(amount, 0.0) > 0

    @api.model
    def _amount_refusal(self, amount, currency):
        """Say that an amount can't be paid; see ``_is_amount_above_zero``."""
        return self.env._(
            "“%(amount)s” can't be paid; the amount must be a number above 0.",
            amount=format_amount(self.env, amount, currency),
        )
