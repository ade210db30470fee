from odoo import fields, models


class CustomerType(models.Model):
    """What kind of customer it is: dealer, end customer, public body … (003-41)."""

    _name = "kontor.customer.type"
    _description = "Customer Type"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
