from odoo import api, models

from ...tools.declarations import PrintCondition


class OrderStatusReport(models.Model):
    """Documents for cash on delivery, and for everybody else (001-12)."""

    _inherit = "order.status.report"

    @api.model
    def _conditions(self):
        return [
            *super()._conditions(),
            PrintCondition("cod", self.env._("Cash on delivery"), lambda order: order.is_cash_on_delivery),
            PrintCondition("not_cod", self.env._("Not cash on delivery"), lambda order: not order.is_cash_on_delivery),
        ]
