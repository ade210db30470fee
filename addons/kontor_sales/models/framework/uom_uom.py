from odoo import models
from odoo.tools import float_compare

from .quantity_text import quantity_text

#: How exactly quantities are compared where there is no unit yet.
ROUNDING_WITHOUT_UNIT = 0.01


class UomUom(models.Model):
    _inherit = "uom.uom"

    def _quantity_text(self, quantity):
        """Return a quantity in this unit as the user reads it: "2,5 Stück".

        :param float quantity: in this unit
        """
        return quantity_text(self.env, quantity, self)

    def _compare_quantities(self, quantity, other):
        """Compare two quantities as exactly as this unit is counted.

        Core's ``compare`` needs a unit. A position that somebody is still typing has none yet.

        :param float quantity: in this unit
        :param float other: in this unit
        :return: -1, 0 or 1, as ``quantity`` is less than, equal to or more than ``other``
        """
        return float_compare(quantity, other, precision_rounding=self.rounding or ROUNDING_WITHOUT_UNIT)
