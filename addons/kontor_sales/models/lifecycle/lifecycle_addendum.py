from odoo import api, fields, models
from odoo.exceptions import UserError


class LifecycleMixin(models.AbstractModel):
    """Nachtrag (001-2): what comes on top of an order that was invoiced is an order of its own, with the same terms."""

    _inherit = "kontor.lifecycle.mixin"

    # Each side names its own model in these two.
    addendum_of_id = fields.Many2one("kontor.lifecycle.mixin", "Addendum to", readonly=True, copy=False, ondelete="restrict")
    addendum_ids = fields.One2many("kontor.lifecycle.mixin", "addendum_of_id", "Addenda", readonly=True, copy=False)
    addendum_count = fields.Integer(compute="_compute_addendum_count")

    @api.depends("addendum_ids")
    def _compute_addendum_count(self):
        counts = dict(self._read_group([("addendum_of_id", "in", self.ids)], ["addendum_of_id"], ["__count"]))
        for order in self:
            order.addendum_count = counts.get(order._origin, 0)

    def action_addendum(self):
        """Make an addendum (Nachtrag) to this order: a new one of the same partner with the same terms, without positions.

        Terms that were given by hand are taken over as they stand in this order.

        :return: id of the new order, which stands at its first status
        :raises UserError: on no order or several, or while positions can still be added to the order itself
        """
        self._ensure_one_order()
        self.check_access("read")
        obstacle = self._addendum_obstacle()
        if obstacle:
            raise UserError(obstacle)
        with self.env.cr.savepoint():
            order = self.with_company(self.company_id)
            addendum = order.create(order._prepare_addendum())
            with addendum._state_work():
                addendum.addendum_of_id = self
            addendum.message_post(body=self.env._("Addendum to %s", self.name))
        return addendum.id

    def _addendum_obstacle(self):
        """Say why this order can have no addendum, or return False."""
        if self.state == "cancel":
            return self.env._("%s is cancelled and has no addendum. Duplicate it instead.", self.name)
        if not self._filter_closed():
            return self.env._("%s isn't invoiced completely yet. Add the position to it.", self.name)
        return False

    def _prepare_addendum(self):
        """Return the values of an addendum: what a duplicate takes over, without the positions."""
        return self.copy_data({"order_line": [], "origin": self.name})[0]

    def action_open_addendum(self):
        """Make an addendum, and open it."""
        return self._addendum_action(self.browse(self.action_addendum()))

    def action_view_addenda(self):
        """Open the addenda of this order."""
        self._ensure_one_order()
        return self._addendum_action(self.addendum_ids)

    @api.model
    def _addendum_action(self, orders):
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Addendum") if len(orders) == 1 else self.env._("Addenda"),
            "res_model": self._name,
        }
        if len(orders) == 1:
            return {**action, "res_id": orders.id, "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", orders.ids)], "views": [(False, "list"), (False, "form")]}
