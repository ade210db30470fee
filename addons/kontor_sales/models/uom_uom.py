from odoo import models
from odoo.tools import formatLang


class UomUom(models.Model):
    _inherit = "uom.uom"

    def _quantity_text(self, quantity):
        """Return a quantity in this unit as the user reads it: "2,5 Stück".

        :param float quantity: in this unit
        """
        text = formatLang(self.env, quantity, dp="Product Unit")
        point = formatLang(self.env, 0, digits=1)[1]
        if point in text:
            text = text.rstrip("0").rstrip(point)
        return f"{text} {self.name or ''}".strip()
