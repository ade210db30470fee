from odoo import api, fields, models


class ResPartner(models.Model):
    """The customer's standard terms; new quotations take them over (000-13, 000-14), and his Konditionen (003-44)."""

    _inherit = "res.partner"

    customer_discount = fields.Float(
        string="Discount (%)",
        digits="Discount",
        help="Goes onto the lines of new quotations. Where the price list gives a percentage, too, a setting of the company"
        " decides: the better for the customer, or both one after the other.",
    )
    terms_percent = fields.Float(
        string="Terms (%)",
        digits="Discount",
        help="Agreed with the customer, and shown behind the price group where there is neither a cooperation nor a"
        " discount. No price follows from it.",
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

    _terms_percent_range = models.Constraint(
        "CHECK(terms_percent IS NULL OR terms_percent BETWEEN -100 AND 100)",
        "The percent of the customer's terms must lie between -100 and 100.",
    )

    @api.model
    def _commercial_fields(self):
        # A contact of a company is served on the company's terms.
        return super()._commercial_fields() + [
            "customer_discount",
            "terms_percent",
            "shipping_policy",
            "sale_intro_text",
            "sale_closing_text",
        ]
