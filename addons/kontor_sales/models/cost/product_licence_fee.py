from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    licence_fee = fields.Float(
        digits="Product Price",
        company_dependent=True,
        groups="kontor_sales.group_margin",
        help="What is owed per unit for rights to use, to the GEMA for example. It is a cost of every sale.",
    )
