from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import EInvoiceCase


@tagged("post_install", "-at_install", "kontor_once")
class TestCustomerFormats(EInvoiceCase):
    """The e-invoice's format follows from what kind of customer it is."""

    def test_format_by_kind_of_customer(self):
        self.assertEqual(self.customer.invoice_edi_format, "facturx")
        self.customer.leitweg_id = "04011000-1234512345-06"
        self.assertEqual(self.customer.invoice_edi_format, "xrechnung")
        person = self.env["res.partner"].create({"name": "Jörg Müßig", "country_id": self.env.ref("base.de").id})
        self.assertFalse(person.invoice_edi_format)
        swiss = self.env["res.partner"].create(
            {"name": "Berg AG", "is_company": True, "country_id": self.env.ref("base.ch").id}
        )
        self.assertFalse(swiss.invoice_edi_format)

    def test_another_format_can_be_chosen(self):
        self.customer.invoice_edi_format = "xrechnung"
        self.assertEqual(self.customer.invoice_edi_format, "xrechnung")
        self.customer.invoice_edi_format = False
        self.assertFalse(self.customer.invoice_edi_format)
        self.customer.invoice_edi_format = "facturx"
        self.assertEqual(self.customer.invoice_edi_format, "facturx")

    def test_zugferd_is_called_so(self):
        self.env["res.lang"]._activate_lang("de_DE")
        for lang in ("en_US", "de_DE"):
            field = self.env["res.partner"].with_context(lang=lang).fields_get(["invoice_edi_format"])
            labels = dict(field["invoice_edi_format"]["selection"])
            self.assertTrue(labels["facturx"].startswith("ZUGFeRD"), labels["facturx"])

    def test_a_mistyped_leitweg_id_is_refused(self):
        for wrong in ("04011000-1234512345-07", "Amt 5", "04011000"):
            with self.assertRaisesRegex(ValidationError, "no Leitweg-ID"):
                self.customer.leitweg_id = wrong
            with self.assertRaisesRegex(ValidationError, "no Leitweg-ID"):
                self.customer.write({"peppol_eas": "0204", "peppol_endpoint": wrong})

    def test_without_a_leitweg_id_the_vat_id_is_the_address_again(self):
        self.customer.leitweg_id = "04011000-1234512345-06"
        self.customer.leitweg_id = False
        self.assertEqual((self.customer.peppol_eas, self.customer.peppol_endpoint), ("9930", "DE136695976"))
        self.assertFalse(self.customer.leitweg_id)

    def test_leitweg_id_and_format_are_found_without_developer_mode(self):
        view = self.env["res.partner"].with_user(self.clerk).get_view(self.env.ref("base.view_partner_form").id, "form")
        for name in ("leitweg_id", "invoice_edi_format"):
            self.assertIn(f'name="{name}"', view["arch"])
