from odoo.exceptions import UserError
from odoo.tests import Form, HttpCase, tagged

from .test_final_invoice import InvoicingCase


@tagged("post_install", "-at_install")
class TestInvoiceDialog(InvoicingCase):
    """004-19 … 004-21: the dialog makes the four types, and says beforehand what they amount to."""

    def _dialog(self, order):
        action = order.action_open_invoice_dialog()
        return self.env[action["res_model"]].with_user(self.clerk).browse(action["res_id"])

    def _made(self, action):
        return self.env["account.move"].browse(action["res_id"])

    def test_004_19_down_payment_by_percent_and_amount(self):
        order = self._order((self.plank, 10))
        order.change_status("order")
        with Form(self._dialog(order)) as form:
            form.invoice_type = "down_payment"
            form.percentage = 30
            self.assertEqual((form.amount_total, form.amount_tax, form.requested), (357, 57, 0))
        first = self._made(form.record.action_create_and_post())
        self.assertEqual((first.order_invoice_type, first.amount_total, first.state), ("down_payment", 357, "posted"))
        with Form(self._dialog(order)) as form:
            form.invoice_type = "down_payment"
            self.assertEqual(form.requested, 357)
            form.down_payment_by = "amount"
            form.amount = 900
            self.assertIn("would exceed the order", form.obstacle)
            form.amount = 119
            self.assertFalse(form.obstacle)
        second = self._made(form.record.action_create_draft())
        self.assertEqual((second.amount_total, second.state), (119, "draft"))

    def test_004_20_chosen_deliveries(self):
        order = self._order((self.plank, 10), (self.book, 6))
        order.change_status("order")
        first = self._deliver(order, 2, 0)
        second = self._deliver(order, 3, 1)
        dialog = self._dialog(order)
        self.assertEqual((dialog.invoice_type, dialog.partial_by), ("partial", "deliveries"))
        self.assertEqual(dialog.available_picking_ids, first | second)
        self.assertEqual(dialog.picking_ids, first | second)
        with Form(dialog) as form:
            form.picking_ids.remove(id=first.id)
            self.assertAlmostEqual(form.amount_total, 3 * 119 + 35.66)
        move = self._made(form.record.action_create_and_post())
        self.assertEqual(move.order_invoice_type, "partial")
        self.assertAlmostEqual(move.amount_total, 3 * 119 + 35.66)
        self.assertEqual(self._dialog(order).available_picking_ids, first)

    def test_004_20_chosen_positions_and_quantities(self):
        order = self._order((self.plank, 10), (self.book, 6))
        order.change_status("order")
        self._deliver(order, 5, 0)
        dialog = self._dialog(order)
        self.assertEqual(dialog.line_ids.mapped("quantity"), [5, 0], "what is delivered suggests itself")
        with Form(dialog) as form:
            form.partial_by = "positions"
            with form.line_ids.edit(0) as line:
                line.quantity = 4
            with form.line_ids.edit(1) as line:
                line.quantity = 1
            self.assertAlmostEqual(form.amount_total, 4 * 119 + 35.66)
        move = self._made(form.record.action_create_draft())
        self.assertEqual(move.invoice_line_ids.mapped("quantity"), [4, 1])

    def test_004_20_consignment_goods_are_invoiced_as_they_are_used(self):
        order = self._order((self.plank, 10))
        order.change_status("delivery")
        for used in (3, 5):
            line = [{"line_id": order.order_line.id, "quantity": used}]
            self.assertEqual(self._invoices(order, "partial", lines=line).amount_untaxed, 100 * used)
        self.assertEqual(order.order_line.qty_to_invoice, 2)
        with self.assertRaisesRegex(UserError, "only 2"):
            order.create_invoice_of_type("partial", lines=[{"line_id": order.order_line.id, "quantity": 3}])

    def test_004_21_full_invoice_only_as_the_first(self):
        order = self._order((self.plank, 10))
        order.change_status("delivery")
        with Form(self._dialog(order)) as form:
            form.invoice_type = "full"
            self.assertEqual((form.amount_untaxed, form.amount_tax, form.amount_total), (1000, 190, 1190))
        self._made(form.record.action_create_and_post())
        order = self._order((self.plank, 10))
        order.change_status("order")
        down_payment = self._invoices(order, "down_payment", percentage=10)
        with Form(self._dialog(order)) as form:
            form.invoice_type = "full"
            self.assertIn(down_payment.name, form.obstacle)

    def test_004_21_final_invoice_with_its_deduction(self):
        order = self._order((self.plank, 10))
        order.change_status("order")
        self._invoices(order, "down_payment", percentage=50)
        self._deliver(order, 10)
        dialog = self._dialog(order)
        dialog.invoice_type = "final"
        self.assertEqual((dialog.amount_positions, dialog.amount_deducted, dialog.amount_total), (1190, 595, 595))
        move = self._made(dialog.action_create_and_post())
        self.assertEqual(move.amount_total, dialog.amount_total)

    def test_004_21_the_preview_says_why_no_credit_note_is_made(self):
        order = self._order((self.plank, 10))
        order.change_status("order")
        self._invoices(order, "down_payment", percentage=50)
        self._deliver(order, 2)
        self._close(order)
        dialog = self._dialog(order)
        dialog.invoice_type = "final"
        self.assertRegex(dialog.obstacle, r"238\.00.*595\.00.*357\.00")
        with self.assertRaisesRegex(UserError, r"357\.00"):
            dialog.action_create_draft()

    def test_a_seller_without_accounting_rights_makes_a_draft(self):
        order = self._order((self.plank, 10), user=self.seller)
        order.with_user(self.clerk).change_status("delivery")
        action = order.with_user(self.seller).action_open_invoice_dialog()
        dialog = self.env[action["res_model"]].with_user(self.seller).browse(action["res_id"])
        dialog.invoice_type = "final"
        self.assertEqual(dialog.amount_total, 1190)
        dialog.action_create_draft()
        self.assertEqual(order.sudo().invoice_ids.mapped("state"), ["draft"])

    def test_a_quotation_is_not_invoiced(self):
        with self.assertRaisesRegex(UserError, "confirmed"):
            self._order((self.plank, 1)).action_open_invoice_dialog()
        preview = self._order((self.plank, 1)).preview_invoice_of_type("final")
        self.assertIn("confirmed", preview["error"])

    def test_a_preview_says_what_is_wrong_with_its_arguments(self):
        order = self._order((self.plank, 10), user=self.clerk)
        order.change_status("delivery")
        self.assertIn("“weekly” is not a type", order.preview_invoice_of_type("weekly")["error"])
        self.assertIn("colour", order.preview_invoice_of_type("final", colour="red")["error"])
        # what is said about the invoice itself may be said of its preview, too
        preview = order.preview_invoice_of_type("final", post=True, invoice_date="2026-03-01")
        self.assertEqual([preview["amount_total"], preview["error"]], [1190, ""])


