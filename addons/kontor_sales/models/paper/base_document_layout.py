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

    @api.depends("document_text_ids.intro_text", "document_text_ids.closing_text", "document_text_ids.kind")
    def _compute_preview(self):
        return super()._compute_preview()

    def _get_sample_text(self):
        """Return the standard text that the preview, an invoice, shows."""
        texts = self.document_text_ids.filtered(lambda text: text.kind == "invoice")
        return (texts.filtered(lambda text: text.lang == self.env.lang) or texts)[:1]

    def action_preview_document(self):
        """Show the company's latest document of a kind, as it is printed with these settings.

        :return: an action that opens the PDF; a notice where there is no such document yet
        """
        ensure_one_record(self)
        model, report, domain = SAMPLES.get(self.env.context.get("sample_kind"), SAMPLES["invoice"])
        document = self.env[model].search([*domain, ("company_id", "=", self.company_id.id)], order="id desc", limit=1)
        if not document:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {"type": "warning", "message": self.env._("There is no document of this kind yet.")},
            }
        return {"type": "ir.actions.act_url", "url": f"/report/html/{report}/{document.id}", "target": "new"}
