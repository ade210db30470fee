import math

from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """What integrations send about positions: ``[{'line_id', 'quantity'}]``, checked in one place."""

    _inherit = "sale.order"

    def _parse_line_quantities(self, quantities, label):
        """Check quantities of these orders' positions as a caller sent them.

        :param quantities: ``[{'line_id': int, 'quantity': float in the unit of the order line}]``
        :param str label: what the caller is told that these are
        :return: ``{sale.order.line: quantity}``
        :raises UserError: naming the line and what is wrong with it
        """
        if not isinstance(quantities, (list, tuple)) or not quantities:
            raise UserError(self.env._("%(label)s: expected a list of line_id and quantity.", label=label))
        wanted = {}
        for item in quantities:
            line_id = item.get("line_id") if isinstance(item, dict) else None
            quantity = item.get("quantity") if isinstance(item, dict) else None
            line = self.order_line.filtered(lambda line, line_id=line_id: line.id == line_id)
            if not line or line in wanted:
                raise UserError(
                    self.env._(
                        "%(label)s: line %(line)s doesn't belong to %(order)s, or is given twice.",
                        label=label,
                        line=line_id,
                        order=", ".join(self.mapped("name")),
                    )
                )
            # the second comparison keeps out what is no finite number: nothing compares with NaN
            if isinstance(quantity, bool) or not isinstance(quantity, (int, float)) or not 0 <= quantity < math.inf:
                raise UserError(
                    self.env._(
                        "%(label)s: “%(quantity)s” is no quantity for “%(line)s”.",
                        label=label,
                        quantity=quantity,
                        line=line.name,
                    )
                )
            wanted[line] = quantity
        return wanted
