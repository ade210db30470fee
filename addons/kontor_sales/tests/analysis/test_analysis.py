from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestCustomerDocuments(OrderCase):
    """All documents of a customer in one list, with their status (000-9, 000-11)."""

    def _documents(self, user=None, **where):
        self.env.flush_all()
        domain = [("commercial_partner_id", "=", self.customer.id)]
        domain += [(name, "=", value) for name, value in where.items()]
        return self.env["kontor.customer.document"].with_user(user or self.clerk).search(domain)

    def test_000_9_each_kind(self):
        self._in_status("quotation", (self.drill, 1))
        self._in_status("order", (self.drill, 2))
        delivered = self._in_status("delivery", (self.drill, 5))
        self._in_status("invoice", (self.drill, 4))
        documents = self._documents()
        kinds = documents.grouped("document_type")
        self.assertEqual(
            {kind: len(rows) for kind, rows in kinds.items()}, {"quotation": 1, "order": 3, "delivery": 4, "invoice": 1}
        )  # one delivery has a backorder
        order = self._documents(document_type="order", document_id=delivered.id)
        self.assertEqual((order.name, order.status, order.is_open), (delivered.name, "delivery", True))
        self.assertAlmostEqual(order.amount, delivered.amount_total)
        self.assertAlmostEqual(order.open_amount, delivered.amount_total)
        invoice = kinds["invoice"]
        self.assertEqual(invoice.status, "open")
        self.assertAlmostEqual(invoice.open_amount, invoice.amount)

    def test_000_9_states_of_invoices(self):
        order = self._in_status("invoice", (self.drill, 1))
        [invoice] = order.invoice_ids
        row = self._documents(document_type="invoice")
        self.assertEqual((row.status, row.reference), ("open", invoice.invoice_origin))
        invoice.line_ids.filtered("date_maturity").date_maturity = self.today - timedelta(days=3)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self._documents(document_type="invoice").status, "overdue")
        self._pay(invoice)
        self.env.invalidate_all()
        row = self._documents(document_type="invoice")
        self.assertEqual((row.status, row.open_amount, row.is_open), ("done", 0, False))

    def test_000_9_credit_note_and_return(self):
        order = self._in_status("done", (self.screw, 3))
        self._return(order.picking_ids, 3)
        self.env["account.move"].browse(order.action_create_credit_note_difference()).action_post()
        note = self._documents(document_type="credit_note")
        self.assertAlmostEqual(note.amount, -order.amount_total)
        self.assertTrue(self._documents(document_type="return"))

    def test_000_9_opening(self):
        order = self._in_status("order", (self.drill, 1))
        action = self._documents(document_type="order").action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), ("sale.order", order.id))
        contact = self.env["res.partner"].create({"name": "Frau Abt", "parent_id": self.customer.id})
        action = contact.action_open_customer_documents()
        self.assertEqual(action["domain"], [("commercial_partner_id", "=", self.customer.id)])
        self.assertIn(self.customer.display_name, action["display_name"], "the title says whose documents these are")
        with self.assertRaises(UserError):
            self.env["kontor.customer.document"].action_open_document()

    def test_000_9_foreign_currency(self):
        """Amounts of all documents are in the company's currency, so that they can be added."""
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create({"currency_id": dollar.id, "rate": 2, "name": "2020-01-01"})
        pricelist = self.env["product.pricelist"].create({"name": "USD", "currency_id": dollar.id})
        order = self._order((self.drill, 1), pricelist_id=pricelist.id)
        order.change_status("invoice")
        self.assertAlmostEqual(self._documents(document_type="order").amount, order.amount_total / 2)
        self.assertAlmostEqual(self._documents(document_type="invoice").amount, order.amount_total / 2)

    def test_rights(self):
        """A clerk with own documents only sees only these; who has no right to sales sees none."""
        own = new_test_user(self.env, "kontor_own", groups="sales_team.group_sale_salesman")
        self._order((self.drill, 1), user=self.clerk)
        mine = self._order((self.drill, 1), user=own)
        self.assertEqual(self._documents(user=own).mapped("document_id"), [mine.id])
        self.assertEqual(len(self._documents()), 2)
        with self.assertRaises(AccessError):
            self._documents(user=new_test_user(self.env, "kontor_none", groups="base.group_user"))

    def test_queries(self):
        """The list costs the same number of queries whatever the number of documents."""

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self._documents().read(["name", "document_type", "status", "amount", "open_amount", "date"])
            return self.env.cr.sql_log_count - start

        self._in_status("order", (self.drill, 1))
        queries()
        few = queries()
        for _number in range(5):
            self._in_status("order", (self.drill, 1))
        self.assertEqual(queries(), few)


