from odoo import fields, models
from odoo.addons.kontor_sales.tools.cost_field import with_costs

MARGIN_GROUP = "kontor_sales.group_margin"


class DeliveryCarrier(models.Model):
    """What a delivery method costs the company itself, as part of the cost of a document (003-37)."""

    _inherit = "delivery.carrier"

    customer_picks_up = fields.Boolean(
        help="The customer comes for the goods. Then a delivery abroad is exempt from VAT only with the customer's proof.",
    )
    has_internal_cost = fields.Boolean(
        string="Own Internal Cost",
        groups=MARGIN_GROUP,
        help="Otherwise the costs in the settings count.",
    )
    internal_currency_id = fields.Many2one("res.currency", compute="_compute_internal_currency_id")
    internal_shipping_cost = fields.Monetary(
        string="Shipping", currency_field="internal_currency_id", groups=MARGIN_GROUP, help="Per order with goods."
    )
    internal_insurance_percent = fields.Float(
        string="Insurance (%)", digits="Discount", groups=MARGIN_GROUP, help="Of the net amount of the goods."
    )
    internal_packaging_cost = fields.Monetary(
        string="Packaging", currency_field="internal_currency_id", groups=MARGIN_GROUP, help="Per order with goods."
    )

    _internal_costs_positive = models.Constraint(
        "CHECK(COALESCE(internal_shipping_cost, 0) >= 0 AND COALESCE(internal_packaging_cost, 0) >= 0"
        " AND COALESCE(internal_insurance_percent, 0) BETWEEN 0 AND 100)",
        "The internal costs of a delivery method can't be negative.",
    )

    def _compute_internal_currency_id(self):
        for carrier in self:
            carrier.internal_currency_id = (carrier.company_id or self.env.company).currency_id

    @with_costs
    def _product_price_to_company_currency(self, quantity, product, company):
        # goods without a price are declared to the customs at what they cost, whoever sends them
        return super()._product_price_to_company_currency(quantity, product, company)
