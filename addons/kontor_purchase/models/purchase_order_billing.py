from odoo import fields, models
from odoo.exceptions import UserError


class PurchaseOrder(models.Model):
    """Recording the supplier's bill, and its payment, by a change of status."""

    _inherit = "purchase.order"

    def _obstacle_bill(self):
        drafts = self.sudo().invoice_ids.filtered(lambda move: move.state == "draft")  # sudo: as in _posted_bills
        if not drafts and not self._billable_lines():
            return self.env._("There is nothing to bill: what is billed on receipt has not been received yet.")
        return False

    def _billable_lines(self):
        """Return the positions of which something was ordered, or received, and not yet billed."""
        return self.order_line.filtered(lambda line: not line.display_type and line.qty_to_invoice > 0)

    def _do_bill(self, reference=None, bill_date=None):
        reference = self._parse_text(reference, self.env._("Bill reference"))
        date = self._parse_date(bill_date, self.env._("Bill date")) or fields.Date.context_today(self)
        if self._billable_lines():
            self.action_create_invoice()
        # the bills were just created: read them afresh
        self.invalidate_recordset(["invoice_ids"])
        drafts = self.invoice_ids.filtered(lambda move: move.state == "draft")
        for move in drafts:
            values = {} if move.invoice_date else {"invoice_date": date}
            if reference:
                values["ref"] = reference
            if values:
                move.write(values)
        drafts._post(soft=False)

    # -- completing -----------------------------------------------------------------------------------------------

    def _obstacle_done(self):
        if self.is_left_to_receive:
            return self.env._(
                "There is still something to receive:%(lines)s",
                lines="".join(
                    f"\n– {line.name.splitlines()[0]}: {line._quantity_text(line._open_quantity())}"
                    for line in self.order_line
                    if line._open_quantity() > 0
                ),
            )
        return False

    def _do_done(self, journal_id=None, payment_date=None, payment_method_line_id=None):
        """Pay what is open on the order's bills, less its own open credit notes.

        :param journal_id: bank or cash journal; default: the company's bank
        :param payment_date: default: today
        :param payment_method_line_id: default: the journal's first
        :raises UserError: when an id or the date is unusable
        """
        self._settle_with_credit_notes()
        bills = self._open_bills()
        if not bills:
            return
        values = {"group_payment": len(bills.partner_id.commercial_partner_id) == 1}
        date = self._parse_date(payment_date, self.env._("Payment date"))
        if date:
            values["payment_date"] = date
        method = self._parse_record("account.payment.method.line", payment_method_line_id, self.env._("Payment method"))
        journal = self._parse_record("account.journal", journal_id, self.env._("Journal")) or method.journal_id
        if journal:
            if journal.type not in ("bank", "cash", "credit") or journal.company_id != self.company_id:
                raise UserError(
                    self.env._("“%(journal)s” is no bank or cash journal of this company.", journal=journal.name)
                )
            values["journal_id"] = journal.id
        if method:
            if method.payment_type != "outbound" or method.journal_id != journal:
                raise UserError(
                    self.env._(
                        "“%(method)s” is no way to pay from “%(journal)s”.", method=method.name, journal=journal.name
                    )
                )
            values["payment_method_line_id"] = method.id
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bills.ids
        ).create(values)._create_payments()

    def _open_bills(self):
        """Return the posted bills of these orders with an open amount, with the user's own rights."""
        return (
            self._posted_bills()
            .filtered(
                lambda move: move.move_type == "in_invoice" and move.payment_state in ("not_paid", "partial", "blocked")
            )
            .sudo(self.env.su)
        )

    def _settle_with_credit_notes(self):
        """Clear the order's open credit notes against its open bills."""
        credit_notes = self._posted_bills().filtered(
            lambda move: move.move_type == "in_refund" and move.payment_state in ("not_paid", "partial")
        )
        if not credit_notes:
            return
        lines = (credit_notes | self._open_bills()).line_ids.sudo(self.env.su)
        open_lines = lines.filtered(lambda line: line.account_type == "liability_payable" and not line.reconciled)
        for _key, group in open_lines.grouped(
            lambda line: (line.account_id, line.partner_id.commercial_partner_id, line.currency_id)
        ).items():
            group.reconcile()
