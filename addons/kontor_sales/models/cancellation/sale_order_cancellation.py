from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount


class SaleOrder(models.Model):
    """Storno (001-5 … 001-8): open deliveries are cancelled, done ones stay, what was invoiced is credited."""

    _inherit = "sale.order"

    cancel_reason_id = fields.Many2one(
        "sale.order.cancel.reason", string="Reason for Cancelling", readonly=True, copy=False, ondelete="restrict"
    )
    cancel_note = fields.Text(string="Note on Cancelling", readonly=True, copy=False)

    def _needed_rights(self, target):
        """Storno belongs to sales while nothing is invoiced, then to those who bill."""
        needs = super()._needed_rights(target)
        if target == "cancel" and self._posted_invoices():
            needs += self._billing_rights()
        elif target == "cancel" and self.lifecycle_status != "quotation":
            needs += self._selling_rights()
        return needs

    def _obstacle_cancel(self):
        if self.locked:
            return self.env._("The order is locked. Unlock it first.")
        return self._credited_by_amount_obstacle()

    def _credited_by_amount_obstacle(self):
        """Say that the invoices' credit notes don't tell by quantities what is left to credit, or return False."""
        # sudo: as in _posted_invoices
        lines = self.sudo().order_line.invoice_lines.filtered(lambda line: line.parent_state == "posted")
        if not lines.filtered(lambda line: line.move_id.move_type == "out_refund"):
            return False  # nothing was credited by hand
        credited, invoices = self._quantities_credited(), self._invoices_to_credit().sudo()
        left = -sum(lines.mapped("balance"))
        for invoice in invoices.sorted(lambda move: (move.invoice_date, move.id), reverse=True):
            own = invoice.invoice_line_ids.filtered(lambda line: line.sale_line_ids.order_id == self)
            for line in own.filtered("quantity"):
                sale_line = line.sale_line_ids[:1]
                taken = min(credited[sale_line], line.quantity)
                credited[sale_line] -= taken
                left += line.balance * (line.quantity - taken) / line.quantity
        # each position of a credit note is rounded by itself
        if abs(left) <= self.company_id.currency_id.rounding * len(lines):
            return False
        return self._neutralised_text(left)

    def _set_cancel_reason(self, reason=None, reason_id=None):
        """Keep why the order is cancelled (004-10, 004-14).

        :param str reason: free text
        :param int reason_id: ``sale.order.cancel.reason``
        """
        record = self._parse_record("sale.order.cancel.reason", reason_id, self.env._("Reason for cancelling"))
        reason = self._parse_text(reason, self.env._("Reason"))
        with self._state_work():
            if record:
                self.cancel_reason_id = record
            if reason:
                self.cancel_note = reason

    def _action_cancel(self):
        """Cancel the orders with all effects, by whatever button or call (001-5 … 001-8).

        :raises UserError: when the status model, a setting or a missing right forbids it; nothing has changed then
        """
        orders = self.filtered(lambda order: order.state != "cancel")
        for order in orders:
            obstacle = order._status_obstacle("cancel")
            if obstacle:
                raise UserError(order._status_refusal("cancel") + obstacle)
        with self._state_work():
            for order in orders:
                order = order.with_company(order.company_id)
                order._cancel_draft_invoices()
                credit_notes = order._credit_posted_invoices()
                if credit_notes:
                    order.message_post(
                        body=self.env._(
                            "Cancelled. Credit notes: %(credit_notes)s", credit_notes=", ".join(credit_notes.mapped("name"))
                        )
                    )
            self.check_access("write")
            # sudo: who may cancel the order cancels its open transfers, too, whatever other modules link to them
            return super(SaleOrder, self.sudo())._action_cancel()

    # -- Stornorechnung -------------------------------------------------------------------------------------------

    def _credit_posted_invoices(self):
        """Neutralise what was invoiced for this order by credit notes reconciled with the invoices (001-7).

        Payments received become open credit of the customer. What earlier credit notes took back is not credited
        again, and other orders on the same invoice are left alone.

        :return: the posted credit notes (``account.move``)
        """
        self.ensure_one()
        invoices = self._invoices_to_credit()
        credited = self._quantities_credited()
        credit_notes = self.env["account.move"]
        for invoice in invoices.sorted(lambda move: (move.invoice_date, move.id), reverse=True):
            credit_notes |= self._credit_invoice(invoice, credited)
        self._check_neutralised()
        return credit_notes

    def _invoices_to_credit(self):
        """Return the posted invoices of this order that no credit note has taken back as a whole."""
        return self._posted_invoices().filtered(lambda move: move.payment_state != "reversed").sudo(self.env.su)

    def _quantities_credited(self):
        """Return what earlier credit notes took back of the invoices to credit, ``{sale.order.line: quantity}``."""
        # sudo: as in _posted_invoices
        earlier = self.sudo().invoice_ids.filtered(
            lambda move: (
                move.move_type == "out_refund"
                and move.state == "posted"
                and move.reversed_entry_id.payment_state != "reversed"
            )
        )
        credited = defaultdict(float)
        for line in earlier.invoice_line_ids:
            for sale_line in line.sale_line_ids.filtered(lambda sale_line: sale_line.order_id == self):
                credited[sale_line] += line.quantity
        return credited

    def _credit_invoice(self, invoice, credited):
        """Credit this order's part of one invoice.

        :param invoice: a posted ``account.move``
        :param dict credited: ``{sale.order.line: quantity}`` credited before, reduced by what is taken into account
        :return: the posted credit note, or an empty recordset when nothing of the invoice is left to credit
        """
        own_orders = invoice.invoice_line_ids.sale_line_ids.order_id
        own_lines = invoice.invoice_line_ids.filtered(lambda line: line.sale_line_ids.order_id == self)
        whole = own_orders == self and not any(credited.get(line) for line in own_lines.sale_line_ids)
        values = {
            "ref": self.env._("Cancellation of %(invoice)s", invoice=invoice.name),
            "date": fields.Date.context_today(self),
            "invoice_date": fields.Date.context_today(self),
            "invoice_payment_term_id": False,
        }
        credit_note = invoice._reverse_moves([values], cancel=whole)
        if not whole:
            for line in credit_note.invoice_line_ids:
                sale_line = line.sale_line_ids[:1]
                if line.display_type != "product":
                    continue
                if sale_line.order_id != self:
                    line.unlink()
                    continue
                taken = min(credited.get(sale_line, 0.0), line.quantity)
                credited[sale_line] -= taken
                line.quantity -= taken
            if not credit_note.invoice_line_ids.filtered(lambda line: line.display_type == "product" and line.quantity):
                credit_note.unlink()
                return self.env["account.move"]
            credit_note._absorb_rounding_of(invoice)
            credit_note._post(soft=False)
            self._clear_with_credit_note(invoice, credit_note, free_payments=own_orders == self)
        credit_note._set_order_invoice_type("credit_note")
        return credit_note

    def _clear_with_credit_note(self, invoice, credit_note, free_payments):
        """Reconcile an invoice with its credit note.

        :param bool free_payments: take the payments off the invoice first, so that they become open credit
        """
        receivable = invoice.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        if free_payments:
            receivable.matched_credit_ids.filtered(
                lambda partial: partial.credit_move_id.move_id.move_type != "out_refund"
            ).unlink()
        counterpart = credit_note.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        (receivable | counterpart).filtered(lambda line: not line.reconciled).reconcile()

    def _check_neutralised(self):
        """Make sure that nothing of the order stays in the revenue (001-7).

        :raises UserError: when an earlier credit note was made by amount, so that quantities don't tell what is left
        """
        # sudo: as in _posted_invoices
        lines = self.sudo().order_line.invoice_lines.filtered(lambda line: line.parent_state == "posted")
        currency = self.company_id.currency_id
        left = -sum(lines.mapped("balance"))
        if not currency.is_zero(left):
            raise UserError(self._neutralised_text(left))

    def _neutralised_text(self, left):
        """Say that revenue would be left after a cancellation; see ``_check_neutralised``."""
        return self.env._(
            "The invoices of this order were partly credited by amount; %(amount)s net would be left after the"
            " cancellation. Credit the invoices by hand first.",
            amount=format_amount(self.env, left, self.company_id.currency_id),
        )

    def _do_cancel(self, reason=None, reason_id=None):
        self._set_cancel_reason(reason, reason_id)
        self.action_cancel()
