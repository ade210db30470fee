from odoo import api, fields, models, tools
from odoo.exceptions import UserError

OPERATIONS = [
    ("quotation", "Quotation"),
    ("order", "Order"),
    ("delivery", "Delivery"),
    ("invoice", "Invoice"),
]


class BlockRule(models.Model):
    """What a reason does to an operation: nothing, warn, or block (a settings table per company)."""

    _name = "kontor.block.rule"
    _inherit = "kontor.cached.settings.mixin"
    _description = "Block Rule"
    _order = "company_id, reason_code, operation_sequence, id"

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    reason_code = fields.Selection(selection="_selection_reason_code", string="Reason", required=True, readonly=True)
    operation = fields.Selection(OPERATIONS, required=True, readonly=True)
    operation_sequence = fields.Integer(compute="_compute_operation_sequence", store=True)
    effect = fields.Selection(
        [("none", "Nothing"), ("warn", "Warn"), ("block", "Block")],
        required=True,
        default="block",
    )

    _unique_rule = models.Constraint(
        "UNIQUE (company_id, reason_code, operation)", "There is a rule for this reason and operation already."
    )

    @api.depends("operation")
    def _compute_operation_sequence(self):
        order = [code for code, _name in OPERATIONS]
        for rule in self:
            rule.operation_sequence = order.index(rule.operation) if rule.operation in order else len(order)

    # -- what an addon extends ------------------------------------------------------------------------------------

    @api.model
    def _get_reason_names(self):
        """Return the reasons that exist, ``{code: name}``; an addon adds its own."""
        return {}

    @api.model
    def _get_default_effects(self):
        """Return what reasons do unless a rule says otherwise, ``{(code, operation): effect}``."""
        return {}

    @api.model
    def _selection_reason_code(self):
        return list(self._get_reason_names().items())

    # -- using it -------------------------------------------------------------------------------------------------

    @api.model
    def _get_effect(self, company, reason, operation):
        """Return what a reason does: ``none``, ``warn`` or ``block``.

        A pair of reason and operation that nobody declared (``_get_default_effects``) does nothing: no row of the table
        could soften it.

        :param dict reason: see ``kontor.block.mixin``; its own ``effect`` wins over the rules
        """
        return reason.get("effect") or self._get_effects(company.id).get((reason["code"], operation), "none")

    @api.model
    @tools.ormcache("company_id")
    def _get_effects(self, company_id):
        """Return ``{(code, operation): effect}`` of a company."""
        # sudo: the rules hold for everybody, whoever may read the settings
        rules = self.sudo().search([("company_id", "=", company_id)])
        return {**self._get_default_effects(), **{(rule.reason_code, rule.operation): rule.effect for rule in rules}}

    @api.model
    def _ensure_rules(self):
        """Create the missing rules of all companies with their defaults, so that the settings show a whole table."""
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        existing = {
            (rule.company_id.id, rule.reason_code, rule.operation)
            for rule in self.with_context(active_test=False).search([])
        }
        self.create(
            [
                {"company_id": company.id, "reason_code": code, "operation": operation, "effect": effect}
                for company in companies
                for (code, operation), effect in self._get_default_effects().items()
                if (company.id, code, operation) not in existing
            ]
        )

    def write(self, vals):
        if vals.keys() & {"company_id", "reason_code", "operation"} and not self.env.su:
            raise UserError(self.env._("Only the effect of a block rule can be changed."))
        return super().write(vals)


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        # sudo: the settings of a new company are made with it
        self.env["kontor.block.rule"].sudo()._ensure_rules()
        return companies
