from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import formatLang


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
        " customer's terms.",
    )

    @api.model
    def _commercial_fields(self):
        # A contact of a company is served on the company's terms.
        return super()._commercial_fields() + ["cooperation_id", "ignore_cashier_pricelist"]

    @api.depends("cooperation_id.surcharge_percent", "customer_discount", "terms_percent")
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
        if customer.terms_percent:
            return customer.terms_percent, "terms"
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

    def _discount_rule_text(self, company):
        """Say in one sentence what becomes of the customer's discount where the price list gives one, too (000-13).

        :param company: ``res.company`` that sells
        :return: empty where the customer has no discount
        """
        self.ensure_one()
        # sudo: a setting that holds for everybody who sells
        company = company.sudo()
        if not self.customer_discount:
            return ""
        discount = formatLang(self.env, self.customer_discount, digits=2)
        if not company.creation_discount:
            return self.env._(
                "New orders don't take over the discount of %(discount)s %%; so the settings say.", discount=discount
            )
        if company.discount_rule == "compound":
            return self.env._(
                "First the price list's percentage, then the discount of %(discount)s %% on the rest.", discount=discount
            )
        return self.env._(
            "The discount of %(discount)s %% or the price list's percentage: the better for the customer.", discount=discount
        )

    def _general_discount(self, company, pricelist):
        """Return which discount every article gets in general: by the price list's general rule and the customer's discount.

        Rules for single articles or quantities may give another one; see ``kontor.customer.discounts``.

        :param company: ``res.company`` that sells
        :param pricelist: ``product.pricelist`` of the customer's orders, possibly empty
        :return: percent
        """
        self.ensure_one()
        # sudo: as in _discount_rule_text
        company = company.sudo()
        customers = self.customer_discount if company.creation_discount else 0.0
        listed = 0.0
        if pricelist and self.env["product.pricelist.item"]._is_discount_feature_enabled():
            now = fields.Datetime.now()
            general = Domain("pricelist_id", "=", pricelist.id) & Domain("applied_on", "=", "3_global")
            valid = (Domain("date_start", "=", False) | Domain("date_start", "<=", now)) & (
                Domain("date_end", "=", False) | Domain("date_end", ">=", now)
            )
            rule = pricelist.item_ids.search_fetch(
                general & valid & Domain("min_quantity", "<=", 1), ["compute_price", "percent_price", "base"], limit=1
            )
            if rule.compute_price == "percentage" and rule.base == "list_price":
                listed = max(rule.percent_price, 0.0)
        return company._combined_discount(listed, customers) if customers else listed


class ResCompany(models.Model):
    """The price list for cashiers (003-42)."""

    _inherit = "res.company"

    cashier_pricelist_id = fields.Many2one(
        "product.pricelist",
        string="Price List for Cashiers",
        check_company=True,
        help="Users marked as cashier sell at this price list, unless the customer ignores it or belongs to a"
        " cooperation with an own one.",
    )


class ResUsers(models.Model):
    """Who is a cashier (003-42)."""

    _inherit = "res.users"

    is_cashier = fields.Boolean(
        string="Cashier", help="Sells at the company's price list for cashiers, unless the customer ignores it."
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cashier_pricelist_id = fields.Many2one(related="company_id.cashier_pricelist_id", readonly=False)
