from odoo import models

from .quantity_text import quantity_text


class UomUom(models.Model):
    _inherit = "uom.uom"

    def _quantity_text(self, quantity):
        """Return a quantity in this unit as the user reads it: "2,5 Stück".

        :param float quantity: in this unit
        """
        return quantity_text(self.env, quantity, self)
