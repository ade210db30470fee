from odoo import api, fields, models


class ResPartner(models.Model):
    """The customer's standard terms; new quotations take them over (000-13, 000-14)."""

    _inherit = "res.partner"

    customer_discount = fields.Float(
        string="Discount (%)",
        digits="Discount",
        help="Goes onto the lines of new quotations, where the price list gives no discount of its own.",
    )
    shipping_policy = fields.Selection(
        [("direct", "As soon as possible, in parts"), ("one", "All products at once")],
        string="Delivers",
        help="How orders of this customer are delivered. Empty: as the company usually does.",
    )
    sale_intro_text = fields.Text(
        string="Introduction", help="Stands above the positions of this customer's quotations, instead of the company's."
    )
    sale_closing_text = fields.Text(
        string="Closing", help="Stands below the totals of this customer's quotations, instead of the company's."
    )

    _customer_discount_range = models.Constraint(
        "CHECK(customer_discount IS NULL OR customer_discount BETWEEN 0 AND 100)",
        "The customer's discount must lie between 0 and 100 percent.",
    )

    @api.model
    def _commercial_fields(self):
        # A contact of a company is served on the company's terms.
        return super()._commercial_fields() + [
            "customer_discount",
            "shipping_policy",
            "sale_intro_text",
            "sale_closing_text",
        ]
