import base64
import io
import re

import pikepdf
from lxml import etree
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from PIL import Image
from pypdf import PdfReader

from ...tools.copy_stamp import stamp_copy
from .common import EInvoiceCase, find_broken_rules
from .pdf_a_structure import find_problems


@tagged("post_install", "-at_install", "kontor_once")
class TestEInvoiceSending(HttpCase, EInvoiceCase):
    """A ZUGFeRD invoice is PDF/A-3, an XRechnung is the only structured original, and nothing invalid leaves the house."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.external_report_layout_id = cls.env.ref("l10n_din5008.external_layout_din5008")
        cls.company.paperformat_id = cls.env.ref("l10n_din5008.paperformat_euro_din")

    def _posted(self, positions=1, **values):
        lines = [Command.create({"product_id": self.plank.id, "price_unit": 10.5 + n}) for n in range(positions)]
        order = self.env["sale.order"].create({"partner_id": self.customer.id, "order_line": lines, **values})
        order.change_status("invoice")
        return order.invoice_ids

    def _send(self, moves, **options):
        """Send invoices by e-mail, with real PDFs; return the messages that were posted."""
        before = moves.message_ids
        sender = self.env["account.move.send"].with_user(self.clerk).with_context(force_report_rendering=True)
        sender._generate_and_send_invoices(moves.with_user(self.clerk), sending_methods=["email"], **options)
        return (moves.message_ids - before).filtered("attachment_ids")

    def test_zugferd_is_pdf_a_3(self):
        """One page, several pages, and several invoices at once; with a logo that one can see through, and as a copy."""
        logo = io.BytesIO()
        Image.new("RGBA", (200, 80), (200, 30, 30, 90)).save(logo, "PNG")
        self.company.logo = base64.b64encode(logo.getvalue())
        short, long = self._posted(), self._posted(positions=40)
        self.assertEqual(short.partner_id.invoice_edi_format, "facturx")
        self._send(short | long)
        pages = []
        for move in (short, long):
            content = move.invoice_pdf_report_id.raw
            self.assertFalse(problems := find_problems(content), "\n".join(problems))
            pdf = PdfReader(io.BytesIO(content))
            pages.append(len(pdf.pages))
            copy = stamp_copy(content, "Kopie")
            self.assertFalse(problems := find_problems(copy), "\n".join(problems))
            self.assertIn("Kopie", PdfReader(io.BytesIO(copy)).pages[-1].extract_text())
            with pikepdf.open(io.BytesIO(content)) as file:
                self.assertTrue(any("/SMask" in image for image in file.pages[0].images.values()), "the logo")
            (xml,) = pdf.attachments["factur-x.xml"]
            self.assertEqual(xml, move.ubl_cii_xml_id.raw)
            self.assertFalse(broken := find_broken_rules([(move.name, "facturx", xml)]), "\n".join(broken))
            total = etree.fromstring(xml).find(".//{*}GrandTotalAmount").text
            self.assertEqual(float(total), move.amount_total)
            printed = re.sub(r"[^\d]", "", "".join(page.extract_text() for page in pdf.pages))
            self.assertIn(total.replace(".", ""), printed)
        self.assertEqual(pages[0], 1)
        self.assertGreater(pages[1], 1)

    def test_what_is_printed_alone_is_no_pdf_a(self):
        """The look through the structure finds something, too."""
        move = self._posted()
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        problems = "\n".join(find_problems(report._render_qweb_pdf("account.account_invoices", move.ids)[0]))
        for expected in ("header", "no output intent", "no readable XMP", "attachments"):
            self.assertIn(expected, problems)

    def test_an_xrechnung_is_the_only_structured_original(self):
        self.customer.write({"vat": False, "leitweg_id": "04011000-1234512345-06"})
        move = self._posted()
        message = self._send(move)
        xml = message.attachment_ids.filtered(lambda attachment: attachment.name.endswith(".xml"))
        pdf = message.attachment_ids.filtered(lambda attachment: attachment.name.endswith(".pdf"))
        self.assertEqual(len(message.attachment_ids), 2)
        self.assertFalse(broken := find_broken_rules([(move.name, "xrechnung", xml.raw)]), "\n".join(broken))
        with pikepdf.open(io.BytesIO(pdf.raw)) as file:
            self.assertFalse(list(file.attachments))

    def test_what_is_invalid_is_not_sent(self):
        self.customer.write({"invoice_edi_format": "xrechnung", "zip": False, "city": False})
        move = self._posted()
        wizard = self.env["account.move.send.wizard"].with_user(self.clerk).create({"move_id": move.id})
        self.assertIn("Baumarkt Süd GmbH lacks: Zip, City.", wizard.alerts["kontor_einvoice"]["message"])
        with self.assertRaisesRegex(UserError, "Baumarkt Süd GmbH lacks: Zip, City."), self.cr.savepoint():
            self._send(move)
        # nor a pro-forma invoice in its place, which automatic sending falls back to
        self.assertFalse(self._send(move, allow_fallback_pdf=True))
        self.assertFalse(move.invoice_pdf_report_id | move.ubl_cii_xml_id)
        self.customer.write({"zip": "48155", "city": "Münster"})
        self.assertEqual(len(self._send(move).attachment_ids), 2)

    def test_a_consumer_gets_a_pdf(self):
        self.customer.write({"is_company": False, "business_customer": False, "vat": False})
        message = self._send(self._posted())
        self.assertEqual(len(message.attachment_ids), 1)
        with pikepdf.open(io.BytesIO(message.attachment_ids.raw)) as file:
            self.assertFalse(list(file.attachments))
