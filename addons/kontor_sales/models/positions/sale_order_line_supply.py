from odoo import api, models
from odoo.fields import Domain


class SaleOrderLine(models.Model):
    """What covers a position that is left to deliver: stock, and what is on its way for it (002-15)."""

    _inherit = "sale.order.line"

    def _quantities_on_the_way(self):
        """Return what is on its way for these positions alone. Purchasing and manufacturing add theirs to it.

        :return: ``{line id: quantity of the position's article in the article's own unit}``
        """
        return dict.fromkeys(self.ids, 0.0)

    def _supply_figures(self):
        """Return how these positions are covered, by a fixed number of queries.

        Figures are in the article's own unit: ``open`` is left to deliver, ``reserved`` lies in stock for this
        position, ``on_the_way`` is ordered or made for it, ``free`` is free stock taken into account (each piece for
        one position only), ``missing`` is what none of these covers.

        :return: ``{line: {figure: quantity}}`` for the positions of confirmed orders that are delivered from stock
        """
        lines = self.filtered(lambda line: line.state == "sale" and line._is_stock_line())
        on_the_way = lines._quantities_on_the_way()
        free_left = lines._free_stock_by_warehouse()
        figures = {}
        for line in lines:
            product = line.product_id
            convert = line.product_uom_id._compute_quantity
            needed = convert(line._open_quantity(), product.uom_id, rounding_method="HALF-UP")
            reserved = min(line._reserved_for_delivery(product), needed)
            coming = on_the_way[line.id]
            free = max(min(free_left[product, line.warehouse_id], needed - reserved - coming), 0.0)
            free_left[product, line.warehouse_id] -= free
            figures[line] = {
                "open": needed,
                "reserved": reserved,
                "on_the_way": coming,
                "free": free,
                "missing": product.uom_id.round(max(needed - reserved - coming - free, 0.0)),
            }
        return figures

    def _free_stock_by_warehouse(self):
        """Return the free stock of these positions' articles.

        :return: ``{(product, warehouse): quantity in the article's own unit}``
        """
        return {
            (product, warehouse): max(quantity, 0.0)
            for warehouse, lines in self.grouped("warehouse_id").items()
            for product, quantity in lines._free_stock(warehouse, lines.product_id).items()
        }

    @api.model
    def _free_stock(self, warehouse, products):
        """Return what core's ``free_qty`` says of articles, without what it asks about their future as well.

        :param warehouse: ``stock.warehouse`` in which they lie
        :param products: ``product.product``; kits are added by the addon that knows them
        :return: ``{product: on hand less reserved, in the article's own unit}``
        """
        in_stock = Domain(products.with_context(warehouse_id=warehouse.id)._get_domain_locations()[0])
        groups = (
            self.env["stock.quant"]
            .with_context(active_test=False)
            ._read_group(
                in_stock & Domain("product_id", "in", products.ids),
                ["product_id"],
                ["quantity:sum", "reserved_quantity:sum"],
            )
        )
        free = {product: product.uom_id.round(on_hand - reserved) for product, on_hand, reserved in groups}
        return {product: free.get(product, 0.0) for product in products}

    def _reserved_for_delivery(self, product):
        """Return how much of a product lies reserved on the first open step of this position's delivery.

        :return: quantity in the product's own unit
        """
        self.ensure_one()
        moves = self.move_ids.filtered(
            lambda move: (
                move.product_id == product
                and move.state not in ("done", "cancel")
                and (move.location_final_id or move.location_dest_id)._is_outgoing()
                and not move.move_orig_ids.filtered(lambda origin: origin.state not in ("done", "cancel"))
            )
        )
        return sum(move.product_uom._compute_quantity(move.quantity, product.uom_id) for move in moves)
