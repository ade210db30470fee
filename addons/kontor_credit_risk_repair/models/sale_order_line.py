from odoo import models
from odoo.addons.kontor_sales.tools.rights import STOCK, has_right

#: What the workshop changes of an order's position together with the parts of its workshop order.
WORKSHOP_FIELDS = {"price_unit", "product_uom_qty", "technical_price_unit"}


class SaleOrderLine(models.Model):
    """Positions that come from a workshop order follow it, whoever works in the workshop."""

    _inherit = "sale.order.line"

    def _get_fields_of_others(self):
        names = super()._get_fields_of_others()
        if has_right(self.env, STOCK) and all(line._comes_from_workshop() for line in self):
            names |= WORKSHOP_FIELDS
        return names

    def _comes_from_workshop(self):
        """Tell whether this position is a part of a workshop order, or what the workshop order was made for."""
        self.ensure_one()
        # sudo: whoever works on the position may know that a workshop order is behind it
        line = self.sudo()
        return bool(line.move_ids.repair_id or line in line.order_id.repair_order_ids.sale_order_line_id)
