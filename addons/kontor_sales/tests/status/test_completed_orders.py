from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_status_law import LawCase


@tagged("post_install", "-at_install")
class TestCompletedStaysCompleted(LawCase):
    """001-3, 001-5: a completed order goes back only to Rechnung, only by reversing a payment, and is never cancelled."""

    def test_001_3_a_credit_note_of_its_invoice_is_refused_with_the_right_way(self):
        order = self._in_status("done")
        for values in ({}, {"quantity": 2}, {"price_unit": 10}):
            with self.assertRaisesRegex(UserError, "reverse the payment.*"), self.env.cr.savepoint():
                self._credit(order.invoice_ids, **values)
            self.assertStatus(order, "done")
        draft = self._credit(order.invoice_ids, post=False)
        with self.assertRaisesRegex(UserError, "is completed"):
            draft.with_user(self.clerk).action_post()
        self.assertStatus(order, "done")

    def test_001_3_its_invoice_is_not_reversed_by_the_button_that_takes_the_payment_off_first(self):
        order = self._in_status("done")
        wizard = (
            self.env["account.move.reversal"]
            .with_user(self.clerk)
            .with_context(active_model="account.move", active_ids=order.invoice_ids.ids)
            .create({"journal_id": order.invoice_ids.journal_id.id})
        )
        with self.assertRaisesRegex(UserError, "reverse the payment.*"), self.env.cr.savepoint():
            wizard.modify_moves()
        self.assertStatus(order, "done")
        self.assertEqual(order.invoice_ids.payment_state, self.env["account.move"]._get_invoice_in_payment_state())

    def test_001_3_after_the_payment_is_reversed_it_can_be_credited(self):
        order = self._in_status("done")
        order.change_status("invoice", reason="Rücklastschrift")
        self._credit(order.invoice_ids)
        self.assertStatus(order, "invoice")
        self.assertTrue(order.is_to_invoice_again)

    def test_001_3_its_invoice_is_not_drafted(self):
        self._without_hash_chain()
        order = self._in_status("done")
        with self.assertRaisesRegex(UserError, "is completed"):
            order.invoice_ids.with_user(self.clerk).button_draft()
        free = self._order((self._product("Muster", type="service", list_price=0), 1))
        free.change_status("invoice")
        self.assertStatus(free, "done")
        with self.assertRaisesRegex(UserError, "is completed"):
            free.invoice_ids.with_user(self.clerk).button_draft()
        self.assertFalse(free.invoice_ids.with_user(self.clerk).show_reset_to_draft_button)
        self.assertStatus(free, "done")

    def test_001_3_a_credit_note_that_settled_it_is_not_drafted(self):
        self._without_hash_chain()
        order = self._in_status("order")
        line = order.order_line
        order.create_invoice_of_type("partial", lines=[{"line_id": line.id, "quantity": 2}], post=True)
        first = order.invoice_ids
        self._credit(first, post=False)
        credit_note = order.invoice_ids - first
        self.env["account.move"].with_user(self.clerk).browse(credit_note.ids).action_post()
        (first | credit_note).line_ids.filtered(
            lambda item: item.account_type == "asset_receivable" and not item.reconciled
        ).reconcile()
        order.change_status("invoice")
        order.change_status("done")
        with self.assertRaisesRegex(UserError, "is completed"):
            credit_note.with_user(self.clerk).button_draft()
        self.assertStatus(order, "done")

    def test_001_3_no_further_invoice(self):
        order = self._in_status("order", (self.setup, 5))
        order.create_invoice_of_type("partial", lines=[{"line_id": order.order_line.id, "quantity": 3}])
        waiting = order.invoice_ids.with_user(self.clerk)
        order.create_invoice_of_type("partial", lines=[{"line_id": order.order_line.id, "quantity": 2}], post=True)
        order.order_line.product_uom_qty = 2
        self._pay(order.invoice_ids - waiting)
        self.assertStatus(order, "done")
        with self.assertRaises(UserError):
            waiting.action_post()
        waiting.button_cancel()
        self.assertStatus(order, "done")
        by_hand = (
            self.env["account.move"]
            .with_user(self.clerk)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "invoice_date": self.today,
                    "invoice_line_ids": [
                        Command.create({"name": "Nachberechnung", "price_unit": 50}),
                        Command.create(
                            {"name": "wie besprochen", "quantity": 0, "sale_line_ids": [Command.link(order.order_line.id)]}
                        ),
                    ],
                }
            )
        )
        with self.assertRaisesRegex(UserError, "Addendum"):
            by_hand.action_post()
        self.assertStatus(order, "done")

    def test_001_5_is_never_cancelled(self):
        order = self._in_status("done").with_user(self.clerk)
        wizard = self.env["sale.mass.cancel.orders"].with_user(self.clerk).create({"sale_order_ids": order.ids})
        for cancel in (
            order.action_cancel,
            order._action_cancel,
            lambda: order.change_status("cancel"),
            wizard.action_mass_cancel,
            lambda: order.write({"state": "cancel"}),
            order.unlink,
        ):
            with self.assertRaises(UserError):
                cancel()
        self.assertStatus(order, "done")

    def test_001_5_not_by_the_detours_of_the_findings(self):
        """Whatever is tried on a completed order first, it stays completed, and is not cancelled."""
        self._without_hash_chain()
        order = self._in_status("done")
        invoice = order.invoice_ids.with_user(self.clerk)
        detours = {
            "a position": lambda: order.order_line.create({"order_id": order.id, "product_id": self.setup.id}),
            "more": lambda: order.order_line.write({"product_uom_qty": 6}),
            "a lower price": lambda: order.order_line.write({"price_unit": 4}),
            "a credit note": lambda: self._credit(invoice),
            "a draft": invoice.button_draft,
            "a return": lambda: self._return(order.picking_ids.with_user(self.clerk), 1),
            "an exchange": lambda: self._exchange(order, 1),
            "a credit of the difference": lambda: order.action_create_credit_note_difference(),
        }
        for name, detour in detours.items():
            with self.subTest(detour=name):
                savepoint = self.env.cr.savepoint()
                try:
                    with self.env.cr.savepoint():
                        detour()
                except UserError as refusal:
                    self.assertGreater(len(str(refusal)), 20)
                self.assertStatus(order, "done")
                with self.assertRaisesRegex(UserError, "completed"):
                    order.change_status("cancel")
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_001_3_rueckbuchung_then_storno(self):
        order = self._in_status("done")
        order.change_status("invoice", reason="Rücklastschrift")
        self.assertStatus(order, "invoice")
        order.change_status("cancel", reason="Kunde zahlt nicht")
        self.assertStatus(order, "cancel")
        self.assertAlmostEqual(self._revenue(), 0)

    def test_001_3_unreconciling_and_drafting_the_payment_count_as_rueckbuchung(self):
        for undo in (
            lambda order: order.invoice_ids.js_remove_outstanding_partial(order.invoice_ids.line_ids.matched_credit_ids.id),
            lambda order: order.invoice_ids.line_ids.remove_move_reconcile(),
            lambda order: order.invoice_ids.reconciled_payment_ids.action_draft(),
            lambda order: order.invoice_ids.reconciled_payment_ids.action_cancel(),
        ):
            order = self._in_status("done")
            undo(order)
            self.assertStatus(order, "invoice")
            order.change_status("cancel")
            self.assertStatus(order, "cancel")

    def test_001_3_a_payment_reversed_after_an_exchange(self):
        order = self._in_status("done")
        self._exchange(order, 1)
        order.change_status("invoice", reason="Rücklastschrift")
        self.assertStatus(order, "invoice")
        order.action_deliver_open()
        order.change_status("done")
        self.assertStatus(order, "done")


