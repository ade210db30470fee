from odoo import api, models

from ...tools.declarations import LockEvent
from ...tools.server_work import INVOICE, outside

#: What the customer has before him, or what is booked. Core itself closes amounts, accounts and taxes of posted entries.
MOVE_FIELDS = frozenset(
    (
        "currency_id",
        "date",
        "delivery_date",
        "fiscal_position_id",
        "invoice_date",
        "invoice_date_due",
        "invoice_incoterm_id",
        "invoice_line_ids",
        "invoice_origin",
        "invoice_payment_term_id",
        "journal_id",
        "line_ids",
        "move_type",
        "name",
        "narration",
        "order_invoice_type",
        "partner_bank_id",
        "partner_id",
        "partner_shipping_id",
        "payment_reference",
        "ref",
        "reversed_entry_id",
        "state",
    )
)
LINE_FIELDS = frozenset(
    (
        "account_id",
        "amount_currency",
        "balance",
        "credit",
        "currency_id",
        "date_maturity",
        "debit",
        "discount",
        "discount_date",
        "move_id",
        "name",
        "price_unit",
        "product_id",
        "product_uom_id",
        "quantity",
        "sale_line_ids",
        "tax_ids",
    )
)


class DocumentLock(models.Model):
    _inherit = "kontor.document.lock"

    @api.model
    def _lock_events(self):
        return [
            *super()._lock_events(),
            # of invoices that are posted
            LockEvent("invoice", "sent", self.env._("after sending"), 10, lambda move: move.is_move_sent),
            LockEvent("invoice", "posted", self.env._("after posting"), 20, lambda move: True),
            LockEvent(
                "invoice",
                "paid",
                self.env._("after payment"),
                30,
                lambda move: move.payment_state in ("paid", "in_payment"),
            ),
        ]


class AccountMove(models.Model):
    """Locked invoices and credit notes (002-17); a locked one isn't reset to draft either."""

    _inherit = "account.move"

    def _get_lock(self):
        """Return which setting locks this invoice: a pair of document and event, or False."""
        self.ensure_one()
        # sudo: the rule holds for those, too, who may not read everything that it looks at
        move = self.sudo()
        if move.state != "posted" or not move.is_sale_document():
            return False
        return self.env["kontor.document.lock"]._get_lock_of(move, "invoice")

    def _refuse_locked(self):
        """Refuse a change of locked invoices, whoever makes it and by whatever way.

        :raises UserError: naming the lock and who can change it
        """
        if self.env.su or not self.env["kontor.document.lock"]._is_used("invoice"):
            return
        for move in outside(self, INVOICE).exists():
            lock = move._get_lock()
            if lock:
                self.env["kontor.document.lock"]._refuse(move, *lock)

    def _post(self, soft=True):
        with self._invoice_work():
            return super()._post(soft=soft)

    def button_draft(self):
        self._refuse_locked()
        return super().button_draft()

    def _guard_locks(self, change):
        if change.operation == "unlink" or change.names & MOVE_FIELDS:
            self._refuse_locked()
        return super()._guard_locks(change)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _guard_locks(self, change):
        if change.operation != "write" or change.names & LINE_FIELDS:
            (self.move_id | self.move_id.browse(change.ids("move_id")))._refuse_locked()
        return super()._guard_locks(change)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _credit_posted_invoices(self):
        # sudo: who cancels the order need not be able to read its invoices
        with self.sudo().invoice_ids.sudo(self.env.su)._invoice_work():
            return super()._credit_posted_invoices()
