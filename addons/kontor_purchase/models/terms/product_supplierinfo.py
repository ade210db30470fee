from odoo import api, models
from odoo.addons.kontor_sales.tools.cost_field import may_know_costs


class ProductSupplierinfo(models.Model):
    _inherit = "product.supplierinfo"

    @api.depends_context("uid")
    def _compute_display_name(self):
        """Leave the price out of the name for those who may not know it (003-35)."""
        if may_know_costs(self.env):
            return super()._compute_display_name()
        for price in self:
            price.display_name = price.partner_id.display_name
        return None
