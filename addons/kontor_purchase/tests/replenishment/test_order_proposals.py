from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..common import PurchaseCase


@tagged("post_install", "-at_install")
class TestOrderProposals(PurchaseCase):
    """000-8, 002-15: proposals from minimum stock and open customer orders, ordered many at once, never twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hammer.seller_ids.filtered(lambda seller: seller.partner_id == cls.other_supplier).sequence = 9
        cls.plain_buyer = new_test_user(cls.env, "kontor_plain_buyer", groups="purchase.group_purchase_user")

    def _proposals(self, *products):
        """Open the list as the buyer does, and return his proposals for these articles."""
        model = self.env["stock.warehouse.orderpoint"].with_user(self.plain_buyer)
        action = model.action_open_proposals()
        self.assertEqual(action["res_model"], "stock.warehouse.orderpoint")
        return model.search([("product_id", "in", [product.id for product in products]), ("qty_to_order", ">", 0)])

    def _minimum(self, product, quantity):
        self.env["stock.warehouse.orderpoint"].create(
            {"product_id": product.id, "product_min_qty": quantity, "product_max_qty": quantity, "trigger": "manual"}
        )

    def test_000_8_from_minimum_stock(self):
        self._minimum(self.nail, 50)
        self._stock(self.nail, 20)
        proposal = self._proposals(self.nail)
        self.assertEqual((proposal.qty_on_hand, proposal.qty_to_order, proposal.proposal_quantity), (20, 30, 30))
        self.assertEqual((proposal.proposal_supplier_id, proposal.proposal_price), (self.supplier, 2))

    def test_002_15_from_open_customer_orders(self):
        self._stock(self.hammer, 3)
        order = self._order((self.hammer, 8))
        order.change_status("order")
        proposal = self._proposals(self.hammer)
        self.assertEqual(
            (proposal.qty_on_hand, proposal.proposal_reserved, proposal.proposal_demand, proposal.proposal_coming),
            (3, 3, 8, 0),
        )
        self.assertEqual(proposal.proposal_quantity, 5)

    def test_002_15_many_at_once_one_request_per_supplier(self):
        self._minimum(self.nail, 50)
        self._order((self.hammer, 8)).change_status("order")
        proposals = self._proposals(self.hammer, self.nail)
        self.assertEqual(len(proposals), 2)
        orders = self.env["purchase.order"].browse(proposals.order_proposals())
        self.assertEqual(orders.partner_id, self.supplier)
        self.assertEqual(len(orders), 1)
        self.assertEqual(
            {(line.product_id, line.product_qty, line.price_unit) for line in orders.order_line},
            {(self.hammer, 8, 20), (self.nail, 50, 2)},
        )

    def test_002_15_nothing_twice(self):
        self._minimum(self.nail, 50)
        proposals = self._proposals(self.nail)
        order = self.env["purchase.order"].browse(proposals.order_proposals())
        with self.assertRaisesRegex(UserError, "left to order"):
            proposals.order_proposals()
        self.assertEqual(sum(order.order_line.mapped("product_qty")), 50)
        self.assertFalse(self._proposals(self.nail))

    def test_002_15_what_is_ordered_for_a_customer_order_is_not_proposed_again(self):
        order = self._order((self.hammer, 8))
        order.change_status("order")
        order.sudo().order_from_suppliers()
        self.assertFalse(self._proposals(self.hammer))

    def test_002_15_the_minimum_quantity_of_the_supplier(self):
        self.nail.seller_ids.min_qty = 100
        self._minimum(self.nail, 50)
        proposal = self._proposals(self.nail)
        self.assertEqual((proposal.qty_to_order, proposal.proposal_quantity), (50, 100))
        order = self.env["purchase.order"].browse(proposal.order_proposals())
        self.assertEqual((order.order_line.product_qty, order.order_line.price_unit), (100, 2))

    def test_002_15_a_quantity_of_ones_own(self):
        self._minimum(self.nail, 50)
        proposal = self._proposals(self.nail)
        proposal.qty_to_order = 70
        order = self.env["purchase.order"].browse(proposal.order_proposals())
        self.assertEqual(order.order_line.product_qty, 70)

    def test_002_15_an_article_without_supplier_is_named(self):
        unknown = self._product("Sonderposten", type="consu", is_storable=True)
        self._minimum(unknown, 5)
        with self.assertRaisesRegex(UserError, "Sonderposten"):
            self._proposals(unknown).order_proposals()

    def test_002_15_only_with_the_right(self):
        self._minimum(self.nail, 50)
        proposals = self._proposals(self.nail)
        with self.assertRaisesRegex(UserError, "right to order from suppliers"):
            proposals.with_user(self.clerk).order_proposals()
        with self.assertRaises(UserError):
            self.env["stock.warehouse.orderpoint"].order_proposals()
