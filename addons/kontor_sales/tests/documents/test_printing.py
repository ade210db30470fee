from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from ..common import OrderCase


@tagged("post_install", "-at_install", "kontor_once")
class TestPrintLog(HttpCase, OrderCase):
    """001-11, 001-14, 001-15: the documents of a status, and the log of what was printed. With real PDFs."""

    QUOTATION = "sale.action_report_saleorder"
    DELIVERY = "stock.action_report_delivery"
    INVOICE = "account.account_invoices"

    def _print(self, report, records, user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.clerk)
        content, report_type = reports.with_context(force_report_rendering=True)._render_qweb_pdf(report, records.ids)
        self.assertEqual(report_type, "pdf")
        self.assertEqual(content[:5], b"%PDF-")
        self.env.invalidate_all()

    def _printed(self, order):
        return [option["status"] for option in order.get_status_options() if option["printed"]]

    def test_001_14_printed_in_the_present_status(self):
        order = self._in_status("quotation")
        order.action_issue_quotation()
        self.assertEqual(order.lifecycle_label, "Quotation")
        self._print(self.QUOTATION, order)
        self.assertEqual(order.lifecycle_label, "Quotation (D)")
        self.assertEqual(self._printed(order), ["quotation"])
        order.change_status("order")
        self.assertEqual(order.lifecycle_label, "Order")
        self._print(self.QUOTATION, order)
        self.assertEqual(order.lifecycle_label, "Order (D)")
        order.change_status("delivery")
        self.assertEqual(order.lifecycle_label, "Delivery")
        # the Auftragsbestätigung printed once more is still the document of "Bestellung"
        self._print(self.QUOTATION, order)
        self.assertEqual(order.lifecycle_label, "Delivery")
        self._print(self.DELIVERY, order.picking_ids)
        self.assertEqual(order.lifecycle_label, "Delivery (D)")
        order.change_status("invoice")
        self._print(self.INVOICE, order.invoice_ids)
        self.assertEqual(order.lifecycle_label, "Invoice (D)")
        order.change_status("done")
        self.assertEqual(order.lifecycle_label, "Completed")
        self.assertEqual(self._printed(order), ["quotation", "order", "delivery", "invoice"])
        log = self.env["sale.order.print"].search([("order_id", "=", order.id)])
        self.assertEqual(set(log.user_id), {self.clerk})

    def test_many_documents_in_one_pdf_are_logged_for_each_order(self):
        orders = self._in_status("order") | self._in_status("order")
        self._print(self.QUOTATION, orders)
        self.assertEqual(set(orders.mapped("lifecycle_label")), {"Order (D)"})

    def test_a_storno_prints_its_credit_note(self):
        order = self._in_status("invoice")
        invoice = order.invoice_ids
        order.change_status("cancel")
        self._print(self.INVOICE, invoice)
        self.assertEqual(order.lifecycle_label, "Cancelled")
        self._print(self.INVOICE, order.invoice_ids - invoice)
        self.assertEqual(order.lifecycle_label, "Cancelled (D)")

    def test_a_preview_is_not_a_print(self):
        order = self._in_status("order")
        self.env["ir.actions.report"].with_user(self.clerk)._render_qweb_html(self.QUOTATION, order.ids)
        self.env.invalidate_all()
        self.assertEqual(order.lifecycle_label, "Order")

    def test_001_11_each_status_names_its_documents(self):
        expected = {
            "quotation": ("sale.order", self.QUOTATION),
            "order": ("sale.order", self.QUOTATION),
            "delivery": ("stock.picking", self.DELIVERY),
            "invoice": ("account.move", self.INVOICE),
            "done": ("account.move", self.INVOICE),
        }
        for status, (model, report) in expected.items():
            with self.subTest(status=status):
                action = self._in_status(status).action_print_status_documents()[0]
                self.assertEqual(action["type"], "ir.actions.report")
                self.assertEqual(action["report_name"], self.env.ref(report).report_name)
                self.assertEqual(self.env.ref(report).model, model)
        with self.assertRaisesRegex(UserError, "no document"):
            self._in_status("cancel").action_print_status_documents()

    def test_001_11_the_assignment_is_a_setting(self):
        assignment = self.env.ref("kontor_sales.order_status_report_delivery")
        assignment.condition = "cod"
        order = self._in_status("delivery")
        with self.assertRaisesRegex(UserError, "no document"):
            order.action_print_status_documents()
        self.customer.cash_on_delivery = True
        self.assertTrue(order.action_print_status_documents())

    def test_nobody_edits_the_log(self):
        order = self._in_status("order")
        self._print(self.QUOTATION, order)
        row = self.env["sale.order.print"].search([("order_id", "=", order.id)])
        with self.assertRaises(UserError):
            row.status = "invoice"
        with self.assertRaises(UserError):
            row.unlink()
        values = {"order_id": order.id, "status": "order", "user_id": self.clerk.id}
        for user in (self.clerk, self.env.ref("base.user_admin")):
            with self.assertRaises(UserError):
                self.env["sale.order.print"].with_user(user).create(values)
