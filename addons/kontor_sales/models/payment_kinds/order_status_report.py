from odoo import api, models


class OrderStatusReport(models.Model):
    """Documents for cash on delivery, and for everybody else (001-12)."""

    _inherit = "order.status.report"

    @api.model
    def _judge_conditions(self, order):
        paid_at_the_door = order.is_cash_on_delivery
        return {**super()._judge_conditions(order), "cod": paid_at_the_door, "not_cod": not paid_at_the_door}
