from contextlib import contextmanager

from odoo import api, models


class StockPicking(models.Model):
    """Where deliveries are checked: goods that leave for a customer, never returns or internal steps."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "kontor.block.mixin"]

    def _get_block_operations(self):
        return ("delivery",)

    def _get_pending_operation(self):
        return "delivery" if self._goes_to_customer() and self.state not in ("done", "cancel") else False

    def _goes_to_customer(self):
        """Tell whether goods leave for a customer with this transfer."""
        # a transfer that is only being entered has no locations yet
        target = self.location_dest_id
        return bool(target) and target._is_outgoing() and self.location_id.usage != "customer"

    def _get_block_partner(self):
        return self.partner_id or self.sale_id.partner_id

    def _get_block_clerk(self):
        return self.sale_id.user_id or self.user_id

    def _get_block_orders(self):
        """Return the orders of which this transfer delivers."""
        return self.move_ids.sale_line_id.order_id or self.sale_id

    def _get_block_amounts(self):
        """Return what the goods are worth: by their orders' prices, tax included; else by the list price."""
        amounts = {}
        for picking in self:
            total = 0.0
            for move in picking.move_ids.filtered(lambda move: move.state != "cancel"):
                line = move.sale_line_id
                quantity = move.product_qty
                if line and line.product_uom_qty and line.product_id == move.product_id:
                    ordered = line.product_uom_id._compute_quantity(line.product_uom_qty, move.product_id.uom_id)
                    rate = line.order_id.currency_rate or 1.0
                    total += line.price_total * quantity / (ordered or 1.0) / rate
                else:
                    total += move.product_id.lst_price * quantity
            amounts[picking] = total
        return amounts

    def _get_block_reasons(self, operation):
        """Add the reasons that speak against the deliveries' orders."""
        reasons = super()._get_block_reasons(operation)
        # sudo: the warehouse need not be able to read the orders it delivers
        orders = {picking: picking.sudo()._get_block_orders() for picking in self}
        everything = self.env["sale.order"].sudo().union(*orders.values())
        by_order = everything._get_block_reasons(operation) if everything else {}
        for picking, own in orders.items():
            codes = {}
            for order in own:
                for reason in by_order.get(order, []):
                    codes.setdefault((reason["code"], reason["group"]), {**reason, "document": order})
            reasons[picking] = [*reasons.get(picking, []), *codes.values()]
        return reasons

    @api.depends("state", "partner_id")
    def _compute_block_text(self):
        return super()._compute_block_text()

    def button_validate(self):
        for operation, pickings in self.grouped(lambda picking: picking._get_pending_operation()).items():
            if operation:
                pickings._check_blocks(operation)  # before core asks about back orders
        return super().button_validate()

    @contextmanager
    def _watch_change(self, change):
        with super()._watch_change(change), self._watch_clerk(change):
            yield


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        leaving = self._moves_leaving()._judge_leaving()
        with leaving._judged("delivery"):
            moves = super()._action_done(cancel_backorder=cancel_backorder)
        done = leaving.filtered(lambda picking: any(move.state == "done" for move in picking.move_ids))
        if done:
            self.env["kontor.release"]._mark_used(done, "delivery")
            # sudo: as in _get_block_reasons
            orders = done.sudo()._get_block_orders()
            if orders:
                self.env["kontor.release"]._mark_used(orders, "delivery")
        return moves

    def _guard_blocks(self, change):
        if change.vals.get("state") == "done":
            # nobody gets around the check by writing the state
            self.filtered(lambda move: move.state != "done")._moves_leaving()._judge_leaving()
        return super()._guard_blocks(change)

    def _judge_leaving(self):
        """Refuse the moves' deliveries if they are blocked.

        :return: the deliveries that were judged
        """
        pickings = self.picking_id._not_judged("delivery")
        if pickings:
            pickings._check_blocks("delivery")
        return pickings
