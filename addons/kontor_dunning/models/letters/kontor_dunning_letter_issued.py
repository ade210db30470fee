from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.issuing import keep_issued

from .ir_actions_report import LETTER_REPORT

#: Letters that kept their PDFs before there was an archive; see kontor_sales.
LETTERS = """
    SELECT 'kontor.dunning.letter' AS res_model, l.id AS res_id, 'dunning_letter' AS kind, l.name AS number, 1 AS version,
           l.address_id AS partner_id, l.company_id, a.create_date AS issued_at, a.create_uid AS user_id,
           CASE WHEN l.emailed_on IS NOT NULL THEN 'email' ELSE 'print' END AS channel,
           a.id AS pdf_attachment_id, a.name AS pdf_filename, NULL::int AS xml_attachment_id, NULL AS xml_filename
      FROM ir_attachment a
      JOIN kontor_dunning_letter l ON l.id = a.res_id
     WHERE a.res_model = 'kontor.dunning.letter' AND a.res_field IS NULL AND a.name = l.name || '.pdf'
       AND l.state <> 'draft'
"""


class IssuedDocument(models.Model):
    _inherit = "kontor.issued.document"

    kind = fields.Selection(selection_add=[("dunning_letter", "Dunning Letter")], ondelete={"dunning_letter": keep_issued})

    @api.model
    def _archived_models(self):
        return (*super()._archived_models(), "kontor.dunning.letter")

    @api.model
    def _kept_before(self):
        return [*super()._kept_before(), LETTERS]


class KontorDunningLetter(models.Model):
    """A letter keeps its own PDF; the list of what was issued names it."""

    _name = "kontor.dunning.letter"
    _inherit = ["kontor.dunning.letter", "kontor.issued.mixin"]

    def _issued_kind(self, report):
        is_letter = report == self.env.ref(LETTER_REPORT)
        return "dunning_letter" if is_letter and self.state != "draft" else super()._issued_kind(report)

    def _issued_number(self, kind):
        return self.name

    def _issued_partner(self):
        return self.address_id

    def _issued_file(self, kind):
        report = self.env.ref(LETTER_REPORT)
        # sudo: who prints the letter may have its file
        attachment = report.sudo().retrieve_attachment(self)
        return attachment or self.env["ir.attachment"], {
            "res_model": self._name,
            "res_id": self.id,
            "name": f"{self.name}.pdf",
        }
