from odoo.tests import tagged

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestMails(OrderCase):
    """The e-mail, its attachment and the paper name the same document; the salutation is that of a business letter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("de_DE")
        cls.customer.write({"lang": "de_DE", "email": "einkauf@baumarkt.example"})
        cls.contact = cls.env["res.partner"].create(
            {
                "name": "Birgit von der Heide",
                "contact_title": "Dr.",
                "salutation": "ms",
                "parent_id": cls.customer.id,
                "lang": "de_DE",
                "email": "heide@baumarkt.example",
            }
        )

    def _mail(self, template, record):
        """Return subject, text and names of the attachments of an e-mail."""
        fields = ("subject", "body_html", "report_template_ids", "attachment_ids")
        values = template._generate_template(record.ids, fields)[record.id]
        return values["subject"], str(values["body_html"]), [name for name, _content in values.get("attachments", [])]

    def test_004_8_quotation_and_confirmation(self):
        order = self._order((self.drill, 2), contact_id=self.contact.id, validity_date="2030-01-31")
        order.action_issue_quotation()
        template = order._find_mail_template()
        self.assertEqual(template, self.env.ref("kontor_sales.mail_template_quotation"))
        subject, text, files = self._mail(template, order)
        label = order.with_context(lang="de_DE").version_label
        self.assertTrue(label.startswith(f"Angebot {order.quotation_number} - Version 1 vom"))
        self.assertEqual(subject, f"{label} – {self.company.name}")
        for part in (label, "Sehr geehrte Frau Dr. von der Heide,", "31.01.2030"):
            self.assertIn(part, text)
        self.assertEqual([name.removesuffix(".html").removesuffix(".pdf") for name in files], [label])
        order.change_status("order")
        template = order._find_mail_template()
        self.assertEqual(template, self.env.ref("kontor_sales.mail_template_order_confirmation"))
        subject, text, files = self._mail(template, order)
        title = f"Auftragsbestätigung {order.name}"
        self.assertEqual(subject, f"{title} – {self.company.name}")
        self.assertIn(title, text)
        self.assertEqual([name.removesuffix(".html").removesuffix(".pdf") for name in files], [title])

    def test_004_21_invoices_and_corrections(self):
        order = self._in_status("invoice")
        invoice = order.invoice_ids
        template = invoice._get_mail_template()
        subject, text, _files = self._mail(template, invoice)
        title = f"Schlussrechnung {invoice.name}"
        self.assertEqual(subject, f"{title} – {self.company.name}")
        due = invoice.invoice_date_due.strftime("%d.%m.%Y")
        for part in ("Sehr geehrte Damen und Herren,", f"bis zum {due}", invoice.payment_reference):
            self.assertIn(part, text)
        self.assertNotIn("schnellstmöglich", text)
        self.assertEqual(invoice._get_invoice_report_filename(), f"{title.replace('/', '-')}.pdf")
        order.change_status("cancel")
        correction = order.invoice_ids - invoice
        subject, text, _files = self._mail(correction._get_mail_template(), correction)
        self.assertIn(f"Rechnungskorrektur (Storno) {correction.name}", subject)
        self.assertIn("wird Ihnen gutgeschrieben", text)
        self.assertNotIn("überweisen", text)

    def test_004_21_a_french_customer_gets_english_and_no_mixture(self):
        for code in ("fr_FR", "en_GB"):
            self.env["res.lang"]._activate_lang(code)
        self.customer.write({"lang": "fr_FR", "country_id": self.env.ref("base.fr").id})
        invoice = self._in_status("invoice").with_context(lang="de_DE").invoice_ids
        subject, text, _files = self._mail(invoice._get_mail_template(), invoice)
        title = f"Final Invoice {invoice.name}"
        self.assertEqual(subject, f"{title} – {self.company.name}")
        self.assertIn("Dear Sir or Madam,", text)
        self.assertEqual(invoice._get_invoice_report_filename(), f"{title.replace('/', '-')}.pdf")

    def test_004_23_a_paid_invoice_asks_for_nothing(self):
        invoice = self._in_status("invoice").invoice_ids
        self._pay(invoice)
        text = self._mail(invoice._get_mail_template(), invoice)[1]
        self.assertNotIn("überweisen", text)

    def test_001_12_who_pays_otherwise_is_not_asked_for_a_transfer(self):
        self.customer.cash_on_delivery = True
        invoice = self._in_status("invoice").invoice_ids
        text = self._mail(invoice._get_mail_template(), invoice)[1]
        self.assertIn("per Nachnahme", text)

    def test_000_6_delivery_notes(self):
        order = self._in_status("delivery")
        picking = order.picking_ids.filtered(lambda picking: picking.state == "done")
        template = self.company.stock_mail_confirmation_template_id
        self.assertEqual(template, self.env.ref("kontor_sales.mail_template_delivery"))
        subject, _text, files = self._mail(template, picking)
        title = f"Lieferschein {picking.name}"
        self.assertEqual(subject, f"{title} – {self.company.name}")
        self.assertEqual([name.removesuffix(".html").removesuffix(".pdf") for name in files], [title.replace("/", "-")])

    def test_004_7_what_an_administrator_put_away_stays_away(self):
        order = self._order((self.drill, 1))
        self.env.ref("kontor_sales.mail_template_quotation").active = False
        self.assertEqual(order._find_mail_template(), self.env.ref("sale.email_template_edi_sale"))

    def test_003_9_the_introduction_addresses_the_contact(self):
        order = self._order((self.drill, 1), contact_id=self.contact.id).with_context(lang="de_DE")
        order.intro_text = "Sehr geehrte Damen und Herren,\nvielen Dank."
        self.assertEqual(order._get_printed_intro(), "Sehr geehrte Frau Dr. von der Heide,\nvielen Dank.")
        self.contact.salutation = False
        self.assertEqual(order._get_printed_intro(), order.intro_text)
        order.intro_text = "Hallo zusammen!"
        self.assertEqual(order._get_printed_intro(), "Hallo zusammen!")
