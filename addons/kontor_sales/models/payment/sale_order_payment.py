from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.rights import BILLING

#: Who matches bank statements; accountants do, too.
BANK = "account.group_account_user"
#: What clears an invoice without being a payment: a credit note is no money that could come back.
NOT_PAYMENTS = ("out_invoice", "out_refund", "out_receipt")


class SaleOrder(models.Model):
    """Completing an order by its payment (004-23), and the payment's reversal: Rückbuchung (001-3, 001-8)."""

    _inherit = "sale.order"

    def _open_invoices(self):
        """Return the posted invoices of these orders with an open amount."""
        return self._posted_invoices().filtered(lambda move: move.payment_state in ("not_paid", "partial", "blocked"))

    def _open_documents(self):
        return self._open_invoices()

    def _open_credit_notes(self):
        # sudo: only to find them; the reconciliation runs with the user's own rights
        return self.sudo().invoice_ids.filtered(
            lambda move: (
                move.move_type == "out_refund" and move.state == "posted" and move.payment_state in ("not_paid", "partial")
            )
        )

    def _needed_rights(self, target):
        """Completing an order records payments; a Rückbuchung takes them back, on bank statements too."""
        needs = super()._needed_rights(target)
        reverses = target == "invoice" and self.lifecycle_status == "done"
        if target == "done" or reverses:
            needs.append((self.env["account.payment"], "create", self.env._("record payments"), (BILLING,)))
        return [*needs, *self._rights_to_undo_statements()] if reverses else needs

    def _obstacle_invoice(self):
        if self.lifecycle_status == "done":
            return self._reversal_obstacle()
        return super()._obstacle_invoice()

    def _obstacle_done(self):
        if self.is_to_invoice_again:
            return self.env._("There is something to invoice again before; make the invoice (button “Invoice…”).")
        if self.is_left_to_deliver:
            return self._open_delivery_text()
        return False

    def _open_delivery_text(self):
        """Say what is still to be delivered before the order can be completed, and how."""
        text = self.env._("There is still something to deliver:%(lines)s", lines=self._open_positions_text())
        pickings = self._open_pickings()
        if not pickings:
            return text
        return (
            text
            + "\n"
            + self.env._(
                "Do the delivery %(deliveries)s first: from the order, or with “Deliver Now” in the status dialog.",
                deliveries=", ".join(pickings.mapped("name")),
            )
        )

    # -- Rückbuchung ----------------------------------------------------------------------------------------------

    def _clearing_lines(self):
        """Return the journal items that cleared the order's invoices, other than credit notes."""
        receivable = self._posted_invoices().line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        partials = receivable.matched_credit_ids
        return partials.credit_move_id.filtered(lambda line: line.move_id.move_type not in NOT_PAYMENTS)

    def _rights_to_undo_statements(self):
        """Return what a Rückbuchung needs when the invoices were paid by a bank statement; see ``_needed_rights``."""
        statement_lines = self._clearing_lines().move_id.statement_line_id.sudo(False)
        if not statement_lines:
            return []
        return [(statement_lines, "write", self.env._("take back what was matched with the bank statement"), (BANK,))]

    def _reversal_obstacle(self):
        """Say why no payment of this order can be reversed, or return False."""
        clearing = self._clearing_lines()
        # sudo: as in _posted_invoices
        payments = clearing.move_id.origin_payment_id | self._posted_invoices().matched_payment_ids
        statement_lines = clearing.move_id.statement_line_id
        if not payments and not statement_lines:
            return self.env._("There is no payment that could be reversed; the invoices were settled without one.")
        return False

    def _reverse_payments(self, reason=None, date=None):
        """Reverse the payments of the order's invoices (Rückbuchung): the invoices are open again (001-3).

        A payment is reversed by an entry of its own, dated ``date``, so that it doesn't stay as a credit of the
        customer; a bank statement line goes back to be matched anew.

        :param str reason: kept in the entry and in the order's history
        :param date: date of the reversal (default: today)
        """
        reason = self._parse_text(reason, self.env._("Reason"))
        date = self._parse_date(date, self.env._("Date")) or fields.Date.context_today(self)
        clearing = self._clearing_lines()
        moves = clearing.move_id.sudo(self.env.su)
        payments = (moves.origin_payment_id | self._posted_invoices().matched_payment_ids).sudo(self.env.su)
        names = []
        for payment in payments.filtered(lambda payment: payment.state in ("in_process", "paid")):
            names.append(payment.name or payment.display_name)
            payment._reverse_for_order(date, reason)
        for statement_line in moves.statement_line_id:
            names.append(statement_line.display_name)
            statement_line.action_undo_reconciliation()
        self.message_post(
            body=self.env._("Payment reversed: %(payments)s. %(reason)s", payments=", ".join(names), reason=reason or "")
        )

    def _do_invoice(self, reason=None, date=None, **options):
        """Reverse the payments of a completed order (Rückbuchung, 001-3); else invoice it."""
        if self.lifecycle_status == "done":
            self._reverse_payments(reason=reason, date=date)
            return ()
        return super()._do_invoice(reason=reason, date=date, **options)

    def _do_done(self, **payment):
        """Pay what is open on the order's invoices, less its own open credit notes; see ``_pay_open``."""
        return ("invoice", "dunning") if self._pay_open(**payment) else ()


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def _reverse_for_order(self, date, reason=None):
        """Reverse this payment with an entry of its own, and mark it as rejected.

        :param date date: accounting date of the reversal
        :param str reason: written into the reference of the entry
        """
        self.ensure_one()
        if self.move_id.state == "posted":
            reference = self.env._("Reversal of %(payment)s", payment=self.name or self.move_id.name)
            if reason:
                reference = f"{reference}: {reason}"
            self.move_id._reverse_moves([{"date": date, "ref": reference}], cancel=True)
        self.action_reject()

    def action_draft(self):
        self._refuse_reversed()
        return super().action_draft()

    def action_cancel(self):
        self._refuse_reversed()
        return super().action_cancel()

    def _refuse_reversed(self):
        """Keep payments that were reversed: without its entry, the reversal would be owed on top of the invoice (001-3).

        :raises UserError:
        """
        reversed_payments = self.filtered(
            lambda payment: payment.state == "rejected" and "posted" in payment.move_id.reversal_move_ids.mapped("state")
        )
        if reversed_payments:
            raise UserError(
                self.env._(
                    "%s was reversed and stays as it is. Record what the customer pays now as a payment of its own.",
                    ", ".join(reversed_payments.mapped("display_name")),
                )
            )


class AccountMove(models.Model):
    """A payment that is taken back leaves the invoice that it had paid (001-3)."""

    _inherit = "account.move"

    def button_draft(self):
        """Take a payment that is reset to draft off the orders' invoices (001-3).

        Core leaves such an invoice paid, although no posted entry pays it any more; the order would stay completed.
        """
        self.origin_payment_id._refuse_reversed()
        res = super().button_draft()
        receivable = self.filtered(lambda move: not move.is_invoice(include_receipts=True)).line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        receivable.matched_debit_ids.filtered(lambda partial: partial.debit_move_id.move_id.line_ids.sale_line_ids).unlink()
        return res
