import io

from odoo import models

from ...tools.server_work import QUOTATION, allows
from .ir_actions_report_batch import BATCH_REPORTS


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_qweb_html(self, report_ref, docids, data=None):
        self._ensure_print_right(self._get_report(report_ref), docids)
        return super()._render_qweb_html(report_ref, docids, data=data)

    def _logged_models(self):
        """Return the models whose printed documents the print logs know; each has ``_orders_of_document``."""
        return ("sale.order", "stock.picking", "account.move")

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """Keep the print log (001-14): every PDF made for an internal user or an e-mail; HTML previews don't count."""
        report = self._get_report(report_ref)
        self._ensure_print_right(report, res_ids)
        counts = report.model in self._logged_models() and res_ids and not self.env.user.share
        # What the customer prints in the portal has left the house just as well.
        invoices = report.model == "account.move" and res_ids and self.env["account.move"].browse(res_ids)
        if report.report_name in BATCH_REPORTS:
            invoices = False  # each of its documents is rendered, and logged, by its own report
        # The PDF that is kept with a version when it is issued has not been printed by anybody yet.
        if counts and report.model == "sale.order":
            counts = not allows(self.env["sale.order"].browse(res_ids), QUOTATION)
        if (counts or invoices) and self.env.cr.readonly:
            # On a read-only replica this fails at once, and the request starts again on the main database, instead of
            # after a PDF was rendered for nothing.
            self.env.cr.execute("UPDATE sale_order SET id = id WHERE FALSE")
        content, report_type = super()._pre_render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
        if counts and report_type == "pdf":
            self._log_order_prints(report, [res_ids] if isinstance(res_ids, int) else res_ids)
        if invoices and report_type == "pdf":
            invoices._log_invoice_prints(report)
        return content, report_type

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Give out an issued quotation's PDF exactly as it was sent (004-8), and render the rest."""
        report = self._get_report(report_ref)
        stored = {}
        if report.model == "sale.order" and res_ids and report == self.env.ref("sale.action_report_saleorder"):
            stored = self.env["sale.order"].browse(res_ids)._issued_pdfs()
        streams = (
            super()._render_qweb_pdf_prepare_streams(
                report_ref, data, res_ids=[res_id for res_id in res_ids if res_id not in stored] if stored else res_ids
            )
            if not stored or set(res_ids) - set(stored)
            else {}
        )
        streams.update({res_id: {"stream": io.BytesIO(pdf), "attachment": None} for res_id, pdf in stored.items()})
        return streams

    def _log_order_prints(self, report, res_ids):
        """Write one row of the print log for each order that these documents belong to.

        :param report: the printed ``ir.actions.report``
        :param list res_ids: the ids of the printed records
        """
        documents = self.env[report.model].browse(res_ids)
        documents._orders_of_document()._log_print(report, documents)
