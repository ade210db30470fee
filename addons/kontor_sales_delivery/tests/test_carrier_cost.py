from odoo.addons.kontor_sales.tests.common import OrderCase
from odoo.exceptions import AccessError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestCarrierCost(OrderCase):
    """The internal cost of the delivery method is part of the document's cost (003-37)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.drill.standard_price = 60
        cls.company.write({"cost_with_shipping": True, "internal_shipping_cost": 5})
        cls.carrier = cls.env["delivery.carrier"].create(
            {
                "name": "Spedition",
                "product_id": cls.setup.id,
                "has_internal_cost": True,
                "internal_shipping_cost": 40,
                "internal_packaging_cost": 8,
                "internal_insurance_percent": 1,
            }
        )

    def test_003_37_delivery_method(self):
        order = self._order((self.drill, 2))
        self.assertEqual(order.sudo().document_cost, 125)
        order.carrier_id = self.carrier
        self.assertEqual(order.sudo().document_cost, 170)  # 120 + 40 + 8 + 1 % of 200
        self.assertEqual(order.sudo().margin, 30)
        self.carrier.has_internal_cost = False
        self.assertEqual(self._order((self.drill, 2), carrier_id=self.carrier.id).sudo().document_cost, 125)

    def test_003_37_only_if_it_is_set(self):
        self.company.cost_with_shipping = False
        self.assertEqual(self._order((self.drill, 2), carrier_id=self.carrier.id).sudo().document_cost, 120)

    def test_cost_needs_the_right(self):
        with self.assertRaises(AccessError):
            self.carrier.with_user(self.clerk).read(["internal_shipping_cost"])
