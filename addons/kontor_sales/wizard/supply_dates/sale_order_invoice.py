from odoo import api, fields, models


class SaleOrderInvoice(models.TransientModel):
    """The dialog asks for the period of the service where no delivery says when something was supplied."""

    _inherit = "sale.order.invoice"

    service_date_start = fields.Date(related="order_id.service_date_start", readonly=False)
    service_date_end = fields.Date(related="order_id.service_date_end", readonly=False)
    asks_for_period = fields.Boolean(compute="_compute_asks_for_period")
    lacks_supply = fields.Boolean(compute="_compute_lacks_supply")

    @api.depends("order_id", "invoice_type")
    def _compute_asks_for_period(self):
        for dialog in self:
            positions = dialog.order_id._invoiceable_positions()
            dialog.asks_for_period = dialog.invoice_type != "down_payment" and any(
                not line._is_supplied_by_delivery() and line.price_subtotal > 0 for line in positions
            )

    @api.depends("asks_for_period", "service_date_start", "service_date_end")
    def _compute_lacks_supply(self):
        """Tell whether the invoice would say no day of supply: there is nothing to deliver, and no period is known."""
        for dialog in self:
            dialog.lacks_supply = dialog.asks_for_period and dialog.order_id._lacks_supply()
