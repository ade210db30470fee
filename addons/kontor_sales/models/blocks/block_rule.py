import logging

from odoo import api, fields, models, tools
from odoo.exceptions import UserError

from ...tools.declarations import DeclarationError, by_key, check_declarations

_logger = logging.getLogger(__name__)

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
    def _reasons(self):
        """Return the reasons that exist, a list of ``BlockReason``; an addon adds its own to those of ``super()``.

        Table, names, filters of the work list and rights follow from it; what is missing is told by ``_register_hook``.
        """
        return []

    def _register_hook(self):
        """Check what is declared, and give every company the rows of reasons that an update brought."""
        super()._register_hook()
        self._check_reasons()
        if self.pool.updated_modules:
            self._ensure_rules()

    @api.model
    def _check_reasons(self):
        """Refuse reasons that lack something.

        A right that the database doesn't have is only logged: an administrator may have deleted the group.

        :raises DeclarationError: naming reason and part
        """
        reasons = self._reasons()
        operations = self._fields["operation"].get_values(self.env)
        check_declarations("Reasons for a block (kontor.block.rule._reasons)", reasons, lambda own: own.problems(operations))
        for reason in reasons:
            for xmlid in (*reason.rights, reason.manager):
                if not self.env.ref(xmlid, raise_if_not_found=False):
                    _logger.error("The reason “%s” names the right “%s”, which doesn't exist.", reason.code, xmlid)

    # -- what follows from it -------------------------------------------------------------------------------------

    @api.model
    def _reason(self, code):
        """Return the declaration of a reason.

        :raises DeclarationError: nobody declared it
        """
        reason = by_key(self._reasons()).get(code)
        if not reason:
            raise DeclarationError(f"The reason “{code}” isn't declared; see kontor.block.rule._reasons.")
        return reason

    @api.model
    def _make_reason(self, code, text, amount=0.0, **more):
        """Return a reason against a document, as ``_get_block_reasons`` gives it (002-13).

        :param str code: of a declared reason; rights and what it closes come from its declaration
        :param str text: for the user, with the figures
        :param float amount: in company currency
        :param more: what else the reason says, see ``kontor.block.mixin``
        :raises DeclarationError: not declared so
        """
        declared = self._reason(code)
        reason = {"code": code, "text": text, "amount": amount, "group": declared.rights[0], **more}
        if declared.on_change:
            reason["on_change"] = True
        if reason["group"] not in declared.rights:
            raise DeclarationError(f"The reason “{code}” isn't released with “{reason['group']}”.")
        if declared.fixed != ("effect" in reason):
            raise DeclarationError(f"The reason “{code}” says its effect itself if, and only if, it is declared as fixed.")
        return reason

    @api.model
    @tools.ormcache()
    def _reason_codes(self):
        return frozenset(reason.code for reason in self._reasons())

    @api.model
    def _default_effects(self):
        """Return what reasons do unless a rule says otherwise, ``{(code, operation): effect}``."""
        return {
            (reason.code, operation): effect for reason in self._reasons() for operation, effect in reason.effects.items()
        }

    @api.model
    def _selection_reason_code(self):
        return [(reason.code, reason.name) for reason in self._reasons()]

    # -- using it -------------------------------------------------------------------------------------------------

    @api.model
    def _get_effect(self, company, reason, operation):
        """Return what a reason does: ``none``, ``warn`` or ``block``.

        An operation that the declaration of a reason doesn't name isn't touched by it: no row of the table could soften
        that.

        :param dict reason: see ``kontor.block.mixin``; its own ``effect`` wins over the rules
        :raises DeclarationError: nobody declared the reason
        """
        if reason["code"] not in self._reason_codes():
            self._reason(reason["code"])
        return reason.get("effect") or self._get_effects(company.id).get((reason["code"], operation), "none")

    @api.model
    @tools.ormcache("company_id")
    def _get_effects(self, company_id):
        """Return ``{(code, operation): effect}`` of a company."""
        # sudo: the rules hold for everybody, whoever may read the settings
        rules = self.sudo().search([("company_id", "=", company_id)])
        return {**self._default_effects(), **{(rule.reason_code, rule.operation): rule.effect for rule in rules}}

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
                for (code, operation), effect in self._default_effects().items()
                if (company.id, code, operation) not in existing
            ]
        )

    # -- who sets them --------------------------------------------------------------------------------------------

    @api.depends("reason_code")
    @api.depends_context("uid", "lang")
    def _compute_may_change(self):
        """Tell whether the user sets what this reason does, and who does."""
        for rule in self:
            rule.may_change = self._is_reason_manager(rule.reason_code)
            # sudo: the name of a right, for somebody who may not read the groups
            rule.manager_text = self.env.ref(self._get_manager(rule.reason_code)).sudo().full_name

    @api.model
    def _get_manager(self, code):
        """Return the xmlid of the group that sets what a reason does."""
        reason = by_key(self._reasons()).get(code)
        return reason.manager if reason else "base.group_system"

    @api.model
    def _is_reason_manager(self, code):
        """Tell whether the user sets what a reason does: it is of his own field, or he administers the settings."""
        user = self.env.user
        return self.env.su or user.has_group("base.group_system") or user.has_group(self._get_manager(code))

    def _check_reason_managers(self, codes):
        """Refuse rules of another field: nobody switches off what checks his own work (003-29…31).

        :param codes: reason codes
        :raises UserError: naming the reason and who sets it
        """
        names = dict(self._selection_reason_code())
        for code in codes:
            if not self._is_reason_manager(code):
                raise UserError(
                    self.env._(
                        "What “%(reason)s” does is set with the right “%(right)s”.",
                        reason=names.get(code, code),
                        # sudo: as in _compute_may_change
                        right=self.env.ref(self._get_manager(code)).sudo().full_name,
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
