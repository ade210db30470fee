from contextlib import contextmanager

from odoo import api, models

from ...tools.declarations import LockEvent
from ...tools.server_work import DELIVERY, outside, server_work

PICKING_FIELDS = frozenset(
    (
        "company_id",
        "date_done",
        "location_dest_id",
        "location_id",
        "name",
        "origin",
        "owner_id",
        "partner_id",
        "picking_type_id",
        "sale_id",
        "scheduled_date",
        "state",
    )
)
MOVE_FIELDS = frozenset(
    (
        "company_id",
        "date",
        "location_dest_id",
        "location_id",
        "picking_id",
        "product_id",
        "product_uom",
        "product_uom_qty",
        "quantity",
        "sale_line_id",
        "state",
        "to_refund",
    )
)
MOVE_LINE_FIELDS = frozenset(
    (
        "location_dest_id",
        "location_id",
        "lot_id",
        "lot_name",
        "move_id",
        "owner_id",
        "package_id",
        "picking_id",
        "product_id",
        "product_uom_id",
        "quantity",
        "result_package_id",
    )
)


class DocumentLock(models.Model):
    _inherit = "kontor.document.lock"

    @api.model
    def _lock_events(self):
        return [
            *super()._lock_events(),
            # of deliveries that are done
            LockEvent("delivery", "validated", self.env._("after validation"), 10, lambda picking: True),
            LockEvent("delivery", "invoiced", self.env._("after invoicing"), 20, lambda picking: picking._is_invoiced()),
        ]


class StockPicking(models.Model):
    """Locked deliveries (002-17): header, moves and their details."""

    _inherit = "stock.picking"

    def _get_lock(self):
        """Return which setting locks this delivery: a pair of document and event, or False."""
        self.ensure_one()
        # sudo: the rule holds for those, too, who may not read everything that it looks at
        picking = self.sudo()
        if picking.state != "done" or not picking.location_dest_id._is_outgoing():
            return False
        return self.env["kontor.document.lock"]._get_lock_of(picking, "delivery")

    def _is_invoiced(self):
        """Tell whether everything that this delivery contains of orders is invoiced."""
        self.ensure_one()
        orders = self.move_ids.sale_line_id.order_id
        return bool(orders._posted_invoices()) and not any(self in order._allocate_deliveries() for order in orders)

    @contextmanager
    def _delivery_work(self):
        """Open these deliveries while the server itself is delivering them."""
        # sudo: what is delivered beyond the order becomes a position of it, whether or not the warehouse may read orders
        orders = self.sudo().sale_id | self.sudo().reference_ids.sale_ids
        with server_work(self, DELIVERY), orders.sudo(self.env.su)._state_work():
            yield

    def _refuse_locked(self):
        """Refuse a change of locked deliveries, whoever makes it and by whatever way.

        :raises UserError: naming the lock and who can change it
        """
        if self.env.su or not self.env["kontor.document.lock"]._is_used("delivery"):
            return
        for picking in outside(self, DELIVERY).exists():
            lock = picking._get_lock()
            if lock:
                self.env["kontor.document.lock"]._refuse(picking, *lock)

    def _action_done(self):
        with self._delivery_work():
            return super()._action_done()

    def _guard_locks(self, change):
        if change.operation == "unlink" or change.names & PICKING_FIELDS:
            self._refuse_locked()
        return super()._guard_locks(change)


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        with self.picking_id._delivery_work():
            return super()._action_done(cancel_backorder=cancel_backorder)

    def _guard_locks(self, change):
        if change.operation != "write" or change.names & MOVE_FIELDS:
            (self.picking_id | self.picking_id.browse(change.ids("picking_id")))._refuse_locked()
        return super()._guard_locks(change)


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _guard_locks(self, change):
        if change.operation != "write" or change.names & MOVE_LINE_FIELDS:
            moves = self.move_id | self.env["stock.move"].browse(change.ids("move_id"))
            pickings = self.picking_id | self.picking_id.browse(change.ids("picking_id"))
            (pickings | moves.picking_id)._refuse_locked()
        return super()._guard_locks(change)
