from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestRights(OrderCase):
    """A sales user may do every change for which Odoo's own rights let him do the document work."""

    def test_a_seller_delivers_but_does_not_invoice(self):
        order = self._order(user=self.seller)
        order.change_status("delivery")
        with self.assertRaisesRegex(UserError, "(?s)You lack the right.*Invoicing"):
            order.change_status("invoice")
        option = next(option for option in order.get_status_options() if option["status"] == "invoice")
        self.assertFalse(option["allowed"])
        self.assertIn("You lack the right", option["reason"])
        self.assertStatus(order, "delivery")
        self.assertFalse(order.invoice_ids)

    def test_a_bookkeeper_without_sales_rights_completes_but_does_not_cancel(self):
        order = self._in_status("invoice")
        bookkeeper = new_test_user(self.env, "kontor_books", groups="account.group_account_invoice")
        order.with_user(bookkeeper).change_status("done")
        self.assertStatus(order, "done")

    def test_a_seller_cancels_what_is_not_invoiced(self):
        order = self._order(user=self.seller)
        order.change_status("order")
        order.change_status("cancel")
        self.assertStatus(order, "cancel")

    def test_a_seller_cannot_cancel_what_is_invoiced(self):
        order = self._in_status("invoice")
        for cancel in (lambda o: o.change_status("cancel"), lambda o: o.action_cancel()):
            with self.assertRaisesRegex(UserError, "You lack the right"):
                cancel(order.with_user(self.seller))
        self.assertStatus(order, "invoice")

    def test_who_may_not_change_the_order_may_not_change_its_status(self):
        order = self._in_status("order")
        stranger = new_test_user(self.env, "kontor_stranger", groups="base.group_user")
        own_only = new_test_user(self.env, "kontor_own", groups="sales_team.group_sale_salesman")
        for user in (stranger, own_only):
            with self.assertRaises(AccessError):
                order.with_user(user).change_status("cancel")
            with self.assertRaises(AccessError):
                order.with_user(user).get_status_options()
        self.assertStatus(order, "order")

    def test_000_9_who_sees_own_documents_only_sees_no_deliveries_of_others(self):
        """Neither their positions nor their quantities; what is free is counted from all of them nevertheless."""
        own_only = new_test_user(self.env, "kontor_own", groups="sales_team.group_sale_salesman")
        both = new_test_user(self.env, "kontor_own_stock", groups="sales_team.group_sale_salesman,stock.group_stock_user")
        foreign, own, nobodys = self._order(user=self.seller), self._order(user=self.seller), self._order()
        for order in (foreign, own, nobodys):
            order.change_status("order")
        own.user_id, nobodys.user_id = own_only, False
        self.env.invalidate_all()
        for order, seen in ((foreign, False), (own, True), (nobodys, True)):
            moves = order.picking_ids.move_ids
            lines = moves.move_line_ids
            self.assertTrue(moves and lines)
            for records in (moves, lines):
                mine = records.with_user(own_only)
                domain = [("id", "in", records.ids)]
                self.assertEqual(bool(mine.search(domain)), seen, records)
                self.assertEqual(mine.has_access("write"), seen, records)
                self.assertTrue(records.with_user(both).search(domain))
                if not seen:
                    for act in (
                        lambda mine=mine: mine.write({"quantity": 1}),
                        lambda mine=mine: mine.read(["picking_id"]),
                        mine.unlink,
                    ):
                        with self.assertRaises(AccessError):
                            act()
        # what belongs to no order is nobody's: receipts, inventories
        self._stock(self.drill, 1)
        loose = self.env["stock.move"].create(
            {
                "product_id": self.drill.id,
                "product_uom_qty": 1,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "picking_type_id": self.warehouse.in_type_id.id,
            }
        )
        loose._action_confirm()
        self.assertEqual(loose.with_user(own_only).search([("id", "=", loose.id)]), loose)
        self.assertTrue(loose.picking_id)
        loose._action_assign()
        self.assertTrue(loose.move_line_ids)
        self.assertTrue(loose.move_line_ids.with_user(own_only).search([("id", "in", loose.move_line_ids.ids)]))
        # positions without a transfer belong to somebody, too
        loose = foreign.picking_ids.move_ids[0].copy({"picking_id": False})
        loose.sale_line_id = foreign.order_line[0]
        self.assertFalse(loose.with_user(own_only).search([("id", "=", loose.id)]))
        for model, name in (("stock.move", "picking_id"), ("stock.move.line", "picking_id")):
            with self.assertRaises(AccessError):
                self.env[model].with_user(own_only).create(
                    {
                        name: foreign.picking_ids.id,
                        "product_id": foreign.order_line[0].product_id.id,
                        "quantity": 1,
                        "location_id": foreign.picking_ids.location_id.id,
                        "location_dest_id": foreign.picking_ids.location_dest_id.id,
                    }
                )
        article = foreign.order_line[0].product_id
        figures = ["qty_available", "free_qty", "virtual_available", "outgoing_qty"]
        self.env.invalidate_all()
        everybodys = article.read(figures)
        self.env.invalidate_all()
        self.assertEqual(article.with_user(own_only).read(figures), everybodys)
        own.with_user(own_only).change_status("delivery")
        self.assertStatus(own, "delivery")

    def test_000_9_who_sees_own_documents_only_is_told_nothing_about_others(self):
        own_only = new_test_user(self.env, "kontor_own", groups="sales_team.group_sale_salesman")
        invoiced = self._in_status("invoice")
        mine = self._order(user=own_only)
        lines = self.env["sale.order.line"].with_user(own_only)
        for act in (
            lambda: lines.create({"order_id": invoiced.id, "product_id": self.drill.id}),
            lambda: mine.order_line.with_user(own_only).write({"order_id": invoiced.id}),
            lambda: invoiced.order_line.with_user(own_only).write({"product_uom_qty": 99}),
        ):
            with self.assertRaises(AccessError) as refusal:
                act()
            self.assertNotIn("completely", str(refusal.exception))
        invoiced.change_status("done")
        partials = invoiced.invoice_ids.line_ids.matched_credit_ids
        self.assertTrue(partials)
        self.env.invalidate_all()
        for user, seen in ((own_only, False), (self.seller, True)):
            found = partials.with_user(user).search([("id", "in", partials.ids)])
            self.assertEqual(bool(found), seen)

    def test_whoever_may_not_bill_is_told_who_may(self):
        move = self.env["account.move"]
        for number in range(4):
            new_test_user(self.env, f"kontor_bills_{number}", groups="account.group_account_invoice")
        text = move.with_user(self.seller)._text_without_billing_right()
        self.assertRegex(text, r"The right belongs to: [^:]+ and others\.$")
        self.assertNotIn("…", text)

    def test_what_is_missing_is_asked_for(self):
        """Over RPC a call without its arguments gets the sentence for an empty value."""
        order = self._order()
        for act, text in (
            (order.change_status, "Say to which status to change"),
            (order.release_blocks, "Say what is to be released"),
            (lambda: order.release_blocks("order"), "needs a justification"),
            (order.action_revise_quotation, "Give a reason"),
            (lambda: order.env["sale.order"].import_channel_order({}), "Source: it is missing"),
        ):
            with self.assertRaisesRegex(UserError, text) as refusal:
                act()
            self.assertNotIn("None", str(refusal.exception))
            self.assertNotIn("?", str(refusal.exception))

    def test_the_settings_belong_to_the_sales_manager(self):
        transition = self.env["order.status.transition"].search([], limit=1)
        with self.assertRaises(AccessError):
            transition.with_user(self.clerk).allowed = False
        with self.assertRaises(AccessError):
            self.env["sale.order.cancel.reason"].with_user(self.clerk).create({"name": "Laune"})
        self.clerk.group_ids = [Command.link(self.env.ref("sales_team.group_sale_manager").id)]
        self.env["sale.order.cancel.reason"].with_user(self.clerk).create({"name": "Laune"})

    def test_001_9_001_11_what_holds_for_all_companies_is_changed_by_who_works_for_all(self):
        """Status names, transition table and print assignment have no company."""
        manager = new_test_user(self.env, "kontor_manager", groups="sales_team.group_sale_manager")
        transition = self.env["order.status.transition"].search([], limit=1).with_user(manager)
        report = self.env["order.status.report"].search([], limit=1).with_user(manager)
        manager.company_ids = self.env["res.company"].search([])
        transition.allowed = True  # in a house with one company its manager keeps the right
        other = self.env["res.company"].create({"name": "Andere GmbH"})
        changes = (
            lambda: transition.write({"allowed": False}),
            lambda: transition.from_id.write({"name": "Anders"}),
            lambda: report.write({"sequence": 1}),
            lambda: report.create({"status_id": report.status_id.id, "report_id": report.report_id.id}),
            lambda: report.unlink(),
        )
        for change in changes:
            with self.assertRaisesRegex(UserError, "holds for all companies"):
                change()
        admin = new_test_user(self.env, "kontor_einrichter", groups="base.group_system")
        transition.with_user(admin).allowed = False
        report.with_user(admin).sequence = 2
        manager.company_ids += other
        for change in changes:
            change()

    def test_the_print_log_follows_the_companies_and_the_own_orders(self):
        order = self._in_status("order")
        row = self.env["sale.order.print"].sudo().create({"order_id": order.id, "status": "order", "user_id": self.clerk.id})
        own_only = new_test_user(self.env, "kontor_own", groups="sales_team.group_sale_salesman")
        log = self.env["sale.order.print"]
        self.assertIn(row, log.with_user(self.seller).search([]))
        self.assertNotIn(row, log.with_user(own_only).search([]))
        other = self.env["res.company"].create({"name": "Andere GmbH"})
        elsewhere = new_test_user(
            self.env,
            "kontor_elsewhere",
            groups="sales_team.group_sale_salesman_all_leads",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.assertNotIn(row, log.with_user(elsewhere).search([]))

    def test_001_13_business_customers_and_their_contacts(self):
        person = self.env["res.partner"].create({"name": "Erika Muster"})
        contact = self.env["res.partner"].create({"name": "Herr Kern", "parent_id": self.customer.id})
        self.assertTrue(self.customer.business_customer)
        self.assertFalse(person.business_customer)
        self.assertTrue(contact.business_customer)
        self.customer.business_customer = False
        self.customer.cash_on_delivery = True
        self.assertFalse(contact.business_customer)
        self.assertTrue(contact.cash_on_delivery)
