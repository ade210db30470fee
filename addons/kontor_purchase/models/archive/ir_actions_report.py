from odoo import models
from odoo.tools.misc import groupby


class IrActionsReport(models.Model):
    """Odoo's print menu has both reports in every state: each order is printed, and kept, by the one that fits it."""

    _inherit = "ir.actions.report"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        if not res_ids or not self._is_purchase_order_report(report_ref):
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=res_ids)
        report = self._get_report(report_ref)
        # sudo: who may print has been checked; only in which state the orders are
        orders = self.env["purchase.order"].sudo().browse(res_ids)
        streams = {}
        for fitting, group in groupby(orders, key=lambda order: order._fitting_report(report)):
            ids = [order.id for order in group]
            streams.update(super()._render_qweb_pdf_prepare_streams(fitting.id, data, res_ids=ids))
        return {res_id: streams[res_id] for res_id in dict.fromkeys(res_ids) if res_id in streams} or streams
