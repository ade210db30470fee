from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..common import OrderCase

BANK = ["transfer", "direct_debit", "cod", "paypal", "card"]


class PaymentKindCase(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.germany = cls.env.ref("base.de")
        cls.transfer, cls.debit, cls.cod = (cls._method(kind) for kind in BANK[:3])

    @classmethod
    def _method(cls, kind, company=None):
        """Return the company's way of receiving money of a kind."""
        return cls.env["account.payment.method.line"].search(
            [
                ("payment_kind", "=", kind),
                ("payment_method_id.payment_type", "=", "inbound"),
                ("company_id", "=", (company or cls.company).id),
            ],
            limit=1,
        )


@tagged("post_install", "-at_install")
class TestPaymentKinds(PaymentKindCase):
    """Zahlungsarten are real ones: transfer, direct debit, cash on delivery, cash, PayPal, credit card (000-13)."""

    def _new_company(self, name, country="base.de", chart="de_skr03"):
        company = self.env["res.company"].create({"name": name, "country_id": self.env.ref(country).id})
        self.assertFalse(self.env["account.journal"].search([("company_id", "=", company.id), ("type", "=", "bank")]))
        self.env["account.chart.template"].try_loading(chart, company=company, install_demo=False)
        return company, self.env["account.journal"].search([("company_id", "=", company.id), ("type", "=", "bank")])

    def test_000_13_the_bank_account_has_them(self):
        self.assertEqual(self.bank.inbound_payment_method_line_ids.mapped("payment_kind"), BANK)
        self.assertEqual(self.bank.outbound_payment_method_line_ids.mapped("payment_kind"), ["transfer"])
        self.assertEqual(self.bank.inbound_payment_method_line_ids[0], self.transfer, "what is proposed")
        self.assertNotIn("Manual Payment", self.bank.inbound_payment_method_line_ids.mapped("name"))

    def test_000_13_they_are_named_in_each_language(self):
        journal = self.env["account.journal"].create({"name": "Zweite Kasse", "type": "cash", "code": "KAS2"})
        line = journal.inbound_payment_method_line_ids
        self.assertEqual(line.with_context(lang="en_US").name, "Cash")
        names = line._all_payment_kind_names()
        for lang in dict(self.env["res.lang"].get_installed()):
            self.assertEqual(line.with_context(lang=lang).name, names[lang]["cash"])

    def test_000_13_a_new_company_gets_them_with_its_chart(self):
        company, bank = self._new_company("Zweigwerk GmbH")
        self.assertEqual(bank.inbound_payment_method_line_ids.mapped("payment_kind"), BANK)
        self.assertEqual(bank.company_id, company)
        self.env["account.chart.template"].try_loading("de_skr03", company=company, install_demo=False)
        self.assertEqual(bank.inbound_payment_method_line_ids.mapped("payment_kind"), BANK, "once")

    def test_000_13_elsewhere_journals_stay_as_odoo_makes_them(self):
        _company, bank = self._new_company("Works Inc.", country="base.us", chart="generic_coa")
        self.assertEqual(bank.inbound_payment_method_line_ids.mapped("payment_kind"), [False])

    def test_000_13_the_cash_box_takes_cash(self):
        cash = self.env["account.journal"].create({"name": "Kasse", "type": "cash", "code": "KASSE"})
        lines = cash.inbound_payment_method_line_ids | cash.outbound_payment_method_line_ids
        self.assertEqual(lines.mapped("payment_kind"), ["cash", "cash"])

    def test_000_13_a_second_bank_account_takes_transfers(self):
        second = self.env["account.journal"].create({"name": "Sparkasse", "type": "bank", "code": "SPK"})
        self.assertEqual(second.inbound_payment_method_line_ids.mapped("payment_kind"), ["transfer"])

    def test_000_13_an_account_called_like_a_way_of_paying_is_for_it(self):
        paypal = self.env["account.journal"].create({"name": "PayPal", "type": "bank", "code": "PPAL"})
        self.assertEqual(paypal.inbound_payment_method_line_ids.mapped("payment_kind"), ["paypal"])

    def test_000_13_what_somebody_named_or_removed_stays(self):
        line = self.transfer
        self.bank.inbound_payment_method_line_ids.filtered(lambda line: line.payment_kind == "paypal").unlink()
        line.name = "SEPA"
        self.bank._set_up_payment_kinds()
        self.assertEqual(line.name, "SEPA")
        self.assertNotIn("paypal", self.bank.inbound_payment_method_line_ids.mapped("payment_kind"))

    def test_000_13_the_upgrade_knows_lines_that_are_called_so(self):
        """What people had made themselves is found by its name; "Manual Payment" becomes the transfer."""
        lines = self.bank.inbound_payment_method_line_ids
        (lines - lines[:2]).unlink()
        (self.bank.outbound_payment_method_line_ids | lines[:2]).payment_kind = False
        for lang, _name in self.env["res.lang"].get_installed():
            lines[0].with_context(lang=lang).name = "Manual Payment"
            lines[1].with_context(lang=lang).name = "PayPal"
        self.bank._set_up_payment_kinds()
        self.assertEqual((lines[0].payment_kind, lines[1].payment_kind), ("transfer", "paypal"))
        self.assertEqual(
            sorted(self.bank.inbound_payment_method_line_ids.mapped("payment_kind")), sorted(BANK), "and none twice"
        )

    def test_000_13_a_line_with_a_name_of_its_own_keeps_it(self):
        lines = self.bank.inbound_payment_method_line_ids
        (lines - lines[0]).unlink()
        (self.bank.outbound_payment_method_line_ids | lines[0]).payment_kind = False
        lines[0].name = "Hausbank"
        self.bank._set_up_payment_kinds()
        self.assertEqual((lines[0].name, lines[0].payment_kind), ("Hausbank", False))
        self.assertEqual(self.bank.inbound_payment_method_line_ids[0], lines[0], "what was proposed is proposed")
        self.assertEqual(self.bank.inbound_payment_method_line_ids[1:].mapped("payment_kind"), BANK)

    def test_000_13_a_change_of_the_currency_leaves_them(self):
        self.customer.property_inbound_payment_method_line_id = self.debit
        self.bank.currency_id = self.company.currency_id
        self.env.flush_all()
        self.assertEqual(self.bank.inbound_payment_method_line_ids.mapped("payment_kind"), BANK)
        self.assertEqual(self.customer.property_inbound_payment_method_line_id, self.debit)

    # -- the customer's -----------------------------------------------------------------------------------------------

    def test_000_14_the_customer_s_way_goes_to_order_invoice_and_payment(self):
        self.customer.property_inbound_payment_method_line_id = self.debit
        order = self._in_status("invoice")
        self.assertEqual(order.preferred_payment_method_line_id, self.debit)
        self.assertEqual(order.invoice_ids.preferred_payment_method_line_id, self.debit)
        action = order.action_open_status_dialog("done")
        dialog = self.env[action["res_model"]].with_user(self.clerk).browse(action["res_id"])
        self.assertEqual((dialog.journal_id, dialog.payment_method_line_id), (self.bank, self.debit))
        order.change_status("done")
        self.assertEqual(order.invoice_ids.matched_payment_ids.payment_method_line_id, self.debit)

    def test_004_23_the_dialog_proposes_the_cash_box_for_cash(self):
        cash = self.env["account.journal"].create({"name": "Kasse", "type": "cash", "code": "KASSE"})
        order = self._in_status("invoice")
        order.preferred_payment_method_line_id = cash.inbound_payment_method_line_ids
        action = order.action_open_status_dialog("done")
        dialog = self.env[action["res_model"]].with_user(self.clerk).browse(action["res_id"])
        self.assertEqual(dialog.journal_id, cash)
        self.assertEqual(dialog.payment_method_line_id, cash.inbound_payment_method_line_ids)

    def test_000_14_a_contact_pays_like_its_company(self):
        self.customer.property_inbound_payment_method_line_id = self.debit
        contact = self.env["res.partner"].create({"name": "Frau Kern", "parent_id": self.customer.id})
        order = self._order(partner_id=contact.id)
        self.assertEqual(order.preferred_payment_method_line_id, self.debit)
        contact.property_inbound_payment_method_line_id = self.transfer
        self.assertEqual(self._order(partner_id=contact.id).preferred_payment_method_line_id, self.transfer)
        invoice = self.env["account.move"].create({"move_type": "out_invoice", "partner_id": contact.id})
        self.assertEqual(invoice.preferred_payment_method_line_id, self.transfer)

    def test_004_22_a_shop_s_provider_is_known_by_its_kind(self):
        order = self._order()
        for provider, kind in (("paypal", "paypal"), ("Credit Card", "card"), ("unbekannt", False), ("", False)):
            with self.subTest(provider):
                journal, method = order._channel_payment_way(provider)
                self.assertEqual((journal, method.payment_kind), (self.bank, kind))


@tagged("post_install", "-at_install")
class TestPaidOnDelivery(PaymentKindCase):
    """Nachnahme: the customer's mark, the customer's Zahlungsart and the order's say the same (001-12, 000-13)."""

    def test_001_12_mark_and_way_of_paying_are_kept_in_step(self):
        self.customer.cash_on_delivery = True
        self.assertEqual(self.customer.property_inbound_payment_method_line_id, self.cod)
        self.customer.property_inbound_payment_method_line_id = self.transfer
        self.assertFalse(self.customer.cash_on_delivery)
        self.customer.property_inbound_payment_method_line_id = self.cod
        self.assertTrue(self.customer.cash_on_delivery)
        self.customer.cash_on_delivery = False
        self.assertFalse(self.customer.property_inbound_payment_method_line_id)
        self.customer.property_inbound_payment_method_line_id = self.cod
        self.customer.property_inbound_payment_method_line_id = False
        self.assertFalse(self.customer.cash_on_delivery)

    def test_001_12_another_way_of_paying_stays_without_the_mark(self):
        self.customer.property_inbound_payment_method_line_id = self.debit
        self.customer.cash_on_delivery = False
        self.assertEqual(self.customer.property_inbound_payment_method_line_id, self.debit)
        self.customer.cash_on_delivery = True
        self.assertEqual(self.customer.property_inbound_payment_method_line_id, self.cod)

    def test_001_12_new_customers(self):
        marked, method, both = self.env["res.partner"].create(
            [
                {"name": "A", "cash_on_delivery": True},
                {"name": "B", "property_inbound_payment_method_line_id": self.cod.id},
                {"name": "C", "cash_on_delivery": True, "property_inbound_payment_method_line_id": self.debit.id},
            ]
        )
        self.assertEqual(marked.property_inbound_payment_method_line_id, self.cod)
        self.assertTrue(method.cash_on_delivery)
        self.assertFalse(both.cash_on_delivery, "the Zahlungsart counts")
        contact = self.env["res.partner"].create({"name": "D", "parent_id": method.id})
        self.assertTrue(contact.cash_on_delivery)

    def test_001_12_the_mark_holds_for_all_companies(self):
        other = self.env["res.company"].create({"name": "Zweigwerk GmbH", "country_id": self.germany.id})
        self.env["account.chart.template"].try_loading("de_skr03", company=other, install_demo=False)
        there = self.customer.with_company(other)
        there.property_inbound_payment_method_line_id = self._method("transfer", other)
        self.customer.cash_on_delivery = True
        self.assertEqual(there.property_inbound_payment_method_line_id, self._method("cod", other))
        self.customer.property_inbound_payment_method_line_id = self.transfer
        self.assertFalse(there.property_inbound_payment_method_line_id)
        self.assertFalse(there.cash_on_delivery)

    def test_001_12_the_order_s_way_of_paying_makes_its_delivery_one(self):
        order = self._in_status("order")
        self.assertFalse(order.is_cash_on_delivery)
        order.preferred_payment_method_line_id = self.cod
        self.assertTrue(order.is_cash_on_delivery)
        self.assertTrue(order.picking_ids.is_cash_on_delivery)
        order.change_status("delivery")
        [action] = order.action_print_status_documents()
        self.assertEqual(action["report_name"], self.env.ref("kontor_sales.action_report_cash_on_delivery").report_name)
        self.assertFalse(self.customer.cash_on_delivery, "one order says nothing about the next")
        order.change_status("invoice")
        self.assertFalse(order.invoice_ids.display_qr_code)

    def test_001_12_an_order_of_a_marked_customer_may_be_paid_otherwise(self):
        self.customer.cash_on_delivery = True
        order = self._in_status("order")
        self.assertTrue(order.is_cash_on_delivery)
        order.preferred_payment_method_line_id = self.transfer
        self.assertFalse(order.picking_ids.is_cash_on_delivery)
        order.preferred_payment_method_line_id = False
        self.assertTrue(order.picking_ids.is_cash_on_delivery, "without one the mark decides")

    def test_001_12_orders_keep_what_was_agreed(self):
        self.customer.cash_on_delivery = True
        order = self._order()
        self.customer.cash_on_delivery = False
        self.assertTrue(order.is_cash_on_delivery)
        self.assertFalse(self._order().is_cash_on_delivery)

    def test_001_12_the_upgrade_gives_marked_customers_theirs(self):
        self.env.cr.execute("UPDATE res_partner SET cash_on_delivery = TRUE WHERE id = %s", [self.customer.id])
        self.env.invalidate_all()
        self.env["res.partner"]._init_payment_kinds()
        self.assertEqual(self.customer.property_inbound_payment_method_line_id, self.cod)

    # -- the order's first page ---------------------------------------------------------------------------------------

    def test_004_16_it_stands_on_the_first_page_until_the_lock(self):
        with Form(self.env["sale.order"].with_user(self.seller)) as form:
            form.partner_id = self.customer
            form.preferred_payment_method_line_id = self.cod
            with form.order_line.new() as line:
                line.product_id = self.drill
        order = form.record
        self.assertEqual(order.preferred_payment_method_line_id, self.cod)
        order.action_issue_quotation()
        with self.assertRaisesRegex(UserError, "issued"):
            order.write({"preferred_payment_method_line_id": self.debit.id})
        order.action_confirm()
        order.preferred_payment_method_line_id = self.debit
        lock = self.env["kontor.document.lock"].search(
            [("company_id", "=", self.company.id), ("document", "=", "order"), ("event", "=", "confirmed")]
        )
        lock.is_active = True
        with self.assertRaisesRegex(UserError, "document lock"):
            order.write({"preferred_payment_method_line_id": self.transfer.id})

    def test_004_16_version_and_comparison_know_it(self):
        order = self._order(preferred_payment_method_line_id=self.debit.id)
        order.action_issue_quotation()
        order.action_revise_quotation("zahlt bei Lieferung")
        order.preferred_payment_method_line_id = self.cod
        order.action_issue_quotation()
        newest, first = order.version_ids
        change = newest.compare_with(first.id)["header"]
        self.assertEqual([row["field"] for row in change], ["preferred_payment_method_line_id"])
        order.action_order_version(first.id)
        self.assertEqual(order.preferred_payment_method_line_id, self.debit)


@tagged("post_install", "-at_install")
class TestPaymentsOfNothing(PaymentKindCase):
    """Nobody pays nothing: an amount is above 0 on every path (004-23)."""

    def _payment(self, amount, payment_type="inbound"):
        return self.env["account.payment"].create(
            {
                "amount": amount,
                "payment_type": payment_type,
                "partner_type": "customer" if payment_type == "inbound" else "supplier",
                "partner_id": self.customer.id,
                "journal_id": self.bank.id,
            }
        )

    def _refuses(self, work):
        with self.assertRaisesRegex(UserError, "must be a number above 0"), self.env.cr.savepoint():
            work()

    def test_004_23_by_a_change_of_status(self):
        order = self._in_status("invoice")
        for amount in (0, 0.0, -1, 0.004):
            self._refuses(lambda amount=amount: order.change_status("done", amount=amount))
        self.assertStatus(order, "invoice")
        self.assertFalse(order.invoice_ids.matched_payment_ids)

    def test_004_23_in_the_dialog(self):
        order = self._in_status("invoice")
        action = order.action_open_status_dialog("done")
        dialog = self.env[action["res_model"]].with_user(self.clerk).browse(action["res_id"])
        dialog.amount = 0
        self._refuses(dialog.action_change)
        self.assertStatus(order, "invoice")

    def test_004_23_in_the_accounting_app(self):
        invoice = self._in_status("invoice").invoice_ids
        register = self.env["account.payment.register"].with_user(self.clerk)
        for amount in (0, -5):
            wizard = register.with_context(active_model="account.move", active_ids=invoice.ids).create({"amount": amount})
            self._refuses(wizard.action_create_payments)
        self.assertEqual(invoice.payment_state, "not_paid")

    def test_004_23_a_draft_may_wait_for_its_amount(self):
        for payment_type in ("inbound", "outbound"):
            payment = self._payment(0, payment_type)
            self.assertEqual(payment.state, "draft")
            self._refuses(payment.action_post)
            self._refuses(payment.action_validate)
            self._refuses(lambda payment=payment: payment.write({"state": "in_process"}))
            payment.amount = 12
            payment.action_post()
            self.assertIn(payment.state, ("in_process", "paid"))
            self._refuses(lambda payment=payment: payment.write({"amount": 0}))

    def test_004_23_nothing_is_created_as_paid(self):
        values = {"payment_type": "inbound", "partner_id": self.customer.id, "journal_id": self.bank.id, "state": "paid"}
        self._refuses(lambda: self.env["account.payment"].create(values))

    def test_004_22_a_prepaid_order_was_paid_with_more(self):
        self.drill.default_code = "BM-1"
        self.customer.ref = "K-7"
        vals = {
            "source": "webshop",
            "reference": "W-6",
            "customer": {"number": "K-7"},
            "lines": [{"sku": "BM-1", "quantity": 1, "price_unit": 90.0}],
        }
        orders = self.env["sale.order"].with_user(self.env.ref("base.user_admin"))
        for amount, text in ((0.0, "more than 0"), (-3, "not possible")):
            with self.assertRaisesRegex(UserError, text):
                orders.import_channel_order({**vals, "payment": {"prepaid": True, "amount": amount}})
        free = {**vals, "lines": [{"sku": "BM-1", "quantity": 1, "price_unit": 0.0}], "payment": {"prepaid": True}}
        answer = orders.import_channel_order(free)
        invoice = self.env["account.move"].browse(answer["invoice_id"])
        self.assertEqual((invoice.state, invoice.amount_total), ("posted", 0))
        self.assertFalse(invoice.matched_payment_ids)

    def test_004_23_core_reads_it_with_several_methods(self):
        """Odoo's own dialog proposes the transfer, and takes whichever is chosen."""
        invoice = self._in_status("invoice").invoice_ids
        register = self.env["account.payment.register"].with_user(self.clerk)
        with Form(register.with_context(active_model="account.move", active_ids=invoice.ids)) as form:
            self.assertEqual(form.payment_method_line_id, self.transfer)
            form.payment_method_line_id = self.debit
        payment = form.record._create_payments()
        self.assertEqual(payment.payment_method_line_id, self.debit)
