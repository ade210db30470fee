from collections import defaultdict

from odoo import models


class SaleOrderLine(models.Model):
    """Which delivery is billed by which invoice line, to the piece."""

    _inherit = "sale.order.line"

    def _allocate_supplies(self):
        """Return which deliveries the invoice lines of these positions contain.

        An invoice over chosen deliveries contains these; of the others the earliest contains the earliest deliveries.
        What came back for a refund and what was credited count no more.

        :return: ``{account.move.line: [(stock.picking, quantity)]}``, quantities in the position's unit, as superuser;
            together with the lines of which something isn't delivered yet: ``(parts, open lines)``
        """
        # sudo: the day of supply is the same, whoever may read deliveries or invoices
        positions = self.sudo().filtered(lambda line: line._is_supplied_by_delivery())
        supplies, claims = positions._get_net_deliveries(), positions._get_supply_claims()
        # sudo: as for the positions
        parts, open_lines = defaultdict(list), self.env["account.move.line"].sudo()
        for position in positions:
            own = supplies.get(position, {})
            for claim in claims.get(position, []):
                chosen = {picking: left for picking, left in own.items() if picking in claim["line"].move_id.delivery_ids}
                position._take_supplies(claim, chosen, own, parts)
            for claim in claims.get(position, []):
                position._take_supplies(claim, own, own, parts)
                if position.product_uom_id._compare_quantities(claim["left"], 0.0) > 0:
                    open_lines |= claim["line"]
        return parts, open_lines

    def _is_supplied_by_delivery(self):
        """Tell whether the day of supply of this position is that of its deliveries."""
        self.ensure_one()
        return self._is_stock_line() and self.order_id._is_supplied_by_delivery()

    def _take_supplies(self, claim, candidates, supplies, parts):
        """Let an invoice line take what it still lacks from deliveries, the earliest first.

        :param dict claim: ``line`` and the quantity ``left``, which is lowered
        :param dict candidates: the deliveries to choose from, in their order
        :param dict supplies: ``{stock.picking: quantity}`` that no line has taken, lowered
        :param dict parts: see ``_allocate_supplies``, added to
        """
        for picking in candidates:
            part = min(claim["left"], supplies[picking])
            if self.product_uom_id._compare_quantities(part, 0.0) > 0:
                claim["left"] -= part
                supplies[picking] -= part
                parts[claim["line"]].append((picking, part))

    def _get_net_deliveries(self):
        """Return what was delivered of these positions and didn't come back for a refund, the earliest delivery first.

        :return: ``{sale.order.line: {stock.picking: quantity}}`` in the position's unit
        """
        done = self.move_ids.filtered(lambda move: move.state == "done")
        out = done.filtered(lambda move: move.location_dest_id._is_outgoing() and not move.location_id._is_outgoing())
        back = done.filtered(
            lambda move: move.to_refund and move.location_id._is_outgoing() and not move.location_dest_id._is_outgoing()
        )
        deliveries = defaultdict(dict)
        for picking in out.picking_id.sorted(lambda picking: (picking._delivered_at(), picking.id)):
            for position, moves in (out & picking.move_ids).grouped("sale_line_id").items():
                deliveries[position][picking] = position._quantity_of_moves(moves)
        for picking in back.picking_id:
            for position, moves in (back & picking.move_ids).grouped("sale_line_id").items():
                _take_off(deliveries[position], position._quantity_of_moves(moves), picking.return_id)
        return deliveries

    def _get_supply_claims(self):
        """Return the invoice lines of these positions, the posted ones first, with what isn't credited of them.

        :return: ``{sale.order.line: [{"line": account.move.line, "left": quantity}]}`` in the position's unit
        """
        lines = self.invoice_lines.filtered(lambda line: line.parent_state in ("draft", "posted"))
        lines = lines.sorted(lambda line: (line.parent_state == "draft", line.move_id.id, line.sequence, line.id))
        claims, credits = defaultdict(list), []
        for line in lines:
            for position in line.sale_line_ids & self:
                quantity = -line.move_id.direction_sign * line.product_uom_id._compute_quantity(
                    line.quantity, position.product_uom_id, round=False
                )
                if quantity > 0:
                    claims[position].append({"line": line, "left": quantity})
                elif line.parent_state == "posted":
                    credits.append((position, -quantity, line.move_id.reversed_entry_id | line.move_id.credited_invoice_ids))
        for position, quantity, invoices in credits:
            left = {index: claim["left"] for index, claim in enumerate(claims[position])}
            named = [index for index in left if claims[position][index]["line"].move_id in invoices]
            _take_off(left, quantity, named)
            for index, rest in left.items():
                claims[position][index]["left"] = rest
        return claims


def _take_off(quantities, quantity, named):
    """Lower quantities by one that came back or was credited: those that it names first, then the latest.

    :param dict quantities: ``{key: quantity}``, lowered
    :param named: the keys that it belongs to
    """
    others = [key for key in quantities if key not in named]
    for key in [key for key in quantities if key in named][::-1] + others[::-1]:
        part = min(quantity, quantities[key])
        quantities[key] -= part
        quantity -= part
