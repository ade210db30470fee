import math
from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

#: Payment states in which nothing of an invoice or bill is open any more.
SETTLED_PAYMENT_STATES = ("paid", "in_payment", "reversed", "invoicing_legacy")

#: What a payment by a change of status understands; see ``LifecycleMixin._pay_open``.
PAYMENT_OPTIONS = ("journal_id", "payment_date", "payment_method_line_id", "amount", "discount")


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

    # -- what can be paid -----------------------------------------------------------------------------------------

    def _open_documents(self):
        """Return the posted invoices, or bills, of these orders with an open amount. Implemented by each side."""
        raise NotImplementedError

    def _open_credit_notes(self):
        """Return the posted credit notes of these orders that are not used up. Implemented by each side."""
        raise NotImplementedError

    def _payment_offer(self, date=None):
        """Say what is open on these orders' documents, and which early payment discount (Skonto) the day allows.

        A document of several of these orders counts once; open credit notes are deducted, as they are at the payment.

        :param date: day of the payment (default: today); the discount can be taken up to its last day inclusive
        :return: ``{currency: {'open', 'discount', 'until', 'discounted'}}``: what is open, how much of it the discount
            is, the last day on which all of it can be taken (False without a discount), and the documents that grant it
        """
        date = date or fields.Date.context_today(self)
        # sudo: as the documents and credit notes, whose amounts whoever sees the order may know
        none = self.env["account.move"].sudo()
        offer = defaultdict(lambda: {"open": 0.0, "discount": 0.0, "until": False, "discounted": none})
        credit_notes = self._open_credit_notes()
        for document in self._open_documents():
            amounts = offer[document.currency_id]
            amounts["open"] += document.amount_residual
            if not document._discount_obstacle(date, credit_notes):
                term = document._payment_term_lines()
                amounts["discount"] += abs(term.amount_currency - term.discount_amount_currency)
                amounts["until"] = min(filter(None, (amounts["until"], term.discount_date)))
                amounts["discounted"] |= document
        for credit_note in credit_notes:
            amounts = offer[credit_note.currency_id]
            amounts["open"] = max(0.0, amounts["open"] - credit_note.amount_residual)
        for currency, amounts in offer.items():
            amounts.update(open=currency.round(amounts["open"]), discount=currency.round(amounts["discount"]))
        return dict(offer)

    def _check_payment(self, amount, discount, date):
        """Check what a caller wants to pay on this order's documents.

        :param amount: in the order's currency, or None for all that is open
        :param discount: take the early payment discount
        :param date: day of the payment
        :return: the amount of a part payment, or None when all that is open is paid
        :raises UserError: with the figures: the amount is unusable or more than what is open, or the day allows no
            discount
        """
        if not isinstance(discount, bool):
            raise UserError(self.env._("Discount: “%s” is neither yes nor no.", discount))
        offer = self._payment_offer(date)
        if discount and not any(amounts["discount"] for amounts in offer.values()):
            raise UserError(self._discount_refusal(date))
        if amount is None:
            return None
        currency = self.currency_id
        usable = not isinstance(amount, bool) and isinstance(amount, (int, float)) and 0 < amount < math.inf
        if not usable or not currency.round(amount):
            raise UserError(self.env._("“%(amount)s” can't be paid; the amount must be a number above 0.", amount=amount))
        foreign = [other.name for other, amounts in offer.items() if other != currency and amounts["open"]]
        if foreign:
            raise UserError(
                self.env._(
                    "The order is in %(currency)s, but something is open in %(others)s. Leave the amount out to pay all"
                    " of it, or record the payment on the documents.",
                    currency=currency.name,
                    others=", ".join(foreign),
                )
            )
        amounts = offer.get(currency, {"open": 0.0, "discount": 0.0})
        payable = amounts["open"] - amounts["discount"] if discount else amounts["open"]
        difference = currency.compare_amounts(amount, payable)
        if difference > 0:
            raise UserError(
                self.env._(
                    "%(amount)s are more than the %(open)s that are to be paid.",
                    amount=format_amount(self.env, amount, currency),
                    open=format_amount(self.env, payable, currency),
                )
            )
        if difference < 0 and discount:
            raise UserError(
                self.env._(
                    "A part payment takes no discount: with the discount of %(discount)s the payment is %(payable)s, not"
                    " %(amount)s.",
                    discount=format_amount(self.env, amounts["discount"], currency),
                    payable=format_amount(self.env, payable, currency),
                    amount=format_amount(self.env, amount, currency),
                )
            )
        return currency.round(amount) if difference < 0 else None

    def _discount_refusal(self, date):
        """Say why no early payment discount can be taken on a day, for each open document, with day and figures."""
        credit_notes = self._open_credit_notes()
        documents = self._open_documents()
        if not documents:
            return self.env._("No discount can be taken: nothing is open.")
        reasons = "".join(f"\n– {move.name}: {move._discount_obstacle(date, credit_notes)}" for move in documents)
        return self.env._("No discount can be taken:%(reasons)s", reasons=reasons)

    # -- paying ---------------------------------------------------------------------------------------------------

    def _pay_open(self, journal_id=None, payment_date=None, payment_method_line_id=None, amount=None, discount=False):
        """Pay what is open on this order's documents, less its own open credit notes; see ``_pay_documents``.

        :param amount: in the order's currency, or None for all that is open
        :return: True after a part payment: the order stays where it is
        :raises UserError: with the figures, when the amount or the discount isn't possible
        """
        date = self._parse_date(payment_date, self.env._("Payment date")) or fields.Date.context_today(self)
        part = self._check_payment(amount, discount, date)
        self._settle_with_credit_notes(self._open_credit_notes(), self._open_documents())
        # the payment is booked with the user's own rights
        documents = self._open_documents().sudo(self.env.su)
        self._pay_documents(documents, journal_id, date, payment_method_line_id, part, discount)
        return part is not None

    def _pay_documents(self, documents, journal_id, payment_date, payment_method_line_id, amount, discount):
        """Pay what is open on documents of this order: exactly the amount that is shown beforehand.

        Odoo's own registering of payments takes the discount by itself, and pays only the next of several instalments;
        so it is told each amount.

        :param documents: posted invoices, or posted bills, with an open amount
        :param journal_id: bank or cash journal; None: the company's bank
        :param date payment_date: day of the payment
        :param payment_method_line_id: None: the journal's first
        :param amount: a part payment in the documents' currency, the oldest due item first; None: all that is open
        :param bool discount: take the early payment discount of the documents that grant it on the payment's day
        :raises UserError: when an id is unusable
        """
        if not documents:
            return
        values = {"group_payment": True, "payment_date": payment_date}
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
        register = self.env["account.payment.register"]
        together = register.with_context(active_model="account.move", active_ids=documents.ids).create(values)
        for lines in [batch["lines"] for batch in together.batches]:
            if amount is not None and documents.currency_id.is_zero(amount):
                break
            wizard = register.with_context(active_model="account.move.line", active_ids=lines.ids).create(values)
            paid = self._set_payment_amount(wizard, amount, discount)
            wizard._create_payments()
            if amount is not None:
                amount -= paid

    def _set_payment_amount(self, wizard, amount, discount):
        """Tell Odoo's registering of payments what is paid, and that nothing else is written off.

        :param wizard: ``account.payment.register`` for one payment
        :param amount: the most that may be paid in the documents' currency, or None for all that is open
        :param bool discount: take the early payment discount where the day allows it
        :return: what is paid, in the documents' currency
        """
        # asked for only now: Odoo judges the discount by the wizard's currency and day
        totals = wizard._get_total_amounts_to_pay(wizard.batches)
        if discount and totals["epd_applied"]:
            wizard.write({"amount": totals["full_amount"], "payment_difference_handling": "reconcile"})
            return totals["full_amount"]
        source = wizard.source_currency_id
        paid = abs(sum(wizard.line_ids.mapped("amount_residual_currency")))
        value = totals["full_amount_for_difference"]
        if amount is not None and source.compare_amounts(amount, paid) < 0:
            paid = amount
            value = source._convert(paid, wizard.currency_id, wizard.company_id, wizard.payment_date)
        wizard.write({"amount": value, "payment_difference_handling": "open"})
        return paid

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


