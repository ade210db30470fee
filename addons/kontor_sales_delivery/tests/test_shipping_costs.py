from odoo.addons.kontor_sales.tests.common import OrderCase
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestShippingCosts(OrderCase):
    """001-2: what the carrier charges at the delivery is no position any more once the order was invoiced completely."""

    def _deliver_at_real_cost(self, order):
        carrier = self.env["delivery.carrier"].create(
            {"name": "Paketdienst", "product_id": self.setup.id, "invoice_policy": "real"}
        )
        picking = order.picking_ids.with_user(self.clerk)
        picking.sudo().write({"carrier_id": carrier.id, "carrier_price": 12.5})
        picking._add_delivery_cost_to_so()
        return order.order_line.filtered("is_delivery")

    def test_001_2_before_the_invoice_they_become_a_position(self):
        order = self._in_status("order")
        self.assertEqual(self._deliver_at_real_cost(order).price_unit, 12.5)

    def test_001_2_after_it_the_delivery_goes_on_and_the_order_says_so(self):
        order = self._in_status("order")
        order.change_status("invoice", delivery="none")
        self.assertFalse(self._deliver_at_real_cost(order))
        self.assertIn("12.50", order.message_ids[:1].body)
        order.action_deliver_open()
        self.assertStatus(order, "invoice")
