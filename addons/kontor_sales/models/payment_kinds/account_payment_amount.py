from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import format_amount

from ...tools.records import is_record_id


class AccountPayment(models.Model):
    """Nobody pays nothing: what is posted as a payment, received or sent, has an amount above 0 (004-23).

    A draft may wait for its amount.
    """

    _inherit = "account.payment"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_negative(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_negative(vals)
        return super().write(vals)

    def _refuse_negative(self, vals):
        """Refuse amounts below 0, drafts among them: the database refuses them, too, but not in the reader's language.

        :param dict vals: of ``create`` or ``write``; what is no number refuses the ORM
        :raises ValidationError:
        """
        amount = vals.get("amount")
        if isinstance(amount, (int, float)) and amount < 0:
            given = vals.get("currency_id")
            currency = self.env["res.currency"].browse(given if is_record_id(given) else ()).exists()
            raise ValidationError(
                self._amount_refusal(amount, currency or self.currency_id[:1] or self.env.company.currency_id)
            )

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
            # what Odoo joins the minus sign to the figure with is seen by nobody, and found by no search
            amount=format_amount(self.env, amount, currency).replace("\ufeff", ""),
        )
