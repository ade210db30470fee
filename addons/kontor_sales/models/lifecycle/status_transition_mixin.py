from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError


class StatusTransitionMixin(models.AbstractModel):
    """One cell of a transition table (001-9).

    Administrators may forbid a change or reserve it to a group. What the law of the table forbids, nobody can allow.
    What inherits it names its statuses in ``from_id`` and ``to_id``, and adds the law and the sentences that explain it.
    """

    _name = "kontor.status.transition.mixin"
    _inherit = ["kontor.shared.settings.mixin", "kontor.cached.settings.mixin"]
    _description = "Change of Status"
    _order = "from_sequence, to_sequence, id"

    from_id = fields.Many2one("kontor.status.mixin", required=True, readonly=True, ondelete="cascade")
    to_id = fields.Many2one("kontor.status.mixin", required=True, readonly=True, ondelete="cascade", index=True)
    from_sequence = fields.Integer("Position of the Present Status", related="from_id.sequence", store=True)
    to_sequence = fields.Integer("Position of the Next Status", related="to_id.sequence", store=True)
    allowed = fields.Boolean(
        default=True, help="Switch off to forbid this change for everybody. What isn't in this table is never possible."
    )
    group_id = fields.Many2one(
        "res.groups", string="Only for", help="Only users with this right may make the change. Empty: everybody."
    )

    _pair_unique = models.Constraint("UNIQUE(from_id, to_id)", "Each change of status exists only once.")

    @api.depends("from_id", "to_id")
    def _compute_display_name(self):
        for transition in self:
            transition.display_name = f"{transition.from_id.name} → {transition.to_id.name}"

    @api.model
    def _status_law(self):
        """Return every change that can ever be allowed, as pairs of codes. Settings can only forbid more."""
        return frozenset()

    @api.model
    def _law_text(self, from_code, to_code):
        """Return the sentence that explains a change which the law of the table forbids."""
        return self.env._("The status model forbids this change.")

    @api.constrains("from_id", "to_id", "allowed")
    def _check_law(self):
        """Refuse to allow what the law of the table forbids.

        :raises ValidationError:
        """
        for transition in self:
            pair = (transition.from_id.code, transition.to_id.code)
            if transition.allowed and pair not in self._status_law():
                raise ValidationError(
                    self.env._(
                        "An order can't go from “%(from)s” to “%(to)s”. The status model forbids this change, and no"
                        " setting can allow it.",
                        **{"from": transition.from_id.name, "to": transition.to_id.name},
                    )
                )

    def write(self, vals):
        # A cell stays where it is in the table: moving an allowed one would rewrite two rules at once.
        if not self.env.su and {"from_id", "to_id"} & vals.keys():
            raise UserError(self.env._("The two statuses of a change are fixed. Switch the change on or off instead."))
        return super().write(vals)

    @api.model
    @tools.ormcache("from_code", "to_code")
    def _get_rule(self, from_code, to_code):
        """Return what the settings say of a change, ``(allowed, id of the group it is reserved to)``."""
        # sudo: the table is a rule for everybody, also for those who may not read the settings
        transition = self.sudo().search([("from_id.code", "=", from_code), ("to_id.code", "=", to_code)], limit=1)
        return transition.allowed, transition.group_id.id

    @api.model
    def _obstacle(self, from_code, to_code):
        """Say why the table doesn't let the current user go from one status to another (001-9).

        :param str from_code: the present status
        :param str to_code: the wanted status
        :return: a sentence for the user, or False when the change is allowed
        """
        if (from_code, to_code) not in self._status_law():
            return self._law_text(from_code, to_code)
        allowed, group_id = self._get_rule(from_code, to_code)
        if not allowed:
            return self.env._("The settings forbid this change. An administrator can allow it in the status model.")
        # sudo: the sentence names the right to whoever lacks it; a right that was deleted meanwhile reserves nothing
        group = self.env["res.groups"].sudo().browse(group_id).exists()
        if group and not self.env.su and group not in self.env.user.all_group_ids:
            return self.env._("Only users with the right “%s” may make this change.", group.full_name)
        return False
