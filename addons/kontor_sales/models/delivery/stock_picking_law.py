from odoo import models
from odoo.exceptions import UserError


class StockMove(models.Model):
    """Nothing of a cancelled order goes out any more, and nothing of a cancelled supplier order comes in (001-5, 000-8).

    What was delivered before comes back all the same.
    """

    _inherit = "stock.move"

    def _guard_law(self, change):
        if change.vals.get("state") == "done":
            self._refuse_cancelled_orders()
        return super()._guard_law(change)

    def _refuse_cancelled_orders(self):
        """Refuse to carry out transfers of cancelled orders, whatever copy or detour they came from.

        :raises UserError: naming the order, the transfer and the right way
        """
        # sudo: the rule holds whatever the warehouse may read of the order
        for move in self.sudo().filtered(lambda move: move.state not in ("done", "cancel") and move.quantity):
            order = move._cancelled_order()
            if order:
                raise UserError(
                    self.env._(
                        "%(order)s is cancelled; %(transfer)s can't be carried out any more. Whoever works on the order can"
                        " duplicate it.",
                        order=order.name,
                        transfer=move.picking_id.name or move.reference,
                    )
                )

    def _cancelled_order(self):
        """Return the cancelled order that this move delivers to a customer; kontor_purchase adds those that it receives.

        :return: a record with a ``name``, or an empty one
        """
        orders = self.sale_line_id.order_id if self._moves_leaving() else self.env["sale.order"]
        return orders.filtered(lambda order: order.state == "cancel")

    def _moves_leaving(self):
        """Return the moves with which something leaves for a customer."""
        return self.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and move.quantity
                and move.location_dest_id._is_outgoing()
                and move.location_id.usage != "customer"
            )
        )
