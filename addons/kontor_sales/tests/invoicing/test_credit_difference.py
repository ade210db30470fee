from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_final_invoice import InvoicingCase


@tagged("post_install", "-at_install")
class TestCreditDifference(InvoicingCase):
    """004-25/26: whenever more is invoiced than the order's volume, a credit note of exactly the difference."""

    def _credit(self, order, amount, post=True):
        """Make the credit note that is offered, and check its amount; afterwards nothing is offered any more."""
        self.assertAlmostEqual(order.credit_difference_amount, amount)
        ids = order.action_create_credit_note_difference()
        credit_note = self.env["account.move"].browse(ids)
        self.assertEqual(credit_note.mapped("move_type"), ["out_refund"])
        self.assertEqual(credit_note.order_invoice_type, "credit_note")
        self.assertAlmostEqual(credit_note.amount_total, amount)
        self.assertEqual(order.credit_difference_amount, 0)
        self.assertEqual(order.action_create_credit_note_difference(), [])
        if post:
            credit_note.action_post()
            self.assertEqual(order.credit_difference_amount, 0)
        return credit_note

    def test_nothing_is_offered_while_nothing_is_over(self):
        order = self._order((self.plank, 10))
        self.assertEqual((order.credit_difference_amount, order.action_create_credit_note_difference()), (0, []))
        order.change_status("order")
        self._deliver(order, 4)
        self._invoices(order, "partial", lines=[{"line_id": order.order_line.id, "quantity": 7}])
        self.assertEqual((order.credit_difference_amount, order.action_create_credit_note_difference()), (0, []))
        order.change_status("invoice")
        self.assertEqual((order.credit_difference_amount, order.action_create_credit_note_difference()), (0, []))

    def test_004_25_a_return_of_goods_invoiced_on_delivery(self):
        order = self._order((self.plank, 10), (self.book, 3))
        order.change_status("invoice")
        invoice = order.invoice_ids
        picking = order.picking_ids
        returned = self._return(picking, 4 if len(picking.move_ids) == 1 else 2)
        self.assertEqual(returned.state, "done")
        credit_note = self._credit(order, 2 * 119 + 2 * 33.33 + 4.67)
        self.assertEqual(credit_note.reversed_entry_id, invoice)
        self.assertEqual(credit_note.invoice_line_ids.mapped("quantity"), [2, 2])
        self.assertTrue(order.is_settled)
        self.assertAlmostEqual(self._balance(), invoice.amount_total - credit_note.amount_total)

    def test_004_25_a_return_of_goods_invoiced_on_order(self):
        self.drill.taxes_id = self.tax_19
        order = self._order((self.drill, 10))
        order.change_status("invoice")
        self.assertTrue(order.is_settled)
        self._return(order.picking_ids, 4)
        self.assertFalse(order.is_settled)
        self._credit(order, 476)
        self.assertStatus(order, "invoice")
        self.assertTrue(order.is_settled)
        self.assertFalse(order.is_left_to_invoice)
        self.assertEqual(order.order_line.qty_to_invoice, 0)

    def test_exchanged_goods_are_not_credited(self):
        self.drill.taxes_id = self.tax_19
        order = self._order((self.drill, 10))
        order.change_status("invoice")
        returned = self._return(order.picking_ids.filtered(lambda p: p.state == "done"), 4)
        again = self._return(returned, 4)
        self.assertEqual((again.state, order.order_line.qty_delivered), ("done", 10))
        self.assertEqual((order.credit_difference_amount, order.action_create_credit_note_difference()), (0, []))
        self.assertTrue(order.is_settled)

    def test_004_25_a_reduced_order_after_its_invoice(self):
        order = self._order((self.setup, 5))
        self.setup.taxes_id = self.tax_19
        order.order_line.tax_ids = self.tax_19
        order.change_status("invoice")
        order.order_line.product_uom_qty = 3
        self._credit(order, 119)
        self.assertStatus(order, "invoice")

    def test_004_25_a_reduced_price(self):
        order = self._order((self.plank, 10))
        order.change_status("invoice")
        order.order_line.price_unit = 90
        credit_note = self._credit(order, 119)
        self.assertEqual(credit_note.invoice_line_ids.mapped("quantity"), [10, -10])
        self.assertEqual(credit_note.invoice_line_ids.mapped("price_unit"), [100, 90])
        self.assertEqual(order.order_line.qty_invoiced, 10)
        # the next reduction starts from the price that was settled on, and goods come back at it
        order.order_line.price_unit = 80
        self._credit(order, 119)
        self._return(order.picking_ids, 1)
        self._credit(order, 95.2)

    def test_a_discount_given_afterwards(self):
        order = self._order((self.plank, 10))
        order.change_status("invoice")
        order.order_line.discount = 5
        self._credit(order, 59.5)

    def test_after_part_and_final_invoice_at_their_prices(self):
        order = self._order((self.plank, 10))
        order.change_status("order")
        self._deliver(order, 4)
        partial = self._invoices(order, "partial", lines=[{"line_id": order.order_line.id, "quantity": 4}])
        order.order_line.price_unit = 110
        order.change_status("delivery")
        order.change_status("invoice")
        final = order.invoice_ids - partial
        first, second = order.picking_ids.sorted("id")
        self._return(second, 6)
        self._return(first, 1)
        # the six at 110 of the final invoice first, then one at 100 of the part invoice
        credit_note = self._credit(order, 6 * 130.9 + 119)
        self.assertEqual(credit_note.credited_invoice_ids, partial | final)
        self.assertIn(partial.name, credit_note.ref)

    def test_after_a_down_payment_and_its_final_invoice(self):
        order = self._order((self.plank, 10))
        order.change_status("order")
        self._invoices(order, "down_payment", percentage=50)
        order.change_status("invoice")
        self._return(order.picking_ids, 2)
        self._credit(order, 238)

    def test_down_payments_above_a_reduced_order(self):
        order = self._order((self.plank, 10), (self.book, 3))
        order.change_status("order")
        down_payment = self._invoices(order, "down_payment", percentage=60)
        lines = order._invoiceable_positions()
        lines[0].product_uom_qty = 1
        lines[1].product_uom_qty = 0
        credit_note = self._credit(order, down_payment.amount_total - 119)
        by_rate = credit_note._get_amounts_by_tax_rate(order)
        self.assertEqual(by_rate[19], (-500, -95))
        self.assertEqual(by_rate[7], (-59.99, -4.2))

    def test_a_part_invoice_taken_back_by_hand_is_not_credited_twice(self):
        order = self._order((self.plank, 10))
        order.change_status("invoice")
        self._return(order.picking_ids, 4)
        invoice = order.invoice_ids
        by_hand = invoice._reverse_moves([{"invoice_date": self.today}])
        by_hand.invoice_line_ids.quantity = 3
        self._credit(order, 119)

    def test_many_orders_at_once(self):
        orders = self.env["sale.order"]
        for quantity in (1, 2):
            order = self._order((self.plank, 5))
            order.change_status("invoice")
            self._return(order.picking_ids, quantity)
            orders |= order
        orders |= self._order((self.plank, 5))
        credit_notes = self.env["account.move"].browse(orders.action_create_credit_note_difference())
        self.assertEqual(credit_notes.mapped("amount_total"), [119, 238])

    def test_rights_and_arguments(self):
        order = self._order((self.plank, 10))
        order.change_status("invoice")
        self._return(order.picking_ids, 1)
        with self.assertRaises(UserError):
            self.env["sale.order"].action_create_credit_note_difference()
        ids = order.with_user(self.seller).action_create_credit_note_difference()
        self.assertEqual(self.env["account.move"].browse(ids).state, "draft", "who may not post makes a draft")

    def test_the_button_opens_the_credit_note(self):
        order = self._order((self.plank, 10))
        order.change_status("invoice")
        self._return(order.picking_ids, 1)
        action = order.action_credit_difference()
        self.assertEqual(self.env["account.move"].browse(action["res_id"]).amount_total, 119)
        with self.assertRaisesRegex(UserError, "Nothing is invoiced above"):
            order.action_credit_difference()
