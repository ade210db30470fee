from odoo import api, fields, models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    has_customer_orders = fields.Boolean(compute="_compute_has_customer_orders")

    @api.depends("order_line.sale_line_id")
    def _compute_has_customer_orders(self):
        for order in self:
            # sudo: whether something is for customers, for a buyer who may not read their orders
            order.has_customer_orders = bool(order.sudo().order_line.sale_line_id)


class PurchaseOrderLine(models.Model):
    """A line ordered for a customer order belongs to it: other needs get lines of their own (002-15)."""

    _inherit = "purchase.order.line"

    def _find_candidate(self, product_id, product_qty, product_uom, location_id, name, origin, company_id, values):
        lines = self.filtered(lambda line: line.sale_line_id.id in (False, values.get("sale_line_id")))
        return super(PurchaseOrderLine, lines)._find_candidate(
            product_id, product_qty, product_uom, location_id, name, origin, company_id, values
        )
