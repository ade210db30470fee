from collections import defaultdict

from odoo import api, fields, models


class SaleOrderLine(models.Model):
    """What is ordered from suppliers for a position: how much, expected when, what has arrived (002-15)."""

    _inherit = "sale.order.line"

    supply_state = fields.Selection(
        [("request", "Requested"), ("order", "Ordered"), ("partial", "Partly Arrived"), ("done", "Arrived")],
        string="From Suppliers",
        compute="_compute_supply",
        help="State of what is ordered from suppliers for this position; empty when nothing is.",
    )
    supply_ordered_quantity = fields.Float(
        string="Ordered from Suppliers", digits="Product Unit", compute="_compute_supply", help="In the position's unit."
    )
    supply_received_quantity = fields.Float(
        string="Arrived", digits="Product Unit", compute="_compute_supply", help="In the position's unit."
    )
    supply_expected_on = fields.Date(
        string="Expected On", compute="_compute_supply", help="The day on which everything still open should be there."
    )

    @api.depends(
        "purchase_line_ids.product_qty",
        "purchase_line_ids.qty_received",
        "purchase_line_ids.date_planned",
        "purchase_line_ids.state",
    )
    def _compute_supply(self):
        """Sum up the supplier orders of all positions, by one query."""
        rows = defaultdict(list)
        for row in self._read_supply():
            rows[row[0].id].append(row)
        for line in self:
            own = rows[line._origin.id]
            line.supply_ordered_quantity = ordered = sum(row[3] for row in own)
            line.supply_received_quantity = received = sum(row[4] for row in own)
            planned = [row[5] for row in own if row[4] < row[3] and row[5]]
            line.supply_expected_on = max(planned).date() if planned else False
            compare = line.product_uom_id._compare_quantities
            if not own:
                line.supply_state = False
            elif compare(received, ordered) >= 0:
                line.supply_state = "done"
            elif compare(received, 0) > 0:
                line.supply_state = "partial"
            else:
                line.supply_state = "order" if any(row[1] == "purchase" for row in own) else "request"

    def _read_supply(self):
        """Return what is ordered from suppliers for these positions, cancelled orders left out.

        :return: tuples ``(position, state of the supplier order, unit, ordered, received, latest date)``, quantities in
            the position's unit
        """
        # sudo: whoever sees the position may see what is coming for it, not at which price or from whom
        groups = (
            self.env["purchase.order.line"]
            .sudo()
            ._read_group(
                [("sale_line_id", "in", self.ids), ("state", "!=", "cancel"), ("display_type", "=", False)],
                ["sale_line_id", "state", "product_uom_id"],
                ["product_qty:sum", "qty_received:sum", "date_planned:max"],
            )
        )
        rows = []
        for line, state, uom, ordered, received, planned in groups:
            line = line.sudo(False)
            factor = uom._compute_quantity(1.0, line.product_uom_id, round=False) if uom else 1.0
            rows.append((line, state, uom, ordered * factor, received * factor, planned))
        return rows

    def _quantities_on_the_way(self):
        quantities = super()._quantities_on_the_way()
        for line, _state, _uom, ordered, received, _planned in self._read_supply():
            quantities[line.id] += line.product_uom_id._compute_quantity(
                max(ordered - received, 0.0), line.product_id.uom_id
            )
        return quantities
