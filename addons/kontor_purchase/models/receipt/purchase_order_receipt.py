from odoo import models
from odoo.exceptions import UserError
from odoo.tools import float_compare, float_is_zero


class PurchaseOrder(models.Model):
    """Receiving by a change of status: all that is open, or chosen quantities (part receipts)."""

    _inherit = "purchase.order"

    def _obstacle_receipt(self):
        if self.lifecycle_status == "request":
            obstacle = self._position_obstacle()
            if obstacle:
                return obstacle
            if not self.order_line.filtered(lambda line: line._is_receivable()):
                return self.env._("There is nothing to receive: all positions are services that aren't received.")
            return False
        if not self.is_left_to_receive:
            return self.env._("There is nothing left to receive.")
        return False

    def _consequences_receipt(self, quantities=None):
        told = self._consequences_order()[:1] if self.lifecycle_status == "request" else []
        if quantities is None:
            positions = self._open_positions_text()
            if positions:
                told.append(self.env._("Received is all that is open:%(positions)s", positions=positions))
            return told
        wanted = {item["line_id"]: item["quantity"] for item in quantities}
        received = "".join(
            f"\n– {line.name.splitlines()[0]}: {line._quantity_text(wanted[line.id])}"
            for line in self.order_line
            if wanted.get(line.id)
        )
        return [*told, self.env._("Received is:%(positions)s", positions=received)]

    def _do_receipt(self, quantities=None):
        if self.lifecycle_status == "request":
            self._confirm_order()
            if self.state != "purchase":
                raise UserError(self.env._("The order must be approved first."))
        self._receive(quantities)

    def _expected_statuses(self, target):
        """Return where an order may stand after its change to a status.

        A receipt of what was billed before completes it; a bill that is paid already does, too.
        """
        return {"bill": ("bill", "done"), "receipt": ("receipt", "bill", "done")}.get(target, (target,))

    def _receive(self, quantities=None):
        """Receive, leaving the rest for a later receipt.

        :param quantities: ``[{'line_id', 'quantity'}]`` in the unit of the order line, or None for all that is open
        :raises UserError: when a quantity is wrong
        """
        self.invalidate_recordset(["picking_ids"])
        lines = self.order_line.filtered(lambda line: line._is_receivable())
        if quantities is None:
            wanted = {line: line._open_quantity() for line in lines}
        else:
            wanted = self._parse_receipt_quantities(quantities)
        wanted = {line: quantity for line, quantity in wanted.items() if quantity > 0}
        if not wanted:
            raise UserError(self.env._("Enter a quantity to receive in at least one position."))
        for line, quantity in wanted.items():
            if line.qty_received_method == "manual":
                # sudo: the warehouse, which may be the one who receives, reads supplier orders only
                line.sudo().qty_received += quantity
        goods = {line: quantity for line, quantity in wanted.items() if line.qty_received_method == "stock_moves"}
        moves = self.order_line.move_ids.filtered(lambda move: move.state not in ("done", "cancel") and move._is_arrival())
        for picking in moves.picking_id:
            self._validate_receipt(picking, picking.move_ids & moves, goods)
        missing = [line for line, quantity in goods.items() if not float_is_zero(quantity, precision_digits=5)]
        if missing:
            raise UserError(
                self.env._(
                    "“%(line)s”: %(quantity)s can't be received; the receipt doesn't contain it.",
                    line=missing[0].name.split("\n", 1)[0],
                    quantity=missing[0]._quantity_text(goods[missing[0]]),
                )
            )

    def _parse_receipt_quantities(self, quantities):
        """Check the quantities a caller wants to receive.

        :return: ``{purchase.order.line: quantity}`` in the line's unit
        :raises UserError: naming the line and what is wrong with it
        """
        wanted = self._parse_quantities(quantities, self.env._("Quantities to receive"), self.order_line)
        for line, quantity in wanted.items():
            left = line._open_quantity()
            if float_compare(quantity, left, precision_rounding=line.product_uom_id.rounding or 0.01) > 0:
                raise UserError(
                    self.env._(
                        "“%(line)s”: only %(open)s are left to receive, not %(quantity)s.",
                        line=line.name.split("\n", 1)[0],
                        open=line._quantity_text(left),
                        quantity=line._quantity_text(quantity),
                    )
                )
        return wanted

    def _validate_receipt(self, picking, moves, wanted):
        """Validate one receipt; what isn't received stays in a backorder.

        :param moves: the receipt's moves that belong to this order
        :param dict wanted: ``{purchase.order.line: quantity}``, reduced by what is received
        :raises UserError: when the receipt needs an answer that only a person can give (a lot number, say)
        """
        moves.filtered(lambda move: move.state == "draft")._action_confirm()
        taken = moves.browse()
        for move in moves:
            line = move.purchase_line_id
            open_quantity = move.product_uom._compute_quantity(move.product_uom_qty, line.product_uom_id, round=False)
            quantity = min(wanted.get(line, 0.0), open_quantity)
            if quantity > 0:
                move.quantity = line.product_uom_id._compute_quantity(quantity, move.product_uom)
                move.picked = True
                wanted[line] -= quantity
                taken |= move
        if not taken:
            return
        for move in picking.move_ids - taken:
            move.picked = False
        # These keys only answer core's own questions ("create a backorder?" yes, "send an SMS?" no).
        result = picking.with_context(skip_backorder=True, skip_sms=True).button_validate()
        if picking.state != "done":
            raise UserError(
                self.env._(
                    "%(picking)s can't be validated from here: it asks for more (%(question)s). Open the receipt.",
                    picking=picking.name,
                    question=result.get("name", "?") if isinstance(result, dict) else picking.state,
                )
            )


class StockMove(models.Model):
    _inherit = "stock.move"

    def _is_arrival(self):
        """Tell whether goods come from a supplier with this move, to us or straight to the customer."""
        self.ensure_one()
        return bool(
            self.purchase_line_id
            and (self.location_id.usage == "supplier" or self.location_id._is_outgoing())  # or between companies
            and self.location_dest_id.usage != "supplier"
        )
