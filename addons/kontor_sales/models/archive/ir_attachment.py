from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

#: Where core looks for what was sent. The server alone puts files there, of posted documents: they are what everybody gets.
FILE_FIELDS = frozenset(("invoice_pdf_report_file", "ubl_cii_xml_file"))
#: What makes up a kept file: content, name, owner.
KEPT_FIELDS = frozenset(
    (
        "checksum",
        "company_id",
        "datas",
        "db_datas",
        "file_size",
        "mimetype",
        "name",
        "public",
        "raw",
        "res_field",
        "res_id",
        "res_model",
        "store_fname",
        "type",
        "url",
    )
)


class IrAttachment(models.Model):
    """The files of issued documents stay as they were sent, whoever calls."""

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        attachments._refuse_foreign()
        return attachments

    def write(self, vals):
        if KEPT_FIELDS & vals.keys():
            self._refuse_issued()
        result = super().write(vals)
        if vals.keys() & {"res_field", "res_id", "res_model"}:
            self._refuse_foreign()
        return result

    def _refuse_foreign(self):
        """Refuse to put files of one's own where the files of posted invoices are that everybody gets.

        :raises UserError: naming the invoice
        """
        if self.env.su:  # core's sending, and what makes the files
            return
        # sudo: the rule holds whatever the user may read of the attachment
        files = self.sudo().filtered(lambda file: file.res_model == "account.move" and file.res_field in FILE_FIELDS)
        for file in files:
            self.env["account.move"].browse(file.res_id)._refuse_foreign_files({file.res_field})

    def unlink(self):
        self._refuse_issued()
        return super().unlink()

    def _refuse_issued(self):
        """Refuse to touch files of issued documents.

        :raises UserError: naming one of them
        """
        if not self.ids:
            return
        self.env.cr.execute(
            SQL(
                "SELECT id FROM kontor_issued_document WHERE pdf_attachment_id = ANY(%(ids)s)"
                " UNION ALL SELECT id FROM kontor_issued_document WHERE xml_attachment_id = ANY(%(ids)s) LIMIT 1",
                ids=self.ids,
            )
        )
        row = self.env.cr.fetchone()
        if row:
            # sudo: the rule holds for those, too, who may not read the document
            document = self.env["kontor.issued.document"].sudo().browse(row[0])
            raise UserError(
                self.env._(
                    "%s was issued: its file stays as it was sent and can't be changed or deleted.", document.display_name
                )
            )
