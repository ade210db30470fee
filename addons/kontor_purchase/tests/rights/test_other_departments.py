from lxml import etree
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..common import PurchaseCase


@tagged("post_install", "-at_install")
class TestOtherDepartments(PurchaseCase):
    """What those who sell, store or keep the books see of the supplier side, and what they do there (000-8, 003-35)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.purchase_limit = 500

    def _dear(self):
        return self._purchase((self.hammer, 50, 20))  # 1,000 net, 1,190 gross

    def test_sales_and_warehouse_do_not_order(self):
        order = self._dear()
        warehouse = new_test_user(self.env, "kontor_only_stock", groups="stock.group_stock_user")
        for user in (self.seller, warehouse):
            for act in (
                lambda user=user: order.with_user(user).change_status("order"),
                lambda user=user: order.with_user(user).button_approve(),
                lambda user=user: order.with_user(user).order_line.write({"price_unit": 1}),
                lambda user=user: order.with_user(user).remind_receipts(),
                lambda user=user: order.with_user(user).request_from([self.other_supplier.id]),
                lambda user=user: order.with_user(user).record_change(),
                lambda user=user: order.with_user(user).release_blocks("purchase", "ich darf"),
            ):
                with self.assertRaises(UserError):
                    act()
            self.env.invalidate_all()  # what the buyer has read doesn't help others
            with self.assertRaisesRegex(UserError, "You lack the right|not allowed to access"):
                order.with_user(user).button_confirm()
        for act in (order.with_user(warehouse).button_confirm, order.with_user(warehouse).action_addendum):
            self.env.invalidate_all()
            with self.assertRaisesRegex(UserError, "lack the right to change supplier orders"):
                act()
        self.assertPurchaseStatus(order, "request")

    def test_003_35_prices_of_suppliers_are_for_those_who_buy_or_pay(self):
        """The warehouse sees what comes, and not what it costs: no field, no list, no sum, no paper."""
        order = self._purchase((self.nail, 10))
        order.change_status("order")
        order.order_line.product_qty = 12
        warehouse = new_test_user(self.env, "kontor_only_stock", groups="stock.group_stock_user")
        own, line = order.with_user(warehouse), order.order_line.with_user(warehouse)
        self.env.invalidate_all()
        for record in (own, line):
            told = {name for name in record.fields_get() if "price" in name or "amount" in name or "discount" in name}
            self.assertLessEqual(told, {"company_price_include", "discount_given", "given_price_uom_id"}, record._name)
        self.assertFalse(own.block_text)
        for act in (
            lambda: own.read(["amount_total"]),
            lambda: line.read(["price_unit"]),
            lambda: own.read(["told_lines"]),
            lambda: own.search([("amount_total", ">", 20)]),
            lambda: own.search([], order="amount_total"),
            lambda: own._read_group([], ["partner_id"], ["amount_total:sum"]),
            lambda: line.search([("price_unit", ">", 1)]),
            own.get_request_comparison,
            own.action_print_status_documents,
            lambda: (
                self.env["ir.actions.report"]
                .with_user(warehouse)
                ._render_qweb_pdf("purchase.action_report_purchase_order", order.ids)
            ),
            self.supplier.with_user(warehouse).get_supplier_header,
        ):
            with self.assertRaises(UserError):
                act()
        for user in (self.buyer, self.bookkeeper, self.purchase_manager):
            self.env.invalidate_all()
            self.assertEqual(order.with_user(user).read(["amount_untaxed"])[0]["amount_untaxed"], 24)
            order.with_user(user).action_print_status_documents()

    def test_003_35_the_warehouse_receives_without_seeing_prices(self):
        order = self._purchase((self.nail, 10), (self.hammer, 2))
        order.change_status("order")
        warehouse = new_test_user(self.env, "kontor_only_stock", groups="stock.group_stock_user")
        receipt = order.picking_ids.with_user(warehouse)
        self.env.invalidate_all()
        for move, quantity in zip(receipt.move_ids, (4, 2)):
            move.write({"quantity": quantity, "picked": True})
        receipt.with_context(skip_backorder=True).button_validate()
        self.assertEqual(receipt.state, "done")
        self.assertEqual(order.order_line.mapped("qty_received"), [4, 2])
        rest = (order.picking_ids - receipt).with_user(warehouse)
        rest.move_ids.picked = True
        rest.button_validate()
        self.assertPurchaseStatus(order, "receipt")
        back = (
            self.env["stock.return.picking"]
            .with_user(warehouse)
            .with_context(active_id=rest.id, active_ids=rest.ids, active_model="stock.picking")
            .create({"picking_id": rest.id})
        )
        back.product_return_moves.quantity = 1
        returned = back._create_return()
        returned.move_ids.picked = True
        returned.button_validate()
        self.assertEqual(returned.state, "done")

    def test_000_8_receipts_belong_to_the_warehouse_and_to_purchasing(self):
        order = self._purchase((self.nail, 10))
        order.change_status("order")
        receipt = order.picking_ids
        for user in (self.seller, self.bookkeeper):
            own = receipt.with_user(user)
            for act in (
                own.button_validate,
                own.action_cancel,
                own.do_unreserve,
                lambda own=own: own.write({"scheduled_date": "2030-01-01"}),
                lambda own=own: own.move_ids.write({"quantity": 3, "picked": True}),
                lambda own=own: own.copy(),
            ):
                with self.assertRaisesRegex(UserError, "lack the right|not allowed"), self.env.cr.savepoint():
                    act()
        self.assertEqual((receipt.state, len(order.picking_ids)), ("assigned", 1))
        receipt.with_user(self.buyer).move_ids.picked = True
        receipt.with_user(self.buyer).button_validate()
        self.assertEqual(receipt.state, "done")

    def test_000_8_the_warehouse_receives_in_the_status_dialog(self):
        service = self._product("Montage", type="service", purchase_method="receive", standard_price=10)
        order = self._purchase((self.nail, 10), (service, 2))
        warehouse = new_test_user(self.env, "kontor_only_stock", groups="stock.group_stock_user")
        own = order.with_user(warehouse)
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "right to change supplier orders"):
            own.change_status("receipt")  # ordering it on the way is for those who buy
        order.change_status("order")
        self.env.invalidate_all()
        self.assertEqual([option["status"] for option in own.get_status_options() if option["allowed"]], ["receipt"])
        own.change_status("receipt", quantities=[{"line_id": own.order_line[0].id, "quantity": 4}])
        self.assertEqual(order.order_line.mapped("qty_received"), [4, 0])
        self.env.invalidate_all()
        action = own.action_open_status_dialog("receipt")
        change = self.env[action["res_model"]].with_user(warehouse).browse(action["res_id"])
        self.assertEqual((change.target, change.line_ids.mapped("quantity")), ("receipt", [6, 2]))
        change.action_change()
        self.assertEqual(order.order_line.mapped("qty_received"), [10, 2])
        self.assertPurchaseStatus(order, "receipt")
        for user in (self.seller, self.bookkeeper):
            rest = self._in_purchase_status("order").with_user(user)
            with self.assertRaises(UserError):
                rest.change_status("receipt")

    def test_003_35_the_warehouse_opens_supplier_orders_on_the_screen(self):
        order = self._purchase((self.nail, 10))
        order.change_status("order")
        warehouse = new_test_user(self.env, "kontor_only_stock", groups="stock.group_stock_user")
        orders = self.env["purchase.order"].with_user(warehouse)
        views = orders.get_views([(False, "form"), (False, "list"), (False, "kanban"), (False, "search")])["views"]
        for kind, view in views.items():
            for name in ("amount_total", "price_unit", "price_subtotal", "tax_totals", "kontor_supplier_header"):
                self.assertNotIn(f'"{name}"', view["arch"], kind)
        self.env.invalidate_all()
        for kind in ("list", "kanban"):
            names = [node.get("name") for node in etree.fromstring(views[kind]["arch"]).iter("field")]
            self.assertEqual(order.with_user(warehouse).read(names)[0]["name"], order.name)
