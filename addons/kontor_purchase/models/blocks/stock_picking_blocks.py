from odoo import models


class StockPicking(models.Model):
    """Where receipts are checked: nothing comes in from a supplier whose receipts are blocked."""

    _inherit = "stock.picking"

    def _get_block_operations(self):
        return (*super()._get_block_operations(), "receipt")

    def _comes_from_supplier(self):
        """Tell whether goods come from a supplier with this transfer, to us or straight to the customer."""
        return self.location_id.usage == "supplier" and self.location_dest_id.usage != "supplier"

    def _get_pending_operation(self):
        operation = super()._get_pending_operation()
        if not operation and self._comes_from_supplier() and self.state not in ("done", "cancel"):
            return "receipt"
        return operation

    def _get_block_reasons(self, operation):
        """Add the block of the supplier; see the mixin."""
        reasons = super()._get_block_reasons(operation)
        if operation == "receipt":
            for picking in self:
                # sudo: the warehouse need not be able to read supplier orders
                order = picking.sudo().move_ids.purchase_line_id.order_id[:1]
                supplier = (order.partner_id or picking.partner_id).commercial_partner_id.with_company(picking.company_id)
                reason = supplier.sudo(False)._get_receipt_block_reason()
                if reason:
                    reasons[picking].append({**reason, "document": order} if order else reason)
        return reasons


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        coming = self._moves_coming().picking_id._not_judged("receipt")
        if not coming:
            return super()._action_done(cancel_backorder=cancel_backorder)
        coming._check_blocks("receipt")
        with coming._judged("receipt"):
            moves = super()._action_done(cancel_backorder=cancel_backorder)
        self.env["kontor.release"]._mark_used(coming, "receipt")
        # sudo: as in _get_block_reasons
        orders = coming.sudo().move_ids.purchase_line_id.order_id
        if orders:
            self.env["kontor.release"]._mark_used(orders, "receipt")
        return moves

    def _guard_blocks(self, change):
        if change.vals.get("state") == "done":
            # nobody gets around the check by writing the state
            coming = self.filtered(lambda move: move.state != "done")._moves_coming().picking_id._not_judged("receipt")
            if coming:
                coming._check_blocks("receipt")
        return super()._guard_blocks(change)
