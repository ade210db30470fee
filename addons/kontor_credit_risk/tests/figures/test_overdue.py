from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import CreditCase


@tagged("post_install", "-at_install")
class TestOverdue(CreditCase):
    """The states of the open items, to the day (003-19…24)."""

    def _status(self):
        return self._figures().overdue_status

    def test_003_20_overdue_is_past_the_due_date(self):
        self._invoice(100, due_in=0)
        self.assertEqual(self._status(), "none")
        self._invoice(100, due_in=-1)
        self.assertEqual(self._status(), "overdue")

    def test_003_21_internally_overdue_is_reaching_the_internal_due_date(self):
        self._invoice(100, due_in=-9)
        self.assertEqual(self._status(), "overdue")
        self._invoice(100, due_in=-10)
        self.assertEqual(self._status(), "internal")

    def test_003_22_delivery_stop_is_reaching_its_days(self):
        self._invoice(100, due_in=-29)
        self.assertEqual(self._status(), "internal")
        self._invoice(100, due_in=-30)
        self.assertEqual(self._status(), "delivery_stop")

    def test_003_22_zero_days_are_never(self):
        self.term.write({"internal_due_days": 0, "delivery_stop_days": 0})
        self._invoice(100, due_in=-500)
        self.assertEqual(self._status(), "overdue")

    def test_overdue_is_judged_by_the_instalment(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "In zwei Raten",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 10}),
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 90}),
                ],
            }
        )
        self._invoice(1000, invoice_payment_term_id=term.id, invoice_date=self._days(-20), invoice_date_due=False)
        customer = self._figures()
        self.assertEqual(customer.overdue_status, "overdue")
        self.assertEqual(customer.overdue_amount, 500)

    def test_a_credit_is_never_overdue(self):
        self.env["account.payment"].create(
            {
                "partner_id": self.customer.id,
                "amount": 200,
                "payment_type": "inbound",
                "journal_id": self.bank.id,
                "date": self._days(-90),
            }
        ).action_post()
        self.assertEqual(self._status(), "none")

    def test_what_the_states_do(self):
        """Defaults: overdue blocks orders; internally overdue orders and deliveries; the stop deliveries."""
        expected = {-1: ("block", "warn"), -10: ("block", "block"), -30: ("block", "block")}
        for days, effects in expected.items():
            with self.subTest(days=days), self.env.cr.savepoint() as savepoint:
                order = self._in_status("order", (self.drill, 1))
                self._invoice(100, due_in=days)
                quotation = self._order((self.drill, 1))
                self.assertTrue(quotation._get_blocks("order")[quotation])
                self.assertEqual(bool(order._get_blocks("delivery")[order]), effects[1] == "block")
                self.assertFalse(quotation._get_blocks("quotation")[quotation])
                savepoint.rollback()

    def test_the_milder_states_count_too(self):
        self._invoice(100, due_in=-40)
        order = self._order((self.drill, 1))
        codes = [reason["code"] for reason in order._get_block_reasons("order")[order]]
        self.assertEqual(codes, ["overdue", "internal_overdue", "delivery_stop"])

    def test_an_overdue_customer_s_order_is_refused_with_amount_and_date(self):
        self._invoice(123.45, due_in=-3)
        with self.assertRaisesRegex(UserError, "overdue with.*123.45.*since"):
            self._order((self.drill, 1)).action_confirm()

    def test_paid_is_not_overdue(self):
        invoice = self._invoice(100, due_in=-40)
        self._pay(invoice)
        self.assertEqual(self._status(), "none")

    def test_003_24_a_payment_counts_only_after_its_days(self):
        method = self.bank.inbound_payment_method_line_ids[:1]
        delay = self.env["kontor.payment.delay"].create({"payment_method_line_id": method.id, "days": 5})
        invoice = self._invoice(100, due_in=-40)
        self._limit(1000)
        self._pay(invoice, date=self._days(-4))
        customer = self._figures()
        self.assertEqual(customer.overdue_status, "delivery_stop")
        self.assertEqual(customer.limit_remaining, 1000, "the limit is freed at once")
        self.company.delay_counts_for_limit = True
        self.assertEqual(self._figures().limit_remaining, 900)
        delay.days = 4
        customer = self._figures()
        self.assertEqual((customer.overdue_status, customer.limit_remaining), ("none", 1000))

    def test_003_25_the_manual_block_is_shown_instead(self):
        self._invoice(100, due_in=-40)
        self.assertEqual(self._figures().credit_figures["status"]["code"], "delivery_stop")
        self.customer.manual_block = "delivery"
        self.assertEqual(self._figures().credit_figures["status"]["label"], "Delivery Block")
        self.assertEqual(self.customer.overdue_status, "delivery_stop")
