from odoo import api, models
from odoo.addons.kontor_sales.tools.server_work import PAYMENT, allows, server_work
from odoo.exceptions import UserError

#: What a finished online payment says. An order that is paid online in full needs no credit.
PAYMENT_FIELDS = ("state", "amount", "currency_id", "partner_id", "sale_order_ids")


class PaymentTransaction(models.Model):
    """An online payment spares an order the check of the limit (002-13), so nobody can claim one."""

    _inherit = "payment.transaction"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get("state", "draft") != "draft" for vals in vals_list):
            self._refuse_written_payment()
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and not allows(self, PAYMENT):
            finished = any(transaction.state != "draft" for transaction in self)
            if "state" in vals or (finished and vals.keys() & set(PAYMENT_FIELDS)):
                self._refuse_written_payment()
        return super().write(vals)

    def _update_state(self, allowed_states, target_state, state_message):
        """Let the server change the state in the name of a user who charges a card from an invoice."""
        with server_work(self, PAYMENT):
            return super()._update_state(allowed_states, target_state, state_message)

    @api.model
    def _refuse_written_payment(self):
        """Refuse a payment that only somebody says has been made.

        :raises UserError:
        """
        raise UserError(
            self.env._(
                "An online payment is recorded by the payment provider; it can't be written. Register a payment that came"
                " otherwise on the invoice."
            )
        )
