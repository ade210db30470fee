from odoo import api, models


class BlockRule(models.Model):
    """The deviation of a supplier's bill as a reason (000-8)."""

    _inherit = "kontor.block.rule"

    @api.model
    def _get_reason_names(self):
        return {**super()._get_reason_names(), "bill_deviation": self.env._("Deviation of the supplier bill")}

    @api.model
    def _get_reason_managers(self):
        return super()._get_reason_managers() | {"bill_deviation": "purchase.group_purchase_manager"}

    @api.model
    def _get_default_effects(self):
        return {**super()._get_default_effects(), ("bill_deviation", "bill"): "block"}
