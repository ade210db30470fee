from odoo import models
from odoo.exceptions import UserError


class LifecycleMixin(models.AbstractModel):
    """Completing an order by paying what is open on its documents, on both sides (004-23, 000-8)."""

    _inherit = "kontor.lifecycle.mixin"

    def _open_positions_text(self):
        """Return a line for each position of which something is still to be delivered, or received."""
        return "".join(
            f"\n– {line.name.splitlines()[0]}: {line._quantity_text(line._open_quantity())}"
            for line in self.order_line
            if line._open_quantity() > 0
        )

    def _pay_documents(self, documents, journal_id=None, payment_date=None, payment_method_line_id=None):
        """Pay what is open on documents of this order.

        :param documents: posted invoices, or posted bills, with an open amount
        :param journal_id: bank or cash journal; default: the company's bank
        :param payment_date: default: today
        :param payment_method_line_id: default: the journal's first
        :raises UserError: when an id or the date is unusable
        """
        if not documents:
            return
        values = {"group_payment": len(documents.partner_id.commercial_partner_id) == 1}
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
            direction = "inbound" if documents[0].is_inbound() else "outbound"
            if method.payment_type != direction or method.journal_id != journal:
                raise UserError(self._payment_method_refusal(method, journal, direction))
            values["payment_method_line_id"] = method.id
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=documents.ids).create(
            values
        )._create_payments()

    def _payment_method_refusal(self, method, journal, direction):
        """Return why a payment method doesn't fit."""
        names = {"method": method.name, "journal": journal.name}
        if direction == "inbound":
            return self.env._("“%(method)s” is no way to receive payments in “%(journal)s”.", **names)
        return self.env._("“%(method)s” is no way to pay from “%(journal)s”.", **names)

    def _settle_with_credit_notes(self, credit_notes, documents):
        """Clear open credit notes of an order against its open invoices, or bills, with the user's own rights."""
        if not credit_notes:
            return
        lines = (credit_notes | documents).line_ids.sudo(self.env.su)
        open_lines = lines.filtered(
            lambda line: line.account_type in ("asset_receivable", "liability_payable") and not line.reconciled
        )
        for _key, group in open_lines.grouped(
            lambda line: (line.account_id, line.partner_id.commercial_partner_id, line.currency_id)
        ).items():
            group.reconcile()
