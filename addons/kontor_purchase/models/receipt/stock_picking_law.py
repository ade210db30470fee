from odoo import models


class StockMove(models.Model):
    """Nothing of a cancelled supplier order comes in any more (000-8)."""

    _inherit = "stock.move"

    def _cancelled_order(self):
        orders = self.purchase_line_id.order_id if self._moves_coming() else self.env["purchase.order"]
        return super()._cancelled_order() or orders.filtered(lambda order: order.state == "cancel")

    def _moves_coming(self):
        """Return the moves with which something comes from a supplier."""
        return self.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and move.quantity
                and move.location_id.usage == "supplier"
                and move.location_dest_id.usage != "supplier"
            )
        )
