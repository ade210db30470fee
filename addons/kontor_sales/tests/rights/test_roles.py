from lxml import etree
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import OrderCase

RIGHT = "lack the right"


@tagged("post_install", "-at_install")
class TestWarehouse(OrderCase):
    """Who works in the warehouse delivers orders, and neither agrees nor bills anything (004-1, 004-7, 001-9).

    Core lets the warehouse, manufacturing and accounting write on orders.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse_user = new_test_user(cls.env, "kontor_lager", groups="stock.group_stock_user")
        cls.bookkeeper = new_test_user(cls.env, "kontor_books", groups="account.group_account_invoice")
        cls.other = cls.env["res.partner"].create({"name": "Andere GmbH", "is_company": True})

    def _refused(self, *works, text=RIGHT):
        for work in works:
            with self.subTest(work=work), self.assertRaisesRegex(UserError, text), self.env.cr.savepoint():
                work()

    def _strangers(self, order):
        """Return the order as those see it who may write on it, but don't sell."""
        return [order.with_user(user) for user in (self.warehouse_user, self.bookkeeper)]

    def test_004_7_quotations_are_issued_revised_and_ordered_by_sales_alone(self):
        draft, issued = self._order(), self._order()
        issued.action_issue_quotation()
        for own in self._strangers(draft):
            self._refused(
                own.action_issue_quotation,
                own.action_issue_and_send,
                own.action_quotation_send,
                own.action_quotation_sent,
                own.action_confirm,
                lambda own=own: (
                    own.message_post(body="gesendet", force_send=False)
                    and own.with_context(mark_so_as_sent=True).message_post(body="gesendet")
                ),
                lambda own=own: own.change_status("order"),
                lambda own=own: own.change_status("delivery"),
                lambda own=own: own.change_status("invoice"),
                lambda own=own: own.change_status("cancel"),
                own.action_cancel,
                lambda own=own: own.write({"state": "sent"}),
            )
            options = {option["status"]: option for option in own.get_status_options()}
            self.assertFalse([status for status, option in options.items() if option["allowed"]])
            self.assertIn(RIGHT, options["order"]["reason"])
        for own in self._strangers(issued):
            self._refused(
                lambda own=own: own.action_revise_quotation("billiger"),
                own.action_order_version,
                lambda own=own: own.version_ids.action_order(),
                own.action_confirm,
                own.action_draft,
            )
        self.assertEqual((draft.quotation_stage, issued.quotation_stage, issued.version), ("draft", "issued", 1))
        self.assertFalse(draft.version_ids)

    def test_004_1_what_was_agreed_is_changed_by_sales_alone(self):
        quotation, order = self._order(), self._in_status("order")
        for document in (quotation, order):
            for own in self._strangers(document):
                line = own.order_line
                self._refused(
                    lambda own=own: own.write({"client_order_ref": "4711"}),
                    lambda own=own: own.write({"partner_shipping_id": self.other.id}),
                    lambda own=own: own.write({"user_id": self.warehouse_user.id}),
                    lambda own=own: own.write({"locked": True}),
                    lambda own=own, line=line: own.write({"order_line": [Command.update(line.id, {"product_uom_qty": 9})]}),
                    lambda line=line: line.write({"price_unit": 1}),
                    lambda line=line: line.write({"discount": 100}),
                    lambda line=line: line.write({"product_uom_qty": 50}),
                    lambda own=own: own.reassign_customer(self.other.id),
                    own.action_update_prices,
                )
                self._refused(
                    lambda own=own: own.action_add_free_position("Zuschlag", 1, 5),
                    lambda own=own: own.add_from_history([1]),
                    own.order_line.unlink,
                    lambda own=own: own.copy(),
                    text="",
                )
        self.assertEqual((order.order_line.product_uom_qty, order.order_line.price_unit), (5, 100))

    def test_004_18_the_warehouse_draws_up_no_invoice(self):
        order, over = self._in_status("delivery"), self._in_status("invoice")
        over.order_line.price_unit = 50
        own = order.with_user(self.warehouse_user)
        self._refused(
            lambda: own.create_invoice_of_type("final"),
            lambda: own.create_invoice_of_type("full", post=True),
            lambda: own.create_invoice_of_type("partial", lines=[{"line_id": own.order_line.id, "quantity": 1}]),
            lambda: own.create_invoice_of_type("down_payment", percentage=50),
            lambda: own._create_invoices(),
            own.action_preparation_done,
            own.action_open_preparation,
            own.invoice_by_rule,
            own.picking_ids.filtered("date_done").invoice_by_rule,
            over.with_user(self.warehouse_user).action_create_credit_note_difference,
            over.with_user(self.warehouse_user).action_credit_difference,
            lambda: over.with_user(self.warehouse_user).change_status("done"),
            lambda: over.with_user(self.warehouse_user).change_status("cancel"),
        )
        self._refused(own.action_open_invoice_dialog, text="")
        self.assertFalse(order.invoice_ids)
        self.assertEqual(len(over.invoice_ids), 1)

    def test_001_9_the_warehouse_delivers(self):
        order = self._in_status("order", (self.drill, 5), (self.repair, 2))
        own = order.with_user(self.warehouse_user)
        option = next(option for option in own.get_status_options() if option["status"] == "delivery")
        self.assertTrue(option["allowed"], option["reason"])
        goods, service = own.order_line
        own.change_status("delivery", quantities=[{"line_id": goods.id, "quantity": 2}])
        self.assertStatus(order, "delivery")
        rest = own.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))
        rest.move_ids.picked = True
        rest.button_validate()
        service.qty_delivered = 2  # what is done by hand is said by whoever has done it
        self.assertEqual((goods.qty_delivered, service.qty_delivered), (5, 2))
        self.assertFalse(order.is_left_to_deliver)
        own.message_post(body="Palette 3 fehlt.")
        own.activity_schedule("mail.mail_activity_data_todo", user_id=self.clerk.id)
        self.env["ir.attachment"].with_user(self.warehouse_user).create(
            {"name": "Foto.txt", "raw": b"x", "res_model": "sale.order", "res_id": order.id}
        )

    def test_001_9_bills_and_payments_of_an_order_need_no_sales_right(self):
        order = self._in_status("delivery")
        own, delivered = order.with_user(self.bookkeeper), order.picking_ids.filtered("date_done")
        ids = own.create_invoice_of_type("partial", picking_ids=delivered.ids, post=True)
        self.assertEqual(self.env["account.move"].browse(ids).state, "posted")
        own.create_invoice_of_type("final", post=True)
        self.assertEqual(order.order_line.qty_invoiced, 5)
        services = self._in_status("order", (self.repair, 2)).with_user(self.bookkeeper)
        self._refused(lambda: services.order_line.write({"qty_delivered": 2}))

    def test_001_11_the_warehouse_prints_delivery_notes_and_no_offers(self):
        quotation, order = self._order(), self._in_status("delivery")
        reports = self.env["ir.actions.report"].with_user(self.warehouse_user)
        before = self.env["sale.order.print"].search_count([])
        self._refused(
            quotation.with_user(self.warehouse_user).action_print_status_documents,
            lambda: reports._render_qweb_pdf("sale.action_report_saleorder", quotation.ids),
            lambda: reports._render_qweb_html("sale.action_report_saleorder", quotation.ids),
            lambda: reports._render_qweb_pdf("kontor_sales.action_report_order_documents", quotation.ids),
        )
        self.assertEqual(self.env["sale.order.print"].search_count([]), before)
        self.assertTrue(order.with_user(self.warehouse_user).action_print_status_documents())
        auditor = new_test_user(self.env, "kontor_pruefer", groups="account.group_account_readonly")
        reports.with_user(auditor)._render_qweb_pdf("sale.action_report_saleorder", quotation.ids)

    def test_002_20_nothing_comes_back_from_the_historie_by_the_warehouse(self):
        order = self._in_status("done")
        order._history_set(order.ids, leave=True)
        self._refused(order.with_user(self.warehouse_user).action_return_from_history)
        order.with_user(self.seller).action_return_from_history()

    def test_the_form_offers_no_change_to_those_who_do_not_sell(self):
        for user, editable in ((self.warehouse_user, False), (self.bookkeeper, False), (self.clerk, True)):
            arch = self.env["sale.order"].with_user(user).get_views([(False, "form")])["views"]["form"]["arch"]
            self.assertEqual('edit="0"' not in arch.split(">", 1)[0], editable, user.login)

    def test_the_form_shows_no_button_that_is_refused(self):
        def buttons(user):
            arch = self.env["sale.order"].with_user(user).get_views([(False, "form")])["views"]["form"]["arch"]
            return set(etree.fromstring(arch).xpath("//header//button/@name"))

        self.assertEqual(buttons(self.warehouse_user), {"action_print"})
        billing = {"action_print", "action_open_invoice_dialog", "action_open_status_dialog"}
        sales = {"action_confirm", "action_quotation_send", "action_open_addendum"}
        self.assertEqual(buttons(self.bookkeeper) & (billing | sales), billing)
        self.assertEqual(buttons(self.clerk) & (billing | sales), billing | sales)


