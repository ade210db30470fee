from odoo import api, fields, models
from odoo.tools import float_round


class CustomerDiscounts(models.TransientModel):
    """What a customer gets off the list (003-47): the own discount, the price list, and what applies to an article.

    It asks the order's own computation with a position that is never saved, so it says what an order would say.
    """

    _name = "kontor.customer.discounts"
    _description = "Discounts of a Customer"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True)
    company_id = fields.Many2one("res.company", compute="_compute_terms")
    currency_id = fields.Many2one("res.currency", compute="_compute_terms")
    pricelist_id = fields.Many2one("product.pricelist", string="Price List", compute="_compute_terms")
    pricelist_source = fields.Selection(
        [("cooperation", "of the cooperation"), ("cashier", "for cashiers"), ("customer", "of the customer")],
        compute="_compute_terms",
    )
    customer_discount = fields.Float(string="Discount of the Customer (%)", digits="Discount", compute="_compute_terms")
    terms_percent = fields.Float(string="Terms (%)", digits="Discount", compute="_compute_terms")
    rule_text = fields.Char(string="Both Together", compute="_compute_terms")
    rule_ids = fields.Many2many("product.pricelist.item", string="Rules of the Price List", compute="_compute_terms")

    has_periods = fields.Boolean(compute="_compute_terms")

    product_id = fields.Many2one("product.product", string="Article", domain="[('sale_ok', '=', True)]")
    product_uom_id = fields.Many2one("uom.uom", string="Unit", compute="_compute_price")
    quantity = fields.Float(digits="Product Unit", default=1.0)
    date = fields.Date(default=fields.Date.context_today)
    list_price = fields.Float(min_display_digits="Product Price", compute="_compute_price")
    pricelist_price = fields.Float(
        string="Price of the Price List", min_display_digits="Product Price", compute="_compute_price"
    )
    pricelist_discount = fields.Float(string="Price List (%)", digits="Discount", compute="_compute_price")
    pricelist_rule_id = fields.Many2one("product.pricelist.item", string="Rule", compute="_compute_price")
    discount = fields.Float(string="Discount That Applies (%)", digits="Discount", compute="_compute_price")
    price = fields.Float(string="Resulting Price", min_display_digits="Product Price", compute="_compute_price")
    winner = fields.Selection(
        [
            ("list", "Price list"),
            ("customer", "Discount of the customer"),
            ("both", "Both, one after the other"),
            ("none", "Neither"),
        ],
        string="Applied",
        compute="_compute_price",
    )

    @api.depends("partner_id")
    @api.depends_context("company", "uid")
    def _compute_terms(self):
        """Read what was agreed with the customer in the present company, for the present user (003-42, 003-43)."""
        company = self.env.company
        for window in self:
            customer = window.partner_id.commercial_partner_id
            pricelist, source = window._pricelist_and_source()
            window.company_id = company
            window.pricelist_id = pricelist
            window.pricelist_source = source
            window.currency_id = pricelist.currency_id or company.currency_id
            window.customer_discount = customer.customer_discount
            window.terms_percent = customer.terms_percent
            window.rule_text = customer._discount_rule_text(company)
            window.rule_ids = pricelist.item_ids
            window.has_periods = any(rule.date_start or rule.date_end for rule in pricelist.item_ids)

    def _pricelist_and_source(self):
        """Return the price list of a new order of this customer, and whose it is; see ``res.partner._sale_pricelist``."""
        customer = self.partner_id.commercial_partner_id
        if not customer:
            return self.env["product.pricelist"], False
        return customer._sale_pricelist(self.env.company, self.env.user)

    @api.depends("partner_id", "product_id", "quantity", "date")
    @api.depends_context("company", "uid")
    def _compute_price(self):
        """Say what an order of this day would give for the article."""
        for window in self:
            line = window._trial_position()
            if not line:
                window.update(dict.fromkeys(window._price_names(), False))
                continue
            listed = line._listed_terms()
            combined = line.company_id._combined_discount(listed["discount"], window.customer_discount)
            window.product_uom_id = line.product_uom_id
            window.list_price = listed["list_price"]
            window.pricelist_price = listed["price"]
            window.pricelist_discount = listed["discount"]
            window.pricelist_rule_id = line.pricelist_item_id
            window.discount = line.discount
            window.price = float_round(line.price_unit * (1 - line.discount / 100), precision_digits=6)
            window.winner = window._winner(line, listed["discount"], combined)

    @api.model
    def _price_names(self):
        """Return the names of the fields that say what applies to the article."""
        return [name for name, field in self._fields.items() if field.compute == "_compute_price"]

    def _trial_position(self):
        """Return a position of an order that is never saved, for the chosen article, or none."""
        self.ensure_one()
        lines = self.env["sale.order.line"]
        if not self.partner_id or not self.product_id:
            return lines
        order = self.env["sale.order"].new(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.env.company.id,
                "date_order": fields.Datetime.to_datetime(self.date or fields.Date.context_today(self)),
                "pricelist_id": self._pricelist_and_source()[0].id,
            }
        )
        return lines.new({"order_id": order.id, "product_id": self.product_id.id, "product_uom_qty": self.quantity or 1.0})

    def _winner(self, line, listed, combined):
        """Say whose terms made the price of a position.

        :param line: the position
        :param float listed: percentage that the price list shows
        :param float combined: what the company's rule makes of it and the customer's discount
        :return: a key of ``winner``
        """
        taken = line._takes_customer_discount() and self.customer_discount > 0
        by_list = bool(line.pricelist_item_id) and (listed > 0 or line.pricelist_item_id.compute_price != "percentage")
        if not taken:
            return "list" if by_list else "none"
        if not by_list:
            return "customer"
        if listed <= 0 or combined > max(listed, self.customer_discount):
            return "both"  # a price of the list is no percentage: the customer's discount is taken off it
        return "customer" if self.customer_discount > listed else "list"
