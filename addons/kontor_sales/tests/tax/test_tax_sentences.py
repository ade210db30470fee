from odoo import Command
from odoo.tests import tagged
from odoo.tools import html2plaintext

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestTaxSentences(OrderCase):
    """A document says why it charges no tax, in the words of the law, and the e-invoice says the same (§§ 14, 14a UStG)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("de_DE")
        cls.env["account.chart.template"]._prepare_german_taxes(cls.company)

    def _tax(self, name):
        chart = self.env["account.chart.template"].with_company(self.company)
        return chart.ref(name.format(self.company.chart_template[3:]))

    def _reason(self, tax, lang="de_DE"):
        customer = self.customer
        customer.write({"lang": lang, "country_id": self.env.ref("base.at").id})
        return self.env["account.edi.common"]._get_tax_exemption_reason(customer, self.company.partner_id, tax)

    def test_each_tax_has_its_words_and_its_category(self):
        """§ 13b was printed without its words and sent as "exempt"."""
        wanted = (
            ("tax_eu_sale_{}", "K", "VATEX-EU-IC", "innergemeinschaftliche Lieferung"),
            ("tax_free_eu_{}", "AE", "VATEX-EU-AE", "Steuerschuldnerschaft des Leistungsempfängers"),
            ("tax_export_{}", "G", "VATEX-EU-G", "Ausfuhrlieferung"),
            ("tax_free_third_country_{}", "E", None, "nicht steuerbare Leistung"),
            ("tax_ust_free_bau_{}", "AE", "VATEX-EU-AE", "Steuerschuldnerschaft des Leistungsempfängers"),
            ("tax_ust_no_ustpflicht_{}", "E", None, "Kleinunternehmer"),
        )
        for name, category, code, words in wanted:
            with self.subTest(name):
                tax = self._tax(name)
                reason = self._reason(tax)
                self.assertEqual(tax.ubl_cii_tax_category_code, category)
                self.assertEqual(reason["tax_exemption_reason_code"] or None, code)
                self.assertIn(words, reason["tax_exemption_reason"])

    def test_the_sentence_is_in_the_customers_language(self):
        """An Austrian reads "Steuerschuldnerschaft …", a Dutchman "Reverse charge"."""
        tax = self._tax("tax_free_eu_{}")
        self.assertIn("Steuerschuldnerschaft des Leistungsempfängers", self._reason(tax)["tax_exemption_reason"])
        self.assertIn("Reverse charge", self._reason(tax, "en_US")["tax_exemption_reason"])

    def test_what_is_entered_at_the_tax_goes_before(self):
        """A doctor isn't a small business: the company's own words stand."""
        tax = self._tax("tax_ust_no_ustpflicht_{}")
        tax.invoice_legal_notes = "<p>Heilbehandlung nach<br/>§ 4 Nr. 14 UStG</p>"
        self.assertEqual(self._reason(tax)["tax_exemption_reason"], "Heilbehandlung nach § 4 Nr. 14 UStG")

    def test_zero_rated_goods_have_a_sentence_on_paper_and_none_in_the_xml(self):
        """Category Z forbids a reason (BR-Z-10)."""
        tax = self._tax("tax_ust_7_{}").copy({"name": "0 % PV", "amount": 0, "tax_treatment": "zero"})
        tax.ubl_cii_tax_category_code = "Z"
        self.assertIn("§ 12 (3) UStG", tax.legal_sentence)
        self.assertFalse(self._reason(tax)["tax_exemption_reason"])

    def test_the_invoice_prints_each_sentence_once(self):
        """Taxed positions need none."""
        bau, full = self._tax("tax_ust_free_bau_{}"), self._tax("tax_ust_19_{}")
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_line_ids": [
                    Command.create({"name": name, "price_unit": 100, "tax_ids": [Command.set(tax.ids)]})
                    for name, tax in (("Maurern", bau), ("Verputzen", bau), ("Farbe", full))
                ],
            }
        )
        german = invoice.with_context(lang="de_DE").taxes_legal_notes
        self.assertEqual(html2plaintext(german), "Steuerschuldnerschaft des Leistungsempfängers (§ 13b UStG).")

    def test_what_was_changed_by_hand_stays(self):
        """An update completes what is as it was delivered, and nothing else."""
        tax = self._tax("tax_export_{}")
        position = self._tax("fiscal_position_non_eu_partner_{}")
        tax.tax_treatment = "not_taxable"
        position.auto_apply = False
        self.env["account.chart.template"]._prepare_german_taxes(self.company)
        self.assertEqual(tax.tax_treatment, "not_taxable")
        self.assertFalse(position.auto_apply)

    def test_all_rates_are_written_alike(self):
        """ "Umsatzsteuer 7 %" stood beside "USt 19%": in totals, on the portal and on orders to suppliers."""
        chart = self.env["account.chart.template"]
        group = self._tax("tax_ust_7_{}").tax_group_id.with_context(lang="de_DE")
        other = self._tax("tax_ust_19_{}").tax_group_id.with_context(lang="de_DE")
        group.name, other.name = "Umsatzsteuer 7 %", "MwSt 19%"
        chart._load_translations(langs=["de_DE"], companies=self.company)
        self.assertEqual((group.name, other.name), ("USt 7 %", "MwSt 19%"), "a name of one's own stays")
        labels = [self._tax(name).with_context(lang="de_DE").invoice_label for name in ("tax_ust_7_{}", "tax_vst_19_{}")]
        self.assertEqual(labels, ["USt 7 %", "USt 19 %"], "in the column of positions as in the totals")

    def test_a_tax_is_called_so_in_each_document_s_language(self):
        """Of several papers printed at once, the English one said "USt 19 %" like the German one before it."""
        self.env["res.lang"]._activate_lang("de_DE")
        tax = self._tax("tax_ust_19_{}")
        for lang, label in (("de_DE", "USt 19 %"), ("en_US", "VAT 19%")):
            tax.with_context(lang=lang).invoice_label = label
        labels = [tax.with_context(lang=lang).tax_label for lang in ("de_DE", "en_US")]
        self.assertEqual(labels, ["USt 19 %", "VAT 19%"])
