from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import PurchaseCase


@tagged("post_install", "-at_install")
class TestPurchaseLife(PurchaseCase):
    """Anfrage → Bestellung → Wareneingang → Rechnung → Abgeschlossen (000-8), from the documents."""

    def test_from_request_to_completion_by_the_documents(self):
        order = self._purchase((self.hammer, 5), (self.nail, 100))
        self.assertPurchaseStatus(order, "request")
        order.button_confirm()
        self.assertPurchaseStatus(order, "order")
        self._receive(order, hammer=2)
        self.assertPurchaseStatus(order, "receipt")
        self._receive(order)
        self.assertPurchaseStatus(order, "receipt")
        bill = self._bill(order)
        self.assertPurchaseStatus(order, "bill")
        self.assertTrue(order.is_settled, "completely received and billed")
        self._pay(bill)
        self.assertPurchaseStatus(order, "done")
        self.assertTrue(order.is_settled)

    def test_from_request_to_completion_by_the_status(self):
        order = self._purchase((self.hammer, 5))
        order.change_status("order")
        self.assertPurchaseStatus(order, "order")
        order.change_status("receipt", quantities=[{"line_id": order.order_line.id, "quantity": 2}])
        self.assertPurchaseStatus(order, "receipt")
        self.assertEqual(order.order_line.qty_received, 2)
        order.change_status("receipt")
        self.assertEqual(order.order_line.qty_received, 5)
        books = order.with_user(self.bookkeeper)
        books.change_status("bill", reference="ER-4711", bill_date="2026-03-01")
        self.assertPurchaseStatus(order, "bill")
        self.assertEqual(books.invoice_ids.ref, "ER-4711")
        self.assertEqual(books.invoice_ids.invoice_date, fields.Date.to_date("2026-03-01"))
        books.change_status("done")
        self.assertPurchaseStatus(order, "done")
        self.assertFalse(books.invoice_ids.amount_residual)

    def test_a_reversed_payment_takes_the_order_back_to_bill(self):
        order = self._in_purchase_status("done")
        bill = order.sudo().invoice_ids
        bill.line_ids.remove_move_reconcile()
        self.assertPurchaseStatus(order, "bill")

    def test_billed_before_everything_came_is_bill_and_not_settled(self):
        order = self._purchase((self.nail, 100))
        order.button_confirm()
        bill = self._bill(order)
        self._pay(bill)
        self.assertPurchaseStatus(order, "bill")
        self.assertFalse(order.is_settled)
        order.change_status("receipt")
        self.assertPurchaseStatus(order, "done")

    def test_a_refused_rest_settles_the_order(self):
        order = self._purchase((self.hammer, 5))
        order.button_confirm()
        self._receive(order, hammer=3)
        order.picking_ids.filtered(lambda picking: picking.state != "done").with_user(self.clerk).action_cancel()
        self._bill(order)
        self.assertPurchaseStatus(order, "bill")
        self.assertTrue(order.is_settled, "what never comes is not billed either")

    def test_a_return_after_the_bill_opens_the_order_again(self):
        order = self._in_purchase_status("bill")
        self.assertTrue(order.is_settled)
        self._return(order.picking_ids.with_user(self.clerk), 1)
        self.assertEqual(order.order_line.qty_received, 4)
        self.assertFalse(order.is_settled, "more is billed than came")

    def test_services_need_no_receipt(self):
        order = self._purchase((self.freight, 1))
        order.button_confirm()
        self.assertFalse(order.is_left_to_receive)
        with self.assertRaisesRegex(UserError, "nothing left to receive"):
            order.change_status("receipt")
        self._pay(self._bill(order))
        self.assertPurchaseStatus(order, "done")

    def test_a_cancelled_order_keeps_what_came(self):
        order = self._purchase((self.hammer, 5))
        order.button_confirm()
        done = self._receive(order, hammer=2)
        order.change_status("cancel", reason="Der Lieferant liefert nicht mehr")
        self.assertPurchaseStatus(order, "cancel")
        self.assertEqual(done.state, "done")
        self.assertEqual(set((order.picking_ids - done).mapped("state")), {"cancel"})
        self.assertEqual(order.cancel_reason, "Der Lieferant liefert nicht mehr")

    def test_a_cancelled_request_is_deleted(self):
        """A request that was given up leaves with its positions (000-8)."""
        order = self._in_purchase_status("cancel")
        other = self._purchase((self.nail, 10))
        lines = order.order_line
        (order | other).order_line.invalidate_recordset()
        self.env.add_to_compute(lines._fields["qty_invoiced"], lines | other.order_line)
        order.unlink()
        self.env.flush_all()
        self.assertFalse(order.exists() or lines.exists())
        self.assertEqual(other.order_line.qty_invoiced, 0)

    def test_a_billed_order_cannot_be_cancelled(self):
        order = self._in_purchase_status("bill")
        for cancel in (order.button_cancel, lambda: order.change_status("cancel")):
            with self.assertRaisesRegex(UserError, "billed this order already"):
                cancel()
        self.assertPurchaseStatus(order, "bill")

    def test_a_cancelled_order_stays_cancelled(self):
        order = self._in_purchase_status("cancel")
        for revive in (order.button_draft, order.button_approve, lambda: order.change_status("order")):
            with self.assertRaisesRegex(UserError, "stays cancelled"):
                revive()

    def test_back_to_the_request_while_nothing_came(self):
        order = self._in_purchase_status("order")
        order.change_status("request")
        self.assertPurchaseStatus(order, "request")
        self.assertEqual(set(order.picking_ids.mapped("state")), {"cancel"})
        order.change_status("order")
        self.assertTrue(order.is_left_to_receive, "a new receipt waits")
        order.change_status("receipt")
        with self.assertRaisesRegex(UserError, "can't go back"):
            order.change_status("request")
        with self.assertRaisesRegex(UserError, "can't go back"):
            order.button_draft()

    def test_part_receipts_refuse_what_is_not_open(self):
        order = self._in_purchase_status("order")
        line = order.order_line
        for quantities, text in (
            ([{"line_id": line.id, "quantity": 6}], "only 5 .*are left to receive, not 6"),
            ([{"line_id": line.id, "quantity": -1}], "is no quantity"),
            ([{"line_id": 0, "quantity": 1}], "doesn't belong"),
            ([{"line_id": line.id, "quantity": 0}], "Enter a quantity"),
            ("all", "expected a list"),
        ):
            with self.assertRaisesRegex(UserError, text):
                order.change_status("receipt", quantities=quantities)
        self.assertPurchaseStatus(order, "order")

    def test_everything_or_nothing(self):
        good, empty = self._purchase((self.hammer, 1)), self._purchase((self.hammer, 1))
        empty.order_line.unlink()
        with self.assertRaisesRegex(UserError, empty.name):
            (good | empty).change_status("order")
        self.assertPurchaseStatus(good, "request")


