import re
from datetime import date

from lxml import html
from odoo.tests import HttpCase, tagged
from odoo.tools.safe_eval import safe_eval

from ..documents.test_documents import CASH_ON_DELIVERY, DELIVERY, INVOICE, ORDER, DocumentCase
from .common import PrintingCase


@tagged("post_install", "-at_install", "kontor_once")
class TestOneName(PrintingCase, HttpCase, DocumentCase):
    """A document is called the same on its paper, in the e-mail, as a file, on the portal and in the archive."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("de_DE")
        cls.customer.lang = "de_DE"

    def _names(self, template, report, document, **title):
        """Return what a document is called everywhere; the paper's "Nr." is no part of the name."""
        template = self.env.ref(f"kontor_sales.mail_template_{template}")
        report = self.env.ref(report)
        self._print(report.report_name, document)
        kind = document._issued_kind(report)
        [issued] = self._issued(document, kind)[-1:]
        subject = template._render_field("subject", document.ids, compute_lang=True)[document.id]
        names = {
            "title": document._get_document_title(**title),
            "subject": subject.removesuffix(f" – {document.company_id.name}"),
            "archive": issued.display_name,
        }
        files = {
            "file": safe_eval(report.print_report_name, {"object": document}),
            "kept": issued.pdf_filename.removesuffix(".pdf"),
            "attached": issued.pdf_attachment_id.name.removesuffix(".pdf"),
        }
        for place, name in files.items():
            self.assertEqual(name, names["title"].replace("/", "-"), place)
        if "access_url" in document._fields:
            page = html.fromstring(self.url_open(document.get_portal_url()).text)
            names["heading"] = page.xpath("//*[@name='document_title']")[0].text_content()
            names["breadcrumb"] = page.xpath("//ol[contains(@class, 'o_portal_submenu')]/li[last()]")[0].text_content()
        return {place: re.sub(r"\s+", " ", name).strip() for place, name in names.items()}

    def assertOneName(self, expected, template, report, document, **title):
        """Check that a document has one name, and that its paper begins with it."""
        names = self._names(template, report, document, **title)
        if "cash_on_delivery" in title:
            del names["subject"]  # it goes with the Lieferschein
        self.assertEqual(set(names.values()), {expected}, names)
        self.assertIn(expected.replace("- ", "-"), self._text(report, document).replace(" Nr. ", " "))

    def test_orders_and_deliveries(self):
        order = self._order((self.drill, 10))
        order.action_issue_quotation()
        order.action_revise_quotation("Kunde wünscht eine Änderung")
        order.order_line.product_uom_qty = 9
        order.action_issue_quotation()
        day = self.today.strftime("%d.%m.%Y")
        name = f"Angebot {order.quotation_number} - Version 2 vom {day}"
        self.assertOneName(name, "quotation", ORDER, order)
        order.change_status("order")
        self.assertOneName(f"Auftragsbestätigung {order.name}", "order_confirmation", ORDER, order)
        order.order_line.product_uom_qty = 8
        self.assertOneName(f"Auftragsbestätigung {order.name} (2. Fassung)", "order_confirmation", ORDER, order)
        order.is_cash_on_delivery = True
        order.change_status("delivery")
        picking = order.picking_ids.filtered(lambda picking: picking.state == "done")
        self.assertOneName(f"Lieferschein {picking.name}", "delivery", DELIVERY, picking)
        kind = picking._get_document_title(cash_on_delivery=True)
        self.assertRegex(kind, "^Nachnahme")
        self.assertOneName(kind, "delivery", CASH_ON_DELIVERY, picking, cash_on_delivery=True)

    def _invoice(self, order, kind, **options):
        return self.env["account.move"].browse(order.create_invoice_of_type(kind, post=True, **options))

    def test_invoices_and_corrections(self):
        order = self._in_status("order", (self.drill, 10))
        other = self._in_status("order", (self.drill, 1))
        invoices = {
            "Rechnung": self._invoice(other, "full"),
            "Anzahlungsrechnung": self._invoice(order, "down_payment", percentage=30),
        }
        self._deliver(order, 4)
        invoices["Teilrechnung"] = self._invoice(order, "partial", picking_ids=order._get_pickings_to_invoice().ids)
        order.change_status("delivery")
        invoices["Schlussrechnung"] = self._invoice(order, "final")
        deliveries = self._in_status("order", (self.drill, 1)) | self._in_status("order", (self.drill, 2))
        for delivery in deliveries:
            delivery.change_status("delivery")
        collective = deliveries._create_collective_invoice(deliveries.picking_ids, self.today)
        collective.action_post()
        invoices["Sammelrechnung"] = collective
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=collective.ids)
        wizard = wizard.create({"reason": "Nachlass wegen Kratzern", "journal_id": collective.journal_id.id})
        correction = self.env["account.move"].browse(wizard.reverse_moves()["res_id"])
        correction.action_post()
        invoices["Rechnungskorrektur"] = correction
        other.change_status("cancel")
        invoices["Rechnungskorrektur (Storno)"] = other.invoice_ids - invoices["Rechnung"]
        for kind, invoice in invoices.items():
            with self.subTest(kind=kind):
                self.assertOneName(f"{kind} {invoice.name}", "invoice", INVOICE, invoice)

    def test_only_the_customer_s_own_reference_is_theirs(self):
        order = self._in_status("invoice", (self.drill, 1))
        self.assertFalse(order.invoice_ids._get_customer_reference())
        order = self._order((self.drill, 1), client_order_ref="B-17, Halle 4")
        order.change_status("order")
        order.change_status("delivery")
        bare = self._in_status("order", (self.drill, 2))
        bare.change_status("delivery")
        both = order | bare
        invoice = both._create_collective_invoice(both.picking_ids, self.today)
        self.assertEqual(invoice._get_customer_reference(), "B-17, Halle 4")
        invoice.action_post()
        self.assertNotRegex(self._text(INVOICE, invoice), rf"Halle 4, {bare.name}")

    def test_the_portal_shows_what_was_issued(self):
        invoice = self._in_status("invoice", (self.drill, 1)).invoice_ids
        url = invoice.get_portal_url()
        self.assertIn("report_type=html", self.url_open(url).text)
        self.assertIn(self.customer.name, self.url_open(f"{url}&report_type=html").content.decode())
        kept = self._print(INVOICE, invoice)
        page = self.url_open(url).text
        self.assertIn("This document was issued on", page)
        self.assertNotIn("report_type=html", page)
        # core's script of this page finds the frame that it measures
        self.browser_js(url, "console.log('test successful')", "!!document.querySelector('#invoice_html')")
        self.customer.name = "Umbenannt GmbH"
        for report_type in ("html", "pdf"):
            response = self.url_open(f"{url}&report_type={report_type}")
            self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertEqual(self._print(INVOICE, invoice), kept)

    def test_the_portal_page_of_an_order_names_what_was_issued(self):
        order = self._in_status("order", (self.drill, 10))
        url = order.get_portal_url()
        page = self.url_open(url).text
        self.assertNotIn("issued_document", page, "nothing was issued yet")
        self.assertIn(f"<title>{self.env.company.name}</title>", re.sub(r">\s+|\s+<", lambda found: found[0].strip(), page))
        kept = self._print(ORDER, order)
        self.customer.name = "Umbenannt GmbH"
        self.assertIn("This document was issued on", self.url_open(url).text)
        self.assertEqual(self._print(ORDER, order), kept, "what the page's link gives, too")
        order.order_line.product_uom_qty = 8
        self.assertIn("The order was changed after its confirmation of", self.url_open(url).text)

    def test_the_portal_says_what_was_paid_and_what_set_off(self):
        invoice = self._in_status("invoice", (self.drill, 10)).invoice_ids
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        wizard.create({"amount": 100, "payment_date": date(2026, 11, 5)})._create_payments()
        credit = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.customer.id,
                "invoice_line_ids": [(0, 0, {"name": "Nachlass", "price_unit": 50, "tax_ids": []})],
            }
        )
        credit.action_post()
        (invoice | credit).line_ids.filtered(lambda line: line.account_type == "asset_receivable").reconcile()
        page = html.fromstring(self.url_open(invoice.get_portal_url()).text)
        text = re.sub(r"\s+", " ", page.xpath("//div[@name='settlements']")[0].text_content())
        self.assertRegex(text, r"Paid on .*: .*100\.00")
        self.assertRegex(text, rf"Set off against {credit.name}: .*50\.00")
