from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestStorno(OrderCase):
    """001-5 … 001-8: Storno with all its effects."""

    def _stock_of(self, product):
        product.invalidate_recordset(["qty_available"])
        return product.qty_available

    def test_001_6_done_deliveries_stay_done_and_open_ones_are_cancelled(self):
        stock = self._stock_of(self.drill)
        order = self._in_status("delivery")
        order.change_status("cancel", reason="Kunde hat abgesagt")
        self.assertStatus(order, "cancel")
        self.assertEqual(sorted(order.picking_ids.mapped("state")), ["cancel", "done"])
        self.assertEqual(self._stock_of(self.drill), stock - 2)
        self.assertEqual(order.cancel_note, "Kunde hat abgesagt")

    def test_001_7_what_was_invoiced_is_neutralised(self):
        revenue, balance = self._revenue(), self._balance()
        order = self._in_status("invoice", (self.drill, 5), (self.screw, 3))
        invoice = order.invoice_ids
        reason = self.env.ref("kontor_sales.cancel_reason_fraud")
        order.change_status("cancel", reason_id=reason.id)
        self.assertStatus(order, "cancel")
        self.assertEqual(order.cancel_reason_id, reason)
        credit_note = order.invoice_ids - invoice
        self.assertEqual(credit_note.move_type, "out_refund")
        self.assertEqual(credit_note.state, "posted")
        self.assertEqual(credit_note.order_invoice_type, "credit_note")
        self.assertEqual(credit_note.reversed_entry_id, invoice)
        self.assertEqual(invoice.payment_state, "reversed")
        self.assertAlmostEqual(self._revenue(), revenue)
        self.assertAlmostEqual(self._balance(), balance)

    def test_001_8_payments_received_become_credit_of_the_customer(self):
        order = self._in_status("invoice")
        total = order.invoice_ids.amount_total
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=order.invoice_ids.ids
        )
        wizard.create({"amount": 100, "payment_difference_handling": "open"})._create_payments()
        self.assertAlmostEqual(self._balance(), total - 100)
        order.change_status("cancel")
        self.assertStatus(order, "cancel")
        self.assertAlmostEqual(self._balance(), -100)
        self.assertAlmostEqual(self._revenue(), 0)

    def test_a_paid_but_undelivered_order_can_be_cancelled(self):
        order = self._in_status("order")
        moves = self.env["account.move"].browse(order.create_invoice_of_type("full", post=True))
        self._pay(moves)
        order.change_status("cancel")
        self.assertStatus(order, "cancel")
        self.assertEqual(order.picking_ids.state, "cancel")
        self.assertAlmostEqual(self._balance(), -order.amount_total)
        self.assertAlmostEqual(self._revenue(), 0)

    def test_draft_invoices_are_cancelled(self):
        order = self._in_status("order")
        draft = order._create_invoices()
        order.change_status("cancel")
        self.assertEqual(draft.state, "cancel")

    def test_down_payment_and_final_invoice_are_both_neutralised(self):
        order = self._in_status("order")
        order.create_invoice_of_type("down_payment", percentage=40, post=True)
        order.change_status("invoice")
        order.change_status("cancel")
        self.assertStatus(order, "cancel")
        self.assertAlmostEqual(self._balance(), 0)
        self.assertAlmostEqual(self._revenue(), 0)

    def test_what_was_credited_before_is_not_credited_again(self):
        order = self._in_status("order", (self.screw, 10))
        order.change_status("invoice")
        invoice = order.invoice_ids
        self._return(order.picking_ids, 4)
        order._create_invoices(final=True).action_post()
        order.change_status("cancel")
        self.assertStatus(order, "cancel")
        refunds = order.invoice_ids - invoice
        self.assertEqual(sorted(refunds.invoice_line_ids.mapped("quantity")), [4, 6])
        self.assertAlmostEqual(self._revenue(), 0)
        self.assertAlmostEqual(self._balance(), 0)

    def test_a_collective_invoice_loses_only_the_cancelled_order(self):
        first, second = self._in_status("order", (self.drill, 5)), self._in_status("order", (self.drill, 2))
        (first | second).change_status("delivery")
        invoice = (first | second)._create_invoices()
        invoice.action_post()
        first.change_status("cancel")
        self.assertStatus(first, "cancel")
        self.assertStatus(second, "invoice")
        credit_note = first.invoice_ids - invoice
        self.assertEqual(credit_note.invoice_line_ids.quantity, 5)
        self.assertAlmostEqual(self._balance(), second.amount_total)
        self.assertAlmostEqual(self._revenue(), second.amount_untaxed)

    def test_a_collective_draft_loses_only_the_cancelled_order(self):
        first, second = self._in_status("order", (self.drill, 5)), self._in_status("order", (self.drill, 2))
        draft = (first | second)._create_invoices()
        first.change_status("cancel")
        self.assertEqual(draft.state, "draft")
        self.assertEqual(draft.invoice_line_ids.sale_line_ids.order_id, second)

    def test_an_invoice_with_a_changed_price_is_neutralised_as_it_is(self):
        order = self._in_status("order", (self.drill, 5))
        draft = order._create_invoices()
        draft.invoice_line_ids.price_unit = 77.77
        draft.action_post()
        order.change_status("cancel")
        self.assertAlmostEqual(self._revenue(), 0)
        self.assertAlmostEqual(self._balance(), 0)

    def test_an_invoice_credited_by_amount_is_refused_with_the_figures(self):
        order = self._in_status("invoice")
        invoice = order.invoice_ids
        refund = invoice._reverse_moves([{"invoice_date": self.today}])
        refund.invoice_line_ids.price_unit = 10
        refund.action_post()
        with self.assertRaisesRegex(UserError, "by amount"):
            order.change_status("cancel")
        self.assertStatus(order, "invoice")
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.invoice_ids, invoice | refund)

    def test_cores_own_button_has_the_same_effects(self):
        order = self._in_status("invoice")
        order.action_cancel()
        self.assertStatus(order, "cancel")
        self.assertAlmostEqual(self._balance(), 0)
        self.assertAlmostEqual(self._revenue(), 0)

    def test_001_5_a_completed_order_cannot_be_cancelled(self):
        order = self._in_status("done")
        for cancel in (order.action_cancel, order._action_cancel, lambda: order.change_status("cancel")):
            with self.assertRaisesRegex(UserError, "completed order"):
                cancel()
        self.assertStatus(order, "done")

    def test_in_bulk_one_refused_order_leaves_all_untouched(self):
        order, done = self._in_status("invoice"), self._in_status("done")
        with self.assertRaisesRegex(UserError, done.name):
            (order | done).action_cancel()
        self.assertStatus(order, "invoice")
        self.assertEqual(len(order.invoice_ids), 1)

    def test_cancelling_twice_does_nothing_twice(self):
        order = self._in_status("invoice")
        order.action_cancel()
        moves = order.invoice_ids
        order.action_cancel()
        self.assertEqual(order.invoice_ids, moves)

    def test_foreign_currency(self):
        currency = self.env.ref("base.USD")
        currency.active = True
        self.env["res.currency.rate"].create({"currency_id": currency.id, "rate": 1.25, "name": "2020-01-01"})
        pricelist = self.env["product.pricelist"].create({"name": "USD", "currency_id": currency.id})
        order = self._order((self.drill, 3), pricelist_id=pricelist.id)
        order.change_status("invoice")
        self.assertEqual(order.invoice_ids.currency_id, currency)
        order.change_status("cancel")
        self.assertAlmostEqual(self._revenue(), 0)
        self.assertAlmostEqual(self._balance(), 0)

    def test_a_locked_order_is_unlocked_first(self):
        order = self._in_status("order")
        order.action_lock()
        with self.assertRaisesRegex(UserError, "locked"):
            order.change_status("cancel")
        order.action_unlock()
        order.order_line = [Command.create({"display_type": "line_note", "name": "entsperrt"})]
        order.change_status("cancel")
        self.assertStatus(order, "cancel")
