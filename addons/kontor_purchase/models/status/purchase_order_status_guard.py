from odoo import api, models
from odoo.addons.kontor_sales.tools.server_work import STATE, outside
from odoo.exceptions import UserError


class PurchaseOrder(models.Model):
    """Nobody writes a status: neither the computed fields nor core's state behind the back of the document work."""

    _inherit = "purchase.order"

    @api.model
    def _written_status_refusal(self, field):
        return self.env._(
            "“%(field)s” follows from the documents of a supplier order and can't be written. Use “Change Status”"
            " (change_status) instead.",
            field=field,
        )

    @api.model
    def _written_state_refusal(self):
        return self.env._(
            "The state of a supplier order can't be written: ordering, receiving, billing and cancelling are done by"
            " their documents. Use “Change Status” (change_status) instead."
        )

    def _revival_refusal(self):
        return self.env._(
            "%(orders)s: A cancelled supplier order stays cancelled. Duplicate it instead.",
            orders=", ".join(self.mapped("name")),
        )

    def button_confirm(self):
        for order in self.filtered(lambda order: order.state in ("draft", "sent")):
            # core's button must not do what the settings forbid for the dialog
            obstacle = order._table_obstacle("order") or order._rights_obstacle("order")
            if obstacle:
                raise UserError(order._status_refusal("order") + obstacle)
        with self._state_work():
            return super().button_confirm()

    def button_approve(self, force=False):
        waiting = self.filtered(lambda order: order.state != "purchase")
        cancelled = waiting.filtered(lambda order: order.state == "cancel")
        if cancelled:
            cancelled._refuse_revival()
        direct = outside(waiting, STATE)  # not from within button_confirm
        for order in direct:
            message = order._rights_obstacle("order")
            if not message and order.state in ("draft", "sent"):
                # core would approve over RPC what was never confirmed
                message = order._confirmation_error_message() or order._table_obstacle("order")
            if message:
                raise UserError(message)
        with self._state_work():
            return super(PurchaseOrder, waiting).button_approve(force=force)

    def button_cancel(self):
        for order in self.filtered(lambda order: order.state != "cancel"):
            obstacle = order._status_obstacle("cancel")
            if obstacle:
                raise UserError(order._status_refusal("cancel") + obstacle)
        with self._state_work():
            return super().button_cancel()

    def button_draft(self):
        """Refuse to revive cancelled orders (duplicate them instead), and to take back orders behind the table."""
        self._refuse_revival()
        for order in self.filtered(lambda order: order.state == "purchase"):
            obstacle = order._status_obstacle("request")
            if obstacle:
                raise UserError(order._status_refusal("request") + obstacle)
            order._back_to_request()
        with self._state_work():
            return super().button_draft()
