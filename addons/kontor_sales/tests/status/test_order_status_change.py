from lxml import etree
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ...hooks import uninstall_hook
from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestOrderStatusChange(OrderCase):
    """The status dialog asks the right things and passes them on; the work itself is tested elsewhere (001-10)."""

    def _dialog(self, orders, target=False, user=None):
        action = orders.with_user(user or self.clerk).action_open_status_dialog(target)
        self.assertEqual(action["target"], "new")
        return self.env[action["res_model"]].with_user(user or self.clerk).browse(action["res_id"])

    def _option(self, dialog, status):
        return next(option for option in dialog.status_options if option["status"] == status)

    def test_options_come_in_the_order_of_life_with_the_current_one_marked(self):
        dialog = self._dialog(self._in_status("delivery"))
        self.assertEqual(
            [option["status"] for option in dialog.status_options],
            ["quotation", "order", "delivery", "invoice", "dunning", "done", "cancel"],
        )
        self.assertEqual([o["status"] for o in dialog.status_options if o["current"]], ["delivery"])
        self.assertTrue(self._option(dialog, "quotation")["reason"])
        self.assertFalse(self._option(dialog, "invoice")["reason"])

    def test_a_target_is_proposed_only_when_it_is_possible(self):
        order = self._in_status("order")
        self.assertEqual(self._dialog(order, "cancel").target, "cancel")
        self.assertFalse(self._dialog(order, "done").target)

    def test_quantities_show_what_is_open_and_what_is_there(self):
        scarce = self._product("Sackkarre", type="consu", is_storable=True)
        self._stock(scarce, 5)
        order = self._order((scarce, 4), (scarce, 4), (self.repair, 3), (self.setup, 1))
        for status in ("quotation", "order"):
            with self.subTest(status=status):
                if status == "order":
                    order.change_status("order")
                lines = self._dialog(order).line_ids
                self.assertEqual(lines.mapped("left"), [4, 4, 3], "a service that is never delivered isn't asked for")
                self.assertEqual(lines.mapped("available"), [4, 1, 3], "two positions share one stock")
                self.assertEqual(lines.mapped("quantity"), [4, 1, 3])

    def test_part_delivery(self):
        order = self._in_status("order", (self.drill, 5), (self.screw, 8))
        dialog = self._dialog(order, "delivery")
        dialog.line_ids[0].quantity = 2
        dialog.line_ids[1].quantity = 0
        self.assertEqual(dialog.action_change(), {"type": "ir.actions.act_window_close"})
        self.assertEqual(order.order_line.mapped("qty_delivered"), [2, 0])
        rest = self._dialog(order).line_ids
        self.assertEqual(rest.mapped("delivered"), [2, 0])
        self.assertEqual(rest.mapped("left"), [3, 8])

    def test_delivering_nothing_is_refused(self):
        order = self._in_status("order")
        dialog = self._dialog(order, "delivery")
        dialog.line_ids.quantity = 0
        with self.assertRaisesRegex(UserError, "at least one position"):
            dialog.action_change()
        self.assertStatus(order, "order")

    def test_nothing_chosen(self):
        with self.assertRaisesRegex(UserError, "Choose the new status"):
            self._dialog(self._order()).action_change()

    def test_invoice_takes_type_and_date(self):
        order = self._in_status("order")
        dialog = self._dialog(order, "invoice")
        dialog.invoice_type = "full"
        dialog.action_change()
        self.assertEqual(order.invoice_ids.order_invoice_type, "full")
        self.assertEqual(order.invoice_ids.invoice_date, self.today)

    def test_payment_takes_journal_and_date(self):
        order = self._in_status("invoice")
        dialog = self._dialog(order, "done")
        self.assertEqual(dialog.amount_due, order.invoice_ids.amount_total)
        self.assertEqual(dialog.journal_id.type, "bank")
        self.assertIn(dialog.payment_method_line_id, dialog.journal_id.inbound_payment_method_line_ids)
        cash = self.env["account.journal"].create({"name": "Kasse", "type": "cash", "code": "KASSE"})
        dialog.journal_id = cash
        self.assertEqual(dialog.payment_method_line_id.journal_id, cash, "the method follows the journal")
        dialog.action_change()
        self.assertStatus(order, "done")
        payment = self.env["account.payment"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(payment.journal_id, cash)
        self.assertEqual(payment.amount, order.amount_total)

    def test_cancelling_needs_a_reason(self):
        order = self._in_status("order")
        dialog = self._dialog(order, "cancel")
        with self.assertRaisesRegex(UserError, "reason for cancelling"):
            dialog.action_change()
        self.assertStatus(order, "order")
        dialog.cancel_reason_id = self.env["sale.order.cancel.reason"].search([], limit=1)
        dialog.cancel_note = "Ordered twice"
        dialog.action_change()
        self.assertStatus(order, "cancel")
        self.assertEqual(order.cancel_note, "Ordered twice")

    def test_chargeback_needs_a_reason(self):
        order = self._in_status("done")
        dialog = self._dialog(order, "invoice")
        self.assertTrue(dialog.is_chargeback)
        with self.assertRaisesRegex(UserError, "reason why the payment is reversed"):
            dialog.action_change()
        dialog.chargeback_reason = "Returned direct debit"
        dialog.action_change()
        self.assertStatus(order, "invoice")

    def test_many_orders_offer_what_all_can_and_name_who_cannot(self):
        ready = self._in_status("order")
        paid = self._in_status("done")
        dialog = self._dialog(ready | paid)
        option = self._option(dialog, "delivery")
        self.assertFalse(option["allowed"])
        self.assertIn(paid.name, option["reason"])
        self.assertNotIn(ready.name, option["reason"])
        self.assertFalse(dialog.line_ids)
        self.assertFalse(dialog.current_status)

    def test_many_orders_change_together_or_not_at_all(self):
        good = self._in_status("order")
        empty = self._product("Ausverkauft", type="consu", is_storable=True)
        bad = self._in_status("order", (empty, 1))
        dialog = self._dialog(good | bad, "delivery")
        self.assertFalse(dialog.target)
        self.assertIn(bad.name, self._option(dialog, "delivery")["reason"])
        with self.assertRaisesRegex(UserError, bad.name):
            (good | bad).change_status("delivery")
        self.assertStatus(good, "order")
        other = self._in_status("order")
        self._dialog(good | other, "delivery").action_change()
        self.assertStatus(good, "delivery")
        self.assertStatus(other, "delivery")

    def test_many_refusals_are_counted_not_listed(self):
        orders = self.env["sale.order"].union(*(self._order() for _index in range(5)))
        reason = self._option(self._dialog(orders), "done")["reason"]
        self.assertEqual(len(reason.splitlines()), 4)
        self.assertIn("2 more", reason)

    def test_change_and_print(self):
        order = self._order()
        dialog = self._dialog(order, "order")
        action = dialog.action_change_and_print()
        self.assertStatus(order, "order")
        self.assertEqual(action["tag"], "kontor_sales.print_documents")
        self.assertEqual([report["type"] for report in action["params"]["actions"]], ["ir.actions.report"])

    def test_change_stays_made_when_there_is_nothing_to_print(self):
        self.env["order.status.report"].search([("status_id.code", "=", "order")]).unlink()
        order = self._order()
        action = self._dialog(order, "order").action_change_and_print()
        self.assertStatus(order, "order")
        self.assertEqual(action["params"]["actions"], [])

    def test_on_no_order(self):
        with self.assertRaisesRegex(UserError, "at least one order"):
            self.env["sale.order"].action_open_status_dialog()

    def test_seller_without_the_right_reads_which_one_is_missing(self):
        order = self._in_status("order")
        option = self._option(self._dialog(order, user=self.seller), "invoice")
        self.assertFalse(option["allowed"])
        self.assertIn("right", option["reason"])


@tagged("post_install", "-at_install")
class TestOrderViews(OrderCase):
    """The lists, filters and menus of the orders (000-7, 004-4)."""

    def _filter(self, view, name):
        """Return the domain of a search filter, as the web client would send it."""
        arch = etree.fromstring(self.env.ref(view).get_combined_arch())
        return arch.xpath(f"//filter[@name='{name}']/@domain")[0]

    def _listed(self, action, *filters):
        """Return the orders an action shows with some filters on."""
        action = self.env.ref(f"kontor_sales.{action}")
        orders = self.env["sale.order"].search(self._eval(action.domain))
        for name in filters:
            orders = orders.filtered_domain(self._eval(self._filter(action.search_view_id.xml_id, name)))
        return orders

    def _eval(self, domain):
        return safe_eval(domain, {"uid": self.env.uid})

    def test_each_order_is_in_its_list(self):
        orders = {status: self._in_status(status) for status in ("quotation", "order", "delivery", "invoice", "done")}
        cancelled_quotation = self._in_status("cancel")
        cancelled_order = self._in_status("order")
        cancelled_order.action_cancel()
        everything = sum(orders.values(), self.env["sale.order"]) | cancelled_quotation | cancelled_order
        expected = {
            ("action_quotation", "open_quotations"): orders["quotation"],
            ("action_quotation_cancelled", "cancelled"): cancelled_quotation,
            ("action_order", "open_orders"): orders["order"] | orders["delivery"],
            ("action_order_settled",): orders["invoice"] | orders["done"],
            ("action_order_unpaid",): orders["invoice"],
            ("action_order_to_deliver",): orders["order"] | orders["delivery"],
            ("action_order_cancelled", "cancelled"): cancelled_order,
        }
        for (action, *filters), listed in expected.items():
            with self.subTest(action=action):
                self.assertEqual(self._listed(action, *filters) & everything, listed)

    def test_every_filter_can_be_searched(self):
        for xmlid, model in (
            ("sale_order_view_search_quotation", "sale.order"),
            ("sale_order_view_search_order", "sale.order"),
            ("account_move_view_search", "account.move"),
            ("res_partner_view_search", "res.partner"),
        ):
            view = self.env.ref(f"kontor_sales.{xmlid}")
            for node in etree.fromstring(view.get_combined_arch()).iter("filter"):
                domain = node.get("domain")
                if domain and domain != "[]":
                    with self.subTest(view=xmlid, filter=node.get("name")):
                        self.env[model].with_user(self.clerk).search_count(self._eval(domain))

    def test_overdue_payment_is_found(self):
        order = self._in_status("invoice")
        order.invoice_ids.line_ids.filtered("date_maturity").date_maturity = "2020-01-01"
        order.invoice_ids.invoice_date_due = "2020-01-01"
        self.env.flush_all()
        domain = self._eval(self._filter("kontor_sales.sale_order_view_search_order", "overdue_payment"))
        self.assertIn(order, self.env["sale.order"].with_user(self.clerk).search(domain))
        order.change_status("done")
        self.assertNotIn(order, self.env["sale.order"].with_user(self.clerk).search(domain))

    def test_credit_notes_name_their_order(self):
        order = self._in_status("invoice")
        order.change_status("cancel", reason="Wrong address")
        self.assertEqual(set(order.invoice_ids.mapped("invoice_origin")), {order.name})

    def test_core_menus_that_would_double_ours_are_hidden(self):
        for xmlid in ("sale.menu_sale_quotations", "sale.menu_sale_order"):
            self.assertFalse(self.env.ref(xmlid).active)
        self.assertTrue(self.env.ref("sale.action_orders"))
        self.assertFalse(self.env.ref("sale.action_mass_cancel_orders").binding_model_id)

    def test_core_menus_come_back_when_kontor_goes(self):
        uninstall_hook(self.env)
        self.assertTrue(self.env.ref("sale.menu_sale_quotations").active)
        self.assertTrue(self.env.ref("sale.menu_sale_order").active)
        self.assertEqual(self.env.ref("sale.action_mass_cancel_orders").binding_model_id.model, "sale.order")

    def test_the_clerk_sees_the_menus(self):
        visible = self.env["ir.ui.menu"].with_user(self.clerk)._visible_menu_ids()
        for name in ("menu_quotation_open", "menu_order_open", "menu_order_settled", "menu_invoice_all"):
            with self.subTest(menu=name):
                self.assertIn(self.env.ref(f"kontor_sales.{name}").id, visible)

    def test_the_list_costs_the_same_number_of_queries_for_few_and_many(self):
        spec = {"name": {}, "lifecycle_status": {}, "fulfilment_stage": {}, "lifecycle_label": {}}
        few = self.env["sale.order"].union(*(self._order() for _index in range(2)))
        many = few.union(*(self._order() for _index in range(8)))
        counts = []
        for orders in (few, few, many):  # the first round fills the caches that live longer than a request
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders.with_user(self.clerk).web_read(spec)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_new_order_from_the_customer(self):
        action = self.env.ref("kontor_sales.action_new_order_of_customer")
        context = self._eval_context(action.context, active_id=self.customer.id)
        order = (
            self.env["sale.order"]
            .with_user(self.clerk)
            .with_context(**context)
            .create({"order_line": [Command.create({"product_id": self.drill.id})]})
        )
        self.assertEqual(order.partner_id, self.customer)

    def _eval_context(self, context, **names):
        return safe_eval(context, names)
