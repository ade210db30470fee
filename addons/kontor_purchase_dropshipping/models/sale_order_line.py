from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _drop_ship_type(self):
        """Return the operation type of drop shipments of this position's company."""
        # sudo: a setting of the warehouse, which the buyer need not be able to read
        return (
            self.env["stock.picking.type"]
            .sudo()
            .search([("code", "=", "dropship"), ("company_id", "=", self.company_id.id)], order="sequence", limit=1)
            .sudo(False)
        )

    def _give_up_delivery(self):
        """Reduce our own open deliveries of these positions to what drop shipments don't deliver."""
        for line in self:
            # sudo: the buyer who confirms a drop shipment need not have any right in the warehouse
            moves = line.sudo().move_ids.filtered(
                lambda move: (
                    move.state not in ("done", "cancel") and (move.location_final_id or move.location_dest_id)._is_outgoing()
                )
            )
            drop_shipped = moves.filtered(lambda move: move._is_dropshipped())
            uom = line.product_uom_id
            needed = line.product_uom_qty - line.qty_delivered
            needed -= sum(move.product_uom._compute_quantity(move.product_uom_qty, uom) for move in drop_shipped)
            own = moves - drop_shipped
            # each step of a delivery in several steps has its own moves
            for step in own.grouped("location_dest_id").values():
                line._reduce_moves(step, max(needed, 0.0))

    def _reduce_moves(self, moves, needed):
        """Keep only a quantity on these moves, reserved ones last to go.

        :param float needed: in the position's unit
        """
        left = needed
        for move in moves.sorted(lambda move: (-move.quantity, move.id)):
            quantity = min(left, move.product_uom._compute_quantity(move.product_uom_qty, self.product_uom_id))
            left -= quantity
            keep = self.product_uom_id._compute_quantity(quantity, move.product_uom)
            if move.product_uom.is_zero(keep):
                move._action_cancel()
            elif move.product_uom.compare(keep, move.product_uom_qty):
                move._do_unreserve()
                move.product_uom_qty = keep
                move._action_assign()

    def _get_qty_procurement(self, previous_product_uom_qty=False):
        """Count the moves, and drop shipments that aren't moves yet unless our own delivery covers them.

        Odoo counts the supplier orders instead of the moves as soon as one of them is a drop shipment.
        """
        # sudo: like Odoo's own method, for users without rights in purchasing
        purchase_lines = self.sudo().purchase_line_ids.filtered(lambda line: line.state != "cancel")
        if not purchase_lines.filtered("replaces_delivery"):
            return super()._get_qty_procurement(previous_product_uom_qty=previous_product_uom_qty)
        outgoing, incoming = self._get_outgoing_incoming_moves(strict=False)

        def total(moves):
            return sum(
                move.product_uom._compute_quantity(
                    move.quantity if move.state == "done" else move.product_uom_qty,
                    self.product_uom_id,
                    rounding_method="HALF-UP",
                )
                for move in moves
            )

        requested = purchase_lines.filtered(
            lambda line: line._is_dropshipped() and not line.replaces_delivery and line.state != "purchase"
        )
        return (
            total(outgoing)
            - total(incoming)
            + sum(line.product_uom_id._compute_quantity(line.product_qty, self.product_uom_id) for line in requested)
        )
