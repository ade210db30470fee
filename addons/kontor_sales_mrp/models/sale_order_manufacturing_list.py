from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """Everything that must be made for an order, with all its components: the list for the workshop (002-16)."""

    _inherit = "sale.order"

    def get_manufacturing_list(self, lines=None):
        """Return what must be made for this order, level by level, and which components are there or missing.

        Bills of materials of several levels are exploded; what stock or a running manufacturing order covers of a
        subassembly isn't made again. A piece of stock is counted for one need only.

        :param lines: ``[{'line_id', 'quantity'}]`` in the unit of the position: as if this were made; None: what is
            being made and what is missing
        :return: list of dicts in the order of the list: ``level`` (0: the position's article), ``line_id``,
            ``product_id``, ``product``, ``uom``, ``kind`` (``make`` ``component``), ``needed``, ``available``,
            ``in_production``, ``missing`` (quantities in the product's unit)
        :raises UserError: when called on no order, or on several, or a line isn't the order's
        """
        self._ensure_one_order()
        self.check_access("read")
        order = self.with_company(self.company_id)
        demands = order.order_line._manufacturing_demands()
        chosen = None
        if lines is not None:
            chosen = defaultdict(float)
            quantities = order._parse_quantities(lines, self.env._("Quantities to make"), order.order_line)
            for line, quantity in quantities.items():
                for demand in demands:
                    if demand["line"] == line:
                        chosen[line, demand["product"]] = order._demand_share(demand, quantity)
        stock = order._manufacturing_stock(demands)
        rows = []
        for demand in demands:
            product = demand["product"]
            to_make = demand["missing"] if chosen is None else chosen[demand["line"], product]
            quantity = product.uom_id.round(demand["in_production"] + to_make)
            if not quantity:
                continue
            rows.append(
                order._manufacturing_row(
                    0,
                    demand["line"],
                    product,
                    "make",
                    demand["open"],
                    demand["reserved"] + demand["free"],
                    demand["in_production"],
                    to_make,
                )
            )
            order._explode_into(rows, stock, demand["line"], product, demand["bom"], quantity, 1)
        return rows

    def _check_print_right(self, report):
        """The list for the workshop is no document for the customer: who makes the goods prints it."""
        if report.report_name != "kontor_sales_mrp.report_manufacturing_list":
            return super()._check_print_right(report)
        return None

    def _manufacturing_stock(self, demands):
        """Return what may be used for this order: free stock, and what its own manufacturing orders have reserved.

        :return: dict with ``available`` and ``in_production`` (both filled as products are met), and ``reserved``
        """
        lines = self.env["sale.order.line"].union(*(demand["line"] for demand in demands))
        productions = self._linked_productions(lines)
        reserved, making = defaultdict(float), defaultdict(float)
        for move in productions.move_raw_ids.filtered(lambda move: move.state not in ("done", "cancel")):
            reserved[move.product_id] += move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id)
        for production in productions.filtered(lambda production: not production.sale_line_id):
            making[production.product_id] += production._open_product_quantity()
        available = {}
        for demand in demands:
            # The positions come first: what they take of the free stock is no component any more.
            product = demand["product"]
            if product not in available:
                available[product] = self._free_stock(product) + reserved[product]
            available[product] -= demand["free"]
        return {"available": available, "reserved": reserved, "in_production": making}

    def _free_stock(self, product):
        return max(product.with_context(warehouse_id=self.warehouse_id.id).free_qty, 0.0)

    def _linked_productions(self, lines):
        """Return the manufacturing orders of positions that aren't cancelled, with their subassemblies."""
        own = self.env["mrp.production"].search([("sale_line_id", "in", lines.ids), ("state", "!=", "cancel")])
        return own._with_subassemblies().filtered(lambda production: production.state != "cancel")

    def _explode_into(self, rows, stock, line, product, bom, quantity, level):
        """Add the components of a product, and theirs, to the list.

        :param list rows: filled
        :param dict stock: see ``_manufacturing_stock``; reduced by what is used
        :param float quantity: of the product, in its unit
        """
        if level > 30:
            raise UserError(
                self.env._("The bill of materials of “%(product)s” contains itself.", product=product.display_name)
            )
        factor = product.uom_id._compute_quantity(quantity, bom.product_uom_id, round=False) / bom.product_qty
        _boms, exploded = bom.explode(
            product,
            factor,
            picking_type=bom.picking_type_id,
            never_attribute_values=line.product_no_variant_attribute_value_ids,
        )
        needs = defaultdict(float)
        for bom_line, data in exploded:
            needs[bom_line.product_id] += bom_line.product_uom_id._compute_quantity(data["qty"], bom_line.product_id.uom_id)
        components = self.env["product.product"].union(*needs)
        boms = self.env["mrp.bom"]._bom_find(components, company_id=self.company_id.id, bom_type="normal")
        for component, needed in needs.items():
            is_stored = component.is_storable
            if component not in stock["available"]:
                stock["available"][component] = self._free_stock(component) + stock["reserved"][component]
            available = min(stock["available"][component], needed) if is_stored else needed
            stock["available"][component] -= available if is_stored else 0.0
            making = min(stock["in_production"][component], needed - available)
            stock["in_production"][component] -= making
            missing = component.uom_id.round(needed - available - making)
            sub_bom = boms.get(component)
            rows.append(
                self._manufacturing_row(
                    level, line, component, "make" if sub_bom else "component", needed, available, making, missing
                )
            )
            if sub_bom and component.uom_id.compare(missing + making, 0) > 0:
                self._explode_into(rows, stock, line, component, sub_bom, missing + making, level + 1)

    def _manufacturing_row(self, level, line, product, kind, needed, available, in_production, missing):
        """Return one row of the list; see ``get_manufacturing_list``."""
        rounded = product.uom_id.round
        return {
            "level": level,
            "line_id": line.id,
            "product_id": product.id,
            "product": product.display_name,
            "uom": product.uom_id.name,
            "kind": kind,
            "needed": rounded(needed),
            "available": rounded(available),
            "in_production": rounded(in_production),
            "missing": rounded(missing),
        }

    def _manufacturing_material(self, rows):
        """Sum up the purchased components of a list: what the warehouse has to lay out, and what is missing.

        :param list rows: see ``get_manufacturing_list``
        :return: list of such rows, one for each product, sorted by name
        """
        totals = {}
        for row in rows:
            if row["kind"] != "component":
                continue
            total = totals.setdefault(row["product_id"], {**row, "needed": 0.0, "available": 0.0, "missing": 0.0})
            for name in ("needed", "available", "missing"):
                total[name] += row[name]
        return sorted(totals.values(), key=lambda row: row["product"])
