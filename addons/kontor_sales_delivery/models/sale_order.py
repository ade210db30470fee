from odoo import api, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.depends("carrier_id")
    def _compute_shipping_cost(self):
        return super()._compute_shipping_cost()

    def _internal_shipping_cost(self, value):
        """Take the delivery method's own cost, where it has one (003-37)."""
        # sudo: the cost is determined whoever captures the order, and shown to those with the right only
        carrier = self.carrier_id.sudo()
        if not carrier.has_internal_cost:
            return super()._internal_shipping_cost(value)
        cost = self._in_order_currency(carrier.internal_shipping_cost + carrier.internal_packaging_cost)
        return cost + value * carrier.internal_insurance_percent / 100

    def _is_picked_up(self):
        return super()._is_picked_up() or self.carrier_id.customer_picks_up
