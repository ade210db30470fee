from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _add_delivery_cost_to_so(self):
        """Add no shipping costs to an order that was invoiced completely (001-2): it says so, and its delivery goes on."""
        order = self.sale_id
        is_added = self.carrier_id.invoice_policy == "real" and self.carrier_price
        if is_added and order._filter_closed():
            order.message_post(
                body=self.env._(
                    "The shipping costs of %(picking)s, %(amount)s, were not added: the order was invoiced completely. The"
                    " button “Addendum” makes a new order for them.",
                    picking=self.name,
                    amount=order.currency_id.format(self.carrier_price),
                )
            )
            return None
        return super()._add_delivery_cost_to_so()
