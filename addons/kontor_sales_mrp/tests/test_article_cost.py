from odoo.addons.kontor_sales.tools.cost_field import ARTICLE_COST
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ManufacturingCase


@tagged("post_install", "-at_install")
class TestArticleCostOfManufacturing(ManufacturingCase):
    """Manufacturing calculates with what articles cost (003-35); kits are sold without knowing it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.drawer.standard_price = 7

    def test_003_35_who_manufactures_knows_the_cost(self):
        self.assertTrue(self.planner.has_group(ARTICLE_COST))
        report = self.env["report.mrp.report_bom_structure"]
        self.assertTrue(report.with_user(self.planner).get_html(self.bench_bom.id))
        with self.assertRaises(AccessError):
            report.with_user(self.clerk).get_html(self.bench_bom.id)

    def test_003_35_goods_are_made_and_sold(self):
        for product in (self.leg, self.drawer):
            self._stock(product, 100)
        order = self._confirmed((self.bench, 1))
        for production in self._productions(order.create_manufacturing_orders()).sorted("id", reverse=True):
            self._finish(production)
        order.with_user(self.clerk).change_status("invoice")
        self.assertStatus(order, "invoice")

    def test_003_35_a_kit_is_delivered_and_invoiced(self):
        kit = self._product("Satz", type="consu", is_storable=True, invoice_policy="delivery", list_price=90)
        self._bom(kit, (self.drawer, 2), type="phantom")
        self._stock(self.drawer, 10)
        order = self._order((kit, 2))
        order.change_status("invoice")
        self.assertEqual(order.invoice_ids.sudo().document_cost, order.sudo().document_cost)
        self.assertStatus(order, "invoice")
