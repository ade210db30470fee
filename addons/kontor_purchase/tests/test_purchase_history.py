from datetime import timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.tests import tagged

from .common import PurchaseCase


@tagged("post_install", "-at_install")
class TestPurchaseHistory(PurchaseCase):
    """Completed supplier orders leave the daily lists, and come back when they change (002-20)."""

    def _move(self, days=31):
        self.company.write({"history_rule": "after", "history_count": 30, "history_unit": "days"})
        self.env.flush_all()
        with freeze_time(fields.Datetime.now() + timedelta(days=days)), self.enter_registry_test_mode():
            self.env.ref("kontor_sales.cron_move_to_history").method_direct_trigger()
        self.env.invalidate_all()

    def test_completed_and_cancelled_orders_go_and_open_ones_stay(self):
        orders = {status: self._in_purchase_status(status) for status in ("request", "order", "bill", "done", "cancel")}
        self.assertEqual(orders["done"].completed_on, self.today)
        self._move()
        self.assertEqual({status for status, order in orders.items() if order.is_history}, {"done", "cancel"})

    def test_a_reversed_payment_brings_the_order_back(self):
        order = self._in_purchase_status("done")
        self._move()
        self.assertTrue(order.is_history)
        order.sudo().invoice_ids.line_ids.remove_move_reconcile()
        self.assertPurchaseStatus(order, "bill")
        self.env.invalidate_all()
        self.assertFalse(order.is_history)
        self.assertFalse(order.completed_on)