@tagged("post_install", "-at_install")
class TestSalesHistory(OrderCase):
    """What a customer bought, and taking it over into the next order (000-10)."""

    def _articles(self):
        self.env.flush_all()
        return (
            self.env["kontor.customer.article"]
            .with_user(self.clerk)
            .search([("commercial_partner_id", "=", self.customer.id)])
        )

    def _sale(self, quantity, price, days, **values):
        order = self._order((self.drill, quantity))
        order.order_line.write({"price_unit": price, **values})
        order.change_status("order")
        order.date_order = fields.Datetime.now() - timedelta(days=days)
        return order

    def test_000_10_by_article(self):
        self._sale(2, 95, 60)
        last = self._sale(3, 88, 10, discount=5)
        self._order((self.drill, 99))  # a quotation is no sale
        article = self._articles()
        self.assertEqual((article.product_id, article.last_order_id), (self.drill, last))
        self.assertEqual((article.last_price, article.last_discount, article.last_quantity), (88, 5, 3))
        self.assertEqual((article.quantity, article.order_count), (5, 2))
        self.assertAlmostEqual(article.amount, 2 * 95 + 3 * 88 * 0.95, 2)
        self.assertEqual(article.date, self.today - timedelta(days=10))

    def test_000_10_while_capturing(self):
        self._sale(3, 88, 10, discount=5)
        order = self._order((self.setup, 1))
        action = order.action_open_sales_history()
        articles = self.env["kontor.customer.article"].with_user(self.clerk).with_context(**action["context"])
        found = articles.search(action["domain"])
        self.assertTrue(found.action_add_at_last_price())
        line = order.order_line[-1]
        self.assertEqual((line.product_id, line.product_uom_qty, line.price_unit, line.discount), (self.drill, 3, 88, 5))
        found.action_add_to_order()
        self.assertEqual(order.order_line[-1].price_unit, 100, "today's price")

    def test_000_10_last_price_beside_the_position(self):
        self._sale(3, 88, 10, discount=5)
        order = self._order((self.drill, 1), (self.setup, 1))
        drill, setup = order.order_line
        self.assertIn("88.00", drill.last_price_info)
        self.assertIn("5.0 %", drill.last_price_info)
        self.assertFalse(setup.last_price_info)
        self.assertTrue(order.order_line.action_take_last_price())
        self.assertEqual((drill.price_unit, drill.discount, setup.price_unit), (88, 5, 50))

    def test_000_10_one_query_for_all_positions(self):
        self._sale(1, 90, 10)
        order = self._order(*[(self.drill, 1), (self.screw, 1), (self.setup, 1), (self.repair, 1)])
        self.env.flush_all()
        order.order_line.mapped("product_id.display_name")
        order.order_line.invalidate_recordset(["last_price_info"])
        self.env["res.lang"]._get_data(code="en_US")
        start = self.env.cr.sql_log_count
        order.order_line._last_sales()
        self.assertEqual(self.env.cr.sql_log_count - start, 1)

    def test_refusals(self):
        self._sale(1, 90, 10)
        article = self._articles()
        other = self.env["res.partner"].create({"name": "Andere GmbH", "is_company": True})
        order = self._order((self.setup, 1), partner_id=other.id)
        with self.assertRaisesRegex(UserError, "another customer"):
            order.add_from_history(article.ids)
        with self.assertRaises(UserError):
            order.add_from_history([])
        with self.assertRaises(UserError):
            article.action_add_to_order()
        mine = self._order((self.setup, 1))
        self.drill.sale_ok = False
        with self.assertRaisesRegex(UserError, "not sold any more"):
            mine.add_from_history(article.ids)
        issued = self._order((self.setup, 1))
        self.drill.sale_ok = True
        issued.action_issue_quotation()
        with self.assertRaises(UserError):
            issued.add_from_history(article.ids)


