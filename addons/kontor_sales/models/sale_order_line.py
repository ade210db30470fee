from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    special_request = fields.Text(
        help="The customer's special request for this line. Printed on every document.",
    )
