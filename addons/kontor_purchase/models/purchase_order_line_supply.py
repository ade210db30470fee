from odoo import models


class PurchaseOrderLine(models.Model):
    """A line ordered for a customer order belongs to it: other needs get lines of their own (002-15)."""

    _inherit = "purchase.order.line"

    def _find_candidate(self, product_id, product_qty, product_uom, location_id, name, origin, company_id, values):
        lines = self.filtered(lambda line: line.sale_line_id.id in (False, values.get("sale_line_id")))
        return super(PurchaseOrderLine, lines)._find_candidate(
            product_id, product_qty, product_uom, location_id, name, origin, company_id, values
        )