@tagged("post_install", "-at_install")
class TestRevenue(OrderCase):
    """The revenue window (003-6) and the revenue figures (000-12)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.drill.standard_price = 60
        cls.manager = new_test_user(cls.env, "kontor_boss", groups="sales_team.group_sale_manager")

    def _rows(self, user=None):
        self.env.flush_all()
        return (
            self.env["kontor.revenue"]
            .with_user(user or self.manager)
            .search([("commercial_partner_id", "=", self.customer.id)])
        )

    def test_003_6_revenue_and_profit(self):
        order = self._in_status("invoice", (self.drill, 3))
        row = self._rows()
        self.assertEqual((row.move_id, row.product_id, row.quantity), (order.invoice_ids, self.drill, 3))
        self.assertEqual((row.revenue, row.cost, row.profit), (300, 180, 120))

    def test_003_6_cancelled_order_is_no_revenue(self):
        """001-7: a cancelled order leaves no revenue behind."""
        order = self._in_status("invoice", (self.drill, 3))
        order.change_status("cancel", reason="Irrtum")
        self.assertEqual(sum(self._rows().mapped("revenue")), 0)
        self.assertEqual(sum(self._rows().mapped("profit")), 0)

    def test_003_6_other_unit(self):
        """Sold by the dozen: quantity and cost are those of the article's own unit."""
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._order((self.drill, 1))
        order.order_line.write({"product_uom_id": dozen.id, "price_unit": 1000})
        order.change_status("invoice")
        row = self._rows()
        self.assertEqual((row.quantity, row.revenue, row.cost), (12, 1000, 720))

    def test_000_12_years(self):
        self._in_status("invoice", (self.drill, 3))
        years = self.customer.with_user(self.clerk).get_revenue_years(2)
        self.assertEqual(
            years,
            [
                {"year": self.today.year, "revenue": 300, "invoices": 1},
                {"year": self.today.year - 1, "revenue": 0, "invoices": 0},
            ],
        )
        for wrong in (0, 99, "3"):
            with self.assertRaises(UserError):
                self.customer.get_revenue_years(wrong)

    def test_profit_needs_the_right(self):
        self._in_status("invoice", (self.drill, 3))
        row = self._rows(self.clerk)
        self.assertEqual(row.revenue, 300)
        for name in ("cost", "profit"):
            with self.assertRaises(AccessError):
                row.read([name])

    def test_action(self):
        contact = self.env["res.partner"].create({"name": "Frau Abt", "parent_id": self.customer.id})
        action = contact.with_user(self.clerk).action_open_revenue()
        self.assertEqual(action["domain"], [("commercial_partner_id", "=", self.customer.id)])
        self.assertIn(self.customer.display_name, action["display_name"], "the title says whose revenue this is")


