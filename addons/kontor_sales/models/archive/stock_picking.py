from odoo import models


class StockPicking(models.Model):
    """Lieferschein and Nachnahmebeleg of what has left the warehouse; a delivery that is done is firm."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "kontor.issued.mixin"]

    def _issued_kind(self, report):
        if self.state != "done" or not self.location_dest_id._is_outgoing():
            return super()._issued_kind(report)
        if report == self.env.ref("stock.action_report_delivery"):
            return "delivery_note"
        if report == self.env.ref("kontor_sales.action_report_cash_on_delivery"):
            return "cash_on_delivery"
        return super()._issued_kind(report)

    def _issued_number(self, kind):
        return self.name

    def _issued_title(self, kind):
        return self._get_document_title(cash_on_delivery=kind == "cash_on_delivery")
