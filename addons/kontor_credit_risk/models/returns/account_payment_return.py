import math

from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.records import check_ids
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_amount, format_date

#: What the return of a payment leaves behind.
RETURN_FIELDS = ("returned_on", "return_reason", "return_fee_move_id")


class AccountPayment(models.Model):
    """Rücklastschrift: a debit or cheque that came back (003-23)."""

    _inherit = "account.payment"

    returned_on = fields.Date(readonly=True, copy=False, index="btree_not_null")
    return_reason = fields.Char(readonly=True, copy=False)
    return_fee_move_id = fields.Many2one("account.move", string="Return Fee", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_written_return(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_written_return(dict.fromkeys(vals, True))  # emptying the date would be a claim, too
        return super().write(vals)

    def _refuse_written_return(self, vals):
        """Refuse values that claim a return: only ``action_return_debit`` records one.

        :raises UserError:
        """
        # The server's own code runs as superuser; no user and no RPC call does.
        if not self.env.su and any(vals.get(name) for name in RETURN_FIELDS):
            raise UserError(self.env._("The return of a payment is recorded with “Returned Debit”, not written."))

    def action_return_debit(self, date=False, reason=False, fee=0.0):
        """Reverse a customer's payment that the bank returned; its invoices are open again.

        :param date: day of the return (date or ISO string; default: today)
        :param str reason: what the bank says
        :param float fee: the bank's fee in company currency; booked as bank charges, or charged to the customer by
            setting
        :return: True
        :raises UserError: when this is no received payment, was returned already, or an argument is unusable; nothing
            has changed then
        """
        if len(check_ids(self)) != 1 or not self.exists():
            raise UserError(self.env._("Choose exactly one payment; this call is for %s.", len(self)))
        self.check_access("write")
        day = self._parse_return_date(date)
        self._check_return(reason, fee)
        # sudo: only to find what to tell; the reversal below runs with the user's own rights
        orders = self.sudo().reconciled_invoice_ids.line_ids.sale_line_ids.order_id
        with self.env.cr.savepoint():
            payment = self.with_company(self.company_id)
            payment._reverse_for_order(day, reason)
            values = {"returned_on": day, "return_reason": reason}
            if fee:
                values["return_fee_move_id"] = payment._book_return_fee(day, fee).id
            # sudo: the date of the return is a fact that only the server writes
            payment.sudo().write(values)
        text = self.env._(
            "Payment %(payment)s was returned on %(date)s: %(reason)s",
            payment=self.name or self.display_name,
            date=format_date(self.env, day),
            reason=reason,
        )
        self.message_post(body=text)
        for document in (*orders, self.partner_id.commercial_partner_id):
            # sudo: accounting need not be able to write on orders and customers
            document.sudo().message_post(body=text)
        return True

    def _parse_return_date(self, value):
        try:
            day = self._fields["returned_on"].to_date(value) if value else fields.Date.context_today(self)
        except (ValueError, TypeError):
            raise UserError(self.env._("“%s” is not a date (YYYY-MM-DD).", value))
        if day > fields.Date.context_today(self):
            raise UserError(self.env._("A payment can't have been returned in the future (%s).", day))
        if self.date and day < self.date:
            raise UserError(
                self.env._("The payment of %(date)s can't have been returned before (%(day)s).", date=self.date, day=day)
            )
        return day

    def _check_return(self, reason, fee):
        """Refuse what can't be returned.

        :raises UserError:
        """
        if self.payment_type != "inbound" or self.partner_type != "customer":
            raise UserError(self.env._("%s is not a payment received from a customer.", self.display_name))
        if self.returned_on:
            raise UserError(
                self.env._(
                    "%(payment)s was returned already on %(date)s.",
                    payment=self.display_name,
                    date=format_date(self.env, self.returned_on),
                )
            )
        if self.state not in ("in_process", "paid"):
            raise UserError(self.env._("%s isn't a posted payment; it can't be returned.", self.display_name))
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why the payment was returned."))
        if isinstance(fee, bool) or not isinstance(fee, (int, float)) or not math.isfinite(fee) or fee < 0:
            raise UserError(self.env._("“%s” is no fee; it must be an amount from 0 on.", fee))

    def _book_return_fee(self, day, fee):
        """Book the bank's fee: as bank charges, or as owed by the customer (setting)."""
        company = self.company_id
        charged = company.return_fee_to_customer
        account = (
            self.partner_id.with_company(company).property_account_receivable_id
            if charged
            else company.return_fee_account_id
        )
        if not account:
            raise UserError(
                self.env._(
                    "The return fee of %(fee)s can't be booked: there is no account for it. An accountant can set it in"
                    " the settings, under “Account for Return Fees”.",
                    fee=format_amount(self.env, fee, company.currency_id),
                )
            )
        name = self.env._("Return fee for %s", self.name or self.display_name)
        partner = self.partner_id.commercial_partner_id
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.journal_id.id,
                "date": day,
                "ref": name,
                "line_ids": [
                    Command.create(
                        {
                            "name": name,
                            "account_id": account.id,
                            "partner_id": partner.id if charged else False,
                            "debit": fee,
                            "date_maturity": day if charged else False,
                        }
                    ),
                    Command.create({"name": name, "account_id": self._get_fee_bank_account().id, "credit": fee}),
                ],
            }
        )
        move.action_post()
        return move

    def _get_fee_bank_account(self):
        """Return the account that the fee leaves: where the payment came in, until the statement is matched."""
        return self.outstanding_account_id or self.journal_id.default_account_id
