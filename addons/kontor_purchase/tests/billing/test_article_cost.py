from odoo import Command
from odoo.addons.kontor_sales.tools.cost_field import ARTICLE_COST
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common import PurchaseCase


@tagged("post_install", "-at_install")
class TestArticleCostOfSuppliers(PurchaseCase):
    """What suppliers charge is known to who buys (003-35); sales and the warehouse work on without it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.picker = new_test_user(cls.env, "kontor_cost_picker", groups="stock.group_stock_user")
        cls.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": cls.nail.id,
                "product_min_qty": 50,
                "product_max_qty": 50,
                "trigger": "manual",
                "supplier_id": cls.nail.seller_ids.id,
            }
        )

    def test_003_35_who_buys_knows_what_articles_cost(self):
        self.assertTrue(self.buyer.has_group(ARTICLE_COST))
        self.assertEqual(self.nail.with_user(self.buyer).standard_price, 2)
        self.assertEqual(self.nail.seller_ids.with_user(self.buyer).price, 2)
        self.assertIn("2.00", self.nail.seller_ids.with_user(self.buyer).display_name)

    def test_003_35_proposals_are_seen_without_prices(self):
        proposal = self.env["stock.warehouse.orderpoint"].with_user(self.picker).search([("product_id", "=", self.nail.id)])
        row = proposal.web_read({"supplier_id": {"fields": {"display_name": {}}}, "proposal_quantity": {}})[0]
        self.assertEqual(row["proposal_quantity"], 50)
        self.assertEqual(row["supplier_id"]["display_name"], self.supplier.display_name)
        with self.assertRaises(AccessError):
            proposal.read(["proposal_price"])

    def test_003_35_what_is_bought_for_an_order_is_asked_for_by_the_clerk(self):
        """Confirming an order of what is bought to order finds the supplier and his price, whoever confirms."""
        routes = self.env.ref("stock.route_warehouse0_mto") | self.env.ref("purchase_stock.route_warehouse0_buy")
        routes.active = True
        self.hammer.route_ids = [Command.set(routes.ids)]
        order = self._order((self.hammer, 3))
        order.change_status("order")
        line = self.env["purchase.order.line"].search([("product_id", "=", self.hammer.id)])
        self.assertEqual((line.product_qty, line.price_unit), (3, 18))
        purchase = line.order_id
        purchase.button_confirm()
        self._receive(purchase)
        move = purchase.picking_ids.move_ids
        self.assertEqual(move.value, 54)
        with self.assertRaises(AccessError):
            move.with_user(self.picker).read(["value"])
        order.change_status("invoice")
        self.assertStatus(order, "invoice")

    def test_003_35_what_a_bill_differs_from_the_cost_is_booked(self):
        """Whoever posts bills need not know the cost with which they are compared."""
        self.company.anglo_saxon_accounting = True
        accounts = self.env["account.account"]
        expense, difference = accounts.search([("account_type", "=", "expense")], limit=2)
        stock = accounts.create(
            {"name": "Waren", "code": "989899", "account_type": "asset_current", "account_stock_variation_id": expense.id}
        )
        category = self.env["product.category"].create(
            {
                "name": "Standard",
                "property_cost_method": "standard",
                "property_valuation": "real_time",
                "property_stock_valuation_account_id": stock.id,
                "property_price_difference_account_id": difference.id,
            }
        )
        self.assertFalse(self.bookkeeper.has_group(ARTICLE_COST))
        self.hammer.categ_id = category
        order = self._purchase((self.hammer, 5, 22))
        order.change_status("order")
        self._receive(order)
        bill = self._bill(order)
        booked = bill.line_ids.filtered(lambda line: line.account_id == difference)
        self.assertEqual(abs(sum(booked.mapped("balance"))), 10, "5 × (22 − 20)")
