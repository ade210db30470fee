from odoo import models
from odoo.exceptions import UserError
from odoo.tools import float_compare, float_is_zero, float_round

from ...tools.rights import SALES, STOCK

#: A delivery in more than this many steps (pick, pack, ship …) isn't finished by a status change.
MAX_DELIVERY_STEPS = 10


class SaleOrder(models.Model):
    """Delivering by a change of status: all that can be delivered, or chosen quantities (000-6, 004-17)."""

    _inherit = "sale.order"

    def _needed_rights(self, target):
        """Goods are delivered by sales and by the warehouse."""
        needs = super()._needed_rights(target)
        if target == "delivery":
            work, groups = self.env._("validate deliveries"), (STOCK, SALES)
            needs += [(self, "write", work, groups), (self._open_pickings().sudo(False), "write", work, groups)]
        return needs

    def _obstacle_delivery(self):
        if self.lifecycle_status == "quotation":
            obstacle = self._position_obstacle()
            if obstacle:
                return obstacle
            if not self.order_line.filtered(lambda line: line._is_deliverable()):
                return self.env._("There is nothing to deliver: all positions are services that aren't delivered.")
        elif not self.is_left_to_deliver:
            return self.env._("There is nothing left to deliver.")
        return False if self._is_anything_available() else self._nothing_deliverable_text()

    def _open_delivery_moves(self):
        """Return the stock moves that still have to be done before everything is at the customer, all steps."""
        return self.order_line.move_ids.filtered(
            lambda move: (
                move.state not in ("done", "cancel") and (move.location_final_id or move.location_dest_id)._is_outgoing()
            )
        )

    def _deliver_available(self):
        """Deliver what can be delivered now; do nothing when that is nothing.

        :raises UserError: without the right to deliver
        """
        # the deliveries were just created by the confirmation: read them afresh
        self.invalidate_recordset(["picking_ids"])
        if self.is_left_to_deliver:
            missing_right = self._rights_obstacle("delivery")
            if missing_right:
                raise UserError(missing_right)
            self._deliver_services(self._default_service_quantities())
            self._deliver_goods()

    def _deliver(self, quantities=None):
        """Deliver, leaving the rest for a later delivery.

        :param quantities: ``[{'line_id', 'quantity'}]`` in the unit of the order line, or None for all that can be
            delivered
        :raises UserError: when a quantity is wrong, or not available, or nothing at all can be delivered
        """
        self.invalidate_recordset(["picking_ids"])
        before = {line: line.qty_delivered for line in self.order_line}
        wanted = None if quantities is None else self._parse_delivery_quantities(quantities)
        if wanted is None:
            self._deliver_services(self._default_service_quantities())
        else:
            self._deliver_services({line: qty for line, qty in wanted.items() if not line._is_stock_line()})
        self._deliver_goods(None if wanted is None else {li: q for li, q in wanted.items() if li._is_stock_line()})
        if all(line.qty_delivered == before.get(line, 0) for line in self.order_line):
            raise UserError(self._nothing_deliverable_text())

    def _parse_delivery_quantities(self, quantities):
        """Check the quantities a caller wants to deliver.

        :return: ``{sale.order.line: quantity}`` in the line's unit
        :raises UserError: naming the line and what is wrong with it
        """
        label = self.env._("Quantities to deliver")
        wanted = self._parse_quantities(quantities, label, self.order_line)
        for line, quantity in wanted.items():
            open_quantity = line._open_quantity()
            if float_compare(quantity, open_quantity, precision_rounding=line.product_uom_id.rounding or 0.01) > 0:
                raise UserError(
                    self.env._(
                        "“%(line)s”: only %(open)s are left to deliver, not %(quantity)s.",
                        line=line.name,
                        open=line._quantity_text(open_quantity),
                        quantity=line._quantity_text(quantity),
                    )
                )
        return {line: quantity for line, quantity in wanted.items() if quantity}

    def _default_service_quantities(self):
        """Return what is open of the services that are delivered by hand, ``{line: quantity}``.

        What is delivered by its own documents (hours, milestones) stays open.
        """
        return {
            line: line._open_quantity()
            for line in self.order_line
            if line._is_deliverable() and line.qty_delivered_method == "manual" and line._open_quantity() > 0
        }

    def _deliver_services(self, quantities):
        """Record services as delivered.

        :param dict quantities: ``{sale.order.line: quantity}``, on top of what was delivered before
        """
        for line, quantity in quantities.items():
            if line.qty_delivered_method != "manual":
                raise UserError(self.env._("“%(line)s” is delivered by its own documents, not by hand.", line=line.name))
            line.qty_delivered += quantity

    def _deliver_goods(self, wanted=None):
        """Validate deliveries step by step until the goods are at the customer, or nothing more can be moved.

        :param wanted: ``{sale.order.line: quantity}`` in the line's unit, or None for all that is available
        """
        left = None if wanted is None else dict(wanted)
        for _step in range(MAX_DELIVERY_STEPS):
            moves = self._open_delivery_moves()
            moves.filtered(lambda move: move.state == "draft")._action_confirm()
            moves.filtered(lambda move: move.state in ("confirmed", "partially_available"))._action_assign()
            ready = moves.filtered(lambda move: move.state in ("assigned", "partially_available") and move.quantity)
            # the earliest step first: what it moves is then available to the next
            origin = ready.filtered(lambda move, moves=moves: not (move.move_orig_ids & moves))
            todo = origin._pick_for_delivery(left) if ready else origin
            if not todo:
                break
            for picking in todo.picking_id:
                self._validate_delivery(picking, todo & picking.move_ids)
            if left is not None and not todo.filtered(lambda move: not move.location_dest_id._is_outgoing()):
                break
        if left is not None:
            self._check_wanted_delivered(wanted, left)

    def _validate_delivery(self, picking, moves):
        """Validate one delivery for the given moves; what isn't done stays in a backorder.

        :raises UserError: when the delivery needs an answer that only a person can give (a lot number, say)
        """
        for move in picking.move_ids - moves:
            move.picked = False
        # These keys only answer core's own questions ("create a backorder?" yes, "send an SMS?" no).
        result = picking.with_context(skip_backorder=True, skip_sms=True).button_validate()
        if picking.state != "done":
            raise UserError(
                self.env._(
                    "%(picking)s can't be validated from here: it asks for more (%(question)s). Open the delivery.",
                    picking=picking.name,
                    question=result.get("name", "?") if isinstance(result, dict) else picking.state,
                )
            )

    def _check_wanted_delivered(self, wanted, left):
        """Refuse when not all the wanted goods could be delivered, with the figures.

        :param dict wanted: ``{line: quantity}`` as asked for
        :param dict left: ``{line: quantity}`` of it that no stock was found for
        """
        for line, missing in left.items():
            if not float_is_zero(missing, precision_rounding=line.product_uom_id.rounding or 0.01):
                raise UserError(
                    self.env._(
                        "“%(line)s”: %(wanted)s to deliver, but only %(available)s are available.",
                        line=line.name,
                        wanted=line._quantity_text(wanted[line]),
                        available=line._quantity_text(wanted[line] - missing),
                    )
                )

    def _nothing_deliverable_text(self):
        """Say what is open and how much of it is in stock."""
        lines = [
            self.env._(
                "“%(line)s”: %(open)s open, %(available)s available",
                line=line.name.split("\n", 1)[0],
                open=line._quantity_text(line._undelivered_quantity()),
                available=line._quantity_text(line._free_quantity()),
            )
            for line in self.order_line
            if line._is_stock_line() and line._undelivered_quantity() > 0
        ]
        return self.env._("Nothing can be delivered now.") + "".join(f"\n{line}" for line in lines)

    def _open_pickings(self):
        """Return the deliveries to the customer that are still to be done."""
        # sudo: their names tell sellers where to go on
        return self.sudo().picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel") and picking.location_dest_id._is_outgoing()
        )

    def _do_delivery(self, quantities=None):
        if self.lifecycle_status == "quotation":
            self.action_confirm()
        self._deliver(quantities)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _free_quantity(self):
        """Return what of this product is free in the line's warehouse, in the line's unit."""
        self.ensure_one()
        product = self.product_id.with_context(warehouse_id=self.warehouse_id.id)
        return max(product.uom_id._compute_quantity(product.free_qty, self.product_uom_id), 0.0)


class StockMove(models.Model):
    _inherit = "stock.move"

    def _pick_for_delivery(self, left):
        """Set the quantities that a status change delivers on these reserved moves.

        :param left: ``{sale.order.line: quantity}`` still wanted, reduced by what these moves deliver; None: all that
            is reserved
        :return: the moves that take part
        """
        picked = self.browse()
        for move in self:
            if left is None:
                move.picked = True
                picked |= move
                continue
            line = move.sale_line_id
            wanted = line.product_uom_id._compute_quantity(left.get(line, 0.0), move.product_uom, rounding_method="HALF-UP")
            quantity = min(wanted, move.quantity)
            if move.product_uom.is_zero(quantity):
                continue
            if move.product_uom.compare(quantity, move.quantity):
                move.quantity = quantity
            move.picked = True
            picked |= move
            if move.location_dest_id._is_outgoing():
                left[line] = float_round(
                    left[line] - move.product_uom._compute_quantity(quantity, line.product_uom_id, round=False),
                    precision_rounding=line.product_uom_id.rounding or 0.01,
                )
        return picked