@tagged("post_install", "-at_install")
class TestTender(PurchaseCase):
    """One demand, several suppliers: asked, compared, awarded."""

    def _tender(self):
        order = self._purchase((self.hammer, 10))
        (other_id,) = order.request_from([self.other_supplier.id])
        return order, order.browse(other_id)

    def test_the_other_supplier_is_asked_for_the_same_at_its_own_price(self):
        order, other = self._tender()
        self.assertEqual(other.partner_id, self.other_supplier)
        self.assertEqual(other.order_line.product_qty, 10)
        self.assertEqual((order.order_line.price_unit, other.order_line.price_unit), (20, 18))
        with self.assertRaisesRegex(UserError, "asked already"):
            order.request_from([self.other_supplier.id])

    def test_the_comparison_names_the_cheapest(self):
        order, other = self._tender()
        (row,) = order.get_request_comparison()
        self.assertEqual([offer["order_id"] for offer in row["offers"]], [other.id, order.id])
        self.assertEqual([offer["is_cheapest"] for offer in row["offers"]], [True, False])
        self.assertEqual([offer["total"] for offer in row["offers"]], [180, 200])

    def test_the_award_cancels_the_others_with_the_reason(self):
        order, other = self._tender()
        other.action_award()
        self.assertPurchaseStatus(other, "order")
        self.assertPurchaseStatus(order, "cancel")
        self.assertIn(self.other_supplier.name, order.cancel_reason)

    def test_by_position_the_others_stay_open(self):
        order, other = self._tender()
        other.change_status("order", alternatives="keep")
        self.assertPurchaseStatus(order, "request")


@tagged("post_install", "-at_install")
class TestOverdueReceipts(PurchaseCase):
    """What should have come by now."""

    def test_an_order_is_overdue_from_the_day_after(self):
        order = self._in_purchase_status("order")
        overdue = self.env["purchase.order"].search([("is_receipt_overdue", "=", True)])
        self.assertNotIn(order, overdue)
        order.order_line.date_planned = fields.Datetime.subtract(fields.Datetime.now(), days=2)
        order.invalidate_recordset(["is_receipt_overdue"])
        self.assertTrue(order.is_receipt_overdue)
        self.assertIn(order, self.env["purchase.order"].search([("is_receipt_overdue", "=", True)]))
        self.assertNotIn(order, self.env["purchase.order"].search([("is_receipt_overdue", "=", False)]))
        order.change_status("receipt")
        order.invalidate_recordset(["is_receipt_overdue"])
        self.assertFalse(order.is_receipt_overdue)

    def test_a_position_that_came_is_not_overdue(self):
        order = self._purchase((self.hammer, 5), (self.nail, 10))
        order.button_confirm()
        late = fields.Datetime.subtract(fields.Datetime.now(), days=2)
        hammer = order.order_line.filtered(lambda line: line.product_id == self.hammer)
        order.write({"order_line": [Command.update(hammer.id, {"date_planned": late})]})
        self._receive(order, hammer=5)
        order.invalidate_recordset(["is_receipt_overdue"])
        self.assertFalse(order.is_receipt_overdue)

    def test_drafts_that_wait_are_listed_and_can_be_left_out(self):
        """What the change to "bill" posts along is said beforehand, and is a choice."""
        order = self._in_purchase_status("receipt")
        draft = self._bill(order, post=False)
        [waiting] = order._drafts_to_post()
        self.assertEqual((waiting["id"], waiting["number"]), (draft.id, draft.ref))
        self._receive(order)
        books = order.with_user(self.bookkeeper)
        for wrong in ("1", [True], {"a": 1}):
            with self.assertRaisesRegex(UserError, "list of ids"):
                books.change_status("bill", draft_ids=wrong)
        with self.assertRaisesRegex(UserError, "not|draft"):
            books.change_status("bill", without_drafts=True)
        self.assertEqual((draft.state, order.sudo().invoice_ids), ("draft", draft), "nothing has changed")
        books.change_status("bill", reference="ER-9", draft_ids=[draft.id])
        self.assertEqual(order.sudo().invoice_ids.mapped("state"), ["posted", "posted"])
        self.assertPurchaseStatus(order, "bill")


