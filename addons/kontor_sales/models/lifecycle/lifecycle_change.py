from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ...tools.declarations import DeclarationError, options_of
from ...tools.records import check_ids, check_readable, claim
from ...tools.refusals import retold
from ...tools.rights import has_right, missing_right_text


class LifecycleMixin(models.AbstractModel):
    """Changing the status means doing the document work that leads there (001-9, 001-10)."""

    _inherit = "kontor.lifecycle.mixin"

    # -- options --------------------------------------------------------------------------------------------------

    @api.model
    def _target_options(self):
        """Return what each target's document work understands, ``{code: (names of options)}``.

        An addon adds an option to those of ``super()``, and takes it in its ``_do_<target>``.
        """
        return {}

    @api.model
    def _single_options(self):
        """Return the options that make sense for one order only."""
        return ("amount",)

    def _register_hook(self):
        super()._register_hook()
        if not self._abstract:
            self._check_options()

    @api.model
    def _check_options(self):
        """Refuse options that the work of their target doesn't take, and parameters that nobody can give.

        :raises DeclarationError: naming target and option
        """
        found = []
        declared = self._target_options()
        for target in self._status_codes():
            taken, anything = options_of(type(self), f"_do_{target}")
            own = set(declared.get(target, ()))
            if not anything:
                found += [f"“{target}”: _do_{target} doesn't take “{name}”" for name in sorted(own - taken)]
            found += [f"“{target}”: “{name}” is not declared" for name in sorted(taken - own)]
        found += [f"“{target}” is not a status" for target in declared.keys() - set(self._status_codes())]
        if found:
            raise DeclarationError("\n– ".join([f"Options of change_status ({self._name}._target_options):", *found]))

    # -- what is possible -----------------------------------------------------------------------------------------

    def get_status_options(self):
        """List every status with what the current user can do about it (001-10, 001-15).

        :return: ``[{'status', 'label', 'allowed', 'reason', 'needs', 'consequences', 'printed'}]`` in the order of the
            life; ``reason`` says why a change is not possible now (empty when it is), ``needs`` lists the names of the
            options without which ``change_status`` refuses a change that is possible (what becomes of positions that
            can't be delivered, why a letter goes out early), ``consequences`` is a list of sentences on what it would do,
            with ``change_status``'s own defaults, ``printed`` tells whether the status's document was printed
        :raises UserError: when called on no order, or on several, or without the right to read it
        """
        self._ensure_one_order()
        self.check_access("read")
        return [
            {
                **{key: option[key] for key in ("status", "label", "allowed", "reason", "needs")},
                "consequences": self._told_consequences(option["status"]) if option["allowed"] else [],
                "printed": option["printed"],
            }
            for option in self._get_possible_statuses()
        ]

    def _get_possible_statuses(self):
        """Return ``get_status_options()`` without the consequences, which cost more than the rest."""
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
                    "needs": [] if reason else self._needed_options(code),
                    "printed": code in printed,
                }
            )
        return options

    def _needed_options(self, target):
        """Return the names of the options that a possible change must be given: what only the caller can decide.

        ``_needed_options_of_<target>`` answers for a target.
        """
        return getattr(self, f"_needed_options_of_{target}", list)()

    def _told_consequences(self, target):
        """Return ``_status_consequences``, or what speaks against the change with the default options."""
        try:
            return self._status_consequences(target)
        except UserError as error:
            return [str(error)]

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
        """Return what the document work of a change needs of the user.

        :param str target: code of a status
        :return: tuples ``(records, operation, what it is for, groups)``: the access to records, or to a model (no records),
            and xmlids of groups of which one is enough. The group is asked for, too: other apps open documents for their
            own purposes to people who have nothing to decide about them.
        """
        return []

    def _rights_obstacle(self, target):
        """Say which right the document work lacks, or return False.

        Groups, access rights and record rules are asked before anything is done, in this order; so the dialog says the
        same as the refused change.
        """
        if self.env.su:
            return False
        for records, operation, work, groups in self._needed_rights(target):
            if not has_right(self.env, *groups) or not records.browse().has_access(operation):
                return missing_right_text(self.env, work, *groups)
            if not records.has_access(operation):
                return self.env._(
                    "%(documents)s: a rule keeps it for others; there you lack the right to %(work)s. An administrator can"
                    " help.",
                    # sudo: how what the user may not touch is called; that it is there he sees at the order
                    documents=", ".join(records.sudo().mapped("display_name")),
                    work=work,
                )
        return False

    # -- doing it -------------------------------------------------------------------------------------------------

    def change_status(self, target=None, on_error="raise", **options):
        """Change the status by doing the document work that leads there (001-9).

        Several orders are changed in order. What the work for one does to another one (a payment of a collective
        invoice completes all its orders) counts for that one, too.

        :param str target: code of a status
        :param str on_error: ``raise``: everything is done, or nothing, and the error names the order; ``skip``: what
            can't be done is left out, each order for itself
        :param options: what the document work of the target understands
        :return: True; with ``on_error='skip'``: ``{'done': [ids], 'skipped': [{'id', 'reason'}]}``
        :raises UserError: when something is missing or forbidden; nothing has changed then
        """
        if not check_ids(self):
            raise UserError(self.env._("Choose at least one order to change its status."))
        self._check_status_arguments(target, on_error, options)
        if on_error == "skip":
            return self._change_what_is_possible(target, options)
        self._check_access_for_change(target)
        with self.env.cr.savepoint():
            self._claim_for_status_change()
            before = {order: order.lifecycle_status for order in self}
            for order in self:
                if not order._has_come_along(target, before[order]):
                    order.with_company(order.company_id)._change_status(target, options)
        return True

    def _check_status_arguments(self, target, on_error, options):
        """Check the arguments of ``change_status``, whatever a caller sent.

        :raises UserError: for an unknown target or option
        """
        codes = self._status_codes()
        if not target:
            raise UserError(self.env._("Say to which status to change. Possible are: %s.", format_list(self.env, codes)))
        if target not in codes:
            raise UserError(
                self.env._(
                    "“%(target)s” is not a status. Possible are: %(statuses)s.",
                    target=target,
                    statuses=", ".join(codes),
                )
            )
        if on_error not in ("raise", "skip"):
            raise UserError(self.env._("“%s” is not possible for on_error. Possible are: raise, skip.", on_error))
        unknown = options.keys() - set(self._target_options().get(target, ()))
        if unknown:
            raise UserError(
                self.env._(
                    "Unknown options for the status “%(target)s”: %(options)s.",
                    target=target,
                    options=format_list(self.env, sorted(unknown)),
                )
            )
        single = options.keys() & set(self._single_options())
        if single and len(self) > 1 and any(options[name] is not None for name in single):
            raise UserError(
                self.env._(
                    "%(options)s: only for one order at a time, not for %(count)s.",
                    options=format_list(self.env, sorted(single)),
                    count=len(self),
                )
            )

    def _change_what_is_possible(self, target, options):
        """Change the status of those orders for which it is possible; see ``change_status``."""
        done, skipped = [], []
        existing = self.exists()
        before = {order: order.lifecycle_status for order in existing._filtered_access("read")}
        for order in self:
            try:
                with self.env.cr.savepoint():
                    order._check_access_for_change(target)  # says so, too, when the order was deleted
                    order._claim_for_status_change()
                    if not order._has_come_along(target, before.get(order)):
                        order.with_company(order.company_id)._change_status(target, options)
                    self.env.flush_all()
                done.append(order.id)
            except UserError as error:  # AccessError, too
                skipped.append({"id": order.id, "reason": str(error)})
        return {"done": done, "skipped": skipped}

    def _check_access_for_change(self, target):
        """Refuse the change to those who may not write on one of these orders, with the reason that the dialog tells.

        :raises UserError: the obstacle, for who may read the order, or Odoo's own for who may not
        """
        check_readable(self)
        for order in self - self._filtered_access("write"):
            obstacle = order._status_obstacle(target)
            if obstacle:
                raise UserError(order._status_refusal(target) + obstacle)
        if self._writes_order(target):
            self.check_access("write")

    @api.model
    def _writes_order(self, target):
        """Tell whether a change takes the right to write on the order itself, whatever else it needs: hook.

        :param str target: code of a status
        """
        return True

    def _has_come_along(self, target, before):
        """Tell whether the work for another order of the same call has brought this one to the target, too."""
        return self.lifecycle_status != before and self.lifecycle_status in self._expected_statuses(target)

    def _claim_for_status_change(self):
        """Make sure that no one else changes the status of these orders at the same moment."""
        claim(self)

    def _change_status(self, target, options):
        """Change one order's status; see ``change_status``.

        ``_do_<target>`` does the work. It returns statuses in which the order may also stand afterwards, because the
        caller chose so (a part payment, say), or nothing.
        """
        refusal = self._status_refusal(target)  # before anything is done: it names the present status
        obstacle = self._status_obstacle(target)
        if obstacle:
            refused = UserError(refusal + obstacle)
            refused.context = self._remember_refused_change(target)
            raise refused
        try:
            stays = getattr(self, f"_do_{target}")(**options) or ()
        except UserError as error:  # AccessError, too: it names the right that is missing
            reason = str(error)
            raise retold(error, reason if reason.startswith(refusal) else refusal + reason) from error
        if self.lifecycle_status not in (*self._expected_statuses(target), *stays):
            raise UserError(
                refusal
                + self.env._(
                    "After all that could be done the order would stand at “%(status)s”.",
                    status=self.lifecycle_label,
                )
            )

    def _remember_refused_change(self, target):
        """Keep that a change of status was refused, where somebody else has to decide about it (see the blocks).

        :param str target: code of a status
        :return: dict for the error's ``context``: what the screen offers beside the sentence
        """
        return {}

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
        if not check_ids(self):
            raise UserError(self.env._("Choose at least one order to change its status."))
        return self.env[self._dialog_model]._open(self, target)

    #: The model of the status dialog.
    _dialog_model = None
