import io
import re

from lxml import html
from odoo import Command
from odoo.tests import HttpCase, tagged
from pypdf import PdfReader

from ..common import OrderCase

ORDER = "sale.action_report_saleorder"
DELIVERY = "stock.action_report_delivery"
CASH_ON_DELIVERY = "kontor_sales.action_report_cash_on_delivery"
INVOICE = "account.account_invoices"
PICK_LIST = "stock.action_report_picking"


class DocumentCase(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Documents are written in the customer's language.
        cls.customer.lang = "en_US"
        cls.consumer = cls.env["res.partner"].create({"name": "Jörg Müßig", "lang": "en_US"})
        cls.tax = cls.drill.taxes_id
        cls.env.flush_all()

    def _text(self, report, records, user=None):
        """Render a document as HTML and return its text, white space made simple."""
        reports = self.env["ir.actions.report"].with_user(user or self.clerk)
        content = reports._render_qweb_html(report, records.ids)[0]
        body = html.fromstring(content)
        return re.sub(r"[\s\ufeff]+", " ", " ".join(body.itertext())).replace("- ", "-")

    def _cells(self, report, record, table):
        """Return the texts of the table's cells, row by row."""
        content = self.env["ir.actions.report"].with_user(self.clerk)._render_qweb_html(report, record.ids)[0]
        rows = html.fromstring(content).xpath(f"//table[{table}]//tbody/tr")
        return [[re.sub(r"\s+", " ", cell.text_content()).strip() for cell in row.xpath("./td")] for row in rows]

    def assertIncludes(self, text, *parts):
        for part in parts:
            self.assertIn(part, text)

    def _down_payment(self, order, amount, pay=True):
        moves = self.env["account.move"].browse(order.create_invoice_of_type("down_payment", amount=amount, post=True))
        if pay:
            self._pay(moves)
        return moves

    def _deliver(self, order, quantity):
        """Deliver a quantity of the first position, and return this delivery."""
        before = order.picking_ids.filtered(lambda picking: picking.state == "done")
        order.change_status("delivery", quantities=[{"line_id": order.order_line[0].id, "quantity": quantity}])
        return order.picking_ids.filtered(lambda picking: picking.state == "done") - before

    def assertCollects(self, picking, total, paid):
        """Check the gross value of a delivery, what of it is paid, and that the rest is to be collected."""
        amounts = picking._get_cash_on_delivery_amounts()
        self.assertAlmostEqual(amounts["amount_total"], total)
        self.assertAlmostEqual(amounts["amount_paid"], paid)
        self.assertAlmostEqual(amounts["amount_to_collect"], total - paid)


@tagged("post_install", "-at_install", "kontor_once")
class TestNetAndGross(DocumentCase):
    """001-13: business customers see net prices, the others prices including tax."""

    LINES = "contains(@class, 'o_main_table')"

    def test_001_13_quotation_and_confirmation(self):
        order = self._order((self.drill, 2))
        self.assertEqual(order.order_line.price_unit, 100)
        for state, title in (("quotation", "Quotation (Draft) "), ("order", "Order Confirmation No. ")):
            with self.subTest(state=state):
                if state == "order":
                    order.change_status("order")
                self.customer.business_customer = True
                text = self._text(ORDER, order)
                self.assertIncludes(text, title + order.name, "100.00", "200.00", "38.00", "238.00", "Untaxed Amount")
                self.assertNotIn("incl. tax", text)
                self.customer.business_customer = False
                text = self._text(ORDER, order)
                self.assertIncludes(text, title + order.name, "119.00", "238.00", "Total incl. tax", "included", "38.00")
                self.assertNotIn("Untaxed Amount", text)
        self.assertIn("238.00", self._cells(ORDER, order, self.LINES)[0][-1])

    def test_001_13_invoice(self):
        order = self._in_status("invoice", (self.drill, 2))
        invoice = order.invoice_ids
        text = self._text(INVOICE, invoice)
        self.assertIncludes(text, f"Invoice No. {invoice.name}", "100.00", "200.00", "38.00", "238.00", "Untaxed Amount")
        self.customer.business_customer = False
        text = self._text(INVOICE, invoice)
        self.assertIncludes(text, "119.00", "238.00", "Total incl. tax", "included", "on 200.00", "38.00")
        self.assertNotIn("Untaxed Amount", text)
        self.assertNotIn("100.00", text)

    def test_001_13_the_customer_decides_not_how_prices_are_kept(self):
        for tax_included in (False, True):
            with self.subTest(tax_included=tax_included):
                tax = self.tax.copy({"name": f"19 {tax_included}", "price_include_override": "tax_included"})
                product = self._product("Säge", list_price=119 if tax_included else 100, invoice_policy="order")
                product.taxes_id = tax if tax_included else self.tax
                order = self._order((product, 3))
                invoice = self.env["account.move"]
                order.change_status("order")
                invoice = invoice.browse(order.create_invoice_of_type("full", post=True))
                for document in (order, invoice):
                    line = (order.order_line, invoice.invoice_line_ids)[document == invoice]
                    self.customer.business_customer = True
                    prices = document._get_printed_prices()
                    self.assertAlmostEqual(prices[line]["unit"], 100)
                    self.assertAlmostEqual(prices[line]["total"], 300)
                    self.customer.business_customer = False
                    prices = document._get_printed_prices()
                    self.assertAlmostEqual(prices[line]["unit"], 119)
                    self.assertAlmostEqual(prices[line]["total"], 357)

    def test_001_13_contacts_follow_their_company(self):
        contact = self.env["res.partner"].create({"name": "Einkauf", "parent_id": self.customer.id})
        self.assertFalse(self._order(partner_id=contact.id)._prints_gross_prices())
        self.assertTrue(self._order(partner_id=self.consumer.id)._prints_gross_prices())

    def test_001_13_lines_add_up_to_the_total(self):
        """With taxes rounded once per document, line by line rounded amounts would miss the total by a cent or more."""
        self.company.tax_calculation_rounding_method = "round_globally"
        self.customer.business_customer = False
        order = self._order(*[(self.screw, quantity) for quantity in (1, 1, 1, 2)])
        order.order_line.price_unit = 0.99
        order.order_line[3].discount = 12.5
        self.assertNotAlmostEqual(sum(order.order_line.mapped("price_total")), order.amount_total)
        printed = order._get_printed_prices()
        self.assertAlmostEqual(sum(price["total"] for price in printed.values()), order.amount_total)
        order.change_status("invoice")
        invoice = order.invoice_ids
        printed = invoice._get_printed_prices()
        self.assertAlmostEqual(sum(price["total"] for price in printed.values()), invoice.amount_total)
        order.change_status("cancel")
        credit_note = order.invoice_ids - invoice
        printed = credit_note._get_printed_prices()
        self.assertAlmostEqual(sum(price["total"] for price in printed.values()), credit_note.amount_total)

    def test_001_13_sections_show_the_sum_of_their_lines(self):
        self.customer.business_customer = False
        order = self._order(
            order_line=[
                Command.create({"name": "Werkzeug", "display_type": "line_section"}),
                Command.create({"product_id": self.drill.id}),
                Command.create({"product_id": self.setup.id}),
            ]
        )
        rows = self._cells(ORDER, order, self.LINES)
        self.assertEqual(rows[0][0], "Werkzeug")
        self.assertIn("178.50", rows[0][-1])
        order.change_status("invoice")
        rows = self._cells(INVOICE, order.invoice_ids, self.LINES)
        self.assertIn("178.50", rows[0][-1])

    def test_001_13_purchase_documents_stay_as_they_are(self):
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.consumer.id,
                "invoice_line_ids": [Command.create({"product_id": self.drill.id, "price_unit": 100})],
            }
        )
        self.assertFalse(bill._prints_gross_prices())

    def test_001_13_assigned_by_condition(self):
        """An administrator may assign a document of its own to either kind of customer."""
        own = self.env.ref(INVOICE).copy({"name": "Bruttorechnung"})
        status = self.env.ref("kontor_sales.order_status_invoice")
        status.report_line_ids.condition = "business"
        status.report_line_ids = [Command.create({"report_id": own.id, "condition": "consumer"})]
        order = self._in_status("invoice")
        for business, report in ((True, self.env.ref(INVOICE)), (False, own)):
            self.customer.business_customer = business
            actions = order.action_print_status_documents()
            self.assertEqual([action["name"] for action in actions], [report.name])


