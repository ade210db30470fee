from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_invoice_legal_documents(self, filetype, allow_fallback=False):
        """Export the XML in the customer's format; core goes by his country, and knows one format for each."""
        document = super()._get_invoice_legal_documents(filetype, allow_fallback=allow_fallback)
        edi_format = self.commercial_partner_id.with_company(self.company_id).invoice_edi_format
        if filetype != "ubl" or self.ubl_cii_xml_id or not allow_fallback or edi_format != "facturx":
            return document
        builder = self.env["res.partner"]._get_edi_builder(edi_format)
        content, errors = builder._export_invoice(self)
        return {
            "filename": builder._export_invoice_filename(self),
            "filetype": "xml",
            "content": content,
            "errors": errors,
        }
