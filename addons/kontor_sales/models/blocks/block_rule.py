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

    may_change = fields.Boolean(compute="_compute_may_change")
    manager_text = fields.Char(string="Set By", compute="_compute_may_change")

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
    def _get_reason_managers(self):
        """Return who sets what a reason does, ``{code: xmlid of a group}``; an addon names the right of its own field.

        Settings administrators set all of them.
        """
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
    def _stops_any(self, operation, companies):
        """Tell whether a rule of one of these companies lets any reason stop an operation.

        :param str operation: see ``kontor.block.mixin``
        :param companies: ``res.company``
        """
        return any(
            effect == "block" and own == operation
            for company in companies
            for (_code, own), effect in self._get_effects(company.id).items()
        )

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

    # -- who sets them --------------------------------------------------------------------------------------------

    @api.depends("reason_code")
    @api.depends_context("uid", "lang")
    def _compute_may_change(self):
        """Tell whether the user sets what this reason does, and who does."""
        managers = self._get_reason_managers()
        for rule in self:
            xmlid = managers.get(rule.reason_code, "base.group_system")
            rule.may_change = self._is_reason_manager(rule.reason_code)
            # sudo: the name of a right, for somebody who may not read the groups
            rule.manager_text = self.env.ref(xmlid).sudo().full_name

    @api.model
    def _is_reason_manager(self, code):
        """Tell whether the user sets what a reason does: it is of his own field, or he administers the settings."""
        user = self.env.user
        xmlid = self._get_reason_managers().get(code)
        return self.env.su or user.has_group("base.group_system") or bool(xmlid and user.has_group(xmlid))

    def _check_reason_managers(self, codes):
        """Refuse rules of another field: nobody switches off what checks his own work (003-29…31).

        :param codes: reason codes
        :raises UserError: naming the reason and who sets it
        """
        names = self._get_reason_names()
        for code in codes:
            if not self._is_reason_manager(code):
                xmlid = self._get_reason_managers().get(code, "base.group_system")
                raise UserError(
                    self.env._(
                        "What “%(reason)s” does is set with the right “%(right)s”.",
                        reason=names.get(code, code),
                        # sudo: as in _compute_may_change
                        right=self.env.ref(xmlid).sudo().full_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.browse().check_access("create")
        self._check_reason_managers({vals.get("reason_code") for vals in vals_list})
        rules = super().create(vals_list)
        rules._check_reason_managers(set(rules.mapped("reason_code")))  # a default in the context is a value, too
        return rules

    def unlink(self):
        self.check_access("unlink")
        self._check_reason_managers(set(self.mapped("reason_code")))
        return super().unlink()

    def write(self, vals):
        self.check_access("write")
        self._check_reason_managers(set(self.mapped("reason_code")))
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
