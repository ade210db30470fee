from odoo import api, models


class SaleOrder(models.Model):
    """The delivery method (Liefermethode) of an order: chosen on its first page (004-16), frozen and locked with it."""

    _inherit = "sale.order"

    @api.model
    def _version_header_fields(self):
        names = super()._version_header_fields()
        position = names.index("partner_shipping_id") + 1
        return [*names[:position], "carrier_id", *names[position:]]

    @api.onchange("carrier_id")
    def _onchange_carrier_keeps_price(self):
        """Offer to compute the shipping costs anew; another delivery method alone changes no price."""
        if self.delivery_set and self.carrier_id != self._origin.carrier_id:
            self.recompute_delivery_price = True

    def write(self, vals):
        res = super().write(vals)
        if "carrier_id" in vals:
            self._hand_carrier_to_deliveries()
        return res

    def _hand_carrier_to_deliveries(self):
        """Let the deliveries that are still to be made go the order's way, where deliveries know theirs."""
        if "carrier_id" not in self.env["stock.picking"]._fields:
            return
        for order in self.filtered(lambda order: order.state == "sale"):
            # sudo: who may change the order decides how it is delivered, and need not work in the warehouse
            pickings = order.sudo().picking_ids.filtered(
                lambda picking: (
                    picking.state not in ("done", "cancel")
                    and picking.picking_type_code == "outgoing"
                    and not picking.move_ids.origin_returned_move_id
                )
            )
            pickings.filtered(lambda picking, order=order: picking.carrier_id != order.carrier_id).write(
                {"carrier_id": order.carrier_id.id}
            )
