from odoo import api, fields, models
from odoo.exceptions import UserError


class OrderStatusChange(models.TransientModel):
    """Dunning from the status dialog: the letter is shown first, and an early one needs its reason (001-4)."""

    _inherit = "order.status.change"

    is_dunning_early = fields.Boolean(compute="_compute_is_dunning_early")
    dunning_reason = fields.Text(string="Why Earlier", help="Kept with the letter and in its history.")

    @api.depends("target", "status_options")
    def _compute_is_dunning_early(self):
        for change in self:
            change.is_dunning_early = change.target == "dunning" and "reason" in change._needed_options("dunning")

    def _get_dunning_options(self):
        if not self.is_dunning_early:
            return {}
        if not (self.dunning_reason or "").strip():
            raise UserError(self.env._("Enter the reason why the letter goes out before its day."))
        return {"reason": self.dunning_reason}

    def _get_portions(self, options):
        """Several orders: the reason counts for those that haven't come to their day; the others need none."""
        if not (self.target == "dunning" and options and self.order_count > 1):
            return super()._get_portions(options)
        early = self.order_ids.filtered(lambda order: order._needed_options("dunning"))
        portions = [(early, options), (self.order_ids - early, {})]
        return [(orders, own) for orders, own in portions if orders]
