from odoo import api, models
from odoo.addons.kontor_sales.tools.declarations import BlockReason


class BlockRule(models.Model):
    _inherit = "kontor.block.rule"

    @api.model
    def _reasons(self):
        return [
            *super()._reasons(),
            # Which level stops what is chosen at the level itself; the rules can soften that per company.
            BlockReason(
                "dunning_level",
                self.env._("Dunning level"),
                rights=("kontor_dunning.group_dunning_manager",),
                effects={"order": "block", "delivery": "block"},
                manager="kontor_dunning.group_dunning_manager",
            ),
        ]
