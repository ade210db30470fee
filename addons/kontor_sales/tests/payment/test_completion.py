from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestCompletion(OrderCase):
    """001-3, 001-8, 004-13, 004-23: paid and completed, and back by a Rückbuchung."""

    def test_001_8_the_balance_falls_by_the_invoice_on_completion(self):
        order = self._in_status("invoice")
        total = order.invoice_ids.amount_total
        self.assertAlmostEqual(self._balance(), total)
        day = self.today - timedelta(days=3)
        order.change_status("done", journal_id=self.bank.id, payment_date=str(day))
        self.assertStatus(order, "done")
        self.assertAlmostEqual(self._balance(), 0)
        payment = order.invoice_ids.reconciled_payment_ids
        self.assertEqual((payment.date, payment.journal_id, payment.amount), (day, self.bank, total))

    def test_completed_by_payments_from_the_accounting_app(self):
        order = self._in_status("invoice")
        invoice = order.invoice_ids
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        wizard.create({"amount": 100, "payment_difference_handling": "open"})._create_payments()
        self.assertStatus(order, "invoice")
        wizard.create({})._create_payments()
        self.assertStatus(order, "done")

    def test_completed_only_when_every_invoice_is_paid(self):
        order = self._in_status("order", (self.drill, 5))
        down_payment = self.env["account.move"].browse(
            order.create_invoice_of_type("down_payment", percentage=30, post=True)
        )
        order.change_status("invoice")
        final = order.invoice_ids - down_payment
        self._pay(final)
        self.assertStatus(order, "invoice")
        order.change_status("done")
        self.assertStatus(order, "done")
        self.assertAlmostEqual(self._balance(), 0)

    def test_a_collective_invoice_completes_all_its_orders(self):
        orders = self._in_status("order") | self._in_status("order")
        orders.change_status("delivery")
        move = orders._create_invoices()
        self.assertEqual(len(move), 1)
        move.action_post()
        self.assertEqual(set(orders.mapped("lifecycle_status")), {"invoice"})
        orders[0].change_status("done")
        self.assertEqual(set(orders.mapped("lifecycle_status")), {"done"})

    def test_001_3_rueckbuchung_by_the_dialog(self):
        order = self._in_status("done")
        payment = order.invoice_ids.reconciled_payment_ids
        day = self.today - timedelta(days=1)
        order.change_status("invoice", reason="Lastschrift zurückgegeben", date=str(day))
        self.assertStatus(order, "invoice")
        self.assertAlmostEqual(self._balance(), order.amount_total)
        self.assertEqual(payment.state, "rejected")
        reversal = payment.move_id.reversal_move_ids
        self.assertEqual(reversal.date, day)
        self.assertIn("Lastschrift zurückgegeben", reversal.ref)
        self.assertIn("Lastschrift zurückgegeben", order.message_ids[0].body)
        order.change_status("done")
        self.assertStatus(order, "done")
        self.assertAlmostEqual(self._balance(), 0)

    def test_001_3_rueckbuchung_by_cancelling_the_payment(self):
        order = self._in_status("done")
        order.invoice_ids.reconciled_payment_ids.action_cancel()
        self.assertStatus(order, "invoice")
        self.assertAlmostEqual(self._balance(), order.amount_total)

    def test_001_3_rueckbuchung_by_unreconciling(self):
        order = self._in_status("done")
        receivable = order.invoice_ids.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        receivable.remove_move_reconcile()
        self.assertStatus(order, "invoice")

    def test_001_3_rueckbuchung_by_the_invoice_payment_widget(self):
        order = self._in_status("done")
        invoice = order.invoice_ids
        partial = invoice.line_ids.matched_credit_ids
        invoice.js_remove_outstanding_partial(partial.id)
        self.assertStatus(order, "invoice")

    def test_001_3_rueckbuchung_by_reversing_the_payment_entry(self):
        order = self._in_status("done")
        move = order.invoice_ids.reconciled_payment_ids.move_id
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"journal_id": move.journal_id.id})
        )
        wizard.refund_moves()
        wizard.new_move_ids.filtered(lambda new: new.state == "draft").action_post()
        lines = (move | wizard.new_move_ids).line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        lines.filtered(lambda line: line.move_id == move).remove_move_reconcile()
        lines.reconcile()
        self.assertStatus(order, "invoice")

    def test_001_3_rueckbuchung_by_resetting_the_payment_to_draft(self):
        order = self._in_status("done")
        payment = order.invoice_ids.reconciled_payment_ids
        payment.action_draft()
        self.assertStatus(order, "invoice")
        self.assertAlmostEqual(self._balance(), order.amount_total)
        payment.action_post()
        self.assertStatus(order, "invoice")
        receivable = payment.move_id.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        order.invoice_ids.js_assign_outstanding_line(receivable.id)
        self.assertStatus(order, "done")

    def test_001_3_rueckbuchung_by_resetting_the_payment_entry_to_draft(self):
        order = self._in_status("done")
        order.invoice_ids.reconciled_payment_ids.move_id.button_draft()
        self.assertStatus(order, "invoice")

    def test_001_3_rueckbuchung_of_a_bank_statement_line(self):
        order = self._in_status("invoice")
        invoice = order.invoice_ids
        statement_line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id,
                "date": self.today,
                "payment_ref": invoice.name,
                "partner_id": self.customer.id,
                "amount": invoice.amount_total,
            }
        )
        _liquidity, suspense, _other = statement_line._seek_for_lines()
        receivable = invoice.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        suspense.account_id = receivable.account_id
        (suspense | receivable).reconcile()
        self.assertStatus(order, "done")
        with self.assertRaisesRegex(UserError, "matched with the bank statement.*Full Accounting"):
            order.change_status("invoice", reason="Falsch zugeordnet")
        self.assertStatus(order, "done")
        self.clerk.group_ids = [Command.link(self.env.ref("account.group_account_user").id)]
        order.change_status("invoice", reason="Falsch zugeordnet")
        self.assertStatus(order, "invoice")
        self.assertAlmostEqual(self._balance(), order.amount_total)

    def test_no_rueckbuchung_where_no_payment_was(self):
        order = self._in_status("order", (self._product("Muster", type="service", list_price=0), 1))
        order.change_status("invoice")
        self.assertStatus(order, "done")
        with self.assertRaisesRegex(UserError, "no payment"):
            order.change_status("invoice")

    def test_a_credit_note_is_settled_with_the_invoice(self):
        order = self._in_status("order", (self.screw, 10))
        order.change_status("invoice")
        self._return(order.picking_ids, 4)
        credit_note = order._create_invoices(final=True)
        self.assertEqual(credit_note.move_type, "out_refund")
        self.assertEqual(credit_note.order_invoice_type, "credit_note")
        credit_note.action_post()
        self.assertStatus(order, "invoice")
        self.assertTrue(order.is_settled)
        order.change_status("done")
        self.assertStatus(order, "done")
        self.assertAlmostEqual(self._balance(), 0)
        payment = order.invoice_ids.reconciled_payment_ids
        self.assertAlmostEqual(
            payment.amount,
            order.invoice_ids.filtered(lambda move: move.move_type == "out_invoice").amount_total - credit_note.amount_total,
        )

    def test_invoice_reset_to_draft_from_the_accounting_app(self):
        self._without_hash_chain()
        order = self._in_status("invoice")
        order.invoice_ids.button_draft()
        self.assertStatus(order, "invoice")
        self.assertTrue(order.is_to_invoice_again)
        order.invoice_ids.action_post()
        self.assertStatus(order, "invoice")
        self.assertFalse(order.is_to_invoice_again)

    def test_a_full_credit_note_from_the_accounting_app(self):
        order = self._in_status("invoice")
        order.invoice_ids._reverse_moves([{"invoice_date": self.today}], cancel=True)
        self.assertStatus(order, "invoice")
        self.assertTrue(order.is_to_invoice_again)

    def test_the_whole_life_by_cores_own_buttons(self):
        order = self._order((self.drill, 5), (self.screw, 2))
        order.action_quotation_sent()
        self.assertStatus(order, "quotation")
        order.action_confirm()
        self.assertStatus(order, "order")
        order.picking_ids.button_validate()
        self.assertStatus(order, "delivery")
        order.order_line = [Command.create({"product_id": self.setup.id, "product_uom_qty": 1})]
        self.assertStatus(order, "delivery")
        order._create_invoices().action_post()
        self.assertStatus(order, "invoice")
        self._pay(order.invoice_ids)
        self.assertStatus(order, "done")