@tagged("post_install", "-at_install")
class TestCancelledStaysCancelled(LawCase):
    """001-5, 001-7: no revenue and no delivery comes back to a cancelled order."""

    def _assert_neutral(self, order):
        self.assertStatus(order, "cancel")
        posted = order.invoice_ids.filtered(lambda move: move.state == "posted")
        self.assertEqual(sum(posted.mapped("amount_total_signed")), 0)

    def test_001_7_its_cancellation_invoice_is_not_drafted(self):
        self._without_hash_chain()
        order = self._in_status("invoice")
        order.change_status("cancel", reason="Kunde insolvent")
        credit_note = order.invoice_ids.filtered("is_cancellation_invoice").with_user(self.clerk)
        for back in (credit_note.button_draft, credit_note.button_cancel):
            with self.assertRaisesRegex(UserError, f"{order.name} is cancelled"), self.env.cr.savepoint():
                back()
        self._assert_neutral(order)

    def test_001_7_its_draft_is_not_posted_after_all(self):
        self._without_hash_chain()
        order = self._in_status("order")
        order.create_invoice_of_type("full", post=False)
        draft = order.invoice_ids.with_user(self.clerk)
        order.change_status("cancel", reason="Doppelt erfasst")
        self.assertEqual(draft.state, "cancel")
        draft.button_draft()
        with self.assertRaisesRegex(UserError, f"{order.name} is cancelled"), self.env.cr.savepoint():
            draft.action_post()
        self._assert_neutral(order)

    def test_001_7_no_down_payment_by_the_dialog_of_the_framework(self):
        order = self._in_status("order")
        order.change_status("cancel", reason="Doppelt erfasst")
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_user(self.clerk)
            .create({"advance_payment_method": "fixed", "fixed_amount": 50, "sale_order_ids": order.ids})
        )
        with self.assertRaisesRegex(UserError, f"{order.name} is cancelled"), self.env.cr.savepoint():
            wizard.create_invoices()
            order.invoice_ids.filtered(lambda move: move.state == "draft").with_user(self.clerk).action_post()
        self._assert_neutral(order)

    def test_001_7_no_invoice_by_hand_for_its_position(self):
        order = self._in_status("order")
        order.change_status("cancel", reason="Doppelt erfasst")
        for move_type in ("out_invoice", "out_receipt"):
            by_hand = (
                self.env["account.move"]
                .with_user(self.clerk)
                .create(
                    {
                        "move_type": move_type,
                        "partner_id": order.partner_id.id,
                        "invoice_line_ids": [
                            Command.create({"name": "10", "price_unit": 10, "sale_line_ids": order.order_line.ids})
                        ],
                    }
                )
            )
            with self.assertRaisesRegex(UserError, f"{order.name} is cancelled"), self.env.cr.savepoint():
                by_hand.action_post()
        self._assert_neutral(order)

    def test_001_5_a_copy_of_its_delivery_is_not_carried_out(self):
        order = self._in_status("order", (self.screw, 5))
        order.change_status("cancel", reason="Doppelt erfasst")
        picking = order.picking_ids.with_user(self.clerk).copy()
        picking.action_confirm()
        picking.move_ids.write({"quantity": 5, "picked": True})
        with self.assertRaisesRegex(UserError, f"{order.name} is cancelled"), self.env.cr.savepoint():
            picking.button_validate()
        self.assertEqual(order.order_line.qty_delivered, 0)

    def test_001_5_what_was_delivered_comes_back_after_the_storno(self):
        order = self._in_status("invoice", (self.screw, 5))
        order.change_status("cancel", reason="Annahme verweigert")
        self.assertEqual(order.order_line.qty_delivered, 5)
        self._return(order.picking_ids.filtered(lambda picking: picking.state == "done"), 5)
        self.assertEqual(order.order_line.qty_delivered, 0)
