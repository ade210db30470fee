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

    def test_request_is_not_kept_and_buyers_read_what_was_issued(self):
        request = self._in_purchase_status("request")
        self._print(ORDER, request, self.buyer)
        self.assertFalse(self._issued(request))
        order = self._in_purchase_status("order")
        self._print(ORDER, order, self.buyer)
        seller = new_test_user(self.env, "kontor_no_buyer", groups="sales_team.group_sale_salesman_all_leads")
        archive = self.env["kontor.issued.document"]
        found = [("id", "in", self._issued(order).ids)]
        self.assertTrue(archive.with_user(self.buyer).search(found))
        self.assertFalse(archive.with_user(seller).search(found))
