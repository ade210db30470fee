from odoo import fields, models
from odoo.tools import formatLang


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
        text = formatLang(self.env, quantity, dp="Product Unit")
        point = formatLang(self.env, 0, digits=1)[1]
        if point in text:
            text = text.rstrip("0").rstrip(point)
        return f"{text} {self.product_uom_id.name or ''}".strip()
