from odoo import api, models

from ...tools.declarations import LockEvent
from ...tools.server_work import STATE, outside
from ..checks.sale_order_blocks import LINE_TERMS, ORDER_TERMS

#: What belongs to an order besides what a version of a quotation freezes.
MORE_HEADER_FIELDS = {
    "company_id",
    "date_order",
    "is_consignment",
    "journal_id",
    "name",
    "order_source",
    "origin",
    "sale_order_template_id",
    "source_reference",
}
MORE_LINE_FIELDS = {"analytic_distribution", "is_downpayment", "order_id", "route_ids", "warehouse_id"}


class DocumentLock(models.Model):
    _inherit = "kontor.document.lock"

    @api.model
    def _lock_events(self):
        def is_delivered(order):
            return any(line.qty_delivered for line in order.order_line)

        def is_invoiced(order):
            return bool(order._posted_invoices())

        def event(code, name, sequence, happened):
            return LockEvent("order", code, name, sequence, happened)

        return [
            *super()._lock_events(),
            LockEvent("quotation", "sent", self.env._("after sending"), 10, lambda order: order.state == "sent"),
            event("confirmed", self.env._("after confirmation"), 10, lambda order: order.state == "sale"),
            event("first_delivery", self.env._("after the first delivery"), 20, is_delivered),
            event(
                "complete_delivery",
                self.env._("after complete delivery"),
                30,
                lambda order: is_delivered(order) and not order.is_left_to_deliver,
            ),
            event("first_invoice", self.env._("after the first invoice"), 40, is_invoiced),
            event(
                "complete_invoice",
                self.env._("after complete invoicing"),
                50,
                lambda order: is_invoiced(order) and not order.is_left_to_invoice,
            ),
        ]


class SaleOrder(models.Model):
    """Locked quotations and orders (002-17)."""

    _inherit = "sale.order"

    def _get_locked_fields(self):
        """Return the names of the fields that a document lock closes: all that was agreed with the customer."""
        return ({*self._version_header_fields()} | ORDER_TERMS | MORE_HEADER_FIELDS) - {"order_line", "user_id"}

    def _get_lock(self):
        """Return which setting locks this document: a pair of document and event, or False."""
        self.ensure_one()
        document = "quotation" if self.state in ("draft", "sent") else "order"
        # sudo: the rule holds for those, too, who may not read everything that it looks at
        return self.env["kontor.document.lock"]._get_lock_of(self.sudo(), document)

    def _refuse_locked(self):
        """Refuse a change of locked documents, whoever makes it and by whatever way.

        :raises UserError: naming the lock and who can change it
        """
        # The server's own code runs as superuser or inside _state_work(); no user and no RPC call does.
        if self.env.su or not self.env["kontor.document.lock"]._is_used("quotation", "order"):
            return
        for order in outside(self, STATE).exists():
            lock = order._get_lock()
            if lock:
                self.env["kontor.document.lock"]._refuse(order, *lock)

    def _guard_locks(self, change):
        if change.operation == "unlink" or change.names & self._get_locked_fields():
            self._refuse_locked()
        return super()._guard_locks(change)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_locked_fields(self):
        """Return the names of the fields that a document lock closes; see ``sale.order``."""
        return {*self.env["sale.order"]._version_line_fields()} | LINE_TERMS | MORE_LINE_FIELDS

    def _guard_locks(self, change):
        lines, orders = self, self.env["sale.order"]
        if change.operation == "create":
            # A down payment is a position without quantity, which core adds when the order is invoiced.
            goods = [
                vals
                for vals in change.vals_list
                if vals.get("order_id") and not (vals.get("is_downpayment") and not vals.get("product_uom_qty"))
            ]
            orders = orders.browse({vals["order_id"] for vals in goods})
        elif change.operation == "write":
            locked = change.names & self._get_locked_fields()
            orders = orders.browse(change.ids("order_id"))
            if not locked:
                lines = self.browse()
            # core keeps the price of a down payment in step with its invoice
            elif not locked & {"is_downpayment", "order_id", "product_uom_qty"}:
                lines = self.filtered(lambda line: not line.is_downpayment)
        else:
            lines = self.filtered(lambda line: not line.is_downpayment)
        (lines.order_id | orders)._refuse_locked()
        return super()._guard_locks(change)
