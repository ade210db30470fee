from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _prepare_supplier_order_line(self, order, wish, drop_ship):
        return {**super()._prepare_supplier_order_line(order, wish, drop_ship), "replaces_delivery": drop_ship}

    def _open_delivery_moves(self):
        """Leave drop shipments to the supplier: a change of status doesn't deliver them."""
        return super()._open_delivery_moves().filtered(lambda move: not move._is_dropshipped())
