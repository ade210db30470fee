from odoo import fields, models

from ..framework.quantity_text import quantity_text


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    special_request = fields.Text(
        help="The customer's special request for this line. Printed on every document.",
    )

    def _quantity_text(self, quantity):
        """Return a quantity of this position as the user reads it: "2,5 Stück".

        :param float quantity: in the line's unit
        """
        self.ensure_one()
        return quantity_text(self.env, quantity, self.product_uom_id)
