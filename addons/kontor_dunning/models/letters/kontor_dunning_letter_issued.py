from odoo import api, fields, models

from .ir_actions_report import LETTER_REPORT


def keep(_documents):
    """Leave what was issued as it is when the addon goes."""


class IssuedDocument(models.Model):
    _inherit = "kontor.issued.document"

    kind = fields.Selection(selection_add=[("dunning_letter", "Dunning Letter")], ondelete={"dunning_letter": keep})

    @api.model
    def _archived_models(self):
        return (*super()._archived_models(), "kontor.dunning.letter")


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
