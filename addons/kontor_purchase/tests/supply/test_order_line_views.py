from ast import literal_eval

from lxml import etree
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestOrderLineViews(TransactionCase):
    """What is ordered from suppliers, and made, belongs to the view *Verfolgung* of an order's lines (002-3)."""

    def test_002_3_supply_is_tracking(self):
        view = self.env["sale.order"].get_view(self.env.ref("sale.view_order_form").id)
        lines = etree.fromstring(view["arch"]).xpath("//field[@name='order_line']/list")[0]
        names = ["supply_state", "supply_expected_on", "supply_ordered_quantity", "supply_received_quantity"]
        if "manufacturing_state" in self.env["sale.order.line"]._fields:
            names += ["manufacturing_state", "qty_in_production", "shipping_state", "invoicing_state"]
        for name in names:
            with self.subTest(name):
                [column] = lines.xpath(f"./field[@name='{name}']")
                self.assertEqual(literal_eval(column.get("options"))["line_view"], "tracking")