@tagged("post_install", "-at_install")
class TestOwnDocuments(OrderCase):
    """Who sees "Own Documents Only" sees what is their own or nobody's, on every way, whatever other rights they have."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "sales_team.group_sale_salesman"
        cls.owner = new_test_user(cls.env, "kontor_own", groups=groups)
        # the usual combinations: other rights don't open other people's orders
        cls.owners = cls.owner | new_test_user(cls.env, "kontor_own_stock", groups=f"{groups},stock.group_stock_user")
        cls.owners |= new_test_user(cls.env, "kontor_own_books", groups=f"{groups},account.group_account_invoice")

    def _life(self, user):
        """Make an order of a clerk (or of nobody) with a version, a delivery, an invoice and a print."""
        order = self._order((self.drill, 2))
        order.user_id = user
        order.action_issue_quotation()
        order.action_order_version()
        order.change_status("invoice")
        order.invoice_ids.invoice_user_id = user
        self.env["sale.order.print"].sudo().create({"order_id": order.id, "status": "order", "user_id": self.clerk.id})
        return order

    def _seen(self, user, model, domain):
        return self.env[model].with_user(user).search(domain)

    def test_000_9_what_belongs_to_an_order_follows_the_order(self):
        for user in self.owners:
            own, others, nobodys = self._life(user), self._life(self.clerk), self._life(False)
            orders = own | others | nobodys
            for model, field in (
                ("sale.order", "id"),
                ("sale.order.version", "order_id"),
                ("sale.order.version.line", "version_id.order_id"),
                ("sale.order.print", "order_id"),
                ("kontor.order.analysis", "order_id"),
            ):
                with self.subTest(user=user.login, model=model):
                    seen = self._seen(user, model, [(field, "in", orders.ids)])
                    path = "" if field == "id" else field
                    self.assertEqual(seen.sudo().mapped(path) if path else seen, own | nobodys)
                    everything = self._seen(self.seller, model, [(field, "in", orders.ids)])
                    self.assertEqual(everything.sudo().mapped(path) if path else everything, orders)
            invoices = orders.invoice_ids if user.has_group("account.group_account_invoice") else (own | nobodys).invoice_ids
            for model, field in (("account.move", "id"), ("kontor.revenue", "move_id")):
                with self.subTest(user=user.login, model=model):
                    seen = self._seen(user, model, [(field, "in", orders.invoice_ids.ids)])
                    self.assertEqual(seen if field == "id" else seen.sudo().move_id, invoices)

    def test_000_9_deliveries_follow_the_order_but_for_the_warehouse(self):
        for user in self.owners:
            own, others, nobodys = self._life(user), self._life(self.clerk), self._life(False)
            deliveries = (own | others | nobodys).picking_ids
            mine = deliveries if user.has_group("stock.group_stock_user") else (own | nobodys).picking_ids
            with self.subTest(user=user.login):
                self.assertEqual(self._seen(user, "stock.picking", [("id", "in", deliveries.ids)]), mine)
        others = self._life(self.clerk)
        with self.assertRaises(AccessError):
            others.picking_ids.with_user(self.owner).read(["name"])

    def test_000_9_the_documents_of_a_customer(self):
        for user in self.owners:
            own, others, nobodys = self._life(user), self._life(self.clerk), self._life(False)
            rows = self._seen(user, "kontor.customer.document", [("commercial_partner_id", "=", self.customer.id)])
            seen = {(row.document_model, row.document_id) for row in rows}
            for order, visible in ((own, True), (nobodys, True), (others, False)):
                bills = user.has_group("account.group_account_invoice")
                with self.subTest(user=user.login, visible=visible):
                    self.assertEqual(("sale.order", order.id) in seen, visible)
                    self.assertEqual(("stock.picking", order.picking_ids.id) in seen, visible)
                    self.assertEqual(("account.move", order.invoice_ids.id) in seen, visible or bills)

    def test_003_12_003_13_header_and_quick_open_lead_to_nothing_else(self):
        own, others = self._life(self.owner), self._life(self.clerk)
        recent = self.customer.with_user(self.owner).get_customer_header()["recent_documents"]
        found = {(row["model"], row["id"]) for row in recent}
        partners = self.env["res.partner"].with_user(self.owner)
        for document in (own, own.picking_ids, own.invoice_ids):
            self.assertIn((document._name, document.id), found)
            self.assertEqual(partners.quick_open(document.name), {"model": document._name, "id": document.id})
        for document in (others, others.picking_ids, others.invoice_ids):
            self.assertNotIn((document._name, document.id), found)
            with self.assertRaisesRegex(UserError, "that you may see"):
                partners.quick_open(document.name)
        revenue = self.customer.with_user(self.owner).get_customer_header()["chart"]["months"][-1]["revenue"]
        self.assertEqual(revenue, own.amount_untaxed)

    def test_000_9_a_credit_note_belongs_to_the_seller_of_the_invoice(self):
        own = self._life(self.owner)
        own.change_status("cancel")  # by the clerk
        credit_note = own.invoice_ids.filtered(lambda move: move.move_type == "out_refund")
        self.assertEqual(credit_note.invoice_user_id, self.owner)
        self.assertEqual(self._seen(self.owner, "account.move", [("id", "=", credit_note.id)]), credit_note)
        self.assertTrue(own.with_user(self.owner).action_print_status_documents())

    def test_000_10_the_history_of_articles_adds_up_own_sales_only(self):
        self._life(self.owner)
        self._life(self.clerk)
        domain = [("commercial_partner_id", "=", self.customer.id), ("product_id", "=", self.drill.id)]
        for user, orders, quantity in ((self.owner, 1, 2), (self.seller, 2, 4)):
            self.env.invalidate_all()
            article = self._seen(user, "kontor.customer.article", domain)
            self.assertEqual((article.order_count, article.quantity), (orders, quantity))

    def test_002_7_batches_of_invoices(self):
        own, others = self._in_status("order"), self._in_status("order")
        (own | others).change_status("delivery")
        own.user_id, others.user_id = self.owner, self.clerk
        batches = self.env["kontor.collective.invoicing"]
        own_batch = batches.browse(own.with_user(self.clerk).invoice_by_rule()["batch_id"])
        other_batch = batches.browse(others.with_user(self.clerk).invoice_by_rule()["batch_id"])
        self.assertEqual(self._seen(self.owner, batches._name, [("id", "in", (own_batch | other_batch).ids)]), own_batch)
        biller = self.owners[-1]
        with self.assertRaises(AccessError):
            other_batch.with_user(biller).action_retry()

    def test_004_21_what_a_final_invoice_lists(self):
        own, others = self._in_status("order"), self._in_status("order")
        for order, user in ((own, self.owner), (others, self.clerk)):
            order.create_invoice_of_type("down_payment", percentage=20, post=True)
            order.change_status("invoice")
            order.invoice_ids.invoice_user_id = user
        rows = (own | others).invoice_ids.earlier_invoice_ids
        self.assertEqual(
            self._seen(self.owner, rows._name, [("id", "in", rows.ids)]).sudo().move_id.invoice_user_id, self.owner
        )


@tagged("post_install", "-at_install")
class TestEveryRightCanBeGiven(OrderCase):
    """Every right of Kontor stands on the user's form, also outside of the developer mode (003-29/31)."""

    def test_003_29_31_the_form_of_a_user_shows_every_right(self):
        names = self.env["ir.model.data"].search([("model", "=", "res.groups"), ("module", "=like", "kontor_%")])
        groups = self.env["res.groups"].browse(names.mapped("res_id"))
        self.assertIn(self.env.ref("kontor_sales.group_margin"), groups)
        # what the form itself goes by; a group without a privilege is shown to developers only
        hierarchy = self.env["res.groups"]._get_view_group_hierarchy()
        shown = {
            group
            for category in hierarchy["categories"]
            for privilege in category["privilege_ids"]
            for group in hierarchy["privileges"][privilege]["group_ids"]
        }
        self.assertFalse([group.full_name for group in groups if group.id not in shown])
        for group in groups:
            user = new_test_user(self.env, f"kontor_right_{group.id}", groups="base.group_user")
            user.with_user(self.env.ref("base.user_admin")).write({"group_ids": [Command.link(group.id)]})
            self.assertTrue(user.has_group(group.get_external_id()[group.id]))
