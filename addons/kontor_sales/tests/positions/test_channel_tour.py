from odoo.tests import HttpCase, tagged

from ..common import OrderCase


@tagged("post_install", "-at_install", "kontor_once")
class TestTourFreePosition(OrderCase, HttpCase):
    """A free position on the screen (004-5)."""

    def test_004_5_a_clerk_adds_a_free_position(self):
        self.clerk.lang = "en_US"
        order = self._order((self.drill, 1))
        self.env.flush_all()
        self.start_tour(
            f"/odoo/action-kontor_sales.action_quotation/{order.id}", "kontor_free_position", login=self.clerk.login
        )
        self.env.invalidate_all()
        line = order.order_line.filtered("is_free_position")
        self.assertEqual((line.name, line.product_uom_qty, line.price_unit), ("Assembly on Saturday", 3, 80.0))
        self.assertEqual(order.amount_untaxed, 340.0)
