from odoo import fields, models


class PurchaseOrder(models.Model):
    """A confirmed drop shipment takes the place of our own delivery; a cancelled one gives it back (002-15)."""

    _inherit = "purchase.order"

    def button_approve(self, force=False):
        res = super().button_approve(force=force)
        self.filtered(lambda order: order.state == "purchase")._replaced_deliveries()._give_up_delivery()
        return res

    def button_cancel(self):
        lines = self._replaced_deliveries()
        res = super().button_cancel()
        # sudo: the buyer has no right to the customer's delivery that comes back
        lines.sudo().filtered(lambda line: line.state == "sale")._action_launch_stock_rule()
        return res

    def _replaced_deliveries(self):
        """Return the positions whose delivery these orders take over."""
        return self.order_line.filtered("replaces_delivery").sale_line_id


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    replaces_delivery = fields.Boolean(
        readonly=True,
        copy=False,
        help="Ordered for a position that our own delivery covers until the supplier order is confirmed.",
    )