@tagged("post_install", "-at_install")
class TestOrderAnalysis(OrderCase):
    """Orders with cost so far, state of shipping and invoicing, and what is left to invoice (002-18, 002-19)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.drill.standard_price = 60
        cls.manager = new_test_user(cls.env, "kontor_boss", groups="sales_team.group_sale_manager")

    def _row(self, order):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["kontor.order.analysis"].with_user(self.manager).search([("order_id", "=", order.id)])

    def test_002_18_life_of_a_position(self):
        order = self._in_status("order", (self.drill, 5))
        row = self._row(order)
        self.assertEqual((row.shipping_state, row.invoicing_state, row.manufacturing_state), ("ready", "open", "none"))
        self.assertEqual((row.amount, row.amount_to_invoice, row.cost_so_far, row.planned_cost), (500, 500, 0, 300))
        order.change_status("delivery", quantities=[{"line_id": order.order_line.id, "quantity": 2}])
        row = self._row(order)
        self.assertEqual((row.shipping_state, row.cost_so_far), ("partial", 120))
        self.assertEqual(row.amount_delivered_not_invoiced, 200)
        order.create_invoice_of_type("partial", lines=[{"line_id": order.order_line.id, "quantity": 2}], post=True)
        row = self._row(order)
        self.assertEqual((row.invoicing_state, row.amount_invoiced, row.amount_to_invoice), ("partial", 200, 300))
        self.assertEqual(row.amount_delivered_not_invoiced, 0)
        order.change_status("invoice")
        row = self._row(order)
        self.assertEqual((row.invoicing_state, row.amount_to_invoice), ("done", 0))

    def test_002_19_services(self):
        order = self._in_status("order", (self.setup, 1), (self.repair, 2))
        setup, repair = self._row(order).sorted("id")
        self.assertEqual((setup.shipping_state, repair.shipping_state), ("none", "open"))

    def test_quotations_are_not_counted(self):
        self.assertFalse(self._row(self._in_status("quotation")))
        self.assertFalse(self._row(self._in_status("cancel")))

    def test_cost_needs_the_right(self):
        order = self._in_status("order")
        row = self._row(order).with_user(self.clerk)
        self.assertEqual(row.amount, 500)
        with self.assertRaises(AccessError):
            row.read(["cost_so_far"])
        action = row.action_open_order()
        self.assertEqual(action["res_id"], order.id)


@tagged("post_install", "-at_install")
class TestPaymentForecast(OrderCase):
    """Expected payments by week from due dates and each customer's own delay, against what came in (002-11)."""

    def _invoice(self, days_ago, amount=100, term=14, **values):
        """Post an invoice of some days ago, payable ``term`` days later."""
        date = self.today - timedelta(days=days_ago)
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": date,
                "invoice_date_due": date + timedelta(days=term),
                "invoice_payment_term_id": False,
                "invoice_line_ids": [(0, 0, {"name": "Ware", "price_unit": amount, "tax_ids": False})],
                **values,
            }
        )
        invoice.action_post()
        return invoice

    def _rows(self, **where):
        self.env.flush_all()
        self.env["kontor.payment.forecast"].invalidate_model()
        domain = [("partner_id", "=", self.customer.id), *[(name, "=", value) for name, value in where.items()]]
        return self.env["kontor.payment.forecast"].with_user(self.clerk).search(domain)

    def _habit(self, late):
        """Let the customer have paid an old invoice some days after its due date."""
        invoice = self._invoice(100)
        self._pay(invoice, date=self.today - timedelta(days=86 - late))
        return invoice

    def test_002_11_due_date(self):
        self._habit(late=0)
        invoice = self._invoice(0, 250)
        row = self._rows(kind="expected")
        self.assertEqual((row.move_id, row.date, row.amount), (invoice, self.today + timedelta(days=14), 250))

    def test_002_11_own_delay(self):
        """The average of what the customer paid late, weighted by amount."""
        self._habit(late=10)
        late = self._invoice(100, 300)
        self._pay(late, date=self.today - timedelta(days=86 - 30))
        self._invoice(0)
        row = self._rows(kind="expected")
        self.assertEqual(row.delay, 25)  # (100 × 10 + 300 × 30) / 400
        self.assertEqual(row.date, self.today + timedelta(days=14 + 25))

    def test_002_11_new_customer_like_the_others(self):
        self.env.cr.execute("SELECT COUNT(*) FROM account_partial_reconcile")
        others = self.env.cr.fetchone()[0]
        self._habit(late=20)
        newcomer = self.env["res.partner"].create({"name": "Neu GmbH", "is_company": True})
        invoice = self._invoice(0, partner_id=newcomer.id)
        self.env.flush_all()
        row = self.env["kontor.payment.forecast"].search([("move_id", "=", invoice.id)])
        if not others:
            self.assertEqual(row.delay, 20)
        self.assertEqual(row.date, self.today + timedelta(days=14 + row.delay))

    def test_002_11_what_should_have_come_is_expected_today(self):
        self._habit(late=0)
        self._invoice(60, 80)
        row = self._rows(kind="expected")
        self.assertEqual((row.date, row.is_overdue, row.amount), (self.today, True, 80))

    def test_002_11_planned_against_received(self):
        """The past: what was planned for the day that it was due, and what really came on its day."""
        invoice = self._habit(late=10)
        planned = self._rows(kind="planned", move_id=invoice.id)
        received = self._rows(kind="received", move_id=invoice.id)
        self.assertEqual((received.date, received.amount), (self.today - timedelta(days=76), 100))
        self.assertEqual((planned.date, planned.amount), (self.today - timedelta(days=86 - 10), 100))
        self.assertFalse(self._rows(kind="expected"))

    def test_002_11_each_kind_is_added_in_a_column_of_its_own(self):
        """What was planned, came in and is still expected is partly the same money, and isn't added together."""
        self._habit(late=10)
        self._invoice(60, 80)
        rows = self._rows()
        sums = {name: sum(rows.mapped(f"amount_{name}")) for name in ("planned", "received", "expected", "draft")}
        self.assertEqual(sums, {"planned": 180, "received": 100, "expected": 80, "draft": 0})
        [(planned, expected)] = rows._read_group([("id", "in", rows.ids)], [], ["amount_planned:sum", "amount_expected:sum"])
        self.assertEqual((planned, expected), (180, 80))

    def test_002_11_instalments_and_part_payments(self):
        self._habit(late=0)
        term = self.env["account.payment.term"].create(
            {
                "name": "Zwei Raten",
                "line_ids": [
                    (0, 0, {"value": "percent", "value_amount": 40, "nb_days": 10}),
                    (0, 0, {"value": "percent", "value_amount": 60, "nb_days": 40}),
                ],
            }
        )
        invoice = self._invoice(0, 100, invoice_payment_term_id=term.id)
        rows = self._rows(kind="expected").sorted("date")
        self.assertEqual(rows.mapped("amount"), [40, 60])
        self.assertEqual(rows.mapped("date"), [self.today + timedelta(days=days) for days in (10, 40)])
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"amount": 15, "payment_difference_handling": "open"})
        )
        wizard._create_payments()
        self.assertEqual(sum(self._rows(kind="expected").mapped("amount")), 85)
        self.assertEqual(sum(self._rows(kind="received", move_id=invoice.id).mapped("amount")), 15)

    def test_002_11_credit_notes_and_drafts(self):
        self._without_hash_chain()
        self._habit(late=0)
        invoice = self._invoice(0, 100)
        invoice._reverse_moves([{"invoice_date": self.today}]).action_post()
        self.assertEqual(sum(self._rows(kind="expected").mapped("amount")), 0)
        draft = self._invoice(0, 70)
        draft.button_draft()
        self.assertEqual(self._rows(kind="draft").mapped("amount"), [70])
        self.assertFalse(self._rows(kind="expected", move_id=draft.id))

    def test_rights(self):
        self._invoice(0)
        with self.assertRaises(AccessError):
            self.env["kontor.payment.forecast"].with_user(self.seller).search([])
        row = self._rows(kind="expected")
        self.assertEqual(row.action_open_invoice()["res_model"], "account.move")
        other = self.env["res.company"].create({"name": "Schwester GmbH"})
        self.clerk.write({"company_ids": [(4, other.id)]})
        elsewhere = self.env["kontor.payment.forecast"].with_user(self.clerk).with_context(allowed_company_ids=other.ids)
        self.assertFalse(elsewhere.search([("partner_id", "=", self.customer.id)]))