@tagged("post_install", "-at_install")
class TestInvoiceDialogTour(InvoicingCase, HttpCase):
    """The dialog on the screen: a down payment, then the final invoice that deducts and lists it."""

    def test_004_19_to_21_on_the_screen(self):
        self.clerk.lang = "en_US"
        order = self._order((self.plank, 10))
        order.change_status("order")
        self.env.flush_all()
        url = f"/odoo/action-kontor_sales.action_order/{order.id}"
        self.start_tour(url, "kontor_order_invoice_down_payment", login=self.clerk.login)
        self.env.invalidate_all()
        down_payment = order.invoice_ids
        self.assertEqual((down_payment.order_invoice_type, down_payment.amount_total), ("down_payment", 476))
        order.change_status("delivery")
        self.env.flush_all()
        self.start_tour(url, "kontor_order_invoice_final", login=self.clerk.login)
        self.env.invalidate_all()
        final = order.invoice_ids - down_payment
        self.assertEqual((final.order_invoice_type, final.amount_total), ("final", 714))
        self.assertEqual(final.earlier_invoice_ids.invoice_id, down_payment)

    def test_004_25_the_credit_note_is_offered_on_the_screen(self):
        self.clerk.lang = "en_US"
        order = self._order((self.plank, 10))
        order.change_status("invoice")
        self._return(order.picking_ids, 4)
        self.env.flush_all()
        url = f"/odoo/action-kontor_sales.action_order/{order.id}"
        self.start_tour(url, "kontor_order_credit_difference", login=self.clerk.login)
        self.env.invalidate_all()
        self.assertEqual(order.invoice_ids.filtered(lambda move: move.move_type == "out_refund").amount_total, 476)
