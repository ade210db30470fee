from collections import defaultdict

from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.records import ensure_one_record


class SaleOrderLine(models.Model):
    """Where a position stands in the workshop, the warehouse and invoicing, on one line (002-19)."""

    _inherit = "sale.order.line"

    production_ids = fields.One2many(
        "mrp.production", "sale_line_id", string="Manufacturing Orders", groups="mrp.group_mrp_user"
    )
    manufacturing_state = fields.Selection(
        [("planned", "Planned"), ("progress", "In Progress"), ("done", "Made")],
        string="Manufacturing",
        compute="_compute_position_states",
        help="State of the manufacturing orders of this position; empty when there are none.",
    )
    qty_in_production = fields.Float(
        string="Being Made",
        digits="Product Unit",
        compute="_compute_position_states",
        help="Still to be made on the manufacturing orders of this position, in its unit.",
    )
    shipping_state = fields.Selection(
        [("open", "Open"), ("ready", "Ready"), ("partial", "Partly Delivered"), ("done", "Delivered")],
        string="Shipping",
        compute="_compute_position_states",
    )
    invoicing_state = fields.Selection(
        [("open", "Not Invoiced"), ("partial", "Partly Invoiced"), ("done", "Invoiced")],
        string="Invoicing",
        compute="_compute_position_states",
    )

    @api.depends(
        "state",
        "product_uom_qty",
        "qty_delivered",
        "position_facts",
        "move_ids.state",
        "production_ids.state",
        "production_ids.qty_produced",
    )
    def _compute_position_states(self):
        """Judge all positions with two queries, however many they are."""
        # sudo: the state is for everybody who sees the order, whether he may open the documents behind it or not
        positions = self.sudo()
        productions = defaultdict(list)  # no recordset, which would forget that all of them were read together
        for production in (
            self.env["mrp.production"].sudo().search([("sale_line_id", "in", self.ids), ("state", "!=", "cancel")])
        ):
            productions[production.sale_line_id.id].append(production)
        ready = positions._ready_line_ids()
        for line in positions:
            own = productions[line._origin.id]
            line.manufacturing_state = line._manufacturing_state(own)
            line.qty_in_production = sum(
                production.product_id.uom_id._compute_quantity(
                    production._open_product_quantity(), line.product_uom_id, rounding_method="HALF-UP"
                )
                for production in own
                if production.product_id == line.product_id
            )
            is_position = line.state == "sale" and not line.display_type and not line.is_downpayment
            line.shipping_state = line._shipping_state(line._origin.id in ready) if is_position else False
            line.invoicing_state = line._invoicing_state() if is_position else False

    def _ready_line_ids(self):
        """Return the ids of those positions of which everything open lies reserved, by one query."""
        states = defaultdict(set)
        for line, state in self.env["stock.move"]._read_group(
            [("sale_line_id", "in", self.ids), ("state", "not in", ("done", "cancel")), ("production_id", "=", False)],
            ["sale_line_id", "state"],
        ):
            states[line.id].add(state)
        return {line_id for line_id, found in states.items() if found == {"assigned"}}

    @api.model
    def _manufacturing_state(self, productions):
        """Return the common state of manufacturing orders, False for none."""
        if not productions:
            return False
        states = {production.state for production in productions}
        if states == {"done"}:
            return "done"
        return "planned" if states <= {"draft", "confirmed"} else "progress"

    def _shipping_state(self, is_ready):
        """Return the state of this position's delivery.

        :param bool is_ready: all that is open lies reserved
        """
        if not self._is_deliverable():
            return False
        if self._is_fact_reached("delivered"):
            return "done"
        if self.product_uom_id._compare_quantities(self.qty_delivered, 0) > 0:
            return "partial"
        return "ready" if is_ready else "open"

    def _invoicing_state(self):
        """Return how much of this position is invoiced."""
        if self.product_uom_id._compare_quantities(self.position_facts["invoiced"], 0) <= 0:
            return "open"
        return "done" if self._is_fact_reached("invoiced") else "partial"

    def action_open_order(self):
        """Open the order of this position.

        :return: an ``ir.actions.act_window``
        """
        ensure_one_record(self)
        return {"type": "ir.actions.act_window", "res_model": "sale.order", "res_id": self.order_id.id, "view_mode": "form"}
