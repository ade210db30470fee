from collections import defaultdict

from odoo import models


class SaleOrderLine(models.Model):
    """What a position needs to be made: its own product, or those components of a kit that are manufactured."""

    _inherit = "sale.order.line"

    def _manufacturing_demands(self):
        """Return what is to be made for these positions, and what covers it already (002-16).

        Figures are in the product's own unit: ``open`` is left to deliver, ``reserved`` lies in stock for this
        position or was ordered for it, ``in_production`` is on its manufacturing orders, ``free`` is free stock taken
        into account (each piece for one position only), ``missing`` is what none of these covers.

        :return: list of dicts with ``line``, ``product``, ``bom`` and the figures
        """
        lines = self.filtered(lambda line: line._is_stock_line() and line.state == "sale")
        if not lines:
            return []
        products = lines._products_to_make()
        boms = self.env["mrp.bom"]._bom_find(
            self.env["product.product"].union(*(product for needs in products.values() for product, _quantity in needs)),
            company_id=lines.company_id[:1].id,
            bom_type="normal",
        )
        in_production = defaultdict(float)
        for production in lines._open_productions():
            in_production[production.sale_line_id, production.product_id] += production._open_product_quantity()
        on_the_way = lines._quantities_on_the_way()
        free_left = {}
        demands = []
        for line in lines:
            for product, needed in products[line]:
                if not boms.get(product):
                    continue
                uom = product.uom_id
                reserved = min(line._reserved_for_delivery(product), needed)
                making = in_production[line, product]
                bought = max(on_the_way[line.id] - making, 0.0) if product == line.product_id else 0.0
                reserved = min(reserved + bought, needed)
                key = (product, line.warehouse_id)
                if key not in free_left:
                    free_left[key] = max(product.with_context(warehouse_id=line.warehouse_id.id).free_qty, 0.0)
                free = max(min(free_left[key], needed - reserved - making), 0.0)
                free_left[key] -= free
                demands.append(
                    {
                        "line": line,
                        "product": product,
                        "bom": boms[product],
                        "open": uom.round(needed),
                        "reserved": reserved,
                        "in_production": making,
                        "free": free,
                        "missing": uom.round(max(needed - reserved - making - free, 0.0)),
                    }
                )
        return demands

    def _quantities_on_the_way(self):
        quantities = super()._quantities_on_the_way()
        for production in self._open_productions():
            line = production.sale_line_id
            if production.product_id == line.product_id:
                quantities[line.id] += production._open_product_quantity()
        return quantities

    def _open_productions(self):
        """Return the manufacturing orders of these positions that still make something."""
        # sudo: whoever supplies a position otherwise must know, whether he may open manufacturing orders or not
        return (
            self.env["mrp.production"]
            .sudo()
            .search([("sale_line_id", "in", self.ids), ("state", "not in", ("done", "cancel"))])
        )

    def _products_to_make(self):
        """Return what is left to deliver as products: a kit by its components.

        :return: ``{line: [(product, quantity in the product's unit)]}``
        """
        kits = self.env["mrp.bom"]._bom_find(self.product_id, company_id=self.company_id[:1].id, bom_type="phantom")
        needs = {}
        for line in self:
            kit = kits.get(line.product_id)
            open_quantity = line._open_quantity()
            if not kit:
                quantity = line.product_uom_id._compute_quantity(
                    open_quantity, line.product_id.uom_id, rounding_method="HALF-UP"
                )
                needs[line] = [(line.product_id, quantity)]
                continue
            factor = line.product_uom_id._compute_quantity(open_quantity, kit.product_uom_id, round=False)
            components = defaultdict(float)
            _boms, exploded = kit.explode(
                line.product_id,
                factor / kit.product_qty,
                never_attribute_values=line.product_no_variant_attribute_value_ids,
            )
            for bom_line, data in exploded:
                components[bom_line.product_id] += bom_line.product_uom_id._compute_quantity(
                    data["qty"], bom_line.product_id.uom_id
                )
            needs[line] = list(components.items())
        return needs