@tagged("post_install", "-at_install")
class TestPurchasePayment(PurchaseCase):
    """000-8: paying a supplier by the change of status: what is shown is what is booked, Skonto only by choice."""

    def _billed(self):
        """Return an order of 100 nails at 10.00 net, 19 % input tax, with 2 % Skonto within ten days."""
        terms = self.env["account.payment.term"].create(
            {
                "name": "10 Tage 2 % Skonto",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "early_pay_discount_computation": "included",
            }
        )
        order = self._purchase((self.nail, 100, 10.0), payment_term_id=terms.id)
        order.order_line.tax_ids = self.env["account.chart.template"].ref("tax_vst_19_skr03")
        order.change_status("receipt")
        order = order.with_user(self.bookkeeper)
        order.change_status("bill", reference="ER-1", bill_date=fields.Date.today())
        return order

    def _payments(self, order):
        return order.sudo().invoice_ids.reconciled_payment_ids

    def test_inside_the_skonto_period_the_full_amount_is_shown_and_booked(self):
        order = self._billed()
        action = order.action_open_status_dialog("done")
        dialog = self.env[action["res_model"]].with_user(self.bookkeeper).browse(action["res_id"])
        self.assertEqual((dialog.amount_due, dialog.discount_amount, dialog.amount), (1190.0, 23.8, 1190.0))
        self.assertIn("1,190.00", dialog.consequences)
        dialog.action_change()
        self.assertPurchaseStatus(order, "done")
        self.assertEqual(self._payments(order).mapped("amount"), [1190.0])

    def test_skonto_by_choice_up_to_its_last_day_by_tax_rate(self):
        late = self._billed()
        day = late.sudo().invoice_ids.line_ids.filtered("discount_date").discount_date
        with self.assertRaisesRegex(UserError, r"23\.80"):
            late.change_status("done", discount=True, payment_date=fields.Date.add(day, days=1))
        self.assertPurchaseStatus(late, "bill")
        late.change_status("done", discount=True, payment_date=day)
        self.assertPurchaseStatus(late, "done")
        payment = self._payments(late)
        self.assertEqual(payment.amount, 1166.2)
        booked = {line.account_id.code: line.balance for line in payment.move_id.line_ids if abs(line.balance) < 100}
        self.assertEqual(booked, {"3736": -20.0, "1576": -3.8})

    def test_a_part_payment_leaves_the_order_at_bill(self):
        order = self._billed()
        self.assertIs(order.change_status("done", amount=190), True)
        self.assertPurchaseStatus(order, "bill")
        with self.assertRaisesRegex(UserError, r"1,000\.01.*1,000\.00"):
            order.change_status("done", amount=1000.01)
        with self.assertRaisesRegex(UserError, "above 0"):
            order.change_status("done", amount=0)
        order.change_status("done")
        self.assertPurchaseStatus(order, "done")
        self.assertEqual(sorted(self._payments(order).mapped("amount")), [190.0, 1000.0])

    def test_skip_leaves_out_what_cannot_be_done(self):
        good = self._billed()
        early = self._purchase().with_user(self.bookkeeper)
        answer = (early | good).change_status("done", on_error="skip")
        self.assertEqual(answer["done"], good.ids)
        self.assertEqual([entry["id"] for entry in answer["skipped"]], early.ids)
        self.assertPurchaseStatus(good, "done")

    def test_every_possible_change_says_what_it_does(self):
        for status in ("request", "order", "receipt", "bill", "done"):
            order = self._in_purchase_status(status).with_user(self.env.ref("base.user_admin"))
            for option in order.get_status_options():
                with self.subTest(status=status, target=option["status"]):
                    self.assertEqual(bool(option["consequences"]), option["allowed"])
