from odoo import api, fields, models

from ...tools.cost_field import ARTICLE_COST, are_costs_open, costs_open, may_know_costs, with_costs


class ArticleCost(models.AbstractModel):
    """A model with fields that tell what an article costs (003-35); see ``tools/cost_field.py``."""

    _name = "kontor.article.cost"
    _description = "Cost of Articles"

    #: Does core write such fields in the name of users who may not read them? Their right to write is then core's.
    _are_costs_written_by_core = False

    @api.model
    def _has_field_access(self, field, operation):
        return super()._has_field_access(field, operation) or (
            field.groups == ARTICLE_COST
            and (operation == "write" and self._are_costs_written_by_core or are_costs_open(self.env))
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        # core looks through a related field without asking whether it may be read itself
        field = self._fields.get(field_expr.partition(".")[0])
        if field and field.related and field.groups == ARTICLE_COST:
            self._check_field_access(field, "read")
        return super()._field_to_sql(alias, field_expr, query)

    def copy_data(self, default=None):
        """Leave the costs out of what a user without the right copies: the values of a copy are no way to read them."""
        if self.env.su or are_costs_open(self.env) or may_know_costs(self.env):
            return super().copy_data(default)
        with costs_open(self.env):
            vals_list = super().copy_data(default)
        closed = {name for name, field in self._fields.items() if field.groups == ARTICLE_COST} - set(default or ())
        return [vals and {name: value for name, value in vals.items() if name not in closed} for vals in vals_list]


class ResGroups(models.Model):
    _inherit = "res.groups"

    @api.model
    def _let_know_article_cost(self):
        """Give the right to who buys and manufactures, where these apps were there before; their screens ask for costs.

        Where they come later, Kontor's addons for them give it.
        """
        for xmlid in ("purchase.group_purchase_user", "mrp.group_mrp_user"):
            group = self.env.ref(xmlid, raise_if_not_found=False)
            if group:
                group.implied_ids |= self.env.ref(ARTICLE_COST)


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "kontor.article.cost"]

    standard_price = fields.Float(groups=ARTICLE_COST)


class ProductProduct(models.Model):
    _name = "product.product"
    _inherit = ["product.product", "kontor.article.cost"]

    standard_price = fields.Float(groups=ARTICLE_COST)
    avg_cost = fields.Monetary(groups=ARTICLE_COST)
    total_value = fields.Monetary(groups=ARTICLE_COST)

    @api.model_create_multi
    @with_costs
    def create(self, vals_list):
        # core values what is created
        return super().create(vals_list)

    @with_costs
    def _update_standard_price(self, *args, **kwargs):
        return super()._update_standard_price(*args, **kwargs)

    @with_costs
    def _prepare_sellers(self, *args, **kwargs):
        # the cheapest supplier is found for everybody; what he takes is read by those with the right
        return super()._prepare_sellers(*args, **kwargs)

    @with_costs
    def _select_seller(self, *args, **kwargs):
        return super()._select_seller(*args, **kwargs)

    def _get_tax_included_unit_price(self, company, currency, document_date, document_type, *args, **kwargs):
        """Propose no cost as the price of a bill's line to somebody who may not know it."""
        if (
            document_type == "purchase"
            and len(args) < 4  # is_refund_document, product_uom, product_currency, product_price_unit
            and kwargs.get("product_price_unit") is None
            and not may_know_costs(self.env)
        ):
            return 0.0
        return super()._get_tax_included_unit_price(company, currency, document_date, document_type, *args, **kwargs)


class ProductSupplierinfo(models.Model):
    _name = "product.supplierinfo"
    _inherit = ["product.supplierinfo", "kontor.article.cost"]

    price = fields.Float(groups=ARTICLE_COST)
    price_discounted = fields.Float(groups=ARTICLE_COST)
    discount = fields.Float(groups=ARTICLE_COST)

    def _order_to_sql(self, order, query, alias=None, reverse=False):
        # the price is part of the order in which suppliers stand, for everybody
        if order == self._order:
            with costs_open(self.env):
                return super()._order_to_sql(order, query, alias, reverse)
        return super()._order_to_sql(order, query, alias, reverse)


class AccountMove(models.Model):
    _inherit = "account.move"

    @with_costs
    def _post(self, soft=True):
        # core books what the goods cost, where stock is valued in real time
        return super()._post(soft)

    def _get_product_price_and_data(self, product):
        """Show no costs in the catalogue of a bill to somebody who may not know them."""
        if self.is_sale_document() or may_know_costs(self.env):
            return super()._get_product_price_and_data(product)
        with costs_open(self.env):
            return {**super()._get_product_price_and_data(product), "price": 0.0}
