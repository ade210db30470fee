from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .test_final_invoice import InvoicingCase


@tagged("post_install", "-at_install")
class TestWaitingDrafts(InvoicingCase):
    """004-18, 004-21: a final invoice posts the drafts that wait, says so beforehand, and lets one leave them out."""

    def _order_of_1190(self, delivered=True):
        order = self._order((self.plank, 10))
        order.change_status("order")
        if delivered:
            order.change_status("delivery")
        return order

    def _dialog(self, order, **options):
        action = self.env["sale.order.invoice"].with_user(self.clerk)._open(order, **options)
        dialog = self.env[action["res_model"]].with_user(self.clerk).browse(action["res_id"])
        dialog.invoice_type = "final"
        return dialog

    def _posted_total(self, order):
        moves = order.sudo().invoice_ids.filtered(lambda move: move.state == "posted")
        return sum(moves.mapped("amount_total_signed"))

    def test_the_dialog_lists_the_drafts_that_it_will_post(self):
        order = self._order_of_1190()
        down_payment = self._invoices(order, "down_payment", post=False, percentage=30)
        [draft] = order._drafts_to_post()
        self.assertEqual((draft["id"], draft["type"], draft["amount_total"]), (down_payment.id, "down_payment", 357))
        self.assertIn("357.00", draft["text"])
        dialog = self._dialog(order)
        [line] = dialog.draft_ids
        self.assertEqual((line.draft_id, line.amount_total, line.is_posted), (down_payment.id, 357, True))
        self.assertEqual((dialog.amount_positions, dialog.amount_deducted, dialog.amount_total), (1190, 357, 833))
        dialog.action_create_and_post()
        self.assertEqual(down_payment.state, "posted")
        final = order.invoice_ids - down_payment
        self.assertEqual((final.order_invoice_type, final.amount_total), ("final", 833))
        self.assertEqual(self._posted_total(order), 1190)

    def test_a_down_payment_that_is_left_out_stays_a_draft_and_is_not_deducted(self):
        order = self._order_of_1190()
        down_payment = self._invoices(order, "down_payment", post=False, percentage=30)
        with Form(self._dialog(order)) as form:
            with form.draft_ids.edit(0) as line:
                line.is_posted = False
            self.assertEqual((form.amount_deducted, form.amount_total), (0, 1190))
        form.record.action_create_and_post()
        final = order.invoice_ids - down_payment
        self.assertEqual((down_payment.state, final.state, final.amount_total), ("draft", "posted", 1190))
        self.assertEqual(order.lifecycle_status, "invoice")
        # nothing is left from which it could be deducted: it is never posted on top
        with self.assertRaisesRegex(UserError, "357.00.*can't be deducted any more: only .*0.00.*left to invoice"):
            down_payment.with_user(self.clerk).action_post()
        self.assertEqual(self._posted_total(order), 1190)

    def test_positions_on_a_draft_that_is_left_out_are_not_invoiced_twice(self):
        order = self._order_of_1190()
        line = [{"line_id": order.order_line.id, "quantity": 4}]
        partial = self._invoices(order, "partial", post=False, lines=line)
        final = self._invoices(order, "final", without_drafts=True)
        self.assertEqual((partial.state, final.amount_total), ("draft", 714))
        self.assertTrue(order.is_left_to_invoice, "what stands on the draft is still to be invoiced")
        partial.with_user(self.clerk).action_post()
        self.assertFalse(order.is_left_to_invoice)
        self.assertEqual(self._posted_total(order), 1190)

    def test_only_the_chosen_drafts_are_posted(self):
        order = self._order_of_1190()
        lines = [{"line_id": order.order_line.id, "quantity": 2}]
        first = self._invoices(order, "partial", post=False, lines=lines)
        second = self._invoices(order, "partial", post=False, lines=lines, invoice_date="2026-03-01")
        self._invoices(order, "final", draft_ids=[second.id], invoice_date="2026-03-15")
        self.assertEqual((first.state, second.state), ("draft", "posted"))
        self.assertEqual(str(second.invoice_date), "2026-03-01", "a draft keeps the date that somebody gave it")

    def test_the_drafts_may_be_all_that_is_left(self):
        order = self._order_of_1190()
        full = self._invoices(order, "full", post=False)
        dialog = self._dialog(order)
        self.assertFalse(dialog.obstacle or dialog.amount_total)
        with self.assertRaisesRegex(UserError, "nothing left to invoice"):
            order.create_invoice_of_type("final", without_drafts=True)
        dialog.action_create_and_post()
        self.assertEqual((order.invoice_ids, full.state), (full, "posted"))

    def test_the_change_of_status_leaves_drafts_out_too(self):
        orders = self._order_of_1190(delivered=False) | self._order_of_1190(delivered=False)
        drafts = self.env["account.move"]
        for order in orders:
            drafts |= self._invoices(order, "down_payment", post=False, percentage=10)
        orders[0].change_status("invoice", without_drafts=True)
        self.assertEqual((drafts[0].state, self._posted_total(orders[0])), ("draft", 1190))
        orders[1].change_status("invoice", draft_ids=[drafts[1].id])
        self.assertEqual((drafts[1].state, self._posted_total(orders[1])), ("posted", 1190))
        self.assertEqual(orders.mapped("lifecycle_status"), ["invoice", "invoice"])

    def test_positions_left_out_keep_the_order_from_the_status_invoice(self):
        order = self._order_of_1190(delivered=False)
        draft = self._invoices(order, "partial", post=False, lines=[{"line_id": order.order_line.id, "quantity": 4}])
        with self.assertRaisesRegex(UserError, r"476\.00.*Post them along"):
            order.change_status("invoice", without_drafts=True)
        self.assertEqual((order.invoice_ids, draft.state, order.lifecycle_status), (draft, "draft", "order"))
        self.assertTrue(order.change_status("invoice", draft_ids=[draft.id]))

    def test_preparation_finished_asks_when_drafts_wait(self):
        order = self._order_of_1190(delivered=False)
        draft = self._invoices(order, "down_payment", post=False, percentage=10)
        action = order.action_open_preparation()
        dialog = self.env[action["res_model"]].with_user(self.clerk).browse(action["res_id"])
        self.assertEqual((dialog.invoice_type, dialog.draft_ids.draft_id), ("final", draft.id))
        dialog.draft_ids.is_posted = False
        dialog.action_finish_preparation()
        self.assertTrue(order.preparation_done_on)
        self.assertEqual((draft.state, self._posted_total(order)), ("draft", 1190))
        plain = self._order_of_1190(delivered=False)
        self.assertTrue(plain.action_open_preparation() is True, "without drafts there is nothing to ask")
        self.assertTrue(plain.preparation_done_on)

    def test_what_is_no_draft_of_the_order_is_refused_with_a_sentence(self):
        order = self._order_of_1190()
        other = self._invoices(self._order_of_1190(), "full", post=False)
        for wrong in ("1", [True], [None], {"a": 1}, [other.id], [0]):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                order.create_invoice_of_type("final", draft_ids=wrong)
            self.assertTrue(order.preview_invoice_of_type("final", draft_ids=wrong)["error"])
        with self.assertRaisesRegex(UserError, "either"):
            order.create_invoice_of_type("final", draft_ids=[other.id], without_drafts=True)
        self.assertFalse(order.invoice_ids)
