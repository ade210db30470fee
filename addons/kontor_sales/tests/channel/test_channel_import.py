from datetime import datetime, timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..common import OrderCase

IMPORT_GROUPS = "sales_team.group_sale_salesman_all_leads,account.group_account_invoice,base.group_partner_manager"


@tagged("post_install", "-at_install")
class TestChannelImport(OrderCase):
    """Orders of web shops and platforms (004-2, 004-22)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.drill.default_code = "BM-1"
        cls.screw.default_code = "SCHR-4"
        cls.shop_user = new_test_user(cls.env, "kontor_shop", groups=IMPORT_GROUPS)
        cls.customer.write({"ref": "K-1001", "vat": False, "email": "einkauf@baumarkt-sued.example"})
        cls.orders = cls.env["sale.order"].with_user(cls.shop_user)

    def _vals(self, **values):
        return {
            "source": "webshop",
            "reference": "W-4711",
            "customer": {"number": "K-1001"},
            "lines": [{"sku": "BM-1", "quantity": 2, "price_unit": 90.0}],
            **values,
        }

    def _import(self, **values):
        answer = self.orders.import_channel_order(self._vals(**values))
        return answer, self.env["sale.order"].browse(answer["order_id"])

    def _refused(self, *texts, **values):
        """Import something unusable; check the problems named, and that nothing is left behind."""
        counts = [self.env[model].search_count([]) for model in ("sale.order", "res.partner", "account.move")]
        with self.assertRaises(UserError) as caught:
            self.orders.import_channel_order(self._vals(**values))
        for text in texts:
            self.assertIn(text, str(caught.exception))
        self.env.invalidate_all()
        self.assertEqual(
            counts, [self.env[model].search_count([]) for model in ("sale.order", "res.partner", "account.move")]
        )
        return str(caught.exception)

    # -- 004-2: orders come in ----------------------------------------------------------------------------------------

    def test_004_2_an_order_of_a_known_customer(self):
        answer, order = self._import(
            ordered_on="2026-03-01 10:30:00",
            shipping={"method": "DHL Paket", "price": 5.0},
            note="Bitte klingeln",
            total=220.15,
            lines=[
                {"sku": "BM-1", "quantity": 2, "price_unit": 90.0, "discount": 10.0, "name": "Bohrer, rot"},
                {"sku": "SCHR-4", "quantity": 2, "price_unit": 9.0},
                {"sku": "BM-1", "quantity": 0.0 + 1, "price_unit": 0.0},
            ],
        )
        self.assertEqual(
            answer,
            {"order_id": order.id, "name": order.name, "created": True, "invoice_id": False, "blocked": []},
        )
        self.assertEqual(order.partner_id, self.customer)
        self.assertEqual((order.order_source, order.source_reference), ("webshop", "W-4711"))
        self.assertEqual(order.special_request, "Bitte klingeln")
        self.assertEqual(order.date_order, datetime(2026, 3, 1, 10, 30))
        self.assertStatus(order, "order")
        self.assertEqual(order.order_line.mapped("name")[0], "Bohrer, rot")
        self.assertEqual(order.order_line.mapped("discount")[0], 10.0)
        self.assertEqual(order.order_line.mapped("price_unit"), [90.0, 9.0, 0.0, 5.0])
        self.assertEqual(order.order_line[-1].product_id, self.company.shipping_product_id)
        self.assertEqual(order.order_line[-1].name, "DHL Paket")
        self.assertEqual(order.amount_total, 220.15)
        self.assertFalse(order.user_id, "the shop's user is nobody's clerk")

    def test_004_2_sent_twice_there_is_one_order(self):
        answer, order = self._import()
        again, same = self._import()
        self.assertEqual(order, same)
        self.assertEqual(again, {**answer, "created": False})
        self.assertEqual(self._import(lines=[{"sku": "ANYTHING", "quantity": 1}])[0], again)
        # an order of the same number on a platform is another one
        other, platform_order = self._import(source="platform")
        self.assertTrue(other["created"])
        self.assertNotEqual(platform_order, order)

    def test_004_2_numbers_of_the_shop_may_be_numbers(self):
        _answer, order = self._import(reference=4711)
        self.assertEqual(order.source_reference, "4711")
        self.assertFalse(self._import(reference="4711")[0]["created"])

    def test_004_2_the_database_lets_one_of_two_through(self):
        _answer, order = self._import()
        with self.assertRaises(Exception) as caught, self.env.cr.savepoint(), self.assertLogs("odoo.sql_db", "ERROR"):
            self.env["sale.order"]._create_channel_order(
                {"partner_id": self.customer.id, "order_source": "webshop", "source_reference": "W-4711"}
            )
        self.assertEqual(type(caught.exception).__name__, "ConcurrencyError", "Odoo starts such a call again")
        self.assertTrue(order.exists())

    def test_004_2_a_copy_is_no_order_of_the_shop(self):
        copy = self._import()[1].copy()
        self.assertEqual((copy.order_source, copy.source_reference), ("manual", False))

    def test_004_2_the_source_of_an_imported_order_stays(self):
        order = self._import()[1]
        for values in ({"order_source": "manual"}, {"source_reference": "X"}, {"source_reference": False}):
            with self.assertRaisesRegex(UserError, "W-4711"):
                order.with_user(self.clerk).write(values)
        order.with_user(self.clerk).write({"order_source": "webshop", "client_order_ref": "B 12"})

    def test_004_2_an_accepted_quotation_is_a_source(self):
        order = self._order()
        order.action_quotation_sent()
        order.action_confirm()
        self.assertEqual(order.order_source, "quotation")
        self.assertEqual(self._in_status("order").order_source, "manual")

    def test_004_2_prices_come_from_the_article_when_the_shop_sends_none(self):
        _answer, order = self._import(lines=[{"sku": "BM-1", "quantity": 2}])
        self.assertEqual(order.order_line.price_unit, 100.0)

    def test_004_2_net_prices_under_a_tax_that_is_included(self):
        included = self.env["account.tax"].create(
            {"name": "19 % brutto", "amount": 19.0, "price_include_override": "tax_included", "type_tax_use": "sale"}
        )
        self.drill.taxes_id = included
        _answer, order = self._import(total=214.20)
        self.assertEqual(order.amount_untaxed, 180.0)
        self.assertEqual(order.order_line.price_unit, 107.1)

    # -- customers ----------------------------------------------------------------------------------------------------

    def test_004_2_a_new_customer_is_created(self):
        _answer, order = self._import(
            customer={
                "number": "K-2002", "name": "Erika Muster", "email": "erika@example.com", "phone": "040 1234",
                "street": "Am Deich 3", "zip": "20459", "city": "Hamburg", "country_code": "de", "is_company": False,
            },
            delivery_address={"name": "Hans Muster", "street": "Alter Weg 1", "zip": "21073", "city": "Hamburg"},
        )  # fmt: skip
        customer = order.partner_id
        self.assertEqual(
            (customer.name, customer.ref, customer.city, customer.country_id.code, customer.is_company),
            ("Erika Muster", "K-2002", "Hamburg", "DE", False),
        )
        self.assertEqual(customer.customer_state, "customer")
        self.assertEqual(order.partner_invoice_id, customer)
        self.assertEqual(order.partner_shipping_id.parent_id, customer)
        self.assertEqual(order.partner_shipping_id.type, "delivery")
        self.assertEqual(order.partner_shipping_id.street, "Alter Weg 1")
        self.assertEqual(order.picking_ids.partner_id, order.partner_shipping_id)

    def test_004_2_customers_are_found_by_number_vat_and_name(self):
        self.assertEqual(self._import(reference="1")[1].partner_id, self.customer)
        self.customer.vat = "DE136695976"
        for reference, data in (
            ("2", {"vat": "DE136695976", "name": "Irgendwer"}),
            ("3", {"vat": "DE 136 695 976", "name": "Irgendwer"}),
            ("4", {"email": "Einkauf@Baumarkt-Sued.example", "name": "BAUMARKT SÜD GMBH"}),
        ):
            with self.subTest(data=data):
                self.assertEqual(self._import(reference=reference, customer=data)[1].partner_id, self.customer)
        namesake = {"email": "einkauf@baumarkt-sued.example", "name": "Baumarkt Nord GmbH"}
        self.assertNotEqual(self._import(reference="5", customer=namesake)[1].partner_id, self.customer)

    def test_004_2_an_address_is_used_again_and_master_data_stay(self):
        self.customer.write({"street": "Hauptstr. 1", "zip": "80331", "city": "München"})
        elsewhere = {"name": "Lager Ost", "street": "Ostring 9", "zip": "81675", "city": "München"}
        moved = {"number": "K-1001", "street": "Neue Str. 2", "zip": "80331", "city": "München"}
        first = self._import(reference="1", customer=moved, delivery_address=elsewhere)[1]
        second = self._import(reference="2", customer=moved, delivery_address=elsewhere)[1]
        self.assertEqual(first.partner_shipping_id, second.partner_shipping_id)
        self.assertEqual(first.partner_invoice_id, second.partner_invoice_id)
        self.assertEqual(first.partner_invoice_id.street, "Neue Str. 2")
        self.assertEqual(self.customer.street, "Hauptstr. 1")
        same = {"number": "K-1001", "street": "Hauptstr. 1", "zip": "80331", "city": "München"}
        self.assertEqual(self._import(reference="3", customer=same)[1].partner_invoice_id, self.customer)

    # -- 004-22: prepaid ----------------------------------------------------------------------------------------------

    def test_004_22_a_prepaid_order_is_invoiced_and_paid_at_once(self):
        answer, order = self._import(
            total=214.20,
            payment={
                "prepaid": True,
                "amount": 214.20,
                "date": "2026-03-01",
                "provider": "PayPal",
                "transaction": "8XY-77",
            },
        )
        invoice = self.env["account.move"].browse(answer["invoice_id"])
        self.assertEqual(invoice.order_invoice_type, "full")
        self.assertEqual((invoice.state, invoice.amount_total), ("posted", 214.2))
        self.assertIn(invoice.payment_state, ("in_payment", "paid"))
        payment = invoice.matched_payment_ids
        self.assertEqual((payment.amount, payment.date), (214.2, fields.Date.to_date("2026-03-01")))
        for text in (invoice.name, "PayPal", "8XY-77"):
            self.assertIn(text, payment.memo)
        # invoiced and paid, but not delivered: it waits in Rechnung (status model)
        self.assertStatus(order, "invoice")
        order.change_status("delivery") if order.lifecycle_status == "order" else None
        self.assertEqual(self.orders.import_channel_order(self._vals())["invoice_id"], invoice.id)

    def test_004_22_the_payment_goes_to_the_journal_of_its_provider(self):
        paypal = self.env["account.journal"].create({"name": "PayPal", "code": "PPAL", "type": "bank"})
        answer, _order = self._import(payment={"prepaid": True, "provider": "paypal"})
        payment = self.env["account.move"].browse(answer["invoice_id"]).matched_payment_ids
        self.assertEqual(payment.journal_id, paypal)
        self.assertEqual(payment.amount, 214.2)

    def test_004_22_a_part_paid_before_leaves_the_rest_open(self):
        answer, _order = self._import(payment={"prepaid": True, "amount": 100.0})
        invoice = self.env["account.move"].browse(answer["invoice_id"])
        self.assertEqual((invoice.payment_state, invoice.amount_residual), ("partial", 114.2))

    def test_004_22_products_invoiced_on_delivery_too(self):
        answer, order = self._import(lines=[{"sku": "SCHR-4", "quantity": 3, "price_unit": 10.0}], payment={"prepaid": True})
        self.assertEqual(self.env["account.move"].browse(answer["invoice_id"]).amount_untaxed, 30.0)
        order.with_user(self.clerk)._deliver()
        self.assertStatus(order, "done")

    def test_004_22_not_prepaid_means_no_invoice(self):
        answer, order = self._import(payment={"prepaid": False, "provider": "Rechnung"})
        self.assertFalse(answer["invoice_id"])
        self.assertStatus(order, "order")

    # -- refusals -----------------------------------------------------------------------------------------------------

    def test_004_2_every_problem_is_named_at_once(self):
        self._refused(
            "NOSUCH",
            "“abc” is not a number",
            "no country “XX”",
            "“gestern” is not a date",
            "Currency: “QQQ” is unknown",
            "quantity must be above 0",
            "Payment: “neulich” is not a date",
            ordered_on="gestern",
            currency="QQQ",
            customer={"name": "Neu", "email": "neu@example.com", "country_code": "XX"},
            lines=[
                {"sku": "NOSUCH", "quantity": 1},
                {"sku": "BM-1", "quantity": "abc"},
                {"sku": "BM-1", "quantity": 0},
            ],
            payment={"prepaid": True, "date": "neulich"},
        )

    def test_004_2_a_wrong_total_is_refused_with_both_figures(self):
        text = self._refused("Total", total=200.0, customer={"name": "Neu", "email": "neu@example.com"})
        self.assertIn("200.00", text)
        self.assertIn("214.20", text)
        self._refused("Payment", payment={"prepaid": True, "amount": 500.0})

    def test_004_2_missing_or_unusable_customers(self):
        for customer in (None, {}, [], "K-1001", {"number": "K-9999"}, {"email": "x@example.com"}, {"name": "Nur Name"}):
            with self.subTest(customer=customer):
                self._refused("Customer", customer=customer)
        self._refused("no e-mail address", customer={"name": "Neu", "email": "keine"})
        self._refused("Customer", customer={"name": "Neu", "email": "neu@example.com", "vat": "DE123"})
        self.env["res.partner"].create([{"name": "A", "ref": "DOPPELT"}, {"name": "B", "ref": "DOPPELT"}])
        self._refused("2 customers have the number", customer={"number": "DOPPELT"})

    def test_004_2_unusable_calls(self):
        for vals in (None, [], "x", 1, False):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self.orders.import_channel_order(vals)
        self._refused("Source", source="fax")
        self._refused("Reference", reference=" ")
        self._refused("Reference", reference=None)
        self._refused("no positions", lines=[])
        self._refused("no positions", lines={"sku": "BM-1"})
        self._refused("expected sku", lines=["BM-1"])
        self._refused("unknown entries: discout", lines=[{"sku": "BM-1", "quantity": 1, "discout": 5}])
        self._refused("unknown entries: preis", preis=5)
        self._refused("lies in the future", ordered_on=str(datetime.now() + timedelta(days=9)))
        self._refused("not possible", lines=[{"sku": "BM-1", "quantity": 1, "discount": 120}])
        self._refused("is not a number", lines=[{"sku": "BM-1", "quantity": float("nan")}])
        self._refused("Shipping", shipping="DHL")
        self._refused("Payment", payment="bar")
        self._refused("street and city", delivery_address={"name": "Lager"})
        self._refused("no price list in CHF", currency="CHF")

    def test_004_2_ambiguous_and_unsaleable_articles(self):
        self._product("Zwilling", default_code="BM-1")
        self._refused("2 articles have the number")
        self._product("Nicht zu haben", default_code="NIX", sale_ok=False)
        self._refused("is not for sale", lines=[{"sku": "NIX", "quantity": 1}])

    def test_004_2_another_currency_by_its_price_list(self):
        usd = self.env.ref("base.USD")
        usd.active = True
        self.env["product.pricelist"].create({"name": "USD", "currency_id": usd.id})
        _answer, order = self._import(currency="usd")
        self.assertEqual(order.currency_id, usd)
        self.assertEqual(order.order_line.price_unit, 90.0)

    def test_004_2_dates_with_a_time_zone(self):
        self.assertEqual(self._import(ordered_on="2026-03-01T10:30:00+01:00")[1].date_order, datetime(2026, 3, 1, 9, 30))
        self.assertEqual(self._import(reference="2", ordered_on="2026-03-01")[1].date_order, datetime(2026, 3, 1))

    def test_004_2_the_day_of_the_order_is_kept_though_orders_are_locked_after_confirmation(self):
        self.env["kontor.document.lock"].search(
            [("company_id", "=", self.company.id), ("document", "=", "order"), ("event", "=", "confirmed")]
        ).is_active = True
        order = self._import(ordered_on="2026-03-01")[1]
        self.assertEqual((order.state, order.date_order), ("sale", datetime(2026, 3, 1)))

    # -- rights and companies -----------------------------------------------------------------------------------------

    def test_004_2_missing_rights_are_named(self):
        own_only = new_test_user(self.env, "kontor_own", groups="sales_team.group_sale_salesman")
        with self.assertRaises(UserError) as caught:
            self.env["sale.order"].with_user(own_only).import_channel_order(
                self._vals(customer={"name": "Neu", "email": "n@example.com"}, payment={"prepaid": True})
            )
        for text in ("orders of all clerks", "invoices and payments"):
            self.assertIn(text, str(caught.exception))
        self.assertNotIn("create customers", str(caught.exception), "whoever sells may (000-11)")
        stranger = new_test_user(self.env, "kontor_stranger", groups="base.group_user")
        with self.assertRaisesRegex(UserError, "create orders"):
            self.env["sale.order"].with_user(stranger).import_channel_order(self._vals())

    def test_004_2_each_company_has_its_own_numbers(self):
        order = self._import()[1]
        other = self.env["res.company"].create({"name": "Andere GmbH", "country_id": self.env.ref("base.de").id})
        self.shop_user.company_ids = [Command.link(other.id)]
        answer = self.orders.with_company(other).import_channel_order(self._vals())
        self.assertTrue(answer["created"])
        self.assertNotEqual(answer["order_id"], order.id)

    # -- blocked customers --------------------------------------------------------------------------------------------

    def test_a_blocked_order_is_kept_with_its_reasons_and_invoiced_when_released(self):
        orders = type(self.env["sale.order"])
        reasons = [{"code": "limit", "text": "Limit 1,000.00 exceeded"}]
        self.patch(orders, "_channel_block_texts", lambda order: [reason["text"] for reason in reasons])
        answer, order = self._import(payment={"prepaid": True})
        self.assertEqual(answer["blocked"], ["Limit 1,000.00 exceeded"])
        self.assertFalse(answer["invoice_id"])
        self.assertStatus(order, "quotation")
        reasons.clear()
        order.with_user(self.seller).change_status("order")
        self.assertEqual(order.invoice_ids.order_invoice_type, "full")
        self.assertIn(order.invoice_ids.payment_state, ("in_payment", "paid"))

    def test_004_2_orders_of_odoos_own_shop(self):
        """A cart of a website comes from a web shop; a copy of it is entered by hand."""
        orders = self.env["sale.order"]
        cart = {"partner_id": self.customer.id, "website_id": 1}
        self.assertEqual(orders._with_source(cart)["order_source"], "webshop")
        self.assertNotIn("order_source", orders._with_source({"partner_id": self.customer.id}))
        self.assertEqual(orders._with_source({**cart, **self._order().copy_data()[0]})["order_source"], "manual")