@tagged("post_install", "-at_install", "kontor_once")
class TestOrderDocuments(DocumentCase):
    """001-11, 000-4: Stornorechnung, Gutschrift, and special requests on every document."""

    def test_001_11_cancellation_invoice_names_the_invoice(self):
        order = self._in_status("invoice")
        invoice = order.invoice_ids
        order.change_status("cancel")
        credit_note = order.invoice_ids - invoice
        self.assertTrue(credit_note.is_cancellation_invoice)
        paper = self.customer._get_document_lang()
        date = self.env["ir.qweb.field.date"].with_context(lang=paper).value_to_html(invoice.invoice_date, {})
        text = self._text(INVOICE, credit_note)
        self.assertIncludes(
            text,
            f"Credit Note (Cancellation) No. {credit_note.name}",
            f"With this document we cancel our invoice {invoice.name} of {date}",
            "The amount of 595.00 € is credited to you.",
            order.name,
        )
        # settled with the invoice is not paid
        self.assertNotIn("Paid on", text)
        self.assertIn(f"Cancelled transaction No. {order.name}", self._text(ORDER, order))

    def test_001_11_an_ordinary_credit_note_stays_one(self):
        order = self._in_status("invoice")
        invoice = order.invoice_ids
        credit_note = invoice._reverse_moves([{"invoice_date": self.today}])
        credit_note.invoice_line_ids.quantity = 2
        credit_note.action_post()
        title = f"Credit Note No. {credit_note.name}"
        self.assertIncludes(self._text(INVOICE, credit_note), title, f"we correct our invoice {invoice.name}")
        order.change_status("cancel")
        last = order.invoice_ids - invoice - credit_note
        self.assertIn("Credit Note (Cancellation)", self._text(INVOICE, last))
        # printed once more after the cancellation, it is the same document
        self.assertIn(title, self._text(INVOICE, credit_note))

    def test_001_11_titles_on_other_layouts(self):
        self.company.external_report_layout_id = self.env.ref("web.external_layout_standard")
        self.customer.cash_on_delivery = True
        order = self._in_status("quotation")
        self.assertIn(f"Quotation # {order.name} (Draft)", self._text(ORDER, order))
        order.change_status("invoice")
        self.assertIn(f"Order Confirmation No. {order.name}", self._text(ORDER, order))
        picking, invoice = order.picking_ids, order.invoice_ids
        self.assertIn(f"Cash-on-Delivery Invoice {picking.name}", self._text(CASH_ON_DELIVERY, picking))
        self.assertIn(f"Delivery Note {picking.name}", self._text(DELIVERY, picking))
        order.change_status("cancel")
        self.assertIn("Credit Note (Cancellation)", self._text(INVOICE, order.invoice_ids - invoice))

    def test_000_4_special_requests_on_every_document(self):
        order = self._order((self.drill, 2), (self.screw, 1))
        order.special_request = "Anlieferung am Hintereingang\nund bitte <leise>"
        order.order_line[0].special_request = "Gravur „Maßarbeit“"
        parts = ("Anlieferung am Hintereingang", "und bitte <leise>", "Gravur „Maßarbeit“")

        def check(report, record):
            text = self._text(report, record)
            for part in parts:
                self.assertEqual(text.count(part), 1, (report, part))

        check(ORDER, order)
        order.change_status("order")
        check(ORDER, order)
        for report in (PICK_LIST, DELIVERY, CASH_ON_DELIVERY):
            check(report, order.picking_ids)
        order.change_status("delivery")
        for report in (DELIVERY, CASH_ON_DELIVERY):
            check(report, order.picking_ids)
        order.change_status("invoice")
        check(INVOICE, order.invoice_ids)

    def test_000_4_in_each_step_of_the_warehouse(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order = self._order((self.drill, 2))
        order.special_request = "Nur vormittags"
        order.order_line.special_request = "Gravur"
        order.change_status("delivery")
        self.assertEqual(len(order.picking_ids), 3)
        for picking in order.picking_ids:
            text = self._text(PICK_LIST, picking)
            self.assertIncludes(text, "Nur vormittags", "Gravur")

    def test_000_4_lines_with_different_requests_stay_apart(self):
        order = self._order((self.drill, 1), (self.drill, 2), (self.drill, 3))
        order.order_line[0].special_request = "rot"
        order.order_line[1].special_request = "blau"
        order.change_status("delivery")
        rows = self._cells(DELIVERY, order.picking_ids, "@name='delivery_table'")
        self.assertEqual(
            [(row[1].replace("Special request:", "|"), row[4]) for row in rows],
            [("Bohrmaschine | rot", "1 Units"), ("Bohrmaschine | blau", "2 Units"), ("Bohrmaschine", "3 Units")],
        )

    def test_000_4_collective_invoice_has_each_request_once(self):
        orders = self.env["sale.order"]
        for request in ("Erster Wunsch", False, "Dritter Wunsch"):
            order = self._order((self.drill, 1), (self.setup, 1))
            order.special_request = request
            order.change_status("order")
            orders |= order
        invoice = orders._create_invoices()
        text = self._text(INVOICE, invoice)
        for request in ("Erster Wunsch", "Dritter Wunsch"):
            self.assertEqual(text.count(request), 1)


@tagged("post_install", "-at_install", "kontor_once")
class TestDocumentsAsPdf(HttpCase, DocumentCase):
    """The real thing, once: wkhtmltopdf's PDF holds the text, and the print log knows the new document."""

    def test_001_12_cash_on_delivery_invoice(self):
        self.customer.cash_on_delivery = True
        order = self._in_status("delivery")
        order.special_request = "Bitte klingeln bei Süß & Söhne"
        picking = order.picking_ids.filtered(lambda picking: picking.state == "done")
        self.assertEqual(order.lifecycle_label, "Delivery")
        reports = self.env["ir.actions.report"].with_user(self.clerk).with_context(force_report_rendering=True)
        content, report_type = reports._render_qweb_pdf(CASH_ON_DELIVERY, picking.ids)
        self.assertEqual(report_type, "pdf")
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        text = re.sub(r"\s+", " ", text)
        self.assertIncludes(text, picking.name, "Bohrmaschine", "Süß & Söhne", "119.00", "238.00", "amount to collect")
        self.env.invalidate_all()
        self.assertEqual(order.lifecycle_label, "Delivery (D)")
