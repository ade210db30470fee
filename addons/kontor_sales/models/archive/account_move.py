from odoo import models
from odoo.tools import format_date

from ...tools.changes import changed_fields
from ...tools.issuing import INTERFACE, issuing
from ...tools.server_work import INVOICE, outside
from .ir_attachment import FILE_FIELDS

#: What the paper says beside its content, and how it is to be paid: firm from the day on which it has left the house.
ISSUED_FIELDS = frozenset(("partner_bank_id", "payment_reference", "ref"))


class AccountMove(models.Model):
    """Rechnung and Rechnungskorrektur are kept as they were sent; a posted document is firm."""

    _name = "account.move"
    _inherit = ["account.move", "kontor.issued.mixin"]

    def _issued_kind(self, report):
        is_printed = self.env["ir.actions.report"]._is_invoice_report(report)
        if not is_printed or not self._issued_as_invoice():
            return super()._issued_kind(report)
        return self._issued_invoice_kind()

    def _issued_as_invoice(self):
        """Tell whether this is a posted document of sales, which is kept when it leaves the house."""
        self.ensure_one()
        return self.state == "posted" and self.is_sale_document(include_receipts=True)

    def _issued_invoice_kind(self):
        """Return as what a posted document of sales is kept."""
        if self.move_type != "out_refund":
            return "invoice"
        return "cancellation" if self.is_cancellation_invoice else "credit_note"

    def _issued_number(self, kind):
        return self.name

    def _issued_title(self, kind):
        return self._get_document_title()

    # -- what left the house is firm ------------------------------------------------------------------------------------

    def _first_issued(self):
        """Return what was issued first of these documents, as superuser; empty while they are in the house."""
        # sudo: the rule holds for those, too, who may not read what was issued
        issued = self.env["kontor.issued.document"].sudo()
        return issued.search([("res_model", "=", self._name), ("res_id", "in", self.ids)], order="id", limit=1)

    def _guard_firm(self, change):
        result = super()._guard_firm(change)
        if change.operation == "write" and change.names & ISSUED_FIELDS:
            self._refuse_change_of_issued(change.vals, change.names & ISSUED_FIELDS)
        if change.operation == "write" and change.names & FILE_FIELDS:
            self._refuse_foreign_files(change.names & FILE_FIELDS)
        return result

    def _refuse_foreign_files(self, names):
        """Refuse to put files in the place of those that were sent, or will be.

        :param names: of the fields in question
        :raises UserError: naming the document and the fields
        """
        # sudo: the rule holds whatever the user may read of the document
        for move in outside(self, INVOICE).sudo().filtered(lambda move: move._issued_as_invoice()):
            # sudo: the words are for the user
            move.sudo(False)._refuse_change(move._describe_fields(names))

    def _refuse_change_of_issued(self, values, names):
        """Refuse to change how an issued document says that it is to be paid, and to what it refers.

        :param dict values: as ``write`` takes them
        :param names: of the fields in question
        :raises UserError: naming the document, the fields and the right way
        """
        # sudo: the rule holds whatever the user may read of the document
        posted = outside(self, INVOICE).sudo().filtered(lambda move: move._issued_as_invoice())
        changed = posted.filtered(lambda move: changed_fields(move, values, names))
        for move in changed.browse(changed._first_issued().res_id or ()):
            # sudo: the words are for the user
            move.sudo(False)._refuse_change(move._describe_fields(changed_fields(move, values, names)))

    def _get_leaving_obstacles(self):
        """Say first when, how and to whom it was issued."""
        issued = self._first_issued()
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

    # -- what the customer and other programs get -----------------------------------------------------------------------

    def _get_invoice_legal_documents(self, filetype, allow_fallback=False):
        """Keep an e-invoice that is exported like one that is sent: from then on it is the one that everybody gets."""
        # sudo: who may read the invoice may export it
        move = self.sudo()
        if filetype == "ubl" and allow_fallback and move._issued_as_invoice() and not move.ubl_cii_xml_id:
            self._make_exported_einvoice()
        return super()._get_invoice_legal_documents(filetype, allow_fallback=allow_fallback)

    def _make_exported_einvoice(self):
        """Make the documents of this invoice as sending would, without sending them; an invalid e-invoice isn't made."""
        partner = self.commercial_partner_id.with_company(self.company_id)
        edi_format = partner.invoice_edi_format or partner._get_suggested_ubl_cii_edi_format()
        if not self._need_ubl_cii_xml(edi_format):
            return
        sending = self.env["account.move.send"]
        settings = {"sending_methods": {"manual"}, "invoice_edi_format": edi_format}
        # sudo: as above
        invoices = {self.sudo(): sending._get_default_sending_settings(self, **settings)}
        with issuing(INTERFACE):
            sending._generate_invoice_documents(invoices)

    def _get_invoice_pdf_proforma(self):
        """Give the customer the invoice, which is kept by that, where core would call a posted one pro forma."""
        if not self._issued_as_invoice():
            return super()._get_invoice_pdf_proforma()
        content, report_type = self.env["ir.actions.report"]._pre_render_qweb_pdf("account.account_invoices", self.ids)
        contents = self.env["ir.actions.report"]._get_splitted_report("account.account_invoices", content, report_type)
        return {"filename": self._get_invoice_report_filename(), "filetype": "pdf", "content": contents[self.id]}
