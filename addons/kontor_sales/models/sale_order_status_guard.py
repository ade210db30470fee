from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import UserError

from .sale_order_status import STATUS_FIELDS

#: Where a running status change is noted. It lives on the cursor, which no caller from outside can reach: a context
#: key would not do, since every RPC client may send one.
STATE_WORK = "kontor_sales.state_work"


class SaleOrder(models.Model):
    """Nobody writes a status: neither the computed fields nor core's state behind the back of the document work."""

    _inherit = "sale.order"

    @contextmanager
    def _state_work(self):
        """Mark that the document work behind a change of ``state`` is being done, so that the state may be written."""
        cache = self.env.cr.cache
        cache[STATE_WORK] = cache.get(STATE_WORK, 0) + 1
        try:
            yield
        finally:
            cache[STATE_WORK] = cache.get(STATE_WORK, 1) - 1

    def _refuse_written_status(self, vals):
        """Refuse values that claim a status instead of doing the work that leads there.

        :raises UserError: when ``vals`` contains a computed status, or a state other than a quotation's
        """
        # The server's own code runs as superuser or inside _state_work(); no user and no RPC call does.
        if self.env.su or self.env.cr.cache.get(STATE_WORK):
            return
        claimed = [name for name in (*STATUS_FIELDS, "ordered_on", "preparation_done_on") if name in vals]
        if claimed:
            raise UserError(
                self.env._(
                    "“%(field)s” follows from the documents of an order and can't be written. Use “Change Status”"
                    " (change_status) instead.",
                    field=self._fields[claimed[0]]._description_string(self.env),
                )
            )
        if "state" in vals:
            unchanged = self and all(order.state == vals["state"] for order in self)
            quotation = vals["state"] in ("draft", "sent") and all(order.state in ("draft", "sent") for order in self)
            if not (unchanged or quotation):
                raise UserError(
                    self.env._(
                        "The state of an order can't be written: confirming, delivering, invoicing and cancelling are"
                        " done by their documents. Use “Change Status” (change_status) instead."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_written_status(vals)
        orders = super().create(vals_list)
        # Defaults, which any RPC caller may send in the context, are not among the values.
        for order in orders:
            claimed = {name: order[name] for name in ("ordered_on", "preparation_done_on") if order[name]}
            if order.state not in ("draft", "sent"):
                claimed["state"] = order.state
            self._refuse_written_status(claimed)
        return orders

    def write(self, vals):
        self._refuse_written_status(vals)
        return super().write(vals)

    def action_draft(self):
        """Refuse to revive cancelled orders (001-9: duplicate them instead), and go on as core does."""
        cancelled = self.filtered(lambda order: order.state == "cancel")
        # Server code may repair an order as superuser; no user and no RPC call runs as one.
        if cancelled and not self.env.su:
            raise UserError(
                self.env._(
                    "%(orders)s: A cancelled order stays cancelled. Duplicate it instead.",
                    orders=", ".join(cancelled.mapped("name")),
                )
            )
        with self._state_work():
            return super().action_draft()
