from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from ..common import OrderCase


@tagged("post_install", "-at_install", "kontor_once")
class TestTourAnalysis(OrderCase, HttpCase):
    """Cost, history and evaluations on the screen, by those who use them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk.lang = "en_US"  # the tours read English texts and figures, whatever the database's language
        cls.drill.standard_price = 60
        cls.setup.standard_price = 20
        groups = (
            "sales_team.group_sale_salesman_all_leads,stock.group_stock_user,account.group_account_invoice,"
            "kontor_sales.group_margin"
        )
        cls.boss = new_test_user(cls.env, "kontor_boss", groups=groups, lang="en_US")

    def _tour(self, url, tour, user=None):
        self.env.flush_all()
        self.start_tour(url, tour, login=(user or self.clerk).login)
        self.env.invalidate_all()

    def _order_url(self, order):
        return f"/odoo/action-kontor_sales.action_order/{order.id}"

    def test_003_35_cost_figures(self):
        order = self._order((self.drill, 2), (self.setup, 1))
        self._tour(self._order_url(order), "kontor_cost_figures", self.boss)
        self._tour(self._order_url(order), "kontor_cost_figures_hidden")

    def test_000_10_sales_history(self):
        sold = self._order((self.drill, 3))
        sold.order_line.price_unit = 88
        sold.change_status("order")
        order = self._order((self.setup, 1))
        self._tour(self._order_url(order), "kontor_sales_history")
        self.assertEqual(order.order_line[-1:].mapped("price_unit"), [88])

    def test_000_9_customer_documents(self):
        self._in_status("invoice")
        self._tour(f"/odoo/res.partner/{self.customer.id}", "kontor_customer_documents")

    def test_003_6_revenue(self):
        self._in_status("invoice")
        self._tour("/odoo/action-kontor_sales.action_revenue", "kontor_graph_screens", self.boss)

    def test_002_11_payment_forecast(self):
        self._in_status("invoice")
        self._tour("/odoo/action-kontor_sales.action_payment_forecast", "kontor_graph_screens")

    def test_002_18_order_analysis(self):
        self._in_status("delivery")
        self._tour("/odoo/action-kontor_sales.action_order_analysis", "kontor_list_screens", self.boss)

    def test_002_20_history(self):
        self.env["sale.order"].search([("is_history", "=", True)])._history_return()
        order = self._in_status("done")
        self.env.flush_all()
        self.env["sale.order"].sudo()._history_set(order.ids, leave=True)
        self.assertTrue(order.is_history and order.completed_on <= fields.Date.today() + timedelta(days=1))
        self._tour("/odoo/action-kontor_sales.action_history_order", "kontor_history")
        self.assertFalse(order.is_history)
