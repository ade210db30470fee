import io

from odoo import models
from odoo.tools.misc import groupby

#: Reports that print, for each record of a list, what the print assignment says: one PDF, in the list's order.
BATCH_REPORTS = (
    "kontor_sales.order_documents",
    "kontor_sales.delivery_documents",
    "kontor_sales.invoice_documents",
)


class IrActionsReport(models.Model):
    """Printing many documents at once (001-11): one merged PDF, whatever the print assignment says for each of them."""

    _inherit = "ir.actions.report"

    def _render_qweb_html(self, report_ref, docids, data=None):
        """Show the documents one below the other, where no PDF can be made."""
        report = self._get_report(report_ref)
        if report.report_name not in BATCH_REPORTS:
            return super()._render_qweb_html(report_ref, docids, data=data)
        pages = [
            self._render_qweb_html(job_report, [document.id], data=dict(data or {}))[0]
            for job_report, document in self.env[report.model].browse(docids)._batch_print_jobs()
        ]
        return b"".join(pages), "html"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Render each assigned report once for all its documents, and put them into the order of the list.

        The print log gets a row for each document, as if it had been printed alone.
        """
        report = self._get_report(report_ref)
        if report.report_name not in BATCH_REPORTS:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=res_ids)
        jobs = self.env[report.model].browse(res_ids)._batch_print_jobs()
        reports = self.browse(dict.fromkeys(job_report.id for job_report, _document in jobs))
        if len(reports) == 1 and self._prints_in_one_piece(reports):
            ids = list(dict.fromkeys(document.id for _report, document in jobs))
            return {False: {"stream": self._render_in_one_piece(reports, ids, data), "attachment": None}}
        streams = {}
        for job_report, documents in groupby(jobs, key=lambda job: job[0]):
            ids = list(dict.fromkeys(document.id for _report, document in documents))
            content, _type = self._pre_render_qweb_pdf(job_report, res_ids=ids, data=dict(data or {}))
            streams[job_report] = content
        merged = {}
        for job_report, document in jobs:
            # One that couldn't be told from its neighbours comes with all of them.
            key = document.id if document.id in streams[job_report] else False
            merged.setdefault((job_report.id, key), {"stream": streams[job_report][key]["stream"], "attachment": None})
        return merged

    def _prints_in_one_piece(self, report):
        """Tell whether the documents of a report needn't be told apart: nothing is kept or stored for each one."""
        return report.model in ("stock.picking", "account.move") and not report.attachment

    def _render_in_one_piece(self, report, res_ids, data):
        """Render documents in one run of wkhtmltopdf, and leave its PDF as it is.

        Odoo would take it apart and put it together again: that takes time, and each document gets fonts of its own.

        :param report: the ``ir.actions.report`` of all of them
        :param list res_ids: ids, in the order to print
        :return: a stream with the PDF
        """
        values = {**(data or {}), "report_type": "pdf", "debug": False}
        renderer = self.with_context(debug=False)
        html = renderer._render_qweb_html(report, res_ids, data=values)[0]
        bodies, _ids, header, footer, paper_arguments = (
            report.with_env(renderer.env).sudo()._prepare_html(html, report_model=report.model)
        )
        content = renderer._run_wkhtmltopdf(
            bodies,
            report_ref=report,
            header=header,
            footer=footer,
            landscape=self.env.context.get("landscape"),
            specific_paperformat_args=paper_arguments,
            set_viewport_size=self.env.context.get("set_viewport_size"),
        )
        if not self.env.user.share:
            self._log_order_prints(report, res_ids)
        if report.model == "account.move":
            self.env["account.move"].browse(res_ids)._log_invoice_prints(report)
        return io.BytesIO(content)
