from odoo import api, models
from odoo.addons.kontor_sales.tools.declarations import BlockReason
from odoo.exceptions import UserError

#: The right that releases each manual block of a customer, and lets set it (003-26…28).
MANUAL_BLOCK_GROUPS = {
    "delivery": "kontor_credit_risk.group_override_block",
    "order": "kontor_credit_risk.group_override_block",
    "quotation": "kontor_credit_risk.group_override_quotation_block",
}


class BlockRule(models.Model):
    """The customer's credit as reasons (002-13): what each does, who releases it and who sets it (003-29…31)."""

    _inherit = "kontor.block.rule"

    @api.model
    def _reasons(self):
        manager = "kontor_credit_risk.group_credit_manager"
        limit = "kontor_credit_risk.group_override_limit"
        overdue = "kontor_credit_risk.group_override_overdue"
        internal = "kontor_credit_risk.group_override_internal_overdue"
        block = "kontor_credit_risk.group_override_block"
        return [
            *super()._reasons(),
            BlockReason(
                "limit",
                self.env._("Limit exceeded"),
                rights=(limit,),
                effects={"quotation": "warn", "order": "block", "delivery": "block", "invoice": "warn"},
                manager=manager,
            ),
            BlockReason(
                "internal_limit",
                self.env._("Internal limit exceeded"),
                rights=(limit,),
                effects={"quotation": "warn", "order": "block", "delivery": "block", "invoice": "warn"},
                manager=manager,
            ),
            BlockReason(
                "overdue",
                self.env._("Overdue"),
                rights=(overdue,),
                effects={"quotation": "none", "order": "block", "delivery": "warn", "invoice": "none"},
                manager=manager,
            ),
            BlockReason(
                "internal_overdue",
                self.env._("Internally overdue"),
                rights=(internal,),
                effects={"quotation": "none", "order": "block", "delivery": "block", "invoice": "none"},
                manager=manager,
            ),
            BlockReason(
                "delivery_stop",
                self.env._("Delivery stop"),
                rights=(block,),
                effects={"quotation": "none", "order": "warn", "delivery": "block", "invoice": "none"},
                manager=manager,
            ),
            # it does what its value says (003-25)
            BlockReason(
                "manual_block",
                self.env._("Manual block"),
                rights=tuple(dict.fromkeys((block, *MANUAL_BLOCK_GROUPS.values()))),
                fixed=True,
                on_change=True,
            ),
        ]

    @api.constrains("reason_code")
    def _check_manual_block(self):
        """The manual block can't be softened by a rule (003-25)."""
        if "manual_block" in self.mapped("reason_code"):
            raise UserError(self.env._("The manual block does what its value says; no rule can change that."))
