from ast import literal_eval
from datetime import timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.tests import tagged

from ..common import PurchaseCase


@tagged("post_install", "-at_install")
class TestPurchaseHistory(PurchaseCase):
    """Completed supplier orders leave the daily lists with their receipts and bills, and come back (002-20)."""

    def _move(self, days=31):
        self.company.write({"history_rule": "after", "history_count": 30, "history_unit": "days"})
        self.env.flush_all()
        with freeze_time(fields.Datetime.now() + timedelta(days=days)), self.enter_registry_test_mode():
            self.env.ref("kontor_sales.cron_move_to_history").method_direct_trigger()
        self.env.invalidate_all()

    def _documents(self, order):
        return order.sudo().picking_ids, order.sudo().invoice_ids

    def _in_history(self, order):
        """Return which of an order, its receipts and its bills are in the Historie: True, False, or both."""
        receipts, bills = self._documents(order)
        return {record.is_history for records in (order, receipts, bills) for record in records}

    def test_completed_and_cancelled_orders_go_and_open_ones_stay(self):
        orders = {status: self._in_purchase_status(status) for status in ("request", "order", "bill", "done", "cancel")}
        self.assertEqual(orders["done"].completed_on, self.today)
        self._move()
        self.assertEqual({status for status, order in orders.items() if order.is_history}, {"done", "cancel"})

    def test_receipts_and_bills_go_with_their_order(self):
        done, billed = self._in_purchase_status("done"), self._in_purchase_status("bill")
        self._move()
        self.assertEqual((self._in_history(done), self._in_history(billed)), ({True}, {False}))
        receipts, bills = self._documents(done)
        for xmlid, records, others in (
            ("kontor_purchase.action_history", done, billed),
            ("kontor_purchase.action_history_receipt", receipts, billed.sudo().picking_ids),
            ("kontor_purchase.action_history_bill", bills, billed.sudo().invoice_ids),
        ):
            action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
            found = self.env[action["res_model"]].search(literal_eval(action["domain"]))
            self.assertFalse(records - found, xmlid)
            self.assertFalse(others & found, xmlid)
        sold = self.env["ir.actions.act_window"]._for_xml_id("kontor_sales.action_history_delivery")
        self.assertFalse(receipts & receipts.search(literal_eval(sold["domain"])), "no delivery to a customer")

    def test_a_reversed_payment_brings_everything_back(self):
        order = self._in_purchase_status("done")
        self._move()
        self.assertTrue(order.is_history)
        order.sudo().invoice_ids.line_ids.remove_move_reconcile()
        self.assertPurchaseStatus(order, "bill")
        self.env.invalidate_all()
        self.assertEqual(self._in_history(order), {False})
        self.assertFalse(order.completed_on)

    def test_goods_sent_back_bring_everything_back(self):
        order = self._in_purchase_status("done")
        self._move()
        receipt = order.sudo().picking_ids
        wizard = self.env["stock.return.picking"].create({"picking_id": receipt.id})
        wizard.product_return_moves.quantity = 1
        wizard._create_return()
        self.env.invalidate_all()
        self.assertEqual(self._in_history(order), {False})

    def test_a_changed_bill_brings_the_order_back(self):
        order = self._in_purchase_status("done")
        self._move()
        order.sudo().invoice_ids.ref = "ER-4711"
        self.env.invalidate_all()
        self.assertEqual(self._in_history(order), {False})

    def test_a_bill_of_two_orders_goes_with_the_last_of_them(self):
        first, second = (self._purchase((self.hammer, 5)) for _number in range(2))
        for order in (first, second):
            order.button_confirm()
            self._receive(order)
        bill = self._bill(first | second)
        self._pay(bill)
        self.env.flush_all()
        self.assertEqual((first.lifecycle_status, second.lifecycle_status), ("done", "done"))
        # the second one was completed later
        self.env.cr.execute("UPDATE purchase_order SET completed_on = completed_on + 20 WHERE id = %s", [second.id])
        self._move()
        self.assertEqual((first.is_history, second.is_history, bill.is_history), (True, False, False))
        self._move(60)
        self.assertEqual((first.is_history, second.is_history, bill.is_history), (True, True, True))
