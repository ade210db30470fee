from odoo import api, models
from odoo.addons.kontor_sales.tools.declarations import BlockReason


class BlockRule(models.Model):
    """The deviation of a supplier's bill as a reason (000-8)."""

    _inherit = "kontor.block.rule"

    @api.model
    def _reasons(self):
        return [
            *super()._reasons(),
            BlockReason(
                "bill_deviation",
                self.env._("Deviation of the supplier bill"),
                rights=("kontor_purchase.group_release_bill",),
                effects={"bill": "block"},
                manager="purchase.group_purchase_manager",
            ),
        ]
