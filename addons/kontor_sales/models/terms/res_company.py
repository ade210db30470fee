from odoo import fields, models


class ResCompany(models.Model):
    """The company's own articles, and what happens by itself when a quotation is created (001-17)."""

    _inherit = "res.company"

    shipping_product_id = fields.Many2one(
        "product.product",
        string="Article of Shipping Costs",
        check_company=True,
        help="Shipping costs of imported orders use this service. It is created when first needed.",
    )

    creation_payment_terms = fields.Boolean(string="Payment Terms of the Customer", default=True)
    creation_payment_method = fields.Boolean(string="Payment Method of the Customer", default=True)
    creation_pricelist = fields.Boolean(string="Price List of the Customer", default=True)
    creation_discount = fields.Boolean(string="Discount of the Customer", default=True)
    discount_rule = fields.Selection(
        [
            ("better", "The better for the customer"),
            ("compound", "Both, one after the other"),
        ],
        string="Price List and Discount of the Customer",
        default="better",
        required=True,
        help="What a position gets where the price list gives a percentage and the customer has a discount, too.",
    )
    creation_shipping = fields.Boolean(string="Shipping of the Customer", default=True)
    creation_clerk = fields.Boolean(string="Clerk of the Customer", default=True)
    creation_texts = fields.Boolean(string="Standard Texts", default=True)

    sale_intro_text = fields.Text(
        string="Introduction of Quotations",
        translate=True,
        help="Stands above the positions of every new quotation, unless the customer has an own text.",
    )
    sale_closing_text = fields.Text(
        string="Closing of Quotations",
        translate=True,
        help="Stands below the totals of every new quotation, unless the customer has an own text.",
    )
    sale_confirmation_intro_text = fields.Text(
        string="Introduction of Order Confirmations",
        translate=True,
        help="Takes the place of the quotation's standard introduction when the order is confirmed.",
    )
    sale_confirmation_closing_text = fields.Text(
        string="Closing of Order Confirmations",
        translate=True,
        help="Takes the place of the quotation's standard closing when the order is confirmed.",
    )

    def _combined_discount(self, listed, customers):
        """Return the discount of a position from what the price list and the customer's discount say (000-13).

        :param float listed: percentage that the price list gives
        :param float customers: the customer's discount, in percent
        :return: percent
        """
        self.ensure_one()
        if self.discount_rule == "compound":
            return 100 - (100 - listed) * (100 - customers) / 100
        return max(listed, customers)

    def _get_shipping_product(self):
        """Return the service behind this company's shipping costs; it is created when first needed (004-2)."""
        return self._get_generic_service("shipping_product_id", lambda env: env._("Shipping Costs"), invoice_policy="order")
