from odoo import models
from odoo.exceptions import UserError

from ...tools.server_work import STATE, allows, allows_creation, outside, server_work


class StockPicking(models.Model):
    """Nobody writes the state of a transfer: it follows from its moves, and those are done, not declared done."""

    _inherit = "stock.picking"

    def _guard_figures(self, change):
        states = {vals["state"] for vals in change.vals_list if "state" in vals}
        if change.operation == "create" and self.env.context.get("default_state"):
            states.add(self.env.context["default_state"])
        present = set(self.mapped("state")) if change.operation == "write" and states else {"draft"}
        if states - present and not self.env.su and not allows(self, STATE):
            self._refuse_written_state()
        return super()._guard_figures(change)

    def _refuse_written_state(self):
        """Refuse a state that somebody claims for a transfer.

        :raises UserError:
        """
        raise UserError(
            self.env._(
                "The state of a transfer can't be written; nothing would be moved. It follows from the work in the"
                " warehouse: reserve, validate or cancel the transfer."
            )
        )

    def action_cancel(self):
        with server_work(self, STATE):  # core writes the state of transfers without moves
            return super().action_cancel()


class StockMove(models.Model):
    """The moves of a transfer get their state by the warehouse's own steps; here these open what they write."""

    _inherit = "stock.move"

    def _guard_figures(self, change):
        if not self.env.su and (self._creates_state(change) or self._writes_state(change)):
            self.env["stock.picking"]._refuse_written_state()
        return super()._guard_figures(change)

    def _creates_state(self, change):
        """Tell whether new moves claim a state; inventories and manufacturing make theirs confirmed."""
        if change.operation != "create" or allows_creation(self, STATE):
            return False
        default = self.env.context.get("default_state", "draft")
        return any(
            vals.get("state", default) == "done"
            or (vals.get("picking_id") and vals.get("state", default) not in ("draft", "waiting", "confirmed"))
            for vals in change.vals_list
        )

    def _writes_state(self, change):
        """Tell whether a state is written outside the step that leads there."""
        target = change.vals.get("state")
        if not target:
            return False
        moves = outside(self, STATE).filtered(lambda move: move.state != target)
        # core takes back a part of a reservation when more is demanded
        if target == "partially_available":
            moves = moves.filtered(lambda move: move.state != "assigned")
        return any(move.picking_id or "done" in (target, move.state) for move in moves)

    def _action_confirm(self, merge=True, merge_into=False, create_proc=True):
        with server_work(self, STATE, creates=True):
            return super()._action_confirm(merge=merge, merge_into=merge_into, create_proc=create_proc)

    def _action_assign(self, force_qty=False):
        with server_work(self, STATE, creates=True):
            return super()._action_assign(force_qty=force_qty)

    def _action_cancel(self):
        with server_work(self, STATE, creates=True):
            return super()._action_cancel()

    def _action_done(self, cancel_backorder=False):
        with server_work(self, STATE, creates=True):
            return super()._action_done(cancel_backorder=cancel_backorder)

    def _recompute_state(self):
        with server_work(self, STATE):
            return super()._recompute_state()


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _guard_figures(self, change):
        if "state" in change.names and not self.env.su:
            self.env["stock.picking"]._refuse_written_state()
        return super()._guard_figures(change)
