from odoo import api, fields, models


class DocumentText(models.Model):
    """What stands above and below the positions of a kind of document, in one language.

    The texts of quotations and order confirmations are the company's ``sale_…_text``: they are taken over by each order,
    where they may be changed. These are printed as they are.
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
            ("credit_note", "Invoice Correction"),
        ],
        required=True,
        default="invoice",
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
        return self.env["res.lang"].get_installed()

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
        texts = texts.filtered(lambda text: text.kind == kind)
        lang = lang or "en_US"
        return (
            texts.filtered(lambda text: text.lang == lang)
            or texts.filtered(lambda text: (text.lang or "").split("_")[0] == lang.split("_")[0])
            or texts.filtered(lambda text: not text.lang)
        )[:1]


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_document_text(self):
        """Return the standard text of this invoice or credit note; none on what a supplier wrote."""
        self.ensure_one()
        if not self.is_sale_document():
            return self.env["kontor.document.text"]
        kind = "credit_note" if self.move_type == "out_refund" else "invoice"
        if self.move_type == "out_invoice" and self.order_invoice_type == "down_payment":
            kind = "down_payment"
        return self.company_id._get_document_text(kind, self.env.lang)
