from datetime import timedelta

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestDueRule(OrderCase):
    """One due rule for all lists: the earliest open instalment, overdue from the day after (002-6, 004-24, 003-20)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.instalments = cls.env["account.payment.term"].create(
            {
                "name": "Zwei Raten",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 10}),
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 40}),
                ],
            }
        )

    def _invoice(self, days_ago, **values):
        """Post an invoice in two instalments, payable 10 and 40 days after its date."""
        date = self.today - timedelta(days=days_ago)
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": date,
                "invoice_payment_term_id": self.instalments.id,
                "invoice_line_ids": [Command.create({"name": "Ware", "price_unit": 100, "tax_ids": False})],
                **values,
            }
        )
        invoice.action_post()
        return invoice

    def _seen(self, invoice):
        """Return what each list says about an invoice: is it overdue?"""
        self.env.flush_all()
        self.env.invalidate_all()
        today = [("move_id", "=", invoice.id)]
        forecast = self.env["kontor.payment.forecast"].search([*today, ("kind", "=", "expected")])
        document = self.env["kontor.customer.document"].search(
            [("document_model", "=", "account.move"), ("document_id", "=", invoice.id)]
        )
        found = self.env["account.move"].search([("due_state", "=", "overdue"), ("id", "=", invoice.id)])
        late = self._late()
        return {
            "state": invoice.due_state == "overdue",
            "filter": bool(found),
            "documents": document.status == "overdue",
            "forecast": any(forecast.mapped("is_overdue")),
            "items": any(invoice.line_ids.mapped("is_overdue")),
            "items filter": bool(invoice.line_ids.search([("is_overdue", "=", True), ("move_id", "=", invoice.id)])),
            "start page": invoice.id in late,
        }

    def _late(self):
        """Return the ids of the invoices that accounting's start page counts as late."""
        journal = self.env["account.journal"].search([("type", "=", "sale"), ("company_id", "=", self.company.id)])
        query, selects = journal._get_open_sale_purchase_query("sale")
        late = next(select for select in selects if select.code.endswith("AS late"))
        rows = self.env.execute_query(query.select("account_move.id", late))
        return [move_id for move_id, is_late in rows if is_late]

    def _assert_overdue(self, invoice, expected):
        seen = self._seen(invoice)
        self.assertEqual(seen, dict.fromkeys(seen, expected))

    def test_the_due_day_itself_is_not_overdue_the_day_after_is(self):
        for days_ago, expected in ((9, False), (10, False), (11, True)):
            with self.subTest(days_ago=days_ago):
                invoice = self._invoice(days_ago)
                self._assert_overdue(invoice, expected)
                self.assertEqual(invoice.due_on, invoice.invoice_date + timedelta(days=10))
        due_today = self._invoice(10)
        self.assertEqual(due_today.due_state, "due")
        self.assertIn(due_today, self.env["account.move"].search([("due_state", "=", "due")]))

    def test_a_paid_instalment_is_not_looked_at_any_more(self):
        invoice = self._invoice(11)
        self._assert_overdue(invoice, True)
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"amount": 50, "payment_difference_handling": "open"})
        )
        wizard._create_payments()
        self.assertEqual(invoice.amount_residual, 50)
        self._assert_overdue(invoice, False)
        self.assertEqual((invoice.due_state, invoice.due_on), ("not_due", invoice.invoice_date_due))

    def test_what_is_to_be_given_back_is_never_overdue(self):
        note = self._invoice(60, move_type="out_refund")
        self._assert_overdue(note, False)
        self.assertEqual(note.due_state, "not_due")

    def test_orders_with_an_overdue_instalment_are_found(self):
        order = self._in_status("invoice", (self.drill, 1))
        term = order.invoice_ids.line_ids.filtered("date_maturity")
        domain = [("order_line.invoice_lines.move_id", "any", [("due_state", "=", "overdue")]), ("id", "=", order.id)]
        for days, expected in ((0, self.env["sale.order"]), (1, order)):
            term.date_maturity = self.today - timedelta(days=days)
            self.assertEqual(self.env["sale.order"].search(domain), expected)

    def test_each_state_is_searched_as_it_is_shown(self):
        self._without_hash_chain()
        moves = self._invoice(11) | self._invoice(10) | self._invoice(0) | self._invoice(60, move_type="out_refund")
        paid = self._invoice(11)
        self._pay(paid)
        draft = self._invoice(3)
        draft.button_draft()
        moves |= paid | draft
        self.env.flush_all()
        self.env.invalidate_all()
        for state, shown in moves.grouped("due_state").items():
            self.assertEqual(moves.search([("due_state", "=", state), ("id", "in", moves.ids)]), shown.sorted())
        days = moves.search([("id", "in", moves.ids)], order="due_on, id").mapped("due_on")
        self.assertEqual(days, sorted(days))
        self.assertEqual(
            moves.search([("due_on", "<", self.today), ("id", "in", moves.ids)]),
            moves.filtered(lambda move: move.due_on < self.today).sorted(),
        )

    def test_bills_are_due_by_the_same_rule(self):
        bills = {days: self._invoice(days, move_type="in_invoice", ref=f"ER-{days}") for days in (10, 11)}
        self.assertEqual([bills[days].due_state for days in (10, 11)], ["due", "overdue"])
        found = self.env["account.move"].search(
            [("due_state", "=", "overdue"), ("id", "in", [bill.id for bill in bills.values()])]
        )
        self.assertEqual(found, bills[11])
        self.assertTrue(any(bills[11].line_ids.mapped("is_overdue")))
        self.assertFalse(any(bills[10].line_ids.mapped("is_overdue")))


@tagged("post_install", "-at_install")
class TestDueRulePortal(OrderCase, HttpCase):
    """The customer's own page shows what is overdue by the same rule."""

    def test_the_portal(self):
        user = new_test_user(self.env, "kontor_portal_due", groups="base.group_portal")
        term = self.env["account.payment.term"].create(
            {
                "name": "Zwei Raten",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 10}),
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 40}),
                ],
            }
        )
        for days in (10, 11):
            invoice = self.env["account.move"].create(
                {
                    "move_type": "out_invoice",
                    "partner_id": user.partner_id.id,
                    "invoice_date": self.today - timedelta(days=days),
                    "invoice_payment_term_id": term.id,
                    "invoice_line_ids": [Command.create({"name": "Ware", "price_unit": 100, "tax_ids": False})],
                }
            )
            invoice.action_post()
        self.authenticate(user.login, user.login)
        page = self.url_open("/my/invoices?filterby=overdue_invoices").text
        self.assertEqual(page.count("d-md-table-cell text-danger"), 1)
        self.assertIn(invoice.name, page)
