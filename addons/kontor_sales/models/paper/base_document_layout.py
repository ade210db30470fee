from odoo import api, fields, models

from ...tools.records import ensure_one_record

#: Of which documents the latest is shown as a sample: model, report, and which ones count.
SAMPLES = {
    "quotation": ("sale.order", "sale.report_saleorder", [("state", "=", "sent")]),
    "confirmation": ("sale.order", "sale.report_saleorder", [("state", "=", "sale")]),
    "delivery": ("stock.picking", "stock.report_deliveryslip", [("picking_type_code", "=", "outgoing")]),
    "invoice": ("account.move", "account.report_invoice", [("move_type", "=", "out_invoice"), ("state", "=", "posted")]),
    "credit_note": ("account.move", "account.report_invoice", [("move_type", "=", "out_refund"), ("state", "=", "posted")]),
}


class BaseDocumentLayout(models.TransientModel):
    """The letter templates: Odoo's layout with its preview, and the standard texts of every kind of document."""

    _inherit = "base.document.layout"

    document_text_ids = fields.One2many(related="company_id.document_text_ids", readonly=False)
    sale_intro_text = fields.Text(related="company_id.sale_intro_text", readonly=False)
    sale_closing_text = fields.Text(related="company_id.sale_closing_text", readonly=False)
    sale_confirmation_intro_text = fields.Text(related="company_id.sale_confirmation_intro_text", readonly=False)
    sale_confirmation_closing_text = fields.Text(related="company_id.sale_confirmation_closing_text", readonly=False)

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
    def _get_sample_kinds(self):
        return self.env["kontor.document.text"]._fields["kind"]._description_selection(self.env)

    @api.model
    def _get_sample_languages(self):
        written = self.env["res.partner"]._get_document_languages()
        return [(code, name) for code, name in self.env["res.lang"].get_installed() if code.split("_")[0] in written]

    @api.depends(
        "document_text_ids.intro_text",
        "document_text_ids.closing_text",
        "document_text_ids.kind",
        "document_text_ids.lang",
        "sample_kind",
        "sample_lang",
    )
    def _compute_preview(self):  # pylint: disable=missing-return  # a compute, once for each language
        """Show the preview in the chosen language."""
        for lang, wizards in self.grouped("sample_lang").items():
            super(BaseDocumentLayout, wizards.with_context(lang=lang or self.env.lang))._compute_preview()

    def _get_sample_text(self):
        """Return the standard text that the preview shows: of the chosen kind and language, as they are just typed."""
        return self.env["res.company"]._pick_document_text(
            self.document_text_ids, self.sample_kind or "invoice", self.sample_lang or self.env.lang
        )

    def _get_sample_title(self):
        """Return what the preview calls the document, in its language."""
        return dict(self._get_sample_kinds()).get(self.sample_kind, "")

    def action_preview_document(self):
        """Show the company's latest document of a kind, as it is printed with these settings.

        :return: an action that opens the PDF; a notice where there is no such document yet
        """
        ensure_one_record(self)
        model, report, domain = SAMPLES.get(self.env.context.get("sample_kind"), SAMPLES["invoice"])
        domain = [*domain, ("company_id", "=", self.company_id.id)]
        # the latest to somebody who is written to in the chosen language, else the latest of all
        latest = self.env[model].search(domain, order="id desc", limit=100)
        fitting = latest.filtered(lambda document: document.partner_id._get_document_lang() == self.sample_lang)
        document = (fitting or latest)[:1]
        if not document:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {"type": "warning", "message": self.env._("There is no document of this kind yet.")},
            }
        return {"type": "ir.actions.act_url", "url": f"/report/html/{report}/{document.id}", "target": "new"}
