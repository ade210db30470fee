from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ..tools.records import claim


class LifecycleMixin(models.AbstractModel):
    """Changing the status means doing the document work that leads there (001-9, 001-10)."""

    _inherit = "kontor.lifecycle.mixin"

    #: What each target's document work understands: ``{code: (names of options)}``.
    _target_options = {}

    # -- what is possible -----------------------------------------------------------------------------------------

    def get_status_options(self):
        """List every status with what the current user can do about it (001-10, 001-15).

        :return: ``[{'status', 'label', 'allowed', 'reason', 'printed'}]`` in the order of the life; ``reason`` says
            why a change is not possible now (empty when it is), ``printed`` whether the status's document was printed
        :raises UserError: when called on no order, or on several
        """
        self._ensure_one_order()
        names = self._order_statuses()
        printed = set(
            # sudo: whether a document was printed is no secret from those who may read the order
            self.env[self._print_model].sudo().search([("order_id", "=", self.id)]).mapped("status")
        )
        options = []
        for code in self._status_codes():
            reason = self._status_obstacle(code)
            options.append(
                {
                    "status": code,
                    "label": names[code].name if code in names else code,
                    "allowed": not reason,
                    "reason": reason or "",
                    "printed": code in printed,
                }
            )
        return options

    def _status_obstacle(self, target):
        """Say why the current user can't change this order to a status now.

        :param str target: code of a status
        :return: a sentence for the user, or False when the change is possible
        """
        self.ensure_one()
        return (
            self._table_obstacle(target)
            or self._rights_obstacle(target)
            or getattr(self, f"_obstacle_{target}", lambda: False)()
        )

    def _table_obstacle(self, target):
        """Say why the transition table, or a setting in it, forbids the change (001-9), or return False."""
        return self.env[self._transition_model]._obstacle(self._status_code(), target)

    def _needed_rights(self, target):
        """Return what the document work needs: tuples ``(model, operation, what it is for, xmlid of the group)``."""
        return []

    def _rights_obstacle(self, target):
        """Say which of Odoo's own rights the document work lacks, or return False."""
        for model, operation, work, group_xmlid in self._needed_rights(target):
            if not self.env[model].has_access(operation):
                # sudo: the name of the missing right, for somebody who may not read the groups
                group = self.env.ref(group_xmlid).sudo()
                return self.env._(
                    "You lack the right to %(work)s. It belongs to “%(group)s”; an administrator can give it to you.",
                    work=work,
                    group=group.full_name,
                )
        return False

    # -- doing it -------------------------------------------------------------------------------------------------

    def change_status(self, target, **options):
        """Change the status by doing the document work that leads there (001-9).

        Everything is done, or nothing. Several orders are changed in order; an error names the order.

        :param str target: code of a status
        :param options: what the document work of the target understands
        :return: True
        :raises UserError: when something is missing or forbidden; nothing has changed then
        """
        if not self.ids:
            raise UserError(self.env._("Choose at least one order to change its status."))
        codes = self._status_codes()
        if target not in codes:
            raise UserError(
                self.env._(
                    "“%(target)s” is not a status. Possible are: %(statuses)s.",
                    target=target,
                    statuses=", ".join(codes),
                )
            )
        unknown = options.keys() - set(self._target_options.get(target, ()))
        if unknown:
            raise UserError(
                self.env._(
                    "Unknown options for the status “%(target)s”: %(options)s.",
                    target=target,
                    options=format_list(self.env, sorted(unknown)),
                )
            )
        self.check_access("write")
        with self.env.cr.savepoint():
            self._claim_for_status_change()
            for order in self:
                order.with_company(order.company_id)._change_status(target, options)
        return True

    def _claim_for_status_change(self):
        """Make sure that no one else changes the status of these orders at the same moment."""
        claim(self)

    def _change_status(self, target, options):
        """Change one order's status; see ``change_status``."""
        refusal = self._status_refusal(target)  # before anything is done: it names the present status
        obstacle = self._status_obstacle(target)
        if obstacle:
            self._remember_refused_change(target)
            raise UserError(refusal + obstacle)
        try:
            getattr(self, f"_do_{target}")(**options)
        except UserError as error:  # AccessError, too: it names the right that is missing
            reason = str(error)
            raise UserError(reason if reason.startswith(refusal) else refusal + reason) from error
        if self.lifecycle_status not in self._expected_statuses(target):
            raise UserError(
                refusal
                + self.env._(
                    "After all that could be done the order would stand at “%(status)s”.",
                    status=self.lifecycle_label,
                )
            )

    def _remember_refused_change(self, target):
        """Keep that a change of status was refused, where somebody else has to decide about it (see the blocks)."""

    def _status_refusal(self, target):
        """Return the beginning of the sentence that refuses a change: which order, from where to where."""
        return self.env._(
            "%(order)s can't be changed from “%(from)s” to “%(to)s”: ",
            **{
                "order": self.name,
                "from": self._status_text({code: s.name for code, s in self._order_statuses().items()}),
                "to": self._order_statuses()[target].name,
            },
        )

    @api.model
    def _expected_statuses(self, target):
        """Return where an order may stand after its change to a status."""
        return (target,)

    def action_open_status_dialog(self, target=False):
        """Return the action that opens the status dialog on these orders (001-10).

        :param target: status that the dialog proposes, if it is possible
        :raises UserError: when called on no order
        """
        if not self:
            raise UserError(self.env._("Choose at least one order to change its status."))
        return self.env[self._dialog_model]._open(self, target)

    #: The model of the status dialog.
    _dialog_model = None
