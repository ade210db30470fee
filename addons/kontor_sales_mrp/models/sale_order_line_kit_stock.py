from odoo import api, models


class SaleOrderLine(models.Model):
    """A kit lies in no stock: as many are free as its components make."""

    _inherit = "sale.order.line"

    @api.model
    def _free_stock(self, warehouse, products):
        kits = products.filtered("is_kits")
        free = super()._free_stock(warehouse, products - kits)
        return free | {kit: kit.free_qty for kit in kits.with_context(warehouse_id=warehouse.id)}
