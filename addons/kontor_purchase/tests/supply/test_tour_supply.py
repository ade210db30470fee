from odoo.tests import HttpCase, new_test_user, tagged

from ..common import PurchaseCase


@tagged("post_install", "-at_install", "kontor_once")
class TestTourSupply(PurchaseCase, HttpCase):
    """Ordering from suppliers on the screen (002-15)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hammer.seller_ids.filtered(lambda seller: seller.partner_id == cls.other_supplier).sequence = 9
        cls.purchasing_clerk = new_test_user(
            cls.env,
            "kontor_purchasing_clerk",
            groups="sales_team.group_sale_salesman_all_leads,purchase.group_purchase_user,stock.group_stock_user",
        )
        cls.purchasing_clerk.lang = "en_US"

    def test_002_15_the_buyer_orders_for_a_customer_order(self):
        order = self._order((self.hammer, 5), user=self.purchasing_clerk)
        order.change_status("order")
        self.env.flush_all()
        self.start_tour(
            f"/odoo/action-kontor_sales.action_order/{order.id}", "kontor_supply", login=self.purchasing_clerk.login
        )
        self.env.invalidate_all()
        self.assertEqual(order.order_line.purchase_line_ids.product_qty, 5)

    def test_002_15_the_buyer_orders_proposals(self):
        self.env["stock.warehouse.orderpoint"].create(
            {"product_id": self.nail.id, "product_min_qty": 50, "product_max_qty": 50, "trigger": "manual"}
        )
        self.env.flush_all()
        self.start_tour(
            "/odoo/action-kontor_purchase.action_order_proposal_update",
            "kontor_order_proposals",
            login=self.purchasing_clerk.login,
        )
        self.env.invalidate_all()
        line = self.env["purchase.order.line"].search([("product_id", "=", self.nail.id)])
        self.assertEqual((line.product_qty, line.order_id.state), (50, "draft"))
