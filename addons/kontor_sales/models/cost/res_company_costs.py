from odoo import fields, models


class ResCompany(models.Model):
    """What shipping costs the company itself (003-37)."""

    _inherit = "res.company"

    cost_with_shipping = fields.Boolean(
        string="Gross Profit after Shipping Cost",
        help="The cost of a document contains what shipping, insurance and packaging cost the company itself.",
    )
    internal_shipping_cost = fields.Monetary(
        string="Shipping", help="Per order with goods; a delivery method may have a cost of its own."
    )
    internal_insurance_percent = fields.Float(
        string="Insurance (%)", digits="Discount", help="Of the net amount of the goods."
    )
    internal_packaging_cost = fields.Monetary(string="Packaging", help="Per order with goods.")

    _internal_costs_positive = models.Constraint(
        "CHECK(COALESCE(internal_shipping_cost, 0) >= 0 AND COALESCE(internal_packaging_cost, 0) >= 0"
        " AND COALESCE(internal_insurance_percent, 0) BETWEEN 0 AND 100)",
        "The internal costs of shipping can't be negative.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cost_with_shipping = fields.Boolean(related="company_id.cost_with_shipping", readonly=False)
    internal_shipping_cost = fields.Monetary(
        related="company_id.internal_shipping_cost", readonly=False, currency_field="currency_id"
    )
    internal_insurance_percent = fields.Float(related="company_id.internal_insurance_percent", readonly=False)
    internal_packaging_cost = fields.Monetary(
        related="company_id.internal_packaging_cost", readonly=False, currency_field="currency_id"
    )
