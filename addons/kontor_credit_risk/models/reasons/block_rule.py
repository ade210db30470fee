from odoo import api, models
from odoo.exceptions import UserError

#: The right that releases each reason (003-29…31).
REASON_GROUPS = {
    "limit": "kontor_credit_risk.group_override_limit",
    "internal_limit": "kontor_credit_risk.group_override_limit",
    "overdue": "kontor_credit_risk.group_override_overdue",
    "internal_overdue": "kontor_credit_risk.group_override_internal_overdue",
    "delivery_stop": "kontor_credit_risk.group_override_block",
    "manual_block": "kontor_credit_risk.group_override_block",
}

#: The right that releases each manual block of a customer, and lets set it (003-26…28).
MANUAL_BLOCK_GROUPS = {
    "delivery": "kontor_credit_risk.group_override_block",
    "order": "kontor_credit_risk.group_override_block",
    "quotation": "kontor_credit_risk.group_override_quotation_block",
}

#: What the reasons do until somebody changes the rules. The manual block isn't here: it does what its value says.
DEFAULT_EFFECTS = {
    "limit": {"quotation": "warn", "order": "block", "delivery": "block", "invoice": "warn"},
    "internal_limit": {"quotation": "warn", "order": "block", "delivery": "block", "invoice": "warn"},
    "overdue": {"quotation": "none", "order": "block", "delivery": "warn", "invoice": "none"},
    "internal_overdue": {"quotation": "none", "order": "block", "delivery": "block", "invoice": "none"},
    "delivery_stop": {"quotation": "none", "order": "warn", "delivery": "block", "invoice": "none"},
}


class BlockRule(models.Model):
    _inherit = "kontor.block.rule"

    @api.model
    def _get_reason_names(self):
        return {
            **super()._get_reason_names(),
            "limit": self.env._("Limit exceeded"),
            "internal_limit": self.env._("Internal limit exceeded"),
            "overdue": self.env._("Overdue"),
            "internal_overdue": self.env._("Internally overdue"),
            "delivery_stop": self.env._("Delivery stop"),
            "manual_block": self.env._("Manual block"),
        }

    @api.model
    def _get_reason_managers(self):
        return super()._get_reason_managers() | dict.fromkeys(DEFAULT_EFFECTS, "kontor_credit_risk.group_credit_manager")

    @api.model
    def _get_default_effects(self):
        return {
            **super()._get_default_effects(),
            **{(code, operation): effect for code, row in DEFAULT_EFFECTS.items() for operation, effect in row.items()},
        }

    @api.constrains("reason_code")
    def _check_manual_block(self):
        """The manual block can't be softened by a rule (003-25)."""
        if "manual_block" in self.mapped("reason_code"):
            raise UserError(self.env._("The manual block does what its value says; no rule can change that."))
