from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..common import DunningCase


@tagged("post_install", "-at_install")
class TestNeverTwice(DunningCase):
    """One item comes to one level once; withdrawals, payments and reversals."""

    def test_the_database_itself_refuses_a_second_time(self):
        invoice = self._invoice(10)
        letter = self._dun()
        item = self._item(invoice)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute(
                """
                INSERT INTO kontor_dunning_letter_line (letter_id, move_line_id, level_id, role, is_new)
                VALUES (%s, %s, %s, 'due', TRUE)
                """,
                [letter.id, item.id, self.reminder.id],
            )

    def test_items_in_a_proposal_are_not_proposed_again(self):
        self._invoice(10)
        first = self._run()
        self.assertTrue(first.letter_ids)
        self.assertFalse(self._run().letter_ids)
        first.action_propose()
        self.assertTrue(first.letter_ids, "a run replaces its own proposal")

    def test_withdrawn_items_fall_back(self):
        invoice = self._invoice(30)
        first = self._dun()
        second = self._dun(self._after(14))
        dunner = self.dunner
        with self.assertRaisesRegex(UserError, "dunned again"):
            first.with_user(dunner).action_withdraw("Irrtum")
        with self.assertRaisesRegex(UserError, "why"):
            second.with_user(dunner).action_withdraw("  ")
        self.assertTrue(second.with_user(dunner).action_withdraw("Zahlung war da"))
        self.assertEqual((second.state, second.withdraw_reason), ("withdrawn", "Zahlung war da"))
        self.assertEqual(invoice.dunning_level_id, self.reminder)
        self.assertEqual(invoice.last_dunning_date, self.date)
        with self.assertRaises(UserError):
            second.with_user(dunner).action_withdraw("nochmal")
        again = self._dun(self._after(14))
        self.assertEqual(again.level_id, self.dunning)
        (first | again).with_user(dunner).action_withdraw("Beide")
        self.assertFalse(invoice.dunning_level_id)
        self.assertEqual(self._dun().level_id, self.reminder)

    def test_payment_closes(self):
        first, second = self._invoice(10, 10), self._invoice(10, 20)
        letter = self._dun()
        self._pay(first)
        self.assertEqual(letter.state, "sent")
        self.assertFalse(first.dunning_level_id)
        self.assertEqual(self.customer.dunning_level_id, self.reminder)
        self._pay(second)
        self.assertEqual(letter.state, "closed")
        self.assertFalse(self.customer.dunning_level_id)

    def test_a_credit_note_closes(self):
        invoice = self._invoice(10, 10)
        letter = self._dun()
        invoice._reverse_moves([{"invoice_date": self.date}], cancel=True)
        self.assertEqual(letter.state, "closed")

    def test_partial_payments_count(self):
        invoice = self._invoice(30, 100)
        self._dun()
        self._part_payment(invoice, 40)
        self.assertEqual(invoice.dunning_level_id, self.reminder)
        self.assertEqual(self._dun(self._after(14)).amount_due, 60)

    def test_a_reversed_payment_goes_on_at_the_next_level(self):
        invoice = self._invoice(30, 100)
        letter = self._dun()
        payment = self._pay(invoice)
        self.assertEqual(letter.state, "closed")
        payment.action_cancel()
        self.assertEqual(invoice.payment_state, "not_paid")
        self.assertEqual(letter.state, "closed", "the letter stays as it was")
        self.assertFalse(invoice.dunning_level_id, "the invoice stands at no level until it is dunned again")
        again = self._dun(self._after(14))
        self.assertEqual(again.level_id, self.dunning)
        self.assertEqual(invoice.dunning_level_id, self.dunning)

    def test_a_dunned_invoice_is_not_reset_to_draft(self):
        self._without_hash_chain()
        invoice = self._invoice(10)
        letter = self._dun()
        with self.assertRaisesRegex(UserError, "Withdraw"):
            invoice.button_draft()
        letter.action_withdraw("Falsche Rechnung")
        invoice.button_draft()
        self.assertEqual(invoice.state, "draft")

    def test_search_customers_by_level(self):
        self._invoice(10)
        self._dun()
        partners = self.env["res.partner"]
        self.assertIn(self.customer, partners.search([("dunning_level_id", "!=", False)]))
        self.assertIn(self.customer, partners.search([("dunning_level_id", "=", self.reminder.id)]))
        self.assertNotIn(self.customer, partners.search([("dunning_level_id", "=", False)]))
        self.assertNotIn(self.customer, partners.search([("dunning_level_id", "=", self.final.id)]))
        self.assertNotIn(self.customer, partners.search([("dunning_level_id", "!=", self.reminder.id)]))
        self.assertIn(self.customer, partners.search([("dunning_level_id", "!=", self.final.id)]))

    def test_success_by_level(self):
        first, second = self._invoice(30, 100), self._invoice(30, 50)
        self._dun()
        self._pay(first, self._after(3))
        self._dun(self._after(14))
        self._part_payment(second, 20, self._after(20))
        self.env.flush_all()
        rows = {
            level: (amount, paid, open_amount)
            for level, amount, paid, open_amount in self.env["kontor.dunning.success"]._read_group(
                [("partner_id", "=", self.customer.id)],
                ["level_id"],
                ["amount:sum", "paid_amount:sum", "open_amount:sum"],
            )
        }
        self.assertEqual(rows, {self.reminder: (150, 100, 50), self.dunning: (50, 20, 30)})
        shares = self.env["kontor.dunning.success"]._read_group(
            [("partner_id", "=", self.customer.id)], [], ["paid_share:avg"]
        )
        self.assertEqual(shares, [(60,)], "120 of 200: by the amounts, not the mean of the items' shares")

    def test_statement_of_account(self):
        self._invoice(10, 100)
        self._invoice(-10, 50)
        self._dun()
        statement = self.customer.get_account_statement()
        [currency] = statement["currencies"]
        self.assertEqual((currency["open"], currency["overdue"]), (150, 100))
        self.assertEqual([item["level"] for item in currency["items"]], [self.reminder.name, ""])
        self.assertEqual(currency["items"][-1]["balance"], 150)
        with self.assertRaises(UserError):
            self.env["res.partner"].get_account_statement()
