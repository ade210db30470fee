from odoo import models


class SaleOrder(models.Model):
    """What a delivery made now would deliver: told before it is tried (001-10)."""

    _inherit = "sale.order"

    def _available_quantities(self):
        """Return how much of each position could leave now; see ``sale.order.line._available_quantities``."""
        return self.order_line.filtered(lambda line: line._is_deliverable())._available_quantities()

    def _is_anything_available(self):
        """Tell whether a delivery made now would deliver anything."""
        return any(quantity > 0 for quantity in self._available_quantities().values())

    def _is_everything_available(self):
        """Tell whether a delivery made now would leave nothing open."""
        return all(
            line.product_uom_id.compare(quantity, line._undelivered_quantity()) >= 0
            for line, quantity in self._available_quantities().items()
        )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _available_quantities(self):
        """Return how much of these positions could leave now, by a fixed number of queries.

        Counted is what lies reserved for the position and what is free in its warehouse, each piece for one position only.
        Services delivered by hand are always there, and goods whose stock isn't counted.

        :return: ``{line: quantity in its unit}``, not more than what is left to deliver
        """
        # sudo: what is there decides about the change for those, too, who may not look into the stock
        lines = self.sudo()
        free = lines.filtered(lambda line: line._is_stock_line())._free_where_goods_leave()
        moves = lines.order_id._open_delivery_moves()._that_wait_for_no_other().grouped("sale_line_id")
        available = {}
        for line, own in zip(self, lines):
            left = own._undelivered_quantity()
            available[line] = min(own._available_quantity(left, free, moves.get(own, own.move_ids.browse())), left)
        return available

    def _free_where_goods_leave(self):
        """Return the free stock from which the deliveries of these positions take: ``{(product, warehouse): quantity}``.

        Goods that lie at the door, not put away yet, can't be taken.
        """
        return {
            (product, warehouse): max(quantity, 0.0)
            for warehouse, lines in self.grouped("warehouse_id").items()
            for product, quantity in lines._free_stock(
                warehouse, lines._products_taken().with_context(location=warehouse.lot_stock_id.id)
            ).items()
        }

    def _products_taken(self):
        """Return the products that the deliveries of these positions take; other addons know parts of them."""
        return self.product_id

    def _available_quantity(self, left, free, moves):
        """Return how much of this position could leave now, in its unit.

        :param float left: what is left to deliver
        :param dict free: ``{(product, warehouse): quantity in the product's unit}``; what this position takes is taken out
        :param moves: the open ``stock.move`` with which its delivery begins
        """
        self.ensure_one()
        if not self._is_stock_line():
            return left if self.qty_delivered_method == "manual" else 0.0
        product = self.product_id
        if self.state in ("draft", "sent"):  # the delivery will be made by the confirmation
            if self.is_mto:  # bought or made for it, and not there yet
                return 0.0
            return left if self._has_no_count(product) else self._take_free(product, left, free)
        if not moves:
            return 0.0
        if any(move._should_bypass_reservation() for move in moves):
            return left
        convert = product.uom_id._compute_quantity
        reserved = convert(self._reserved_for_delivery(product), self.product_uom_id, round=False)
        # what waits for a receipt or a production takes from it only
        takes = any(not move.move_orig_ids and move.procure_method == "make_to_stock" for move in moves)
        return reserved + (self._take_free(product, max(left - reserved, 0.0), free) if takes else 0.0)

    def _has_no_count(self, product):
        """Tell whether goods of this article leave without being counted in stock."""
        return not product.is_storable

    def _take_free(self, product, wanted, free):
        """Take free stock for this position.

        :param float wanted: in the position's unit
        :param dict free: see ``_available_quantity``
        :return: what there is of it, in the position's unit
        """
        key = (product, self.warehouse_id)
        convert = product.uom_id._compute_quantity
        taken = min(wanted, convert(free.get(key, 0.0), self.product_uom_id, round=False))
        free[key] = free.get(key, 0.0) - self.product_uom_id._compute_quantity(taken, product.uom_id, round=False)
        return taken


class StockMove(models.Model):
    _inherit = "stock.move"

    def _that_wait_for_no_other(self):
        """Return those of these moves with which a delivery begins: nothing has to be moved before."""
        return self.filtered(
            lambda move: not move.move_orig_ids.filtered(lambda origin: origin.state not in ("done", "cancel"))
        )
