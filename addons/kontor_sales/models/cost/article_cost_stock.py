from odoo import api, fields, models

from ...tools.cost_field import ARTICLE_COST, ServerFloat, with_costs

# What lies in the warehouse, and what went through it, is worth what it cost (003-35).


class StockLot(models.Model):
    _name = "stock.lot"
    _inherit = ["stock.lot", "kontor.article.cost"]

    _are_costs_written_by_core = True

    standard_price = fields.Float(groups=ARTICLE_COST)
    avg_cost = fields.Monetary(groups=ARTICLE_COST)
    total_value = fields.Monetary(groups=ARTICLE_COST)

    @api.model_create_multi
    @with_costs
    def create(self, vals_list):
        return super().create(vals_list)

    @with_costs
    def _update_standard_price(self, *args, **kwargs):
        return super()._update_standard_price(*args, **kwargs)


class StockMove(models.Model):
    _name = "stock.move"
    _inherit = ["stock.move", "kontor.article.cost"]

    _are_costs_written_by_core = True

    value = fields.Monetary(groups=ARTICLE_COST)
    value_manual = fields.Monetary(groups=ARTICLE_COST)
    value_justification = fields.Text(groups=ARTICLE_COST)
    value_computed_justification = fields.Text(groups=ARTICLE_COST)
    standard_price = fields.Float(groups=ARTICLE_COST)
    remaining_value = fields.Monetary(groups=ARTICLE_COST)
    # passed on wherever moves are merged, split and copied
    price_unit = ServerFloat(groups=ARTICLE_COST)

    @with_costs
    def _action_done(self, cancel_backorder=False):
        return super()._action_done(cancel_backorder=cancel_backorder)

    @with_costs
    def _set_value(self, *args, **kwargs):
        return super()._set_value(*args, **kwargs)

    @with_costs
    def _create_account_move(self):
        return super()._create_account_move()


class StockRule(models.Model):
    _inherit = "stock.rule"

    @api.model
    @with_costs
    def run(self, procurements, raise_user_error=True):
        # what a supplier takes decides who is asked, and goes onto the order to him
        return super().run(procurements, raise_user_error=raise_user_error)
