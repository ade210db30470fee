from odoo.tests import tagged

from .test_status_law import LawCase


@tagged("post_install", "-at_install")
class TestDeliveryToInvoice(LawCase):
    """001-9: Lieferung → Rechnung delivers what can be delivered, and what stays open is delivered with "Jetzt liefern"."""

    def test_001_9_what_is_there_is_delivered_first(self):
        for way in ("rpc", "dialog"):
            order = self._order((self.drill, 3))
            order.change_status("order")
            order.change_status("delivery", quantities=[{"line_id": order.order_line.id, "quantity": 1}])
            option = self._option(order, "invoice")
            self.assertIn("Bohrmaschine: 2", "\n".join(option["consequences"]))
            if way == "rpc":
                order.change_status("invoice")
            else:
                action = order.action_open_status_dialog("invoice")
                dialog = self.env[action["res_model"]].with_user(self.clerk).browse(action["res_id"])
                self.assertEqual(dialog.delivery, "all")
                self.assertIn("Bohrmaschine: 2", dialog.consequences)
                dialog.action_change()
            self.assertStatus(order, "invoice")
            self.assertEqual((order.order_line.qty_delivered, order.order_line.qty_invoiced), (3, 3))
            self.assertFalse(order.is_left_to_deliver)

    def test_001_9_only_what_was_delivered_by_choice(self):
        order = self._in_status("delivery")
        order.change_status("invoice", delivery="delivered")
        self.assertStatus(order, "delivery")
        self.assertFalse(order.reached_billing)
        self.assertEqual(order.order_line.qty_invoiced, 2)

    def test_001_9_invoiced_beforehand_it_is_delivered_within_rechnung(self):
        order = self._in_status("delivery")
        order.change_status("invoice", delivery="none")
        self.assertIn("Deliver Now", self._option(order, "delivery")["reason"])
        action = order.action_open_status_dialog()
        dialog = self.env[action["res_model"]].with_user(self.clerk).browse(action["res_id"])
        self.assertTrue(dialog.is_delivery_open)
        self.assertTrue(dialog.is_picking_open)
        dialog.action_deliver_open()
        self.assertStatus(order, "invoice")
        self.assertEqual(order.order_line.qty_delivered, 5)
