from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import format_date, mute_logger
from psycopg2 import IntegrityError

from ..common import CreditCase


@tagged("post_install", "-at_install")
class TestLimits(CreditCase):
    """Dated limits, and what remains of them (002-12, 003-15…17)."""

    def test_003_15_the_remaining_limit_is_the_limit_less_the_open_items(self):
        self._limit(1000)
        self._invoice(300)
        customer = self._figures()
        self.assertEqual(customer.limit_amount, 1000)
        self.assertEqual(customer.open_items_amount, 300)
        self.assertEqual(customer.limit_remaining, 700)

    def test_the_warehouse_opens_a_customer_without_reading_limits(self):
        self._limit(1000)
        picker = new_test_user(self.env, "kontor_limit_picker", groups="stock.group_stock_user")
        with Form(self.customer.with_user(picker)) as form:
            self.assertNotIn("credit_limit_ids", form._view["fields"])
        with Form(self.customer.with_user(self.clerk)) as form:
            self.assertIn("credit_limit_ids", form._view["fields"])

    def test_000_11_003_14_who_enters_customers_sets_no_limit(self):
        contact = self.env["res.partner"].create({"name": "Frau Neu", "parent_id": self.customer.id})
        with self.assertRaisesRegex(UserError, "You enter and change customers"):
            contact.with_user(self.clerk).contact_limit = 500
        self.assertTrue(contact.with_user(self.credit_manager).may_change_terms)
        with self.assertRaises(AccessError):
            self.env["kontor.credit.limit"].with_user(self.clerk).create({"partner_id": self.customer.id, "amount": 1})

    def test_003_16_the_internal_limit_has_its_own_period_and_remainder(self):
        self._limit(1000)
        self._limit(400, kind="internal", valid_from=self._days(-5), valid_to=self._days(5))
        self._invoice(500)
        customer = self._figures()
        self.assertEqual(customer.internal_limit_amount, 400)
        self.assertEqual(customer.internal_limit_remaining, -100)
        self.assertEqual(customer.internal_limit_valid_to, self._days(5))
        self.assertFalse(customer.limit_valid_to)

    def test_003_17_with_orders_the_confirmed_orders_are_taken_off_too(self):
        self._limit(1000)
        self._order((self.drill, 2)).action_confirm()
        self._order((self.drill, 3))  # a quotation is no order
        customer = self._figures()
        self.assertEqual(customer.open_orders_amount, 200)
        self.assertEqual(customer.limit_remaining, 1000)
        self.assertEqual(customer.limit_remaining_with_orders, 800)

    def test_003_17_orders_count_with_tax_and_whatever_the_invoicing_policy(self):
        self.screw.taxes_id = self.env["account.tax"].create(
            {"name": "19 %", "amount": 19, "type_tax_use": "sale", "company_id": self.company.id}
        )
        order = self._order((self.screw, 10))
        order.action_confirm()
        self.assertEqual(self._figures().open_orders_amount, 119)
        order.change_status("delivery", quantities=[{"line_id": order.order_line.id, "quantity": 4}])
        self.assertEqual(self._figures().open_orders_amount, 119)
        order.create_invoice_of_type("partial", picking_ids=order.picking_ids.filtered("date_done").ids, post=True)
        customer = self._figures()
        self.assertAlmostEqual(customer.open_orders_amount, 71.4)
        self.assertAlmostEqual(customer.open_items_amount, 47.6)

    def test_an_invoiced_order_moves_from_the_orders_to_the_open_items(self):
        order = self._in_status("order", (self.drill, 5))
        draft_ids = order.create_invoice_of_type("final")
        self.assertEqual(self._figures().open_orders_amount, 500, "a draft is no open item yet")
        self.env["account.move"].browse(draft_ids).action_post()
        customer = self._figures()
        self.assertEqual((customer.open_orders_amount, customer.open_items_amount), (0, 500))

    def test_a_down_payment_is_not_counted_twice(self):
        order = self._in_status("order", (self.drill, 10))
        order.create_invoice_of_type("down_payment", amount=400, post=True)
        customer = self._figures()
        self.assertEqual(customer.open_items_amount + customer.open_orders_amount, 1000)
        order.create_invoice_of_type("final", post=True)
        customer = self._figures()
        self.assertEqual((customer.open_orders_amount, customer.open_items_amount), (0, 1000))

    def test_credited_returns_leave_nothing_of_the_order_open(self):
        order = self._in_status("invoice", (self.drill, 10))
        self._return(order.picking_ids, 2)
        self.assertEqual(self._figures().open_orders_amount, 0)
        self.env["account.move"].browse(order.action_create_credit_note_difference()).action_post()
        customer = self._figures()
        self.assertEqual((customer.open_orders_amount, customer.open_items_amount), (0, 800))

    def test_a_down_payment_credited_in_part_counts_with_what_is_left(self):
        order = self._in_status("order", (self.drill, 10))
        down_payment = self.env["account.move"].browse(order.create_invoice_of_type("down_payment", amount=400, post=True))
        credit_note = down_payment._reverse_moves([{"invoice_date": self._days(0)}])
        credit_note.invoice_line_ids.filtered(lambda line: line.display_type == "product").price_unit = 100
        credit_note.action_post()
        customer = self._figures()
        self.assertEqual((customer.open_orders_amount, customer.open_items_amount), (700, 300))

    def test_what_is_not_delivered_any_more_does_not_count(self):
        order = self._order((self.screw, 10))
        order.action_confirm()
        order.change_status("delivery", quantities=[{"line_id": order.order_line.id, "quantity": 4}])
        order.picking_ids.filtered(lambda picking: picking.state != "done").action_cancel()
        self.assertEqual(self._figures().open_orders_amount, 40)

    def test_a_cancelled_order_does_not_count(self):
        order = self._in_status("order")
        order.change_status("cancel")
        self.assertEqual(self._figures().open_orders_amount, 0)

    def test_credits_and_payments_on_account_count(self):
        self._limit(1000)
        self._invoice(500)
        self.env["account.payment"].create(
            {"partner_id": self.customer.id, "amount": 200, "payment_type": "inbound", "journal_id": self.bank.id}
        ).action_post()
        self.assertEqual(self._figures().limit_remaining, 700)

    def test_orders_in_another_currency_count_in_company_currency(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": dollar.id, "rate": 2.0, "name": self._days(0), "company_id": self.company.id}
        )
        pricelist = self.env["product.pricelist"].create({"name": "USD", "currency_id": dollar.id})
        order = self._order((self.drill, 1), pricelist_id=pricelist.id)
        order.order_line.price_unit = 100
        order.action_confirm()
        self.assertAlmostEqual(self._figures().open_orders_amount, 50)

    def test_a_limit_counts_in_its_period_only(self):
        self._limit(1000, valid_from=self._days(-20), valid_to=self._days(-11))
        self.assertTrue(self.customer.has_limit)
        self.assertEqual(self.customer.limit_amount, 0, "rows, but none valid today: no credit")
        self._limit(2000, valid_from=self._days(-10), valid_to=self._days(0))
        self._limit(3000, valid_from=self._days(1))
        self.assertEqual(self._figures().limit_amount, 2000)

    @mute_logger("odoo.sql_db")
    def test_periods_of_a_kind_do_not_overlap(self):
        self._limit(1000, valid_from=self._days(0))
        self._limit(500, kind="internal")
        for values in ({}, {"valid_from": self._days(5)}, {"valid_to": self._days(0)}):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self._limit(2000, **values)
                self.env.flush_all()

    def test_without_a_row_the_setting_decides(self):
        self._invoice(100)
        self.assertFalse(self._figures().has_limit)
        self.company.limit_without_row = "zero"
        customer = self._figures()
        self.assertTrue(customer.has_limit)
        self.assertEqual(customer.limit_remaining, -100)

    def test_the_lowest_limit_of_the_customer_groups_is_the_default(self):
        groups = self.env["res.partner.category"].create([{"name": "Handwerk"}, {"name": "Neukunde"}])
        for group, amount in zip(groups, (5000, 800)):
            self.env["kontor.credit.limit.default"].create({"category_id": group.id, "amount": amount})
        self.customer.category_id = groups
        self.assertEqual(self._figures().limit_amount, 800)
        self._limit(3000)
        self.assertEqual(self._figures().limit_amount, 3000)

    def test_a_contact_shows_the_figures_of_its_customer(self):
        contact = self.env["res.partner"].create({"name": "Herr Kern", "parent_id": self.customer.id})
        self._limit(1000)
        self._invoice(300)
        self._order((self.drill, 1), partner_id=contact.id).action_confirm()
        self.assertEqual(self._figures(contact).limit_remaining_with_orders, 600)
        with self.assertRaises(ValidationError):
            self._limit(100, partner=contact)

    def test_companies_have_their_own_limits(self):
        other = self.env["res.company"].create({"name": "Andere GmbH", "currency_id": self.company.currency_id.id})
        self._limit(1000)
        self.assertFalse(self.customer.with_company(other).has_limit)
        self._limit(50, company_id=other.id)
        self.assertEqual(self._figures().with_company(other).limit_amount, 50)
        self.assertEqual(self._figures().limit_amount, 1000)

    def test_customers_are_found_by_their_figures(self):
        others = self.env["res.partner"].create([{"name": "Ohne"}, {"name": "Gut"}])
        self._limit(100)
        self._limit(100, partner=others[1])
        self._invoice(150)
        self._invoice(50, partner=others[1])
        mine = [("id", "in", (self.customer | others).ids)]
        Partner = self.env["res.partner"]
        self.assertEqual(Partner.search([*mine, ("is_over_limit", "=", True)]), self.customer)
        self.assertEqual(Partner.search([*mine, ("is_over_limit", "=", False)]), others)
        self.assertEqual(Partner.search([*mine, ("limit_remaining", "<", 0)]), self.customer)
        self.assertEqual(Partner.search([*mine, ("open_items_amount", "=", 0)]), others[0])
        self.assertEqual(Partner.search([*mine, ("open_items_amount", ">", 0)]), self.customer | others[1])
        self.assertEqual(Partner.search([*mine, ("overdue_status", "=", "none")]), self.customer | others)

    def test_the_history_of_the_limits_is_kept(self):
        limit = self._limit(1000)
        new = self.env["kontor.credit.limit"]._replace_from_today(self.customer, self.company, "external", 2500)
        self.assertEqual(limit.valid_to, self._days(-1))
        self.assertEqual((new.amount, new.valid_from), (2500, self._days(0)))
        self.assertIn("2,500", " ".join(self.customer.message_ids.mapped("body")))

    def test_a_limit_that_is_over_is_changed_by_nobody(self):
        limit = self._limit(1000, valid_from=self._days(-20), valid_to=self._days(-1))
        today = self._limit(2000, valid_from=self._days(0), valid_to=self._days(0))
        admin = self.env.ref("base.user_admin")
        for change in (
            lambda: limit.with_user(admin).write({"amount": 5000}),
            lambda: limit.with_user(admin).write({"valid_to": self._days(30)}),
            lambda: limit.with_user(admin).unlink(),
        ):
            with self.assertRaisesRegex(UserError, "was valid until .* new limit"):
                change()
        limit.note = "vor der Umfirmierung"
        today.amount = 3000  # the last day counts
        self.assertEqual((limit.amount, today.amount), (1000, 3000))

    def test_core_s_own_limit_follows(self):
        self._limit(1000)
        self.assertEqual(self.customer.credit_limit, 1000)
        self.env["kontor.credit.limit"].search([("partner_id", "=", self.customer.id)]).valid_to = self._days(-1)
        self.assertEqual(self.customer.credit_limit, 0)

    def test_003_15_an_ended_limit_shows_its_period_and_that_it_ended(self):
        limit = self._limit(5000, valid_from=self._days(-300), valid_to=self._days(0))
        customer = self._figures()
        self.assertEqual((customer.limit_amount, customer.limit_ended_on), (5000, False), "the last day counts")
        self.env.cr.execute("UPDATE kontor_credit_limit SET valid_to = %s WHERE id = %s", [self._days(-1), limit.id])
        customer = self._figures()
        self.assertEqual((customer.limit_amount, customer.has_limit), (0, True))
        self.assertEqual(
            (customer.limit_valid_from, customer.limit_valid_to, customer.limit_ended_on),
            (self._days(-300), self._days(-1), self._days(-1)),
        )
        ended = f"expired on {format_date(self.env, self._days(-1))}"
        self.assertEqual(customer.credit_figures["limits"][0]["ended"], ended)
        self.assertIn(format_date(self.env, self._days(-300)), customer.credit_figures["limits"][0]["period"])
        header = customer.get_customer_header()["limits"][0]
        self.assertTrue(header["ended"])
        self.assertEqual(header["valid_to"], self._days(-1).isoformat())
        self.assertTrue(header["texts"]["period"].endswith(ended))
        with self.assertRaises(UserError) as refusal:
            self._order((self.drill, 1)).action_confirm()
        self.assertRegex(str(refusal.exception), rf"the limit of .*5,000\.00.* {ended}")
        self.env.flush_all()
        row = self.env["kontor.credit.report"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((row.limit_valid_to, row.expires_soon), (self._days(-1), False))

    def test_003_15_of_several_ended_limits_the_last_is_named_and_a_valid_one_stands_for_itself(self):
        self._limit(1000, valid_from=self._days(-300), valid_to=self._days(-200))
        self._limit(3000, valid_from=self._days(-100), valid_to=self._days(-10))
        self._limit(700, kind="internal", valid_to=self._days(-20))
        customer = self._figures()
        self.assertEqual((customer.limit_ended_on, customer.internal_limit_ended_on), (self._days(-10), self._days(-20)))
        with self.assertRaisesRegex(UserError, r"(?s)limit of .*3,000\.00.*internal limit of .*700\.00"):
            self._order((self.drill, 1)).action_confirm()
        self._limit(800, valid_from=self._days(0))
        customer = self._figures()
        self.assertEqual((customer.limit_amount, customer.limit_ended_on, customer.limit_valid_to), (800, False, False))

    def test_003_18_the_insurance_behind_the_remaining_limit(self):
        insurer = self.env["res.partner"].create({"name": "Kreditschutz AG"})
        self.env["kontor.credit.insurance"].create(
            {
                "partner_id": self.customer.id,
                "insurer_id": insurer.id,
                "number": "KS-1",
                "amount": 5000,
                "state": "insured",
                "valid_until": self._days(30),
            }
        )
        text = self.customer._get_insurance_text()
        for part in ("Kreditschutz AG", "KS-1", "5,000", "Insured"):
            self.assertIn(part, text)

    def test_003_14_the_contact_s_limit_is_shown_and_never_checked(self):
        contact = self.env["res.partner"].create({"name": "Herr Kern", "parent_id": self.customer.id, "contact_limit": 10})
        order = self._order((self.drill, 5), partner_id=contact.id)
        order.action_confirm()
        self.assertStatus(order, "order")
        self.assertIn("10", order.credit_figures["contact_limit"])

    def test_the_header_tells_other_systems(self):
        self._limit(1000, valid_to=self._days(30))
        self._invoice(1200)
        header = self.customer.get_customer_header()
        self.assertEqual(header["limits"][0]["remaining"], -200)
        self.assertEqual(header["limits"][0]["kind"], "external")
        panel = self.customer.credit_figures
        self.assertTrue(panel["limits"][0]["remaining"]["negative"])

    def test_each_figure_opens_what_it_is_made_of(self):
        self._limit(1000)
        invoice = self._invoice(300)
        order = self._in_status("order")
        action = self.customer.action_open_credit_detail("open_items")
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]).move_id, invoice)
        action = self.customer.action_open_credit_detail("open_orders")
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]).order_id, order)
        for what in ("limits", "overdue", "insurance", "returns"):
            action = self.customer.action_open_credit_detail(what)
            self.env[action["res_model"]].search(action["domain"])
        with self.assertRaises(UserError):
            self.customer.action_open_credit_detail("nonsense")

    def test_the_credit_report(self):
        self._limit(1000, valid_to=self._days(10))
        self._in_status("order", (self.drill, 1))
        self._invoice(100)
        self._invoice(200, due_in=-20)
        self._invoice(300, due_in=-100)
        self.env.flush_all()
        row = self.env["kontor.credit.report"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(len(row), 1)
        self.assertEqual((row.not_due, row.overdue_30, row.overdue_older), (100, 200, 300))
        self.assertEqual((row.exposure, row.remaining, row.usage_percent), (700, 300, 70))
        self.assertIn(row, self.env["kontor.credit.report"].search([("expires_soon", "=", True)]))
        self.assertTrue(row.expires_soon)

    def test_prices_with_a_discount_line_do_not_inflate_the_exposure(self):
        order = self._order((self.drill, 5))
        discount = {"product_id": self.setup.id, "product_uom_qty": 1, "price_unit": -100}
        order.write({"order_line": [Command.create(discount)]})
        order.action_confirm()
        self.assertEqual(self._figures().open_orders_amount, 400)
