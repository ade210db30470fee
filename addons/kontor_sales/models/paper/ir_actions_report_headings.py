from odoo import models

from ...tools.kept_headings import keep_headings


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _prepare_html(self, html, report_model=False):
        """Let no heading end a page; see ``tools/kept_headings.py``."""
        return super()._prepare_html(keep_headings(html), report_model=report_model)
