from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import html2plaintext, is_html_empty

#: Treatment → category of EN 16931 (BT-151) and code of the reason (BT-121). What is not taxable is "E" with its sentence,
#: not "O": that one forbids the VAT ids of both sides and any other rate on the same invoice (BR-O-02, BR-O-11).
CATEGORIES = {
    "standard": ("S", False),
    "intra_goods": ("K", "VATEX-EU-IC"),
    "intra_service": ("AE", "VATEX-EU-AE"),
    "export": ("G", "VATEX-EU-G"),
    "third_service": ("E", False),
    "reverse_domestic": ("AE", "VATEX-EU-AE"),
    "triangular": ("AE", "VATEX-EU-AE"),
    "new_vehicle": ("E", "VATEX-EU-D"),
    "small_business": ("E", False),
    "exempt_deducting": ("E", False),
    "exempt": ("E", False),
    "zero": ("Z", False),
    "not_taxable": ("E", False),
}


class AccountTax(models.Model):
    """Why a sale bears this tax, or none, and what the invoice has to say of it (§ 14 Abs. 4 Nr. 8, § 14a UStG)."""

    _inherit = "account.tax"

    tax_treatment = fields.Selection(
        [
            ("standard", "Taxed in Germany"),
            ("intra_goods", "Intra-Community supply of goods (§ 4 no. 1 b UStG)"),
            ("intra_service", "Service to a business in the EU (§ 3a (2) UStG)"),
            ("export", "Export of goods (§ 4 no. 1 a UStG)"),
            ("third_service", "Service to a business outside the EU (§ 3a (2) UStG)"),
            ("reverse_domestic", "Recipient owes the tax in Germany (§ 13b UStG)"),
            ("triangular", "Triangular transaction (§ 25b UStG)"),
            ("new_vehicle", "Supply of a new vehicle within the EU"),
            ("small_business", "Small business (§ 19 UStG)"),
            ("exempt_deducting", "Exempt with input tax deduction (§ 4 no. 2-7 UStG)"),
            ("exempt", "Exempt without input tax deduction (§ 4 no. 8-29 UStG)"),
            ("zero", "Zero rate for photovoltaics (§ 12 (3) UStG)"),
            ("not_taxable", "Not taxable"),
        ],
        string="VAT Treatment",
        help="Why a sale bears this tax or none. The sentence on documents, the category in the e-invoice, and the"
        " warnings about customers abroad follow from it.",
    )
    legal_sentence = fields.Char("Sentence on Documents", compute="_compute_legal_sentence")

    @api.depends("name", "invoice_label")
    @api.depends_context("lang")
    def _compute_tax_label(self):
        """Name the tax in each document's language: several are printed at once, and core keeps the first one's."""
        return super()._compute_tax_label()

    @api.depends("tax_treatment", "invoice_legal_notes")
    @api.depends_context("lang")
    def _compute_legal_sentence(self):
        for tax in self:
            tax.legal_sentence = tax._legal_sentence()

    @api.onchange("tax_treatment")
    def _onchange_tax_treatment(self):
        for tax in self.filtered("tax_treatment"):
            tax.ubl_cii_tax_category_code, tax.ubl_cii_tax_exemption_reason_code = CATEGORIES[tax.tax_treatment]

    def _legal_sentence(self):
        """Return what a document says about this tax, in the language of the environment; empty where it owes nothing.

        A text that was entered at the tax ("Legal Notes") goes before the one of its treatment.

        :return: str, one line without mark-up; it is BT-120 of an e-invoice, too
        """
        self.ensure_one()
        if not is_html_empty(self.invoice_legal_notes):
            return " ".join(html2plaintext(self.invoice_legal_notes).split())
        return self._sentence_of_treatment()

    def _legal_sentences(self):
        """Return the sentences of these taxes, each once, in their order."""
        return list(dict.fromkeys(filter(None, (tax._legal_sentence() for tax in self))))

    def _sentence_of_treatment(self):
        """Return the sentence that the law asks for; the words of §§ 14, 14a UStG and of the Directive."""
        return {
            "intra_goods": self.env._(
                "VAT-exempt intra-Community supply of goods (§ 4 no. 1 b in conjunction with § 6a UStG)."
            ),
            "intra_service": self.env._(
                "Reverse charge: the recipient of the service owes the VAT (Art. 196 Directive 2006/112/EC)."
            ),
            "export": self.env._("VAT-exempt export of goods (§ 4 no. 1 a in conjunction with § 6 UStG)."),
            "third_service": self.env._(
                "Service not taxable in Germany (§ 3a (2) UStG). Reverse charge: the recipient of the service owes the VAT."
            ),
            "reverse_domestic": self.env._("Reverse charge: the recipient owes the VAT (§ 13b UStG)."),
            "triangular": self.env._(
                "Intra-Community triangular transaction (§ 25b UStG). Reverse charge: the last recipient owes the VAT."
            ),
            "new_vehicle": self.env._("VAT-exempt intra-Community supply of a new vehicle (§ 4 no. 1 b, § 6a UStG)."),
            "small_business": self.env._("VAT-exempt supply of a small business (§ 19 UStG)."),
            "exempt_deducting": self.env._("VAT-exempt supply (§ 4 no. 2-7 UStG)."),
            "exempt": self.env._("VAT-exempt supply (§ 4 no. 8-29 UStG)."),
            "zero": self.env._("VAT rate of 0 % (§ 12 (3) UStG)."),
            "not_taxable": self.env._("Supply not taxable in Germany."),
        }.get(self.tax_treatment, "")


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.depends_context("lang")
    def _compute_taxes_legal_notes(self):
        """Say of every tax what the law asks for, also where nothing was entered at it."""
        result = super()._compute_taxes_legal_notes()
        for move in self.filtered(lambda move: move.is_sale_document(include_receipts=True)):
            move.taxes_legal_notes = Markup("<br/>").join(move._tax_sentences())
        return result

    def _tax_sentences(self):
        """Return what the document says about its taxes, in the language of the environment, each sentence once."""
        self.ensure_one()
        return self.invoice_line_ids.tax_ids._legal_sentences()


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _tax_sentences(self):
        """Return what the document says about its taxes, in the language of the environment, each sentence once."""
        self.ensure_one()
        return self.order_line.tax_ids._legal_sentences()
