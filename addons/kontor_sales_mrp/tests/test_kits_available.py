from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ManufacturingCase


@tagged("post_install", "-at_install")
class TestKitsAvailable(ManufacturingCase):
    """001-10: a kit can leave as often as all of its components are there; the dialog says so beforehand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kit = cls._product("Regal", type="consu", is_storable=True, invoice_policy="order", list_price=90)
        cls._bom(cls.kit, (cls.leg, 4), (cls.drawer, 2), type="phantom")

    def _delivery(self, order):
        return {option["status"]: option for option in order.get_status_options()}["delivery"]

    def test_a_component_is_missing(self):
        self._stock(self.leg, 100)
        for confirmed in (False, True):
            order = self._order((self.kit, 2))
            if confirmed:
                order.change_status("order")
            self.assertEqual(order._available_quantities(), {order.order_line: 0})
            option = self._delivery(order)
            self.assertIn("Regal", option["reason"])
            with self.assertRaises(UserError) as refusal:
                order.change_status("delivery")
            self.assertIn(option["reason"], str(refusal.exception))

    def test_as_many_as_the_scarcest_component_makes(self):
        self._stock(self.leg, 100)
        self._stock(self.drawer, 5)
        order = self._order((self.kit, 4))
        self.assertEqual(order._available_quantities(), {order.order_line: 2})
        order.change_status("order")
        self.assertEqual(order._available_quantities(), {order.order_line: 2})
        order.change_status("delivery")
        self.assertEqual(order.order_line.qty_delivered, 2)
        self.assertEqual(order._available_quantities(), {order.order_line: 0})
        self._stock(self.drawer, 1)
        self.assertEqual(order._available_quantities(), {order.order_line: 1})
        order.change_status("delivery")
        self.assertEqual(order.order_line.qty_delivered, 3)
