from collections import Counter

from odoo import api, fields, models
from odoo.tools.misc import babel_locale_parse, get_lang

#: Whose text a kind takes that has none of its own.
GENERAL_KINDS = {
    "partial": "invoice",
    "final": "invoice",
    "collective": "invoice",
    "cancellation": "credit_note",
}


class DocumentText(models.Model):
    """What stands above and below the positions of a kind of document, in one language.

    The texts of quotations and order confirmations are the company's ``sale_…_text``: they are taken over by each order,
    where they may be changed. These are printed as they are. Other addons add their kinds.
    """

    _name = "kontor.document.text"
    _description = "Standard Text of Documents"
    _order = "company_id, kind, lang, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade", default=lambda self: self.env.company
    )
    kind = fields.Selection(
        [
            ("delivery", "Delivery Note"),
            ("cash_on_delivery", "Cash-on-Delivery Invoice"),
            ("invoice", "Invoice"),
            ("down_payment", "Down Payment Invoice"),
            ("partial", "Part Invoice"),
            ("final", "Final Invoice"),
            ("collective", "Collective Invoice"),
            ("credit_note", "Invoice Correction"),
            ("cancellation", "Cancellation Invoice"),
        ],
        required=True,
        default="invoice",
        help="Part, final and collective invoices without a text of their own have that of invoices; cancellations have"
        " that of corrections.",
    )
    lang = fields.Selection(
        selection="_get_languages", string="Language", help="Empty: for customers whose language has no text of its own."
    )
    intro_text = fields.Text(string="Introduction", help="Stands above the positions.")
    closing_text = fields.Text(string="Closing", help="Stands below the totals.")

    _kind_uniq = models.UniqueIndex(
        "(company_id, kind, COALESCE(lang, ''))", "There is a standard text for this kind of document and language already."
    )

    @api.model
    def _get_languages(self):
        """Return the installed languages, called as one calls them in the user's; Odoo calls each in English."""
        installed = self.env["res.lang"].get_installed()
        speech = Counter(code.split("_")[0] for code, _name in installed)
        user_locale = babel_locale_parse(get_lang(self.env).code)
        languages = []
        for code, name in installed:
            locale = babel_locale_parse(code)
            several = speech[code.split("_")[0]] > 1
            said = locale.get_display_name(user_locale) if several else locale.get_language_name(user_locale)
            languages.append((code, said or name))
        return languages

    @api.depends("kind", "lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for text in self:
            text.display_name = " – ".join(part for part in (kinds.get(text.kind), text.lang) if part)


class ResCompany(models.Model):
    _inherit = "res.company"

    document_text_ids = fields.One2many("kontor.document.text", "company_id", string="Standard Texts of Documents")

    def _get_document_text(self, kind, lang):
        """Return the standard text of a kind of document.

        :param str kind: of ``kontor.document.text``
        :param str lang: the document's language
        :return: ``kontor.document.text``, possibly empty: of the language, of another country's, of all languages
        """
        self.ensure_one()
        texts = self.sudo().document_text_ids  # sudo: whoever prints a document may print what stands on all of them
        return self._pick_document_text(texts, kind, lang)

    @api.model
    def _pick_document_text(self, texts, kind, lang):
        """Return which of some standard texts goes on a kind of document; see ``_get_document_text``."""
        of_kind = texts.filtered(lambda text: text.kind == kind)
        lang = lang or "en_US"
        found = (
            of_kind.filtered(lambda text: text.lang == lang)
            or of_kind.filtered(lambda text: (text.lang or "").split("_")[0] == lang.split("_")[0])
            or of_kind.filtered(lambda text: not text.lang)
        )[:1]
        general = GENERAL_KINDS.get(kind)
        return self._pick_document_text(texts, general, lang) if general and not found else found


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_document_text(self):
        """Return the standard text of this invoice or credit note; none on what a supplier wrote."""
        self.ensure_one()
        if not self.is_sale_document():
            return self.env["kontor.document.text"]
        return self.company_id._get_document_text(self._get_document_kind(), self.env.lang)

    def _get_document_kind(self):
        """Return which standard texts this invoice or correction has: a kind of ``kontor.document.text``."""
        self.ensure_one()
        if self.move_type == "out_refund":
            return "cancellation" if self.is_cancellation_invoice else "credit_note"
        # sudo: whoever prints an invoice need not have the right to read the orders
        if len(self.sudo().invoice_line_ids.sale_line_ids.order_id) > 1:
            return "collective"
        own = ("down_payment", "partial", "final")
        return self.order_invoice_type if self.order_invoice_type in own else "invoice"
