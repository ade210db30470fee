from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import format_date

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestPaymentAmounts(OrderCase):
    """004-23, 001-8: what a change to "Abgeschlossen" shows is what it books; Skonto only by choice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.discount_terms = cls.env["account.payment.term"].create(
            {
                "name": "10 Tage 2 % Skonto, 30 Tage netto",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "early_pay_discount_computation": "included",
                "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})],
            }
        )
        cls.instalments = cls.env["account.payment.term"].create(
            {
                "name": "Halb sofort, halb in 30 Tagen",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 0}),
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 30}),
                ],
            }
        )
        cls.tax_19 = cls.env["account.chart.template"].ref("tax_ust_19_skr03")
        cls.tax_7 = cls.env["account.chart.template"].ref("tax_ust_7_skr03")
        for product in (cls.drill, cls.screw):
            product.taxes_id = cls.tax_19
        cls.book = cls._product("Heimwerkerbuch", type="consu", list_price=100, taxes_id=[Command.set(cls.tax_7.ids)])

    def _invoiced(self, *positions, terms=None, **options):
        order = self._order(*positions or [(self.drill, 10)], payment_term_id=(terms or self.discount_terms).id)
        order.change_status("invoice", **options)
        return order

    def _payments(self, order):
        return order.invoice_ids.reconciled_payment_ids.sorted("id")

    def _discount_lines(self, order):
        """Return what was booked beside bank and receivables: ``{account code: (balance, tax)}``."""
        lines = self._payments(order).move_id.line_ids.filtered(
            lambda line: line.account_type not in ("asset_receivable", "asset_current", "asset_cash")
        )
        return {line.account_id.code: (round(line.balance, 2), line.tax_ids.amount) for line in lines}

    # -- the amount -----------------------------------------------------------------------------------------------

    def test_inside_the_skonto_period_the_full_amount_is_shown_and_booked(self):
        order = self._invoiced()
        action = order.action_open_status_dialog("done")
        dialog = self.env[action["res_model"]].with_user(self.clerk).browse(action["res_id"])
        self.assertEqual(dialog.amount_due, 1190.0)
        dialog.action_change()
        self.assertStatus(order, "done")
        self.assertEqual(self._payments(order).mapped("amount"), [1190.0])
        self.assertFalse(self._discount_lines(order))
        self.assertAlmostEqual(self._balance(), 0)

    def test_skonto_by_choice_up_to_its_last_day(self):
        for days, allowed in ((0, True), (10, True), (11, False)):
            with self.subTest(days=days):
                order = self._invoiced()
                invoice = order.invoice_ids
                self.assertEqual(
                    invoice.line_ids.filtered("discount_date").discount_date, invoice.invoice_date + timedelta(days=10)
                )
                day = invoice.invoice_date + timedelta(days=days)
                if allowed:
                    self.assertIs(order.change_status("done", discount=True, payment_date=day), True)
                    self.assertEqual(self._payments(order).mapped("amount"), [1166.2])
                    self.assertStatus(order, "done")
                else:
                    with self.assertRaises(UserError) as refusal:
                        order.change_status("done", discount=True, payment_date=day)
                    until = format_date(self.env, invoice.invoice_date + timedelta(days=10))
                    self.assertIn("23.80", str(refusal.exception))
                    self.assertIn(until, str(refusal.exception))
                    self.assertStatus(order, "invoice")
                    order.change_status("done", payment_date=day)
                    self.assertEqual(self._payments(order).mapped("amount"), [1190.0])

    def test_no_skonto_where_the_terms_grant_none(self):
        order = self._invoiced(terms=self.instalments)
        with self.assertRaisesRegex(UserError, "grant no discount"):
            order.change_status("done", discount=True)

    def test_no_skonto_on_the_rest_of_an_invoice(self):
        order = self._invoiced()
        self.assertIs(order.change_status("done", amount=190), True)
        with self.assertRaisesRegex(UserError, "paid or credited in part"):
            order.change_status("done", discount=True)
        order.change_status("done")
        self.assertEqual(self._payments(order).mapped("amount"), [190.0, 1000.0])
        self.assertStatus(order, "done")

    def test_a_part_payment_leaves_the_order_where_it_is(self):
        order = self._invoiced()
        self.assertIs(order.change_status("done", amount=1166.2), True)
        self.assertStatus(order, "invoice")
        self.assertEqual(order.invoice_ids.amount_residual, 23.8)
        self.assertFalse(self._discount_lines(order), "that it is the amount less Skonto makes it no Skonto")
        order.change_status("done", amount=23.8)
        self.assertStatus(order, "done")

    def test_unusable_amounts_are_refused_with_the_figures(self):
        order = self._invoiced()
        for amount in (0, 0.001, -5, True, "viel", float("nan"), float("inf"), [1]):
            with self.subTest(amount=amount), self.assertRaisesRegex(UserError, "above 0"):
                order.change_status("done", amount=amount)
        with self.assertRaisesRegex(UserError, r"1,190\.01.*1,190\.00"):
            order.change_status("done", amount=1190.01)
        with self.assertRaisesRegex(UserError, r"1,166\.20"):
            order.change_status("done", amount=1190, discount=True)
        with self.assertRaisesRegex(UserError, r"part payment takes no discount.*23\.80"):
            order.change_status("done", amount=1000, discount=True)
        with self.assertRaisesRegex(UserError, "neither yes nor no"):
            order.change_status("done", discount="ja")
        self.assertStatus(order, "invoice")
        self.assertFalse(order.invoice_ids.matched_payment_ids)
        order.change_status("done", amount=1166.2, discount=True)
        self.assertStatus(order, "done")

    def test_an_order_that_does_not_exist_is_named(self):
        """001-9: who changes the status of what was deleted reads a sentence, also where the rest is done."""
        gone = self._invoiced().browse(99999999)
        with self.assertRaisesRegex(UserError, "there is no record 99999999"):
            gone.change_status("done")
        self.assertIn("no record 99999999", gone.change_status("done", on_error="skip")["skipped"][0]["reason"])

    def test_no_draft_of_a_payment_below_zero(self):
        """004-23: refused with the sentence for 0, before the database refuses it with its own."""
        values = {"partner_id": self.customer.id, "payment_type": "inbound"}
        with self.assertRaisesRegex(UserError, "above 0") as refusal:
            self.env["account.payment"].create({**values, "amount": -4})
        self.assertNotIn("\ufeff", str(refusal.exception))
        payment = self.env["account.payment"].create({**values, "amount": 4})
        with self.assertRaisesRegex(UserError, "above 0"):
            payment.amount = -4

    def test_all_instalments_are_paid(self):
        order = self._invoiced(terms=self.instalments)
        order.change_status("done")
        self.assertStatus(order, "done")
        self.assertEqual(self._payments(order).mapped("amount"), [1190.0])

    def test_a_part_payment_pays_the_oldest_item_first(self):
        order = self._invoiced(terms=self.instalments)
        order.change_status("done", amount=600)
        due = order.invoice_ids.line_ids.filtered("date_maturity").sorted("date_maturity")
        self.assertEqual(due.mapped("amount_residual"), [0.0, 590.0])

    # -- several orders -------------------------------------------------------------------------------------------

    def test_several_orders_are_paid_in_full(self):
        orders = self._invoiced() | self._invoiced((self.screw, 10)) | self._invoiced(terms=self.instalments)
        orders.change_status("done")
        self.assertEqual([sum(self._payments(order).mapped("amount")) for order in orders], [1190.0, 119.0, 1190.0])

    def test_several_orders_with_skonto_where_it_is_granted(self):
        granting, other = self._invoiced(), self._invoiced(terms=self.instalments)
        action = (granting | other).action_open_status_dialog("done")
        dialog = self.env[action["res_model"]].with_user(self.clerk).browse(action["res_id"])
        self.assertEqual((dialog.amount_due, dialog.discount_amount, dialog.discount_count), (2380.0, 23.8, 1))
        self.assertIn("2,380.00", dialog.consequences.splitlines()[0])
        dialog.take_discount = True
        self.assertIn("2,356.20", dialog.consequences.splitlines()[0])
        dialog.action_change()
        self.assertEqual([self._payments(order).amount for order in (granting, other)], [1166.2, 1190.0])
        self.assertEqual({granting.lifecycle_status, other.lifecycle_status}, {"done"})

    def test_an_amount_is_for_one_order(self):
        orders = self._invoiced() | self._invoiced()
        with self.assertRaisesRegex(UserError, "only for one order at a time"):
            orders.change_status("done", amount=100)

    def test_a_collective_invoice_is_paid_once(self):
        orders = self._in_status("order") | self._in_status("order")
        orders.change_status("delivery")
        invoice = orders._create_invoices()
        invoice.action_post()
        orders.change_status("done")
        self.assertEqual(set(orders.mapped("lifecycle_status")), {"done"})
        self.assertEqual(invoice.reconciled_payment_ids.amount, invoice.amount_total)

    def test_skip_leaves_out_what_cannot_be_done(self):
        good, early = self._invoiced(), self._order()
        gone = self._order()
        gone.sudo().unlink()
        answer = (early | good | gone).change_status("done", on_error="skip")
        self.assertEqual(answer["done"], good.ids)
        self.assertEqual([entry["id"] for entry in answer["skipped"]], [early.id, gone.id])
        self.assertIn(early.name, answer["skipped"][0]["reason"])
        self.assertStatus(good, "done")
        self.assertStatus(early, "quotation")
        with self.assertRaisesRegex(UserError, "raise, skip"):
            good.change_status("cancel", on_error="ignore")

    # -- the accounts ---------------------------------------------------------------------------------------------

    def test_skonto_is_booked_by_tax_rate_and_the_tax_corrected(self):
        order = self._invoiced((self.drill, 10), (self.book, 1))
        self.assertEqual(order.invoice_ids.amount_total, 1297.0)
        order.change_status("done", discount=True)
        self.assertEqual(self._payments(order).amount, 1271.06)
        self.assertEqual(
            self._discount_lines(order),
            {"8736": (20.0, 19.0), "8731": (2.0, 7.0), "1776": (3.8, 0.0), "1771": (0.14, 0.0)},
        )
        self.assertStatus(order, "done")

    def test_skonto_in_the_accounting_app_goes_to_the_same_accounts(self):
        order = self._invoiced()
        register = (
            self.env["account.payment.register"]
            .with_user(self.clerk)
            .with_context(active_model="account.move", active_ids=order.invoice_ids.ids)
        )
        with Form(register) as form:
            self.assertEqual(form.amount, 1166.2, "the accounting app shows the amount less Skonto")
        form.record._create_payments()
        self.assertEqual(self._discount_lines(order), {"8736": (20.0, 19.0), "1776": (3.8, 0.0)})

    def test_skonto_without_a_correction_of_the_tax_is_split_by_rate_too(self):
        self.discount_terms.early_pay_discount_computation = "excluded"
        order = self._invoiced((self.drill, 10), (self.book, 1))
        order.change_status("done", discount=True)
        self.assertEqual(self._discount_lines(order), {"8736": (20.0, 0.0), "8731": (2.0, 0.0)})

    def test_skonto_without_tax_goes_to_the_general_account(self):
        free = self._product("Fachvortrag", type="service", invoice_policy="order", list_price=100)
        free.taxes_id = False
        order = self._invoiced((free, 1))
        order.change_status("done", discount=True)
        self.assertEqual(self._discount_lines(order), {"8730": (2.0, 0.0)})

    def test_skonto_in_the_other_chart(self):
        company = self.env["res.company"].create({"name": "Zweigwerk GmbH", "country_id": self.env.ref("base.de").id})
        self.env["account.chart.template"].try_loading("de_skr04", company=company, install_demo=False)
        env = self.env(context=dict(self.env.context, allowed_company_ids=company.ids))
        taxes = [env["account.chart.template"].with_company(company).ref(f"tax_ust_{rate}_skr04") for rate in (19, 7)]
        invoice = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_payment_term_id": self.discount_terms.id,
                "invoice_line_ids": [
                    Command.create({"name": "Ware", "price_unit": price, "tax_ids": [Command.set(tax.ids)]})
                    for price, tax in zip((1000, 100), taxes)
                ],
            }
        )
        invoice.action_post()
        register = env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        payment = register.create({})._create_payments()
        lines = payment.move_id.line_ids.filtered(lambda line: line.account_id.code.startswith("4"))
        self.assertEqual(
            {line.account_id.code: (round(line.balance, 2), line.tax_ids.amount) for line in lines},
            {"4736": (20.0, 19.0), "4731": (2.0, 7.0)},
        )

    def test_where_the_chart_has_no_such_account_odoos_own_stays(self):
        self.env["ir.model.data"].search(
            [("module", "=", "account"), ("name", "in", [f"{self.company.id}_account_{code}" for code in (8736, 8730)])]
        ).unlink()
        order = self._invoiced()
        order.change_status("done", discount=True)
        own = self.company.account_journal_early_pay_discount_loss_account_id.code
        self.assertEqual(self._discount_lines(order), {own: (20.0, 19.0), "1776": (3.8, 0.0)})
