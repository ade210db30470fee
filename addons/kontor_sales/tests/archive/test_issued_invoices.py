from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .common import ArchiveCase

INVOICE = "account.account_invoices"


class TestIssuedInvoices(ArchiveCase):
    """A posted invoice is printed again as it was issued, whatever happens to it afterwards."""

    def setUp(self):
        super().setUp()
        self.invoice = self._in_status("invoice").invoice_ids

    def test_credit_note_leaves_the_original(self):
        first = self._print(INVOICE, self.invoice)
        credit = self.invoice._reverse_moves([{}])
        credit.action_post()
        self.customer.name = "Anders GmbH"
        self.assertEqual(self._print(INVOICE, self.invoice), first)
        self.assertEqual(self._print("account.account_invoices_without_payment", self.invoice), first)
        self._print(INVOICE, credit)
        self.assertEqual(self._issued(credit).kind, "credit_note")

    def test_batch_is_told_apart_and_kept_one_by_one(self):
        other = self._in_status("invoice").invoice_ids
        first = self._print(INVOICE, other)
        self._pay(other)
        self._print("kontor_sales.invoice_documents", self.invoice | other)
        issued = self._issued(self.invoice)
        self.assertEqual(self._print(INVOICE, self.invoice), issued.pdf_attachment_id.raw)
        self.assertEqual(self._issued(other).pdf_attachment_id.raw, first)

    def test_issued_invoice_is_not_reset(self):
        self._print(INVOICE, self.invoice, self.seller)
        with self.assertRaisesRegex(UserError, "issued on .* to Baumarkt Süd GmbH"):
            self.invoice.button_draft()

    def test_sent_invoice_is_kept_with_its_recipient(self):
        self.customer.email = "rechnung@baumarkt.example"
        wizard = (
            self.env["account.move.send.wizard"]
            .with_context(active_model="account.move", active_ids=self.invoice.ids, force_report_rendering=True)
            .create({"sending_methods": ["email"]})
        )
        wizard.action_send_and_print()
        issued = self._issued(self.invoice)
        self.assertEqual((issued.channel, issued.recipient), ("email", "rechnung@baumarkt.example"))
        self.assertEqual(issued.pdf_attachment_id, self.invoice.invoice_pdf_report_id, "it isn't stored twice")
        self.assertEqual(issued.xml_attachment_id, self.invoice.ubl_cii_xml_id)
        self.assertEqual(self._print(INVOICE, self.invoice), issued.pdf_attachment_id.raw)
        with self.assertRaises(UserError):
            self.invoice.invoice_pdf_report_id.sudo().unlink()

    def test_sent_after_printing_goes_as_printed(self):
        self.customer.email = "rechnung@baumarkt.example"
        first = self._print(INVOICE, self.invoice)
        self.env["account.move.send.wizard"].with_context(
            active_model="account.move", active_ids=self.invoice.ids, force_report_rendering=True
        ).create({"sending_methods": ["email"]}).action_send_and_print()
        self.assertEqual(self.invoice.invoice_pdf_report_id.raw, first)
        self.assertEqual(self._print(INVOICE, self.invoice), first)

    def test_customer_gets_the_invoice_and_no_pro_forma(self):
        portal = new_test_user(self.env, "kontor_portal", groups="base.group_portal")
        invoice = self.invoice.with_user(portal).sudo().with_context(force_report_rendering=True)
        document = invoice._get_invoice_legal_documents_all(allow_fallback=True)[0]
        issued = self._issued(self.invoice)
        self.assertEqual((issued.channel, issued.user_id), ("portal", portal))
        self.assertEqual(document["content"], issued.pdf_attachment_id.raw)
        self.assertNotIn("proforma", document["filename"])
        self.assertEqual(self._print(INVOICE, self.invoice), document["content"])

    def test_posted_invoice_is_never_pro_forma(self):
        """Core's portal asks for a pro forma until an invoice was sent, and the report's address takes it as a parameter."""
        first = self._print(INVOICE, self.invoice)
        reports = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        for context, data in (({"proforma_invoice": True}, None), ({}, {"proforma": "1"})):
            again = reports.with_context(**context)._render_qweb_pdf(INVOICE, self.invoice.ids, data=data)[0]
            self.assertEqual(again, first)
            paper = reports.with_context(**context)._render_qweb_html(INVOICE, self.invoice.ids, data=data)[0].decode()
            self.assertNotIn("roforma", paper)

    def test_exported_e_invoice_is_kept_like_one_that_was_sent(self):
        germany = {"country_id": self.env.ref("base.de").id, "street": "Kai 1", "zip": "20457", "city": "Hamburg"}
        self.company.partner_id.write({**germany, "vat": "DE136695976", "email": "post@firma.example", "phone": "040 1"})
        self.customer.write({**germany, "invoice_edi_format": "facturx", "email": "rechnung@baumarkt.example"})
        invoice = self.invoice.with_user(self.clerk).with_context(force_report_rendering=True)
        first = invoice._get_invoice_legal_documents("ubl", allow_fallback=True)
        self.assertFalse(first.get("errors"))
        issued = self._issued(self.invoice)
        self.assertEqual((issued.channel, issued.user_id), ("interface", self.clerk))
        self.assertEqual(issued.xml_attachment_id.raw, first["content"])
        self.customer.name = "Anders GmbH"
        self.assertEqual(invoice._get_invoice_legal_documents("ubl", allow_fallback=True)["content"], first["content"])
        self.env["account.move.send.wizard"].with_context(
            active_model="account.move", active_ids=self.invoice.ids, force_report_rendering=True
        ).create({"sending_methods": ["email"]}).action_send_and_print()
        self.assertEqual(self._issued(self.invoice), issued, "what is sent is what was exported")
        self.assertEqual(self._print(INVOICE, self.invoice), issued.pdf_attachment_id.raw)

    def test_issued_invoice_keeps_how_it_is_to_be_paid(self):
        self.invoice.payment_reference = "RF18"
        self._print(INVOICE, self.invoice)
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "DE02100100100006820101", "partner_id": self.company.partner_id.id}
        )
        for values in ({"payment_reference": "RF19"}, {"partner_bank_id": bank.id}, {"ref": "Bestellung 9"}):
            with self.assertRaisesRegex(UserError, "can't be changed"):
                self.invoice.write(values)
        self.invoice.write({"payment_reference": "RF18", "no_followup": True})

    def test_nobody_puts_a_file_in_the_place_of_the_invoice(self):
        invoice = self.invoice.with_user(self.clerk)
        for name in ("invoice_pdf_report_file", "ubl_cii_xml_file"):
            values = {"name": "x", "raw": b"x", "res_model": "account.move", "res_id": invoice.id}
            with self.assertRaisesRegex(UserError, "can't be changed"):
                invoice.write({name: b"eA=="})
            with self.assertRaisesRegex(UserError, "can't be changed"):
                invoice.env["ir.attachment"].create({**values, "res_field": name})
            with self.assertRaisesRegex(UserError, "can't be changed"):
                invoice.env["ir.attachment"].create(values).res_field = name

    def test_draft_is_not_kept(self):
        draft = self.invoice.copy()
        self._print(INVOICE, draft)
        self.assertFalse(self._issued(draft))

    def test_what_was_kept_before_the_archive_is_taken_over(self):
        self.env["account.move.send.wizard"].with_context(
            active_model="account.move", active_ids=self.invoice.ids, force_report_rendering=True
        ).create({"sending_methods": ["manual"]}).action_send_and_print()
        quotation = self._order().with_context(force_report_rendering=True)
        quotation.action_issue_quotation()
        kept = self._issued(self.invoice) | self._issued(quotation)
        before = [(row.kind, row.number, row.pdf_attachment_id, row.pdf_sha256) for row in kept]
        self.env.cr.execute("DELETE FROM kontor_issued_document WHERE id = ANY(%s)", [kept.ids])
        self.env.invalidate_all()
        self.assertGreaterEqual(self.env["kontor.issued.document"]._take_over(), 2)
        taken = self._issued(self.invoice) | self._issued(quotation)
        self.assertEqual([(row.kind, row.number, row.pdf_attachment_id, row.pdf_sha256) for row in taken], before)
        self.assertFalse(self.env["kontor.issued.document"]._take_over(), "each is listed once")
        self._print(INVOICE, self.invoice)
        self.assertEqual(self._issued(self.invoice), taken[:1])
