from odoo import models
from odoo.tools import float_round


class SaleOrderLine(models.Model):
    """A kit leaves when all of its components are there."""

    _inherit = "sale.order.line"

    def _products_taken(self):
        return super()._products_taken() | self._kits().move_ids.product_id

    def _kits(self):
        """Return those of these positions whose delivery takes other articles than the one that was ordered."""
        return self.filtered(lambda line: line.move_ids.product_id - line.product_id)

    def _has_no_count(self, product):
        return super()._has_no_count(product) and not product.is_kits

    def _available_quantity(self, left, free, moves):
        if self.state in ("draft", "sent") or not self._kits() or not self._is_stock_line():
            return super()._available_quantity(left, free, moves)
        kits = []
        for product in self.move_ids.product_id:
            own = self.move_ids.filtered(lambda move: move.product_id == product and move.state != "cancel")  # noqa: B023
            last = own.filtered(lambda move: move.location_dest_id._is_outgoing())
            there = moves.filtered(lambda move: move.product_id == product)  # noqa: B023
            needed = sum(last.mapped("product_qty"))
            ready = sum(last.filtered(lambda move: move.state == "done").mapped("product_qty"))
            if any(move._should_bypass_reservation() for move in there):
                ready = needed
            elif there:
                reserved = self._reserved_for_delivery(product)
                takes = any(not move.move_orig_ids and move.procure_method == "make_to_stock" for move in there)
                more = min(free.get((product, self.warehouse_id), 0.0), needed - ready - reserved) if takes else 0.0
                free[product, self.warehouse_id] = free.get((product, self.warehouse_id), 0.0) - more
                ready += reserved + more
            if needed:
                kits.append(ready / needed * self.product_uom_qty)
        whole = float_round(min(kits, default=0.0), precision_rounding=1.0, rounding_method="DOWN")
        return max(whole - self.qty_delivered, 0.0)
