from odoo import models
from odoo.tools import format_date


class AccountMove(models.Model):
    """Rechnung and Rechnungskorrektur are kept as they were sent; a posted document is firm."""

    _name = "account.move"
    _inherit = ["account.move", "kontor.issued.mixin"]

    def _issued_kind(self, report):
        is_printed = self.env["ir.actions.report"]._is_invoice_report(report)
        if not is_printed or self.state != "posted" or not self.is_sale_document(include_receipts=True):
            return super()._issued_kind(report)
        return self._issued_invoice_kind()

    def _issued_invoice_kind(self):
        """Return as what a posted document of sales is kept."""
        if self.move_type != "out_refund":
            return "invoice"
        return "cancellation" if self.is_cancellation_invoice else "credit_note"

    def _issued_number(self, kind):
        return self.name

    def _get_leaving_obstacles(self):
        """Say first when, how and to whom it was issued."""
        # sudo: the rule holds for those, too, who may not read what was issued
        issued = (
            self.env["kontor.issued.document"]
            .sudo()  # as above
            .search([("res_model", "=", self._name), ("res_id", "=", self.id)], order="id", limit=1)
        )
        reasons = super()._get_leaving_obstacles()
        if issued:
            reasons.insert(
                0,
                self.env._(
                    "it was issued on %(date)s to %(recipient)s, and what was issued is kept",
                    date=format_date(self.env, issued.issued_at),
                    recipient=issued.recipient,
                ),
            )
        return reasons

    def _get_invoice_pdf_proforma(self):
        """Give the customer the invoice, which is kept by that, where core would call a posted one pro forma."""
        if self.state != "posted" or not self.is_sale_document(include_receipts=True):
            return super()._get_invoice_pdf_proforma()
        content, report_type = self.env["ir.actions.report"]._pre_render_qweb_pdf("account.account_invoices", self.ids)
        contents = self.env["ir.actions.report"]._get_splitted_report("account.account_invoices", content, report_type)
        return {"filename": self._get_invoice_report_filename(), "filetype": "pdf", "content": contents[self.id]}
