from odoo import api, models

from ...tools.pdf_a import write_e_invoice

#: What Odoo says about every customer and company without a Peppol address, which only Peppol needs.
PEPPOL_ALERTS = ("account_edi_ubl_cii_configure_company", "account_edi_ubl_cii_configure_partner")


class AccountMoveSend(models.AbstractModel):
    """Sending e-invoices: nothing invalid leaves the house, and each invoice has one structured original."""

    _inherit = "account.move.send"

    # -- obstacles ------------------------------------------------------------------------------------------------

    def _get_alerts(self, moves, moves_data):
        alerts = super()._get_alerts(moves, moves_data)
        sentences = []
        for move in moves.filtered(lambda move: not move.ubl_cii_xml_id):
            found = move._get_einvoice_obstacles(moves_data[move]["invoice_edi_format"])
            sentences += [f"{move.name}: {sentence}" if len(moves) > 1 else sentence for sentence in found]
        if sentences:
            alerts["kontor_einvoice"] = {"level": "danger", "message": "\n".join(sentences)}
        if all(moves_data[move]["invoice_edi_format"] in ("xrechnung", "facturx", False) for move in moves):
            for name in PEPPOL_ALERTS:
                alerts.pop(name, None)
        return alerts

    def _hook_invoice_document_before_pdf_report_render(self, invoice, invoice_data):
        res = super()._hook_invoice_document_before_pdf_report_render(invoice, invoice_data)
        if invoice_data.get("error") and "ubl_cii_xml_attachment_values" not in invoice_data:
            # No pro-forma invoice in its place: the customer would take it for the invoice.
            invoice_data["error_but_continue"] = False
            invoice_data["einvoice_refused"] = True
        return res

    @api.model
    def _generate_invoice_fallback_documents(self, invoices_data):
        others = {move: data for move, data in invoices_data.items() if not data.get("einvoice_refused")}
        return super()._generate_invoice_fallback_documents(others)

    # -- the PDF --------------------------------------------------------------------------------------------------

    def _hook_invoice_document_after_pdf_report_render(self, invoice, invoice_data):
        pdf_values = self._get_pdf_values(invoice, invoice_data)
        printed = pdf_values["raw"]
        res = super()._hook_invoice_document_after_pdf_report_render(invoice, invoice_data)
        # Core puts a ZUGFeRD file into each PDF, which would be a second original beside an XRechnung, and takes PDFs that
        # pypdf wrote for PDF/A already. So what was printed is taken once more.
        if self._is_zugferd(invoice_data) and printed.startswith(b"%PDF"):  # not what core hands on where nothing prints
            pdf_values["raw"] = self._embed_einvoice(invoice, printed, invoice_data["ubl_cii_xml_attachment_values"]["raw"])
        elif pdf_values["raw"] != printed:
            pdf_values["raw"] = printed
        return res

    @api.model
    def _get_pdf_values(self, invoice, invoice_data):
        """Return where the PDF of an invoice is that is being sent: what core calls so, with ``raw``."""
        kept = not self.env.context.get("custom_template_facturx") and invoice.invoice_pdf_report_id
        return kept or invoice_data.get("pdf_attachment_values") or invoice_data["proforma_pdf_attachment_values"]

    @api.model
    def _is_zugferd(self, invoice_data):
        """Tell whether a ZUGFeRD invoice was made of what is being sent."""
        return invoice_data.get("ubl_cii_xml_options", {}).get("ubl_cii_format") == "facturx"

    @api.model
    def _embed_einvoice(self, invoice, printed, xml):
        """Return the PDF of an invoice as PDF/A-3 with its XML: a ZUGFeRD invoice.

        :param invoice: ``account.move``
        :param bytes printed: PDF as it was printed
        :param bytes xml: the invoice as CII, profile EXTENDED
        :return: bytes
        """
        return write_e_invoice(
            printed,
            xml,
            title=invoice._get_invoice_report_filename().removesuffix(".pdf"),
            author=invoice.company_id.name,
            language=(invoice.partner_id.lang or self.env.lang or "de_DE").replace("_", "-"),
        )
