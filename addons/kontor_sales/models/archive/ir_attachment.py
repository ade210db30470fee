from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

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

    def write(self, vals):
        if KEPT_FIELDS & vals.keys():
            self._refuse_issued()
        return super().write(vals)

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
