from odoo import api, fields, models


class ResPartner(models.Model):
    """Which price list a customer buys at (003-42, 003-43), and the percent shown beside it (003-44)."""

    _inherit = "res.partner"

    cooperation_id = fields.Many2one(
        "kontor.cooperation",
        index="btree_not_null",
        ondelete="restrict",
        help="Its price list wins over every other.",
    )
    ignore_cashier_pricelist = fields.Boolean(
        string="Ignore Price List for Cashiers",
        help="Cashiers, too, sell to this customer at the customer's own price list.",
    )
    price_percent = fields.Float(
        string="Percent",
        digits="Discount",
        compute="_compute_price_percent",
        help="The cooperation's surcharge; else the customer's discount, as a negative number; else the percent of the"
        " payment terms.",
    )

    @api.model
    def _commercial_fields(self):
        # A contact of a company is served on the company's terms.
        return super()._commercial_fields() + ["cooperation_id", "ignore_cashier_pricelist"]

    @api.depends("cooperation_id.surcharge_percent", "customer_discount", "property_payment_term_id")
    @api.depends_context("company")
    def _compute_price_percent(self):
        for partner in self:
            partner.price_percent = partner._price_percent_and_source()[0]

    def _price_percent_and_source(self):
        """Return the percent that stands behind the price group, and where it comes from (003-44).

        :return: ``(percent, source)``; source is ``cooperation``, ``discount``, ``terms`` or False
        """
        self.ensure_one()
        customer = self.commercial_partner_id
        if customer.cooperation_id:
            return customer.cooperation_id.surcharge_percent, "cooperation"
        if customer.customer_discount:
            return -customer.customer_discount, "discount"
        terms = customer.property_payment_term_id
        if terms.early_discount:
            return terms.discount_percentage, "terms"
        return 0.0, False

    def _sale_pricelist(self, company, user):
        """Return the price list at which a user sells to this customer, and whose it is (003-42, 003-43).

        :param company: ``res.company`` that sells
        :param user: ``res.users`` who captures the order
        :return: ``(pricelist, source)``; source is ``cooperation``, ``cashier`` or ``customer``
        """
        self.ensure_one()
        customer = self.commercial_partner_id
        cooperative = customer.cooperation_id.pricelist_id
        if cooperative.active and cooperative.company_id in (company, self.env["res.company"]):
            return cooperative, "cooperation"
        # sudo: which price list its cashiers use is a company's setting, the mark stands on the user
        cashiers = company.sudo().cashier_pricelist_id
        if cashiers.active and user.sudo().is_cashier and not customer.ignore_cashier_pricelist:
            return cashiers.with_env(self.env), "cashier"
        return self.with_company(company).property_product_pricelist, "customer"
