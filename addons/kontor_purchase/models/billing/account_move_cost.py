from odoo import models
from odoo.addons.kontor_sales.tools.cost_field import with_costs


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @with_costs
    def _get_price_unit_val_dif_and_relevant_qty(self):
        # what a bill differs from the article's cost is booked, whoever posts it (003-35)
        return super()._get_price_unit_val_dif_and_relevant_qty()
