from odoo import fields, models
from odoo.addons.kontor_sales.tools.records import check_ids
from odoo.exceptions import UserError


class ReturnDebit(models.TransientModel):
    """The dialog for a returned debit or cheque; ``account.payment.action_return_debit()`` does the work."""

    _name = "kontor.return.debit"
    _description = "Returned Debit"

    payment_id = fields.Many2one("account.payment", required=True, readonly=True)
    partner_id = fields.Many2one(related="payment_id.partner_id", string="Customer")
    amount = fields.Monetary(related="payment_id.amount", currency_field="payment_currency_id")
    payment_currency_id = fields.Many2one(related="payment_id.currency_id", string="Payment Currency")
    company_id = fields.Many2one(related="payment_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(string="Returned On", required=True, default=fields.Date.context_today)
    reason = fields.Char(required=True)
    fee = fields.Monetary(string="Bank Fee")

    def action_apply(self):
        """Record the return and close the dialog.

        :raises UserError: when the dialog doesn't exist any more, or the payment can't be returned
        """
        if len(check_ids(self)) != 1 or not self.exists():
            raise UserError(self.env._("This dialog is closed. Open it again from the payment."))
        self.payment_id.action_return_debit(self.date, self.reason, self.fee)
        return {"type": "ir.actions.act_window_close"}
