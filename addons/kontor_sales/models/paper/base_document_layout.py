from odoo import api, fields, models

from ...tools.records import ensure_one_record


class BaseDocumentLayout(models.TransientModel):
    """The letter templates: Odoo's layout with its preview, and the standard texts of every kind of document.

    Some texts belong to a record that has its own: the company's quotations, a level of dunning. They are shown and written
    there (``_get_text_sources``).
    """

    _inherit = "base.document.layout"

    document_text_ids = fields.One2many(related="company_id.document_text_ids", readonly=False)
    own_text_ids = fields.One2many(
        "base.document.layout.text",
        "layout_id",
        string="Texts of Quotations, Orders and Letters",
        default=lambda self: [fields.Command.create(values) for values in self._get_own_texts()],
    )

    sample_kind = fields.Selection(
        selection="_get_sample_kinds", string="Kind", default="invoice", help="Of which kind the preview shows the texts."
    )
    sample_lang = fields.Selection(
        selection="_get_sample_languages",
        string="Language",
        default=lambda self: self.env["res.partner"].browse()._get_document_lang(),
        help="In which language the preview is.",
    )

    @api.model
    def _get_text_sources(self):
        """Return which records keep the texts of a kind themselves (hook).

        :return: dict: kind → (title in the language of the environment, record, field of the introduction, of the closing)
        """
        company = self.env.company
        return {
            "quotation": (self.env._("Quotation"), company, "sale_intro_text", "sale_closing_text"),
            "confirmation": (
                self.env._("Order Confirmation"),
                company,
                "sale_confirmation_intro_text",
                "sale_confirmation_closing_text",
            ),
        }

    @api.model
    def _get_own_texts(self):
        """Return the values of the lines for the texts that records keep themselves: each in every language of documents."""
        texts = []
        for kind, (_title, record, intro, closing) in self._get_text_sources().items():
            for lang, _name in self._get_sample_languages():
                said = record.with_context(lang=lang)
                texts.append({"kind": kind, "lang": lang, "intro_text": said[intro], "closing_text": said[closing]})
        return texts

    @api.model
    def _get_sample_kinds(self):
        own = [(kind, title) for kind, (title, *_rest) in self._get_text_sources().items()]
        return own + self.env["kontor.document.text"]._fields["kind"]._description_selection(self.env)

    @api.model
    def _get_sample_languages(self):
        written = self.env["res.partner"]._get_document_languages()
        return [text for text in self.env["kontor.document.text"]._get_languages() if text[0].split("_")[0] in written]

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        wizards.own_text_ids._keep()
        return wizards

    def write(self, vals):
        res = super().write(vals)
        if "own_text_ids" in vals:
            self.own_text_ids._keep()
        return res

    @api.depends(
        "document_text_ids.intro_text",
        "document_text_ids.closing_text",
        "document_text_ids.kind",
        "document_text_ids.lang",
        "own_text_ids.intro_text",
        "own_text_ids.closing_text",
        "sample_kind",
        "sample_lang",
    )
    def _compute_preview(self):  # pylint: disable=missing-return  # a compute, once for each language
        """Show the preview in the chosen language."""
        for lang, wizards in self.grouped("sample_lang").items():
            super(BaseDocumentLayout, wizards.with_context(lang=lang or self.env.lang))._compute_preview()

    def _get_sample_text(self):
        """Return the text that the preview shows: of the chosen kind and language, as it is just typed.

        :return: a record with ``intro_text`` and ``closing_text``, possibly empty
        """
        lang = self.sample_lang or self.env.lang
        own = self.own_text_ids.filtered(lambda text: text.kind == self.sample_kind and text.lang == lang)
        return own[:1] or self.env["res.company"]._pick_document_text(
            self.document_text_ids, self.sample_kind or "invoice", lang
        )

    def _get_sample_title(self):
        """Return what the preview calls the document, in its language."""
        return dict(self._get_sample_kinds()).get(self.sample_kind, "")

    @api.model
    def _get_sample_reports(self):
        """Return how the latest document of a kind is found and printed (hook).

        :return: dict: kind → (model, name of the report, domain)
        """
        deliveries = [("picking_type_code", "=", "outgoing")]
        invoices = ("account.move", "account.report_invoice", [("state", "=", "posted"), ("move_type", "=", "out_invoice")])
        refunds = ("account.move", "account.report_invoice", [("state", "=", "posted"), ("move_type", "=", "out_refund")])
        return {
            "quotation": ("sale.order", "sale.report_saleorder", [("state", "=", "sent")]),
            "confirmation": ("sale.order", "sale.report_saleorder", [("state", "=", "sale")]),
            "delivery": ("stock.picking", "stock.report_deliveryslip", deliveries),
            "cash_on_delivery": (
                "stock.picking",
                "kontor_sales.report_cash_on_delivery",
                [*deliveries, ("sale_id.is_cash_on_delivery", "=", True)],
            ),
            **dict.fromkeys(("invoice", "down_payment", "partial", "final", "collective"), invoices),
            **dict.fromkeys(("credit_note", "cancellation"), refunds),
        }

    def action_preview_document(self):
        """Show the company's latest document of the chosen kind, as it is printed with these settings.

        :return: an action that opens the document; a notice where there is none of this kind yet
        """
        ensure_one_record(self)
        document, report = self._get_sample_document(self.env.context.get("sample_kind") or self.sample_kind or "invoice")
        if not document:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {"type": "warning", "message": self.env._("There is no document of this kind yet.")},
            }
        return {"type": "ir.actions.act_url", "url": f"/report/html/{report}/{document.id}", "target": "new"}

    def _get_sample_document(self, kind):
        """Return the latest document of a kind: to somebody who is written to in the chosen language, else of all.

        :return: (record, possibly empty, name of the report)
        """
        model, report, domain = self._get_sample_reports()[kind]
        domain = [*domain, ("company_id", "=", self.company_id.id)]
        latest = self.env[model].search(domain, order="id desc", limit=200)
        if model == "account.move":
            latest = latest.filtered(lambda move: move._get_document_kind() == kind)
        fitting = latest.filtered(
            lambda document: self._get_sample_receiver(document)._get_document_lang() == self.sample_lang
        )
        return (fitting or latest)[:1], report

    @api.model
    def _get_sample_receiver(self, document):
        """Return the ``res.partner`` whom a document is for (hook)."""
        return document.partner_id


