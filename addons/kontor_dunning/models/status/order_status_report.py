from odoo import fields, models


class OrderStatusReport(models.Model):
    _inherit = "order.status.report"

    report_id = fields.Many2one(
        domain="[('model', 'in', ('sale.order', 'stock.picking', 'account.move', 'kontor.dunning.letter'))]"
    )
