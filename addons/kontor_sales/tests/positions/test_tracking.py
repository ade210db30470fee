from ast import literal_eval

from lxml import etree
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestTracking(OrderCase):
    """002-3, 004-16: where the positions of an order stand."""

    def test_002_3_ordered_reserved_delivered_invoiced_open(self):
        order = self._order((self.drill, 5), (self.setup, 1), commitment_date="2030-03-15 12:00:00")
        goods, service = order.order_line
        self.assertEqual((goods.qty_reserved, goods.qty_open), (0, 0), "a quotation promises nothing")
        order.change_status("order")
        self.assertEqual((goods.qty_reserved, goods.qty_open), (5, 5))
        self.assertEqual(str(goods.promised_on), "2030-03-15")
        self.assertEqual(service.qty_reserved, 0)
        order.change_status("delivery", quantities=[{"line_id": goods.id, "quantity": 2}])
        order.invalidate_recordset()
        self.assertEqual((goods.qty_delivered, goods.qty_reserved, goods.qty_open), (2, 3, 3))
        order.change_status("invoice")
        names = [document["name"] for document in goods.linked_documents]
        pickings = order.picking_ids.filtered(lambda picking: picking.state != "cancel").sorted("id")
        self.assertEqual(names, [*pickings.mapped("name"), order.invoice_ids.name])

    def test_without_a_promise_the_planned_delivery_counts(self):
        order = self._order((self.drill, 5))
        order.change_status("order")
        order.picking_ids.scheduled_date = "2030-05-02 10:00:00"
        order.order_line.invalidate_recordset()
        self.assertEqual(str(order.order_line.promised_on), "2030-05-02")

    def test_goods_that_are_picked_first_are_reserved_too(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self._order((self.drill, 5))
        order.change_status("order")
        self.assertEqual(order.order_line.qty_reserved, 5)

    def test_documents_are_shown_to_those_who_may_open_them(self):
        order = self._in_status("invoice")
        worker = new_test_user(self.env, "kontor_tracking_worker", groups="stock.group_stock_user")
        documents = order.with_user(worker).order_line.linked_documents
        self.assertEqual({document["model"] for document in documents}, {"stock.picking"})

    def test_004_16_positions_and_values_so_far(self):
        order = self._order((self.drill, 4), (self.screw, 10), (self.setup, 1))
        order.change_status("order")
        self.assertEqual(order.position_count, 3)
        self.assertEqual((order.position_delivered_count, order.value_delivered, order.value_invoiced), (0, 0, 0))
        goods = order.order_line[0]
        order.change_status("delivery", quantities=[{"line_id": goods.id, "quantity": 4}])
        order.invalidate_recordset()
        self.assertEqual((order.position_delivered_count, order.value_delivered), (1, 400))
        order.create_invoice_of_type("partial", lines=[{"line_id": goods.id, "quantity": 4}], post=True)
        order.invalidate_recordset()
        self.assertEqual((order.position_invoiced_count, order.value_invoiced), (1, 400))
        done = order.picking_ids.filtered(lambda picking: picking.state == "done")
        self.assertEqual((done.order_value, done.order_currency_id), (400, order.currency_id))

    def test_the_figures_of_many_lines_take_a_fixed_number_of_queries(self):
        small = self._order(*[(self.drill, 1)] * 3)
        large = self._order(*[(self.drill, 1)] * 60)
        (small | large).change_status("order")

        def queries(order):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order.with_user(self.clerk).order_line.read(["qty_reserved", "qty_open", "promised_on", "linked_documents"])
            order.with_user(self.clerk).read(["position_count", "value_delivered"])
            return self.env.cr.sql_log_count - before

        queries(small)
        self.assertEqual(queries(small), queries(large))

    def test_002_3_each_column_says_in_its_view_where_it_belongs(self):
        arch = self.env.ref("sale.view_order_form").get_combined_arch()
        shown = {}
        for column in etree.fromstring(arch).xpath("//field[@name='order_line']/list/field"):
            options = literal_eval(column.get("options", "{}").strip())
            self.assertIn(options.get("line_view"), (None, "costs", "tracking"), column.get("name"))
            shown.setdefault(options.get("line_view"), set()).add(column.get("name"))
        costs = "price_unit tax_ids discount purchase_price licence_fee cooperation_amount cost_total margin margin_percent"
        costs += " list_terms price_subtotal price_total"
        tracking = "qty_reserved qty_delivered qty_invoiced qty_open promised_on linked_documents"
        self.assertEqual(shown["costs"], set(costs.split()))
        self.assertLessEqual(set(tracking.split()), shown["tracking"])
        self.assertFalse(shown[None] & (shown["costs"] | shown["tracking"]))

    def test_004_15_the_warehouse_opens_the_order(self):
        order = self._in_status("invoice")
        worker = new_test_user(self.env, "kontor_form_worker", groups="stock.group_stock_user")
        form = order.with_user(worker)
        view = form.get_view(self.env.ref("sale.view_order_form").id)
        names = etree.fromstring(view["arch"]).xpath("//field[not(ancestor::field)]/@name")
        self.assertIn("order_line", names)
        self.assertNotIn("invoice_ids", names, "the warehouse sees that there are invoices, not the invoices")
        form.web_read({name: {} for name in names})
        self.assertEqual(form.invoice_count, 1)
        with self.assertRaises(AccessError):
            form.invoice_ids.read(["name"])


@tagged("post_install", "-at_install")
class TestTourLineViews(OrderCase, HttpCase):
    """002-3 on the screen: two views of the lines, one click apart, remembered for the user."""

    def test_002_3_switch_and_remember(self):
        self.clerk.lang = "en_US"
        self.clerk.group_ids += self.env.ref("kontor_sales.group_margin")
        order = self._in_status("delivery")
        url = f"/odoo/action-kontor_sales.action_order/{order.id}"
        self.start_tour(url, "kontor_line_views", login=self.clerk.login)
        self.env.invalidate_all()
        self.assertEqual(self.clerk.res_users_settings_id.order_line_view, "tracking")
        # another browser, the same user
        self.start_tour(url, "kontor_line_views_remembered", login=self.clerk.login)

    def test_costs_need_the_right(self):
        self.clerk.lang = "en_US"
        order = self._in_status("delivery")
        url = f"/odoo/action-kontor_sales.action_order/{order.id}"
        self.start_tour(url, "kontor_line_views_without_costs", login=self.clerk.login)