class BaseDocumentLayoutText(models.TransientModel):
    """A text that a record keeps itself, in one language, as the letter templates show it beside the others."""

    _name = "base.document.layout.text"
    _description = "Text of Documents in the Letter Templates"

    layout_id = fields.Many2one("base.document.layout", required=True, ondelete="cascade")
    kind = fields.Selection(
        selection=lambda self: self.env["base.document.layout"]._get_sample_kinds(), required=True, readonly=True
    )
    lang = fields.Selection(
        selection=lambda self: self.env["base.document.layout"]._get_sample_languages(),
        string="Language",
        required=True,
        readonly=True,
    )
    intro_text = fields.Text(string="Introduction")
    closing_text = fields.Text(string="Closing")

    def _keep(self):
        """Write what was typed to the record that keeps it."""
        sources = self.env["base.document.layout"]._get_text_sources()
        for text in self:
            if text.kind in sources:
                _title, record, intro, closing = sources[text.kind]
                text._keep_one(record, intro, text.intro_text)
                text._keep_one(record, closing, text.closing_text)

    def _keep_one(self, record, field, said):
        """Write one text in this language, and in no other: Odoo would make the first one that of all languages."""
        if (record.with_context(lang=self.lang)[field] or "") == (said or ""):
            return
        translations = {self.lang: said or ""}
        if self.lang != "en_US" and not record.with_context(lang="en_US")[field]:
            translations["en_US"] = ""
        record.update_field_translations(field, translations)
        record.with_context(lang=self.lang)._validate_fields({field})
