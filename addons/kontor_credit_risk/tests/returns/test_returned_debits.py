from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import CreditCase


@tagged("post_install", "-at_install")
class TestReturnedDebits(CreditCase):
    """003-23: Rücklastschrift."""

    def _paid(self, date=None):
        self.order = self._in_status("done", (self.drill, 5))
        return self.order.invoice_ids.matched_payment_ids

    def test_003_23_a_return_opens_the_invoice_and_sets_the_date(self):
        payment = self._paid()
        self.assertTrue(payment.action_return_debit(self._days(0), "Konto nicht gedeckt"))
        self.assertStatus(self.order, "invoice")
        customer = self._figures()
        self.assertEqual(customer.open_items_amount, 500)
        self.assertEqual(customer.last_return_date, self._days(0))
        self.assertEqual(payment.return_reason, "Konto nicht gedeckt")
        self.assertIn("Konto nicht gedeckt", " ".join(self.order.message_ids.mapped("body")))
        self.assertTrue(self._figures().credit_figures["last_return_date"])

    def test_the_fee_is_booked_as_bank_charges(self):
        account = self.env["account.account"].search(
            [("account_type", "=", "expense"), ("company_ids", "in", self.company.id)], limit=1
        )
        self.company.return_fee_account_id = account
        payment = self._paid()
        payment.action_return_debit(self._days(0), "Widerspruch", 7.5)
        move = payment.return_fee_move_id
        self.assertEqual(move.state, "posted")
        self.assertEqual(move.line_ids.filtered(lambda line: line.account_id == account).debit, 7.5)
        self.assertEqual(self._figures().open_items_amount, 500)

    def test_the_fee_is_charged_to_the_customer_by_setting(self):
        self.company.return_fee_to_customer = True
        self._paid().action_return_debit(self._days(0), "Widerspruch", 7.5)
        self.assertEqual(self._figures().open_items_amount, 507.5)

    def test_a_fee_without_an_account_is_refused_and_nothing_has_changed(self):
        payment = self._paid()
        with self.assertRaisesRegex(UserError, "7.50"):
            payment.action_return_debit(self._days(0), "Widerspruch", 7.5)
        self.env.invalidate_all()
        self.assertStatus(self.order, "done")
        self.assertFalse(payment.returned_on)

    def test_unusable_arguments(self):
        payment = self._paid()
        for arguments in (
            ("gestern", "x"),
            (self._days(5), "x"),
            (self._days(0), ""),
            (self._days(0), None),
            (self._days(0), "x", -1),
            (self._days(0), "x", "viel"),
            (self._days(0), "x", float("nan")),
            (self._days(0), "x", float("inf")),
        ):
            with self.subTest(arguments=arguments), self.assertRaises(UserError):
                payment.action_return_debit(*arguments)
        with self.assertRaises(UserError):
            payment.browse().action_return_debit(self._days(0), "x")
        payment.action_return_debit(self._days(0), "einmal")
        with self.assertRaisesRegex(UserError, "returned already"):
            payment.action_return_debit(self._days(0), "zweimal")

    def test_a_returned_payment_stays_as_it_is(self):
        """Reset or cancelled, its reversal would be owed on top of the invoice (001-3, 003-23)."""
        payment = self._paid()
        payment.action_return_debit(self._days(0), "Widerspruch")
        owed = self._figures().open_items_amount
        for records, method in (
            (payment, "action_draft"),
            (payment, "action_cancel"),
            (payment.move_id, "button_draft"),
            (payment.move_id, "button_cancel"),
        ):
            with self.subTest(method=method), self.assertRaisesRegex(UserError, "stays as it is"):
                getattr(records.with_user(self.clerk), method)()
        self.env.invalidate_all()
        self.assertEqual((payment.state, payment.move_id.state), ("rejected", "posted"))
        self.assertEqual(self._figures().open_items_amount, owed)

    def test_the_date_can_t_be_written(self):
        payment = self._paid()
        with self.assertRaises(UserError):
            payment.with_user(self.clerk).write({"returned_on": self._days(0)})
        with self.assertRaises(UserError):
            payment.with_user(self.clerk).write({"returned_on": False})
        with self.assertRaises(UserError):
            self.env["account.payment"].with_user(self.clerk).create(
                {"partner_id": self.customer.id, "amount": 1, "returned_on": self._days(0)}
            )