class AccountMove(models.Model):
    _inherit = "account.move"

    def _payment_term_lines(self):
        """Return the journal items that say what is to be paid when."""
        return self.line_ids.filtered(lambda line: line.display_type == "payment_term")

    def _discount_obstacle(self, date, credit_notes):
        """Say why the early payment discount (Skonto) of this document can't be taken, or return False.

        :param date: day of the payment; the last day of the discount is the last on which it is granted
        :param credit_notes: credit notes that are deducted before the payment
        """
        self.ensure_one()
        if self._is_eligible_for_early_payment_discount(self.currency_id, date) and not credit_notes.filtered(
            lambda move: move.currency_id == self.currency_id
        ):
            return False
        term = self._payment_term_lines()[:1]
        if not self.invoice_payment_term_id.early_discount or not term.discount_date:
            return self.env._("its payment terms grant no discount.")
        discount = format_amount(self.env, abs(term.amount_currency - term.discount_amount_currency), self.currency_id)
        if date > term.discount_date:
            return self.env._(
                "the discount of %(discount)s could be taken until %(until)s, the payment is of %(date)s.",
                discount=discount,
                until=format_date(self.env, term.discount_date),
                date=format_date(self.env, date),
            )
        return self.env._(
            "it has been paid or credited in part; the discount of %(discount)s is granted for the payment of the whole"
            " document only.",
            discount=discount,
        )
