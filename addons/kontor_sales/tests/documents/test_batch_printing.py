import io
import re

from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged
from pypdf import PdfReader

from ..common import OrderCase

ORDERS = "kontor_sales.action_report_order_documents"
DELIVERIES = "kontor_sales.action_report_delivery_documents"
INVOICES = "kontor_sales.action_report_invoice_documents"


@tagged("post_install", "-at_install", "kontor_once")
class TestBatchPrinting(HttpCase, OrderCase):
    """001-11: many documents at once are one PDF, in the order of the list, and each is in the print log (001-14)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.external_report_layout_id = cls.env.ref("l10n_din5008.external_layout_din5008")
        cls.company.paperformat_id = cls.env.ref("l10n_din5008.paperformat_euro_din")
        cls.customer.lang = "en_US"
        cls.collected = cls.env["res.partner"].create({"name": "Nachnahmekunde", "lang": "en_US", "cash_on_delivery": True})

    def _titles(self, report, records, user=None):
        """Print records and return the titles of the documents, in the order of the PDF: "Quotation No. S00012"."""
        reports = self.env["ir.actions.report"].with_user(user or self.clerk).with_context(force_report_rendering=True)
        content, report_type = reports._render_qweb_pdf(report, records.ids)
        self.assertEqual(report_type, "pdf")
        self.env.invalidate_all()
        titles = []
        for page in PdfReader(io.BytesIO(content)).pages:
            text = re.sub(r"\s+", " ", page.extract_text())
            # the title is the longest of what the page numbers: the information block names the number only
            titles += sorted(re.findall(r"(?:[A-Z][\w-]+ ){1,3}No\. \S+|Quotation A\S+", text), key=len)[-1:]
        return titles

    def test_orders_print_what_their_status_assigns(self):
        quotation, order, delivered, invoiced = (
            self._in_status(status) for status in ("quotation", "order", "delivery", "invoice")
        )
        quotation.action_issue_quotation()  # a draft's print doesn't count (004-7)
        picking = delivered.picking_ids.filtered(lambda picking: picking.state == "done")
        orders = invoiced | quotation | delivered | order
        text = " | ".join(self._titles(ORDERS, orders))
        names = [invoiced.invoice_ids.name, quotation.quotation_number, picking.name, order.name]
        positions = [text.find(name) for name in names]
        self.assertNotIn(-1, positions, f"{names} in {text}")
        self.assertEqual(positions, sorted(positions), "in the order of the list")
        for record, label in (
            (quotation, "Quotation (D)"),
            (order, "Order (D)"),
            (delivered, "Delivery (D)"),
            (invoiced, "Invoice (D)"),
        ):
            self.assertEqual(record.lifecycle_label, label)
        log = self.env["sale.order.print"].search([("order_id", "in", orders.ids)])
        self.assertEqual(len(log), 4)
        self.assertEqual(log.user_id, self.clerk)

    def test_001_12_deliveries_of_both_kinds_of_customers(self):
        first, third = self._in_status("delivery"), self._in_status("delivery")
        second = self._order(partner_id=self.collected.id)
        second.change_status("delivery")
        pickings = (first | second | third).picking_ids.filtered(lambda picking: picking.state == "done")
        pickings = pickings.sorted(lambda picking: (first | second | third).ids.index(picking.sale_id.id))
        worker = new_test_user(self.env, "kontor_worker_print", groups="stock.group_stock_user")
        titles = self._titles(DELIVERIES, pickings, user=worker)
        self.assertEqual([title.split()[-1] for title in titles], pickings.mapped("name"))
        self.assertEqual([title.startswith("Cash-on-Delivery") for title in titles], [False, True, False])
        self.assertEqual({order.lifecycle_label for order in first | second | third}, {"Delivery (D)"})

    def test_one_report_is_printed_in_one_piece_and_in_order(self):
        orders = self.env["sale.order"].union(*(self._in_status("delivery") for _number in range(3)))
        pickings = orders.picking_ids.filtered(lambda picking: picking.state == "done").sorted("id", reverse=True)
        titles = self._titles(DELIVERIES, pickings)
        self.assertEqual([title.split()[-1] for title in titles], pickings.mapped("name"))
        self.assertEqual(set(orders.mapped("lifecycle_label")), {"Delivery (D)"})

    def test_invoices_and_credit_notes(self):
        kept, cancelled = self._in_status("invoice"), self._in_status("invoice")
        cancelled.change_status("cancel")
        refund = cancelled.invoice_ids.filtered(lambda move: move.move_type == "out_refund")
        titles = self._titles(INVOICES, refund | kept.invoice_ids)
        self.assertEqual([title.split()[-1] for title in titles], [refund.name, kept.invoice_ids.name])
        self.assertIn("Correction No.", titles[0])

    def test_the_assignment_of_the_settings_decides(self):
        order = self._in_status("delivery")
        assignment = self.env.ref("kontor_sales.order_status_report_delivery")
        assignment.report_id = self.env.ref("kontor_sales.action_report_cash_on_delivery")
        picking = order.picking_ids.filtered(lambda picking: picking.state == "done")
        self.assertTrue(self._titles(DELIVERIES, picking)[0].startswith("Cash-on-Delivery"))

    def test_nothing_is_left_out_silently(self):
        printable, empty = self._in_status("quotation"), self._in_status("quotation")
        empty.change_status("cancel")
        with self.assertRaisesRegex(UserError, rf"1 of 2 .*\n{empty.name} \(Cancelled\)"):
            self._titles(ORDERS, printable | empty)
        self.assertFalse(self.env["sale.order.print"].search([("order_id", "in", (printable | empty).ids)]))

    def test_the_preview_shows_all_of_them(self):
        orders = self._in_status("order") | self._in_status("order")
        html = self.env["ir.actions.report"].with_user(self.clerk)._render_qweb_html(ORDERS, orders.ids)[0].decode()
        for order in orders:
            self.assertIn(order.name, html)
        self.assertFalse(self.env["sale.order.print"].search([("order_id", "in", orders.ids)]), "no print")

    def test_the_lists_offer_it(self):
        for model, report in (("sale.order", ORDERS), ("stock.picking", DELIVERIES), ("account.move", INVOICES)):
            bindings = self.env["ir.actions.actions"].with_user(self.clerk).get_bindings(model)
            self.assertIn(self.env.ref(report).id, [action["id"] for action in bindings["report"]])
