from odoo import models
from odoo.addons.kontor_sales.tools.rights import STOCK, has_right

#: What core writes on the position of the shipping costs when they are known.
SHIPPING_FIELDS = {"name", "price_unit"}


class SaleOrderLine(models.Model):
    """Real shipping costs are known when the goods leave: the warehouse brings them into the order."""

    _inherit = "sale.order.line"

    def _get_fields_of_others(self):
        names = super()._get_fields_of_others()
        if has_right(self.env, STOCK) and all(line.is_delivery for line in self):
            names |= SHIPPING_FIELDS
        return names

    def _serves_supply(self):
        """Shipping costs are taxed as what is shipped (UStAE 3.10 Abs. 5)."""
        return super()._serves_supply() or self.is_delivery
