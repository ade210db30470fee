from odoo import api, fields, models


class DocumentText(models.Model):
    _inherit = "kontor.document.text"

    kind = fields.Selection(selection_add=[("open_items", "Open Items")], ondelete={"open_items": "cascade"})


class BaseDocumentLayout(models.TransientModel):
    """The letters of dunning in the letter templates: their texts stay those of their levels."""

    _inherit = "base.document.layout"

    @api.model
    def _get_text_sources(self):
        levels = self.env["kontor.dunning.level"].search([("company_id", "=", self.env.company.id)])
        return super()._get_text_sources() | {
            f"level_{level.id}": (level.display_name, level, "text_before", "text_after")
            for level in levels.with_context(kontor_procedure_of_level=len(levels.procedure_id) > 1)
        }

    @api.model
    def _get_sample_reports(self):
        levels = self.env["kontor.dunning.level"].search([("company_id", "=", self.env.company.id)])
        letter = "kontor.dunning.letter"
        return super()._get_sample_reports() | {
            f"level_{level.id}": (letter, "kontor_dunning.report_letter", [("level_id", "=", level.id)]) for level in levels
        }
