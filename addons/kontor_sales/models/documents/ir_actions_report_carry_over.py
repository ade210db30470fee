from odoo import models

from ...tools.carry_over import SCHEME, CarryOver, write_carry_over


class IrActionsReport(models.Model):
    """Carry-over sums on documents of several pages (000-5); see ``tools/carry_over.py``."""

    _inherit = "ir.actions.report"

    def _run_wkhtmltopdf(
        self,
        bodies,
        report_ref=False,
        header=None,
        footer=None,
        landscape=False,
        specific_paperformat_args=None,
        set_viewport_size=False,
    ):
        content = super()._run_wkhtmltopdf(
            bodies,
            report_ref=report_ref,
            header=header,
            footer=footer,
            landscape=landscape,
            specific_paperformat_args=specific_paperformat_args,
            set_viewport_size=set_viewport_size,
        )
        if not any(SCHEME in str(body) for body in bodies):
            return content
        paper = self._get_report(report_ref).get_paperformat() if report_ref else self.get_paperformat()
        margins = specific_paperformat_args or {}
        return write_carry_over(
            content,
            float(margins.get("data-report-margin-top", paper.margin_top)),
            float(margins.get("data-report-margin-bottom", paper.margin_bottom)),
        )


class ResCompany(models.Model):
    _inherit = "res.company"

    def _start_carry_over(self, env, currency, report_type):
        """Return a running sum for a document of this company, or None where none is printed.

        The sums stand between body and footer, where the layouts of DIN 5008 leave room and others don't.

        :param env: an environment in the document's language
        :param currency: its ``res.currency``
        :param str report_type: what is being rendered; on the screen there are no pages
        """
        self.ensure_one()
        # sudo: whoever prints a document need not have the right to read views
        layout = self.sudo().external_report_layout_id.key or ""
        if report_type != "pdf" or not layout.startswith("l10n_din5008."):
            return None
        return CarryOver(env, currency)
