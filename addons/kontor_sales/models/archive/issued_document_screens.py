from odoo import models
from odoo.exceptions import UserError

from ...tools.copy_stamp import stamp_copy
from ...tools.records import ensure_one_record


class IssuedDocument(models.Model):
    """What is done with an issued document: look at it, print it again as it was, or as a copy that says so."""

    _inherit = "kontor.issued.document"

    def action_open_pdf(self):
        """Open the PDF exactly as it was sent.

        :return: a URL action
        """
        ensure_one_record(self)
        return self._open_file(self.pdf_attachment_id)

    def action_open_xml(self):
        """Open the e-invoice exactly as it was sent.

        :return: a URL action
        """
        ensure_one_record(self)
        return self._open_file(self.xml_attachment_id)

    def _open_file(self, attachment):
        self.check_access("read")
        if not attachment:
            raise UserError(self.env._("%s was kept without such a file.", self.display_name))
        return {"type": "ir.actions.act_url", "url": f"/web/content/{attachment.id}", "target": "new"}

    def action_open_document(self):
        """Open the document of which this was issued.

        :return: a window action
        """
        ensure_one_record(self)
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    def action_print_copy(self):
        """Download the document as it was sent, with “Copy” on each page.

        :return: a URL action
        """
        ensure_one_record(self)
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/kontor/issued/{self.id}/copy",
            "target": "new",
        }

    def _copy_pdf(self):
        """Return the PDF as it was sent, with “Copy” on each page; what was sent stays as it is.

        :return: bytes
        :raises UserError: when no PDF was kept
        """
        ensure_one_record(self)
        self.check_access("read")
        # sudo: who may read the document may have its file
        content = self.sudo().pdf_attachment_id.raw
        if not content:
            raise UserError(self.env._("%s was kept without such a file.", self.display_name))
        lang = self.sudo().partner_id.lang or self.env.lang  # sudo: only the language of the paper
        return stamp_copy(content, self.with_context(lang=lang).env._("Copy"))
