from odoo import api, models


class BlockRule(models.Model):
    _inherit = "kontor.block.rule"

    @api.model
    def _get_reason_names(self):
        return {**super()._get_reason_names(), "dunning_level": self.env._("Dunning level")}

    @api.model
    def _get_reason_managers(self):
        return super()._get_reason_managers() | {"dunning_level": "kontor_dunning.group_dunning_manager"}

    @api.model
    def _get_default_effects(self):
        # Which level stops what is chosen at the level itself; the rules can soften that per company.
        return {
            **super()._get_default_effects(),
            ("dunning_level", "order"): "block",
            ("dunning_level", "delivery"): "block",
        }
