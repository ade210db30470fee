from odoo import fields
from odoo.addons.kontor_sales.tests.archive.common import PrintingCase
from odoo.tests import new_test_user

from ..common import PurchaseCase

ORDER = "purchase.action_report_purchase_order"


class TestIssuedOrders(PrintingCase, PurchaseCase):
    """What the supplier was sent is kept, and printed again as it was."""

    def test_supplier_order_is_printed_again_as_it_was(self):
        self.supplier.lang = "en_US"
        order = self._in_purchase_status("order")
        first = self._print(ORDER, order, self.buyer)
        self.supplier.name = "Anders GmbH"
        self.assertEqual(self._print(ORDER, order, self.buyer), first)
        order.order_line[0].product_qty += 1
        paper = self.env["ir.actions.report"]._render_qweb_html(ORDER, order.ids)[0].decode()
        self.assertIn("(version 2)", paper)
        self.assertNotEqual(self._print(ORDER, order, self.buyer), first)
        issued = self._issued(order)
        self.assertEqual(issued.mapped("version"), [1, 2])
        self.assertEqual(issued[0].pdf_attachment_id.raw, first)
        change = self.env["purchase.order.change"].browse(order.record_change())
        self._print("kontor_purchase.action_report_order_change", change, self.buyer)
        self.assertEqual(self._issued(change).kind, "supplier_change")

    def test_request_is_kept_when_it_is_printed(self):
        request = self._in_purchase_status("request")
        report = "purchase.report_purchase_quotation"
        first = self._print(report, request, self.buyer)
        self.supplier.name = "Anders GmbH"
        self.assertEqual(self._print(report, request, self.buyer), first)
        request.order_line[0].product_qty += 1
        self.assertNotEqual(self._print(report, request, self.buyer), first)
        self.assertEqual(
            [(row.kind, row.version) for row in self._issued(request)], [("supplier_request", n) for n in (1, 2)]
        )
        request.button_confirm()
        self._print(ORDER, request, self.buyer)
        self.assertEqual(self._issued(request, "supplier_order").version, 1, "the order is another document")
        ordered = self._print(ORDER, request, self.buyer)
        self.assertEqual(self._print(report, request, self.buyer), ordered, "it asks for no offer any more")
        request.button_cancel()
        cancelled = self._print(report, request, self.buyer)
        self.supplier.name = "Wieder anders GmbH"
        self.assertEqual(self._print(ORDER, request, self.buyer), cancelled)
        self.assertEqual(self._issued(request, "supplier_cancellation").version, 1)

    def test_reminder_and_complaint_are_kept(self):
        order = self._in_purchase_status("order")
        order.order_line.date_planned = fields.Datetime.subtract(fields.Datetime.now(), days=3)
        reminder = self.env["kontor.receipt.reminder"].browse(order.remind_receipts())
        first = self._print("kontor_purchase.action_report_receipt_reminder", reminder, self.buyer)
        back = self._return(self._in_purchase_status("bill").picking_ids.with_user(self.clerk), 2)
        back.complaint_reason = "Zerbrochen"
        complaint = self._print("kontor_purchase.action_report_complaint", back, self.buyer)
        self.supplier.name = "Anders GmbH"
        self.assertEqual(self._print("kontor_purchase.action_report_receipt_reminder", reminder, self.buyer), first)
        self.assertEqual(self._print("kontor_purchase.action_report_complaint", back, self.buyer), complaint)
        self.assertEqual(self._issued(reminder).kind, "receipt_reminder")
        back.complaint_reason = "Zerbrochen und verspätet"
        self.assertNotEqual(self._print("kontor_purchase.action_report_complaint", back, self.buyer), complaint)
        self.assertEqual(self._issued(back, "complaint").mapped("version"), [1, 2])

    def test_buyers_read_what_was_issued(self):
        order = self._in_purchase_status("order")
        self._print(ORDER, order, self.buyer)
        seller = new_test_user(self.env, "kontor_no_buyer", groups="sales_team.group_sale_salesman_all_leads")
        archive = self.env["kontor.issued.document"]
        found = [("id", "in", self._issued(order).ids)]
        self.assertTrue(archive.with_user(self.buyer).search(found))
        self.assertFalse(archive.with_user(seller).search(found))
