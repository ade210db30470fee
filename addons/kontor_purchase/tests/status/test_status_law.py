from odoo import Command
from odoo.exceptions import UserError
from odoo.modules.module import load_script
from odoo.tests import tagged
from odoo.tools import file_path
from odoo.tools.safe_eval import safe_eval

from ..common import PurchaseCase


@tagged("post_install", "-at_install")
class TestPurchaseStatusLaw(PurchaseCase):
    """000-8: the mirror of the sales side: what reached "Rechnung" never stands below it, and nothing is added to it."""

    def _additions(self, order):
        """Return each path on which something could be added to a supplier order, with its name."""
        line = order.order_line[0]
        lines = order.order_line.browse()
        position = {"product_id": self.nail.id, "product_qty": 1, "name": "Nägel"}
        dozen = self.env.ref("uom.product_uom_dozen")
        other = self._purchase((self.nail, 1))
        return {
            "a position": lambda: lines.create({"order_id": order.id, **position}),
            "a position by default": lambda: lines.with_context(default_order_id=order.id).create(position),
            "a position over nothing": lambda: lines.create({"order_id": order.id, **position, "product_qty": 0}),
            "a command": lambda: order.write({"order_line": [Command.create(position)]}),
            "a position of another order": lambda: other.order_line.write({"order_id": order.id}),
            "more of it": lambda: line.write({"product_qty": 6}),
            "more of it by a command": lambda: order.write({"order_line": [Command.update(line.id, {"product_qty": 6})]}),
            "more of it by another unit": lambda: line.write({"product_uom_id": dozen.id}),
            "another article": lambda: line.write({"product_id": self.nail.id}),
            "a higher price": lambda: line.write({"price_unit": line.price_unit + 0.01}),
            "by the server": lambda: order.sudo().order_line.create({"order_id": order.id, **position}),
        }

    def test_every_path_is_closed_from_the_bill_on(self):
        for status in ("bill", "done"):
            order = self._in_purchase_status(status)
            for name, add in self._additions(order).items():
                with self.subTest(status=status, path=name):
                    with self.assertRaisesRegex(UserError, "Addendum"), self.env.cr.savepoint():
                        add()
            self.assertEqual((len(order.order_line), order.order_line.product_qty), (1, 5))
            self.assertPurchaseStatus(order, status)

    def test_before_the_bill_everything_can_be_added(self):
        for status in ("request", "order", "receipt"):
            order = self._in_purchase_status(status)
            for name, add in self._additions(order).items():
                if name in ("another article", "a position by default"):  # core lacks defaults for these
                    continue
                with self.subTest(status=status, path=name):
                    savepoint = self.env.cr.savepoint()
                    add()
                    self.env.flush_all()
                    savepoint.close(rollback=True)
                    self.env.invalidate_all()

    def test_the_receipt_of_a_cancelled_order_is_not_carried_out_by_a_copy(self):
        order = self._in_purchase_status("order")
        order.button_cancel()
        receipt = order.picking_ids.with_user(self.clerk).copy()
        receipt.action_confirm()
        receipt.move_ids.write({"quantity": 5, "picked": True})
        with self.assertRaisesRegex(UserError, f"{order.name} is cancelled"), self.env.cr.savepoint():
            receipt.with_context(skip_sms=True).button_validate()
        self.assertEqual(order.order_line.qty_received, 0)

    def test_texts_and_less_stay_possible(self):
        order = self._purchase((self.freight, 3))
        order.button_confirm()
        self._bill(order)
        order.order_line = [Command.create({"display_type": "line_note", "name": "Mit Lieferschein", "product_qty": 0})]
        position = order.order_line.filtered("product_id")
        position.product_qty = 2
        self.assertPurchaseStatus(order, "bill")
        position.product_qty = 3  # a reduction by mistake: so much is billed
        with self.assertRaisesRegex(UserError, "Addendum"):
            position.product_qty = 3.5

    def test_a_bill_that_is_reset_keeps_the_order_at_the_bill(self):
        order = self._in_purchase_status("bill")
        bill = order.sudo().invoice_ids.with_user(self.bookkeeper)
        bill.button_draft()
        self.assertPurchaseStatus(order, "bill")
        self.assertTrue(order.is_to_bill_again)
        self.assertFalse(order.is_settled)
        orders = self.env["purchase.order"]
        expected = self.env.ref("kontor_purchase.action_to_bill")
        self.assertIn(order, orders.search(safe_eval(expected.domain)))
        self.assertIn(order, orders.search([("is_to_bill_again", "=", True)]))
        self.assertNotIn(order, orders.search([("is_to_bill_again", "=", False)]))
        with self.assertRaisesRegex(UserError, "Addendum"):
            order.order_line.product_qty = 7
        for target in ("request", "order"):
            with self.assertRaises(UserError):
                order.change_status(target)
        with self.assertRaises(UserError):
            order.button_draft()
        bill.action_post()
        self.assertPurchaseStatus(order, "bill")
        self.assertFalse(order.is_to_bill_again)

    def test_without_a_posted_bill_it_can_be_cancelled(self):
        order = self._in_purchase_status("bill")
        with self.assertRaisesRegex(UserError, "billed this order already"):
            order.button_cancel()
        order.sudo().invoice_ids.with_user(self.bookkeeper).button_draft()
        order.change_status("cancel", reason="Die Rechnung gehörte zu einer anderen Bestellung")
        self.assertPurchaseStatus(order, "cancel")

    def test_a_credit_note_keeps_the_order_at_the_bill(self):
        order = self._in_purchase_status("bill")
        self._refund(order)
        self.assertPurchaseStatus(order, "bill")
        self.assertTrue(order.is_to_bill_again)
        self._bill(order)
        self.assertPurchaseStatus(order, "bill")
        self.assertFalse(order.is_to_bill_again)

    def _refund(self, order):
        bill = order.sudo().invoice_ids
        wizard = (
            self.env["account.move.reversal"]
            .with_user(self.bookkeeper)
            .with_context(active_model="account.move", active_ids=bill.ids)
            .create({"journal_id": bill.journal_id.id})
        )
        wizard.refund_moves()
        wizard.new_move_ids.action_post()

    def test_a_completed_order_is_never_cancelled(self):
        order = self._in_purchase_status("done")
        for detour in (lambda: None, lambda: self._refund(order), lambda: self._return(order.picking_ids, 1)):
            savepoint = self.env.cr.savepoint()
            detour()
            self.assertPurchaseStatus(order, "done")
            for cancel in (order.button_cancel, lambda: order.change_status("cancel")):
                with self.assertRaises(UserError):
                    cancel()
            savepoint.close(rollback=True)
            self.env.invalidate_all()
        self.assertPurchaseStatus(order, "done")

    def test_a_completed_order_goes_back_only_when_its_payment_is_reversed(self):
        order = self._in_purchase_status("done")
        bill = order.sudo().invoice_ids
        with self.assertRaises(UserError):
            bill.with_user(self.bookkeeper).button_draft()
        self._return(order.picking_ids, 2)
        self.assertPurchaseStatus(order, "done")
        self.assertFalse(order.is_settled)
        bill.line_ids.remove_move_reconcile()
        self.assertPurchaseStatus(order, "bill")

    def test_nobody_writes_the_fact(self):
        order = self._in_purchase_status("order")
        for values in ({"reached_billing": True}, {"addendum_of_id": self._in_purchase_status("bill").id}):
            with self.assertRaises(UserError):
                order.write(values)
            with self.assertRaises(UserError):
                self._purchase(**values)
        self.assertFalse(self._in_purchase_status("bill").copy().reached_billing)

    def test_an_addendum_takes_over_the_terms_and_no_positions(self):
        term = self.env["account.payment.term"].create({"name": "21 Tage"})
        order = self._purchase((self.hammer, 5), payment_term_id=term.id, partner_ref="AB-77")
        order.request_from([self.other_supplier.id])
        order.change_status("order")
        with self.assertRaisesRegex(UserError, "Add the position"):
            order.action_addendum()
        self._receive(order)
        self._bill(order)
        addendum = order.browse(order.action_addendum())
        self.assertPurchaseStatus(addendum, "request")
        self.assertFalse(addendum.order_line)
        self.assertEqual(addendum.addendum_of_id, order)
        self.assertTrue(order.purchase_group_id)
        self.assertFalse(addendum.purchase_group_id)
        for name in ("partner_id", "payment_term_id", "currency_id", "company_id", "picking_type_id", "user_id"):
            self.assertEqual(addendum[name], order[name], name)
        self.assertEqual(order.action_view_addenda()["res_id"], addendum.id)
        self.assertEqual(order.browse(order.action_open_addendum()["res_id"]).addendum_of_id, order)

    def test_the_orders_that_are_there_get_the_fact(self):
        billed, received = self._in_purchase_status("bill"), self._in_purchase_status("receipt")
        self.env.flush_all()
        self.env.cr.execute("UPDATE purchase_order SET reached_billing = NULL WHERE id IN %s", [(billed | received)._ids])
        self.env.invalidate_all()
        for phase in ("pre", "post"):
            path = file_path(f"kontor_purchase/migrations/19.0.1.2.0/{phase}-reached_billing.py")
            load_script(path, f"{phase}_reached_billing").migrate(self.env.cr, "19.0.1.1.1")
        self.env.invalidate_all()
        self.assertEqual([order.reached_billing for order in (billed, received)], [True, False])
