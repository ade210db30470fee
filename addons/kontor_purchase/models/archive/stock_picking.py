from odoo import models
from odoo.addons.kontor_sales.models.framework.frozen_values import frozen_values

SAID_FIELDS = ("complaint_reason", "complaint_remedy", "date_done", "partner_id")


class StockPicking(models.Model):
    """The complaint goes with the returned goods, and may be written before they leave: changed, it is another version."""

    _inherit = "stock.picking"

    def _issued_kind(self, report):
        is_complaint = report == self.env.ref("kontor_purchase.action_report_complaint")
        return "complaint" if is_complaint and self._issued_open_kind() else super()._issued_kind(report)

    def _issued_open_kind(self):
        goes_back = self.is_supplier_return and self.state != "cancel"
        return "complaint" if goes_back else super()._issued_open_kind()

    def _issued_content(self, kind):
        """Return reason, wish and returned goods of a complaint; the name of nobody."""
        if kind != "complaint":
            return super()._issued_content(kind)
        moves = self.move_ids.filtered(lambda move: move.state != "cancel")
        return {
            "header": frozen_values(self, SAID_FIELDS),
            "lines": [[move.product_id.id, move.quantity or move.product_uom_qty, move.product_uom.id] for move in moves],
        }
