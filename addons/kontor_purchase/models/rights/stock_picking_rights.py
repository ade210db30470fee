from odoo import models
from odoo.addons.kontor_sales.tools.rights import STOCK, ensure_right, has_right

from .purchase_order_prices import PURCHASE

#: What is received, on a move. What it is worth follows from the bill, and is written by posting that.
RECEIVED_FIELDS = frozenset(
    (
        "location_dest_id",
        "location_id",
        "move_line_ids",
        "picked",
        "picking_id",
        "product_id",
        "product_uom",
        "product_uom_qty",
        "purchase_line_id",
        "quantity",
        "state",
        "to_refund",
    )
)


class StockPicking(models.Model):
    """What comes from a supplier is received by the warehouse and by those who buy (000-8).

    Core opens all transfers for writing to sales and accounting, for the sake of their orders' deliveries.
    """

    _inherit = "stock.picking"

    def _ensure_receipt_right(self):
        """Refuse work on receipts to those who neither work in the warehouse nor buy.

        :raises AccessError: naming the rights
        """
        # sudo: where the goods come from decides, whatever the user sees of the transfer
        if not has_right(self.env, STOCK, PURCHASE) and any(picking._comes_from_supplier() for picking in self.sudo()):
            ensure_right(self.env, self.env._("receive goods from suppliers"), STOCK, PURCHASE)

    def _guard_rights(self, change):
        self._ensure_receipt_right()
        return super()._guard_rights(change)

    def _guard_created(self):
        self._ensure_receipt_right()
        return super()._guard_created()


class StockMove(models.Model):
    _inherit = "stock.move"

    def _guard_rights(self, change):
        if change.operation == "unlink" or change.names & RECEIVED_FIELDS:
            self.picking_id._ensure_receipt_right()
        return super()._guard_rights(change)


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _guard_rights(self, change):
        self.picking_id._ensure_receipt_right()
        return super()._guard_rights(change)
