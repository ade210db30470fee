from odoo import api, models

from ...tools.issuing import EMAIL, INTERFACE, UNSENT, issuing, issuing_channel


class AccountMoveSend(models.AbstractModel):
    """What is sent by core's way of sending is kept as the file that was sent, with its e-invoice."""

    _inherit = "account.move.send"

    @api.model
    def _prepare_invoice_pdf_report(self, invoices_data):
        # the e-invoice comes into the file afterwards: only then it is what is sent
        with issuing(UNSENT):
            return super()._prepare_invoice_pdf_report(invoices_data)

    @api.model
    def _link_invoice_documents(self, invoices_data):
        result = super()._link_invoice_documents(invoices_data)
        for invoice, invoice_data in invoices_data.items():
            if invoice_data.get("pdf_attachment_values"):
                self._keep_sent(invoice, invoice_data)
        return result

    @api.model
    def _keep_sent(self, invoice, invoice_data):
        """Keep the files that were made for sending an invoice.

        :param invoice: an ``account.move``, as superuser
        :param dict invoice_data: see core
        """
        archive = self.env["kontor.issued.document"]
        kind = invoice._issued_invoice_kind()
        sent = {"document": invoice, "kind": kind, "attachment": invoice.invoice_pdf_report_id}
        if not sent["attachment"] or sent["attachment"].mimetype != "application/pdf":
            return
        xml = invoice.ubl_cii_xml_id
        issued = archive._latest_issued(invoice, {invoice.id: kind}).get(invoice.id)
        if issued and not xml and issued.pdf_sha256 == archive._hash_of(sent["attachment"].raw):
            return
        if issued:  # it was printed before, without the e-invoice
            sent["edition"] = "e_invoice"
        with issuing(*self._way_of_sending(invoice, invoice_data)):
            archive._keep_issued([{**sent, "xml": xml}])

    @api.model
    def _way_of_sending(self, invoice, invoice_data):
        """Return by which way an invoice goes, and to whom; see ``issuing``."""
        methods = set(invoice_data.get("sending_methods") or ())
        if "email" in methods:
            # sudo: only the addresses of those who get the e-mail
            partners = self.env["res.partner"].sudo().browse(invoice_data.get("mail_partner_ids") or [])
            emails = ", ".join(partner.email for partner in partners if partner.email)
            return EMAIL, {invoice: emails}
        return (INTERFACE if methods - {"manual", "snailmail"} else issuing_channel(self.env.user)), {}
