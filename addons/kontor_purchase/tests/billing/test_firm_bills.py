from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..common import PurchaseCase


@tagged("post_install", "-at_install")
class TestFirmBills(PurchaseCase):
    """A posted bill says what the supplier wrote; who buys reads it at most (001-2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.env.ref("base.user_admin")

    def _billed(self, post=True):
        order = self._purchase((self.nail, 10))
        order.change_status("order")
        return self._bill(order, post=post)

    def test_a_posted_bill_is_firm_for_everybody(self):
        bill = self._billed()
        line = bill.invoice_line_ids
        for user in (self.bookkeeper, self.admin):
            own, position = bill.with_user(user), line.with_user(user)
            for change in (
                lambda position=position: position.write({"price_unit": 1}),
                lambda position=position: position.write({"quantity": 1}),
                lambda position=position: position.write({"name": "Anderes"}),
                lambda position=position: position.write({"purchase_line_id": False}),
                lambda position=position: position.sudo().write({"discount": 5}),
                lambda own=own: own.write({"invoice_date": "2020-01-01"}),
                lambda own=own: own.write({"partner_id": self.other_supplier.id}),
                lambda own=own: own.with_context(skip_readonly_check=True).write(
                    {"invoice_line_ids": [Command.update(line.id, {"price_unit": 1})]}
                ),
                lambda own=own: own.write({"state": "draft"}),
                lambda own=own: own.with_context(force_delete=True).unlink(),
            ):
                with self.assertRaisesRegex(UserError, "is posted"):
                    change()
        self.assertEqual((line.price_unit, line.quantity), (2, 10))
        bill.ref = "ER-neu"
        self.assertEqual(bill.ref, "ER-neu")

    def test_a_posted_bill_is_matched_to_its_order_once(self):
        """What it is for can be said later, and is kept in its log; after that it is firm."""
        order = self._purchase((self.nail, 10))
        order.change_status("order")
        bill = self._bill(order, post=False)
        bill.invoice_line_ids.purchase_line_id = False
        bill.action_post()
        self.assertEqual(order.order_line._get_position_facts()[order.order_line.id]["billed"], 0)
        line = bill.invoice_line_ids.with_user(self.bookkeeper).with_context(tracking_disable=False)
        line.purchase_line_id = order.order_line
        self.assertEqual(order.order_line._get_position_facts()[order.order_line.id]["billed"], 10)
        self.assertIn("purchase_line_id", bill.message_ids.sudo().tracking_value_ids.field_id.mapped("name"))
        for other in (False, self._purchase((self.nail, 1)).order_line.id):
            with self.assertRaisesRegex(UserError, "is posted"):
                line.write({"purchase_line_id": other})

    def test_a_posted_bill_that_deviates_is_not_matched(self):
        """000-8: what would have to be released before it is posted isn't matched afterwards."""
        order = self._purchase((self.nail, 10))
        order.change_status("order")
        bill = self._bill(order, post=False)
        bill.invoice_line_ids.write({"purchase_line_id": False, "price_unit": 3})
        bill.action_post()
        line = bill.invoice_line_ids.with_user(self.bookkeeper)
        with self.assertRaisesRegex(UserError, r"(?s)it deviates:.*3\.00.*2\.00"), self.env.cr.savepoint():
            line.purchase_line_id = order.order_line
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(bill.invoice_line_ids.purchase_line_id)

    def test_a_bill_goes_back_to_draft_while_it_is_not_paid(self):
        bill = self._billed()
        bill.button_draft()
        self.assertEqual(bill.state, "draft")
        bill.action_post()
        payment = self._pay(bill)
        with self.assertRaisesRegex(UserError, "paid or settled by .*undo that first"):
            bill.button_draft()
        payment.move_id.line_ids.remove_move_reconcile()
        bill.button_draft()
        self.assertEqual(bill.state, "draft")

    def test_who_buys_reads_bills_and_customer_invoices_at_most(self):
        bill, draft = self._billed(), self._billed(post=False)
        order = self._in_status("invoice")
        invoice = order.invoice_ids
        both = new_test_user(
            self.env,
            "kontor_buys_and_sells",
            groups="purchase.group_purchase_manager,sales_team.group_sale_manager,stock.group_stock_manager",
        )
        for user in (self.buyer, self.purchase_manager, both):
            for change in (
                lambda user=user: draft.with_user(user).write({"ref": "X"}),
                lambda user=user: draft.invoice_line_ids.with_user(user).write({"price_unit": 1}),
                lambda user=user: draft.with_user(user).unlink(),
                lambda user=user: bill.with_user(user).button_draft(),
                lambda user=user: bill.with_user(user).write({"invoice_date_due": "2030-01-01"}),
                lambda user=user: (
                    self.env["account.move"]
                    .with_user(user)
                    .create({"move_type": "in_invoice", "partner_id": self.supplier.id})
                ),
                lambda user=user: draft.with_user(user).action_post(),
                lambda user=user: invoice.with_user(user).write({"invoice_date_due": "2030-01-01"}),
                lambda user=user: invoice.with_user(user).button_draft(),
            ):
                with self.assertRaises(AccessError):
                    change()
            self.assertEqual(bill.with_user(user).read(["name"])[0]["name"], bill.name)
        self.assertEqual((bill.state, draft.state, invoice.state), ("posted", "draft", "posted"))

    def test_who_buys_opens_a_bill(self):
        bill = self._billed()
        with Form(bill.with_user(self.buyer)) as form:
            self.assertEqual(form.partner_id, self.supplier)

    def test_the_buyer_has_the_draft_of_a_bill_made(self):
        order = self._purchase((self.nail, 10))
        order.change_status("order")
        order.with_user(self.buyer).action_create_invoice()
        bill = order.invoice_ids
        self.assertEqual((bill.state, bill.invoice_line_ids.purchase_line_id), ("draft", order.order_line))
        foreign = self.env["ir.attachment"].create({"name": "fremd.pdf", "res_model": "res.users", "res_id": self.admin.id})
        with self.assertRaises(AccessError):
            self._ordered().with_user(self.buyer).action_create_invoice(attachment_ids=foreign.ids)
        with self.assertRaises(UserError):
            self._ordered().with_user(self.seller).action_create_invoice()

    def _ordered(self):
        order = self._purchase((self.nail, 1))
        order.change_status("order")
        return order
