from odoo import models
from odoo.tools import float_round, format_amount


class SaleOrderLine(models.Model):
    """What of a position is goods, and how much of it is still to be delivered (000-6, 002-3)."""

    _inherit = "sale.order.line"

    def _is_stock_line(self):
        """Tell whether this position is delivered by stock moves."""
        self.ensure_one()
        return not self.display_type and self.qty_delivered_method == "stock_move"

    def _is_deliverable(self):
        """Tell whether this position counts as something to deliver: goods, and services invoiced on delivery."""
        self.ensure_one()
        return (
            not self.display_type
            and not self.is_downpayment
            and (self._is_stock_line() or self.product_id.invoice_policy == "delivery")
        )

    def _open_quantity(self):
        """Return what is left to deliver of this position, in its unit; see ``_get_position_facts``."""
        self.ensure_one()
        if not self._is_deliverable():
            return 0.0
        return self._round_fact(self.sudo().position_facts["open"])  # sudo: the same, whoever may read stock moves

    def _undelivered_quantity(self):
        """Return what is still to be delivered of this position, in its unit; of a quotation all of it."""
        self.ensure_one()
        if not self._is_deliverable():
            return 0.0
        # a quotation has no stock moves yet that could tell what is open
        return self.product_uom_qty if self.state in ("draft", "sent") else self._open_quantity()

    def _undelivered_value(self):
        """Return the value of what is still to be delivered, with tax, in the order's currency."""
        self.ensure_one()
        ordered = self.product_uom_qty
        return self.currency_id.round(self.price_total * self._undelivered_quantity() / ordered) if ordered else 0.0

    def _round_fact(self, quantity):
        """Return a quantity in this position's unit, rounded as the unit is."""
        return float_round(quantity, precision_rounding=self.product_uom_id.rounding or 0.01)

    def _quantity_of_moves(self, moves):
        """Return how much of this position some of its stock moves contain, in the position's unit.

        :param moves: ``stock.move`` records of one transfer; not yet done ones count with their planned quantity
        """
        self.ensure_one()
        if moves.product_id <= self.product_id:
            return sum(
                move.product_uom._compute_quantity(move._moved_quantity(), self.product_uom_id, rounding_method="HALF-UP")
                for move in moves
            )
        # A kit: as much of it as the components at hand make up, measured by what was planned of each in all transfers.
        # An attempt that was cancelled as a whole doesn't count, a cancelled rest of a delivery does.
        planned = self.move_ids.filtered(
            lambda move: (
                move.location_dest_id._is_outgoing()
                and (move.state != "cancel" or move.picking_id.state != "cancel" or move.picking_id.backorder_id)
            )
        )
        shares = []
        for product, component_moves in moves.grouped("product_id").items():
            total = sum(move.product_qty for move in planned if move.product_id == product)
            here = sum(
                move.product_uom._compute_quantity(move._moved_quantity(), product.uom_id) for move in component_moves
            )
            shares.append(here / total if total else 0.0)
        return min(shares) * self.product_uom_qty


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _undelivered_lines(self):
        """Return the positions of which something is still to be delivered, also before the quotation is confirmed."""
        return self.order_line.filtered(lambda line: line._undelivered_quantity() > 0)

    def _undelivered_text(self):
        """Return a line for each position that is not delivered: how much of it, and its value including tax."""
        return "".join(
            f"\n– {line.name.splitlines()[0]}: {line._quantity_text(line._undelivered_quantity())},"
            f" {format_amount(self.env, line._undelivered_value(), self.currency_id)}"
            for line in self._undelivered_lines()
        )


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _get_order_line_quantities(self):
        """Return what this transfer contains of order positions, ``{sale.order.line: quantity}`` in the line's unit.

        The positions come in the order of the order.
        """
        moves = self.move_ids.filtered(lambda move: move.state != "cancel" and move.sale_line_id)
        quantities = {line: line._quantity_of_moves(group) for line, group in moves.grouped("sale_line_id").items()}
        return {line: quantities[line] for line in moves.sale_line_id.sorted() if quantities[line]}


class StockMove(models.Model):
    _inherit = "stock.move"

    def _moved_quantity(self):
        """Return what was moved, or, before that, what is planned to be moved, in the move's unit."""
        self.ensure_one()
        return self.quantity if self.state == "done" else self.product_uom_qty
