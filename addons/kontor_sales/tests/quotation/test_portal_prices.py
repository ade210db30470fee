import re

from lxml import html
from odoo.tests import HttpCase, tagged

from ..common import OrderCase


@tagged("post_install", "-at_install", "kontor_once")
class TestPortalPrices(HttpCase, OrderCase):
    """001-13 on the customer's page: the prices that the document prints."""

    def _page(self, order):
        order.action_quotation_sent()
        order._portal_ensure_token()
        self.env.flush_all()
        content = html.fromstring(self.url_open(order.get_portal_url()).content)
        self.assertTrue(content.xpath("//table[@id='sales_order_table']"))
        return re.sub(r"\s+", " ", " ".join(content.xpath("//div[@id='quote_content']")[0].itertext()))

    def test_consumers_see_gross_prices(self):
        self.customer.business_customer = False
        order = self._order((self.drill, 2))
        page = self._page(order)
        self.assertIn("119.00", page)
        self.assertIn("238.00", page)
        self.assertIn("Total incl. tax", page)
        self.assertNotIn("200.00 Untaxed", page)
        cells = re.findall(r"100\.00", page)
        self.assertFalse(cells, "no net price")

    def test_business_customers_see_net_prices(self):
        self.customer.business_customer = True
        order = self._order((self.drill, 2))
        page = self._page(order)
        self.assertIn("100.00", page)
        self.assertIn("200.00", page)
        self.assertNotIn("119.00", page)
        self.assertNotIn("Total incl. tax", page)

    def test_a_discount(self):
        self.customer.business_customer = False
        order = self._order((self.drill, 2))
        order.order_line.discount = 50
        page = self._page(order)
        self.assertIn("119.00", page)
        self.assertIn("59.50", page)
