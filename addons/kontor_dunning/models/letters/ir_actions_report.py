from odoo import models

LETTER_REPORT = "kontor_dunning.action_report_letter"


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """Note which letters were printed (001-14)."""
        report = self._get_report(report_ref)
        counts = report.model == "kontor.dunning.letter" and res_ids
        if counts and self.env.cr.readonly:
            # Fails at once on a read-only replica, so that the request starts again on the main database.
            self.env.cr.execute("UPDATE kontor_dunning_letter SET id = id WHERE FALSE")
        content, report_type = super()._pre_render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
        if counts and report_type == "pdf":
            letters = self.env["kontor.dunning.letter"].browse([res_ids] if isinstance(res_ids, int) else res_ids)
            letters._note_printed(report)
        return content, report_type
