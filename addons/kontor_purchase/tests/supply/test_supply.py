from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..common import PurchaseCase


@tagged("post_install", "-at_install")
class TestSupply(PurchaseCase):
    """002-15: supplier orders from customer orders, and what the customer order shows of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hammer.seller_ids.filtered(lambda seller: seller.partner_id == cls.other_supplier).sequence = 9
        cls.buyer.lang = "en_US"
        cls.purchasing_clerk = new_test_user(
            cls.env,
            "kontor_purchasing_clerk",
            groups="sales_team.group_sale_salesman_all_leads,purchase.group_purchase_user,stock.group_stock_user",
        )

    def _confirmed(self, *positions):
        order = self._order(*(positions or [(self.hammer, 5)]), user=self.purchasing_clerk)
        order.change_status("order")
        return order

    def _supplier_orders(self, ids):
        return self.env["purchase.order"].browse(ids)

    def test_002_15_what_is_missing_goes_to_the_preferred_supplier_with_its_terms(self):
        self.supplier.property_supplier_payment_term_id = self.env.ref("account.account_payment_term_30days")
        order = self._confirmed((self.hammer, 5), (self.nail, 100), (self.drill, 1))
        supplier_order = self._supplier_orders(order.order_from_suppliers())
        self.assertEqual(supplier_order.partner_id, self.supplier)
        self.assertEqual(supplier_order.state, "draft")
        self.assertEqual(supplier_order.payment_term_id, self.env.ref("account.account_payment_term_30days"))
        self.assertEqual(
            [(line.product_id, line.product_qty, line.price_unit) for line in supplier_order.order_line],
            [(self.hammer, 5, 20), (self.nail, 100, 2)],
        )
        self.assertEqual(supplier_order.order_line[0].date_planned.date(), fields.Date.today() + timedelta(days=5))

    def test_002_15_linked_both_ways(self):
        order = self._confirmed()
        supplier_order = self._supplier_orders(order.order_from_suppliers())
        self.assertEqual(supplier_order.order_line.sale_line_id, order.order_line)
        self.assertEqual(supplier_order._get_sale_orders(), order)
        self.assertEqual(order._get_purchase_orders(), supplier_order)
        self.assertEqual(supplier_order.origin, order.name)

    def test_002_15_only_what_stock_does_not_cover(self):
        self._stock(self.hammer, 3)
        order = self._confirmed()
        self.assertEqual(self._supplier_orders(order.order_from_suppliers()).order_line.product_qty, 2)

    def test_002_15_never_twice(self):
        order = self._confirmed()
        order.order_from_suppliers()
        with self.assertRaisesRegex(UserError, "5 Units on the way"):
            order.order_from_suppliers()
        with self.assertRaisesRegex(UserError, "5 Units of them are on the way"):
            order.order_from_suppliers([{"line_id": order.order_line.id, "quantity": 1}])

    def test_002_15_after_a_cancelled_supplier_order_it_can_be_ordered_again(self):
        order = self._confirmed()
        self._supplier_orders(order.order_from_suppliers()).button_cancel()
        self.assertEqual(self._supplier_orders(order.order_from_suppliers()).order_line.product_qty, 5)

    def test_002_15_chosen_positions_quantities_and_supplier(self):
        order = self._confirmed((self.hammer, 5), (self.nail, 100))
        hammer, nail = order.order_line
        supplier_order = self._supplier_orders(
            order.order_from_suppliers(
                [
                    {"line_id": hammer.id, "quantity": 3, "supplier_id": self.other_supplier.id},
                    {"line_id": nail.id, "quantity": 0},
                ]
            )
        )
        self.assertEqual(supplier_order.partner_id, self.other_supplier)
        self.assertEqual([(li.product_qty, li.price_unit) for li in supplier_order.order_line], [(3, 18)])

    def test_002_15_into_the_open_request_or_a_new_one(self):
        first = self._confirmed().order_from_suppliers()
        second = self._confirmed().order_from_suppliers()
        self.assertEqual(second, first)
        request = self._supplier_orders(first)
        self.assertEqual(request.order_line.mapped("product_qty"), [5, 5])
        self.assertEqual(len(request.origin.split(", ")), 2)
        third = self._confirmed().order_from_suppliers(append=False)
        self.assertNotEqual(third, first)
        request.button_confirm()
        self.assertEqual(self._confirmed().order_from_suppliers(), third)

    def test_002_15_many_customer_orders_at_once(self):
        orders = self._confirmed() | self._confirmed((self.nail, 10))
        together = self._supplier_orders(orders.order_from_suppliers())
        self.assertEqual(len(together), 1)
        self.assertEqual(together._get_sale_orders(), orders)
        more = self._confirmed() | self._confirmed((self.nail, 10))
        self.assertEqual(len(more.order_from_suppliers(append=False)), 2)

    def test_002_15_minimum_quantity_and_unit_of_the_supplier(self):
        pack = self.env["uom.uom"].create(
            {"name": "Karton", "relative_factor": 6, "relative_uom_id": self.env.ref("uom.product_uom_unit").id}
        )
        screwdriver = self._product("Schraubendreher", type="consu", is_storable=True)
        self.env["product.supplierinfo"].create(
            {
                "partner_id": self.supplier.id,
                "product_tmpl_id": screwdriver.product_tmpl_id.id,
                "price": 30,
                "min_qty": 2,
                "product_uom_id": pack.id,
            }
        )
        order = self._confirmed((screwdriver, 7))
        line = self._supplier_orders(order.order_from_suppliers()).order_line
        self.assertEqual((line.product_qty, line.product_uom_id, line.price_unit), (2, pack, 30))
        few = self._confirmed((screwdriver, 1))
        line = self._supplier_orders(few.order_from_suppliers(append=False)).order_line
        self.assertEqual(line.product_qty, 2)

    def test_002_15_refused_positions_are_named_with_their_reasons(self):
        unknown = self._product("Sonderposten", type="consu", is_storable=True)
        order = self._confirmed((self.hammer, 5), (unknown, 2), (self.setup, 1))
        hammer, special, setup = order.order_line
        with self.assertRaises(UserError) as refusal:
            order.order_from_suppliers([{"line_id": line.id, "quantity": 1} for line in (hammer, special, setup)] + [])
        self.assertIn("“Sonderposten”: the article has no supplier", str(refusal.exception))
        self.assertIn("“Einrichtung”: it isn't delivered from stock", str(refusal.exception))
        self.assertFalse(hammer.purchase_line_ids)
        supplier_order = self._supplier_orders(order.order_from_suppliers(skip_refused=True))
        self.assertEqual(supplier_order.order_line.product_id, self.hammer)

    def test_002_15_nothing_goes_to_a_blocked_supplier(self):
        self.supplier.sudo().write({"supplier_block": "order", "supplier_block_reason": "Mangelhafte Ware"})
        order = self._confirmed()
        with self.assertRaisesRegex(UserError, "Mangelhafte Ware"):
            order.order_from_suppliers()
        other = [{"line_id": order.order_line.id, "quantity": 5, "supplier_id": self.other_supplier.id}]
        self.assertTrue(order.order_from_suppliers(other))

    def test_002_15_wrong_arguments_get_a_sentence(self):
        order = self._confirmed()
        line = order.order_line
        for lines in ("x", [], [{"line_id": line.id}], [{"line_id": line.id, "quantity": "5"}]):
            with self.assertRaises(UserError):
                order.order_from_suppliers(lines)
        with self.assertRaises(UserError):
            order.order_from_suppliers([{"line_id": line.id, "quantity": 1, "supplier_id": "x"}])
        with self.assertRaisesRegex(UserError, "Unknown options"):
            order.order_from_suppliers(speed="fast")
        with self.assertRaises(UserError):
            self.env["sale.order"].order_from_suppliers()

    def test_002_15_only_with_the_right_and_only_for_orders(self):
        order = self._confirmed()
        with self.assertRaisesRegex(UserError, "right to order from suppliers"):
            order.with_user(self.clerk).order_from_suppliers()
        quotation = self._order((self.hammer, 1), user=self.purchasing_clerk)
        with self.assertRaisesRegex(UserError, "confirmed orders"):
            quotation.order_from_suppliers()

    def test_002_15_the_customer_order_shows_what_is_ordered_expected_and_arrived(self):
        order = self._confirmed()
        line = order.order_line.with_user(self.clerk)
        self.assertFalse(line.supply_state)
        supplier_order = self._supplier_orders(order.order_from_suppliers())
        self.assertEqual((line.supply_state, line.supply_ordered_quantity), ("request", 5))
        self.assertEqual(line.supply_expected_on, fields.Date.today() + timedelta(days=5))
        supplier_order.button_confirm()
        self.assertEqual(line.supply_state, "order")
        self._receive(supplier_order, hammer=2)
        self.assertEqual((line.supply_state, line.supply_received_quantity), ("partial", 2))
        self._receive(supplier_order)
        self.assertEqual((line.supply_state, line.supply_expected_on), ("done", False))
        self.assertEqual((order.supply_line_count, order.supply_arrived_count), (1, 1))

    def test_002_15_what_arrives_is_for_this_customer_first(self):
        earlier = self._confirmed()
        order = self._confirmed()
        supplier_order = self._supplier_orders(order.order_from_suppliers(append=False))
        supplier_order.button_confirm()
        self._receive(supplier_order)
        self.assertEqual(order.order_line.move_ids.quantity, 5)
        self.assertEqual(earlier.order_line.move_ids.quantity, 0)
        self.assertStatus(order, "order")
        order.with_user(self.clerk).change_status("delivery")
        self.assertStatus(order, "delivery")

    def test_002_15_the_buyer_learns_of_changes(self):
        order = self._confirmed()
        supplier_order = self._supplier_orders(order.order_from_suppliers())
        supplier_order.user_id = self.buyer
        clerk_order = order.with_user(self.clerk)
        clerk_order.order_line.product_uom_qty = 3
        activity = supplier_order.activity_ids
        self.assertEqual(activity.user_id, self.buyer)
        self.assertIn("5 Units → 3 Units", activity.note)
        clerk_order.commitment_date = fields.Datetime.now() + timedelta(days=30)
        clerk_order.change_status("cancel", reason="Kunde springt ab")
        self.assertEqual(supplier_order.activity_ids, activity, "one activity tells all that changed")
        for text in ("5 Units → 3 Units", "delivery date is now", "cancelled"):
            self.assertIn(text, activity.note)

    def test_002_15_what_has_arrived_needs_no_telling(self):
        order = self._confirmed()
        supplier_order = self._supplier_orders(order.order_from_suppliers())
        supplier_order.button_confirm()
        self._receive(supplier_order)
        order.with_user(self.clerk).change_status("cancel", reason="Kunde springt ab")
        self.assertFalse(supplier_order.activity_ids)

    def test_002_15_other_needs_get_lines_of_their_own(self):
        self.supplier.buyer_id = self.purchasing_clerk
        order = self._confirmed()
        request = self._supplier_orders(order.order_from_suppliers())
        self.env["stock.warehouse.orderpoint"].create(
            {"product_id": self.hammer.id, "product_min_qty": 4, "product_max_qty": 4, "trigger": "manual"}
        ).action_replenish()
        own = request.order_line.filtered("sale_line_id")
        self.assertEqual(own.product_qty, 5)
        self.assertEqual((request.order_line - own).product_qty, 4)

    def test_002_15_the_dialog_orders_what_is_chosen(self):
        self._stock(self.hammer, 1)
        order = self._confirmed((self.hammer, 5), (self.nail, 10))
        action = order.action_open_supply_dialog()
        wizard = self.env[action["res_model"]].with_user(self.purchasing_clerk).browse(action["res_id"])
        hammer, nail = wizard.line_ids
        self.assertEqual((hammer.open_quantity, hammer.stock_quantity, hammer.quantity), (5, 1, 4))
        self.assertEqual((hammer.supplier_id, hammer.price_unit, hammer.order_quantity), (self.supplier, 20, 4))
        hammer.supplier_id = self.other_supplier
        self.assertEqual(hammer.price_unit, 18)
        nail.quantity = 0
        supplier_order = self._supplier_orders(wizard.action_order()["res_id"])
        self.assertEqual(supplier_order.partner_id, self.other_supplier)
        self.assertEqual(supplier_order.order_line.product_qty, 4)

    def test_002_15_a_list_of_positions_costs_a_fixed_number_of_queries(self):
        def queries(orders):
            lines = self.env["sale.order.line"].with_user(self.clerk).browse(orders.order_line.ids)
            self.env.flush_all()
            self.env.invalidate_all()
            lines.mapped("name")
            before = self.env.cr.sql_log_count
            lines.mapped("supply_state")
            return self.env.cr.sql_log_count - before

        few = self._confirmed()
        few.order_from_suppliers()
        queries(few)
        many = few
        for _number in range(4):
            order = self._confirmed()
            order.order_from_suppliers()
            many |= order
        self.assertEqual(queries(few), queries(many))
