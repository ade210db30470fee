import logging
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import format_amount, format_list

from ...tools.records import check_ids, claim
from ...tools.rights import short_names
from ...tools.server_work import judged, outside, server_work

_logger = logging.getLogger(__name__)

#: Where refused documents wait for the end of the transaction: outside of it, so that no rolled-back savepoint forgets
#: them (in the ``data`` of the cursor's callbacks).
REFUSED = "kontor_sales.refused_documents"


class BlockMixin(models.AbstractModel):
    """A document that can be blocked: reasons come from other addons, releases lift them.

    An addon that knows a reason extends ``_get_block_reasons`` of the document (see there). What a reason does is
    settled by ``kontor.block.rule``, who may lift it by the reason's group.
    """

    _name = "kontor.block.mixin"
    _description = "Document That Can Be Blocked"

    #: The fields whose change may give a document another clerk.
    _clerk_fields = frozenset(("user_id",))

    block_text = fields.Text(string="Blocked", compute="_compute_block_text")
    block_warning = fields.Text(compute="_compute_block_text")
    release_count = fields.Integer(string="Releases", compute="_compute_release_count")

    # -- what an addon extends ------------------------------------------------------------------------------------

    def _get_block_reasons(self, operation):
        """Return what speaks against an operation on these documents, judged together and in order.

        Extend it with ``super()``, set-based: the number of queries must not depend on the number of documents. Reasons
        are made by ``kontor.block.rule._make_reason`` from their declaration.

        :param str operation: ``quotation`` ``order`` ``delivery`` ``invoice``
        :return: ``{document: [reason]}`` for every document; a reason is a dict with ``code`` (declared in
            ``kontor.block.rule._reasons``), ``text`` (for the user, with the figures), ``amount`` (company currency),
            ``group`` (xmlid of the group that may release it), and optionally ``effect`` (an effect that no rule
            changes), ``on_change`` (it closes the document: it also stops changes by which the document doesn't grow,
            and its completion) and ``document`` (the document that the reason comes from, an order for its deliveries and
            invoices: its releases count, too)
        """
        return {document: [] for document in self}

    def _get_block_amounts(self):
        """Return the value of each document in company currency, tax included: what a release covers."""
        return dict.fromkeys(self, 0.0)

    def _get_block_partner(self):
        """Return the customer of this document."""
        return self.partner_id

    def _get_block_clerk(self):
        """Return the user who is told when this document is released or rejected; it is his own document."""
        return self.env["res.users"]

    def _get_documents_of_clerk(self):
        """Return the documents whose clerk follows from these documents' one: a list of recordsets."""
        return [self]

    def _get_block_operations(self):
        """Return the operations that this kind of document knows."""
        return ()

    def _get_pending_operation(self):
        """Return the operation that comes next for this document, or False when nothing is left to do."""
        return False

    def _get_open_operations(self):
        """Return the operations about which a decision can be asked for now, the next one first."""
        operation = self._get_pending_operation()
        return [operation] if operation else []

    def _is_block_pending(self, operation):
        """Tell whether this document could still go through an operation; if not, its entry on the list is done."""
        return self._get_pending_operation() == operation

    def _keeps_warnings(self, operation):
        """Tell whether a document that goes through an operation under a warning is kept on the work list."""
        return False

    def _went_through(self, operation):
        """Tell whether this document went through an operation already: what is on the work list is a warning then."""
        return False

    # -- judging --------------------------------------------------------------------------------------------------

    def _get_judgement(self, operation, effects=("block", "warn")):
        """Return the reasons that stop an operation, and those that only warn, releases already taken off.

        :param str operation: see ``_get_block_reasons``
        :param effects: which of the two are wanted
        :return: ``{effect: {document: [reason]}}``, with every document
        """
        rules = self.env["kontor.block.rule"]
        found = {}
        for document, reasons in self._get_block_reasons(operation).items():
            company = document.company_id or self.env.company
            found[document] = [
                (effect, reason)
                for reason in reasons
                if (effect := rules._get_effect(company, reason, operation)) in effects
            ]
        reasons = {document: [reason for _effect, reason in pairs] for document, pairs in found.items()}
        if any(own and document._origin for document, own in reasons.items()):
            self.env["kontor.release"]._take_off(reasons, operation)
        return {
            effect: {
                document: [reason for own, reason in pairs if own == effect and reason in reasons[document]]
                for document, pairs in found.items()
            }
            for effect in effects
        }

    def _get_blocks(self, operation, effect="block"):
        """Return the reasons that stop an operation (or only warn), releases already taken off.

        :param str operation: see ``_get_block_reasons``
        :param str effect: ``block`` or ``warn``
        :return: ``{document: [reason]}``, for every document
        """
        return self._get_judgement(operation, (effect,))[effect]

    def _get_reasons_to_decide(self, operation, listed=False):
        """Return what a decision about an operation is about: what stops it; otherwise what warns, where that is kept.

        :param str operation: see ``_get_block_reasons``
        :param bool listed: only what belongs on the work list: warnings of what has gone through
        :return: ``{document: [reason]}``, for every document
        """
        warned = self.filtered(
            lambda document: document._went_through(operation) if listed else document._keeps_warnings(operation)
        )
        if not warned:
            return self._get_blocks(operation)
        judgement = self._get_judgement(operation)
        return {
            document: reasons or (judgement["warn"][document] if document in warned else [])
            for document, reasons in judgement["block"].items()
        }

    def _get_reasons_to_open(self, operation):
        """Return what the dialog on these documents is about when it is opened without a refusal.

        :return: as ``_get_reasons_to_decide``
        """
        return self._get_reasons_to_decide(operation)

    def _check_blocks(self, operation, only=None):
        """Refuse an operation when one of these documents is blocked; nothing of the batch is done then.

        :param only: function that picks the reasons that count; default: all
        :raises UserError: naming documents, reasons, figures, and who can release
        """
        self._refuse_blocked(self._get_blocks(operation), operation, only)

    def _refuse_blocked(self, blocks, operation, only=None):
        """Refuse an operation on the documents that something stops; see ``_check_blocks``.

        :param dict blocks: ``{document: [reason]}``
        :raises UserError: its ``context`` names the documents, so that the screen offers to decide about them
        """
        refused = self._pick_reasons(blocks, only)
        if refused:
            self._remember_refusal(refused, operation)
            error = UserError(self._get_block_message(refused, operation))
            error.context = self._get_refusal_context(refused, operation)
            raise error

    def _get_refusal_context(self, refused, operation):
        """Return what a refusal tells the screen beside its sentence; customers in the portal decide about nothing.

        :param dict refused: ``{document: [reason]}``
        """
        if self._is_customer_reading():
            return {}
        return {"kontor_blocked": self._get_refused_documents(refused, operation)}

    def _get_refused_documents(self, refused, operation):
        """Return what the screen needs to offer a decision about refused documents.

        :param dict refused: ``{document: [reason]}``
        :return: ``{'model', 'ids', 'operation', 'origin_model', 'origin_ids'}``; the last two name the documents that the
            reasons come from: an invoice that was being made is undone by its refusal
        """
        origins = [reason["document"] for reasons in refused.values() for reason in reasons if reason.get("document")]
        return {
            "model": self._name,
            "ids": [document.id for document in refused if isinstance(document.id, int)],
            "operation": operation,
            "origin_model": origins[0]._name if origins else False,
            "origin_ids": sorted({origin.id for origin in origins}),
        }

    @api.model
    def _pick_reasons(self, blocks, only=None):
        """Return those of some documents that something stops, with what it is.

        :param dict blocks: ``{document: [reason]}``
        :param only: function that picks the reasons that count; default: all
        """
        picked = {
            document: [reason for reason in reasons if only is None or only(reason)] for document, reasons in blocks.items()
        }
        return {document: reasons for document, reasons in picked.items() if reasons}

    def _get_block_message(self, blocks, operation, names=None):
        """Return the sentence that refuses an operation.

        :param dict blocks: ``{document: [reason]}``
        :param dict names: ``{document: name}`` of those that are not called by their own
        """
        if self._is_customer_reading():
            # a customer in the portal doesn't read what we think of his credit
            return self.env._("Your order can't be processed automatically. Please contact us; we will look after it.")
        return "\n".join([*self._get_block_texts(blocks, names), *self._get_releaser_texts_of(blocks)])

    def _get_block_texts(self, blocks, names=None):
        """Return what blocks documents, a text for each; see ``_get_block_message``."""
        texts = []
        for document, reasons in blocks.items():
            lines = "".join(f"\n– {reason['text']}" for reason in reasons)
            name = (names or {}).get(document) or document._get_block_name()
            texts.append(self.env._("%(document)s is blocked:%(reasons)s", document=name, reasons=lines))
        return texts

    def _get_block_name(self):
        """Return how this document is called at the beginning of the sentence that it is blocked."""
        return self.display_name

    @api.model
    def _is_customer_reading(self):
        """Tell whether the answer goes to a customer: in the portal the page works as superuser for its visitor."""
        visitor = self.env.user
        if request and request.env and request.env.uid:
            visitor = request.env.user
        return not visitor._is_internal()

    def _get_releaser_texts_of(self, blocks):
        """Say who can release these blocks, by right and by name.

        :param dict blocks: ``{document: [reason]}``
        """
        companies = self.env["res.company"].union(*(doc.company_id or self.env.company for doc in blocks))
        groups = {reason["group"] for reasons in blocks.values() for reason in reasons}
        return self._get_releaser_texts(groups, companies)

    def _get_releaser_texts(self, groups, companies=None):
        """Say who can release, by right and by name; parameters as ``_get_people_of_rights``."""
        return [
            self.env._("It can be released with the right “%(right)s”: %(users)s.", right=right, users=names)
            if names
            else self.env._("It can be released with the right “%s”; nobody has it yet.", right)
            for right, names in self._get_people_of_rights(groups, companies)
        ]

    def _get_changer_texts(self, groups, companies=None, any_of=False):
        """Say who can change something, by right and by name; other parameters as ``_get_people_of_rights``.

        :param bool any_of: one of the rights is enough
        """
        if any_of and len(groups) > 1:
            rights = [
                self.env._("“%(right)s” (%(users)s)", right=right, users=names or self.env._("nobody yet"))
                for right, names in self._get_people_of_rights(groups, companies)
            ]
            return [self.env._("It can be changed with one of these rights: %s.", "; ".join(rights))]
        return [
            self.env._("It can be changed with the right “%(right)s”: %(users)s.", right=right, users=names)
            if names
            else self.env._("It can be changed with the right “%s”; nobody has it yet.", right)
            for right, names in self._get_people_of_rights(groups, companies)
        ]

    def _get_people_of_rights(self, groups, companies=None):
        """Return who has rights, by name, for a sentence.

        :param groups: xmlids
        :param companies: only people who work for one of these ``res.company``; None: whoever has the right
        :return: list of ``(name of the right, names of people or "")``
        """
        texts = []
        for xmlid in sorted(groups):
            # sudo: whom to ask, for somebody who may not read groups and users
            group = self.env.ref(xmlid).sudo()
            users = group.all_user_ids.filtered(
                lambda user: not user.share and (not companies or user.company_ids & companies)
            ).mapped("name")
            texts.append((group.name, short_names(self.env, users) if users else ""))
        return texts

    def _judged(self, operation):
        """Mark documents as judged for an operation, so that the steps within it don't judge them again."""
        return server_work(self, judged(operation))

    def _not_judged(self, operation):
        """Return those of these documents that the running call hasn't judged for an operation yet."""
        return outside(self, judged(operation))

    # -- the screen -----------------------------------------------------------------------------------------------

    def _compute_block_text(self):
        """Tell what stops the next operation, and what only speaks against it."""
        self.block_text = self.block_warning = False
        if not self.env.user._is_internal():
            return
        for operation, documents in self.grouped(lambda document: document._get_pending_operation()).items():
            if not operation:
                continue
            judgement = documents._get_judgement(operation)
            for document in documents:
                blocks, warnings = (judgement[effect].get(document, []) for effect in ("block", "warn"))
                document.block_text = "\n".join(reason["text"] for reason in blocks)
                document.block_warning = "\n".join(reason["text"] for reason in warnings)

    def _compute_release_count(self):
        counts = dict(
            # sudo: that there are releases is no secret from those who may read the document
            self.env["kontor.release"]
            .sudo()
            ._read_group(
                [("document_model", "=", self._name), ("document_id", "in", self.ids)], ["document_id"], ["__count"]
            )
        )
        for document in self:
            document.release_count = counts.get(document._origin.id, 0)

    def action_open_release_wizard(self, operation=None):
        """Return the dialog in which what blocks these documents is released, rejected, or otherwise decided.

        :param str operation: the one that was refused; None: what comes next
        :raises UserError: on no document, for an unknown operation, or when nothing is blocked
        """
        if not check_ids(self).exists():
            raise UserError(self.env._("Choose at least one document."))
        if operation is not None and operation is not False:
            self._check_operation(operation)
        return self.env["kontor.release.wizard"]._open(self, operation or None)

    def action_open_releases(self):
        """Return the list of the releases of these documents."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("kontor_sales.action_release"),
            "domain": [("document_model", "=", self._name), ("document_id", "in", self.ids)],
            "context": {},
        }

    # -- releasing ------------------------------------------------------------------------------------------------

    def release_blocks(self, operation=None, justification=None, valid_until=False):
        """Release what blocks an operation on these documents, as far as the caller has the right, for their present value.

        Releases add up: each person releases the reasons of his own rights, and what is left stays blocked for those who
        can release it (003-29…31). A release is kept. It covers the value that the document has now, and no more: when the
        document grows, it is blocked again.

        :param str operation: ``quotation`` ``order`` ``delivery`` ``invoice``
        :param str justification: why; kept with the release
        :param valid_until: last day on which the release counts (date or ISO string); default: no end
        :return: list of ``kontor.release`` ids
        :raises UserError: when nothing is blocked, an argument is unusable, or the user has the right for none of the
            reasons; nothing is released then
        """
        ids, left = self._release_blocks(operation, justification, valid_until)
        if not ids and left:
            raise UserError(self._get_release_refusal(left))
        if not ids:
            raise UserError(
                self.env._("%s: nothing is blocked that could be released.", ", ".join(self.mapped("display_name")))
            )
        return ids

    def _release_blocks(self, operation, justification, valid_until=False):
        """Release what the user may; see ``release_blocks``.

        :return: list of ``kontor.release`` ids, and what stays blocked: ``{document: [reason]}``
        :raises UserError: when an argument is unusable
        """
        self._check_release_arguments(operation, justification)
        until = self.env["kontor.release"]._parse_valid_until(valid_until)
        self.check_access("read")
        claim(self)
        mine, left = self._split_blocks(self._get_reasons_to_decide(operation))
        releases = self.env["kontor.release"]._make(mine, operation, justification.strip(), until)
        worklist = self.env["kontor.blocked.document"]
        worklist._decide(
            self.browse([document.id for document in mine if document not in left]),
            operation,
            "released",
            justification.strip(),
        )
        if mine and left:
            # sudo: the work list is written by the server alone; it shows what is left to those who can release it
            worklist.sudo()._record(
                [document.sudo()._blocked_values(operation, left[document]) for document in left if document in mine],
                knows=self.env.uid,
            )
        return releases.ids, left

    def _split_blocks(self, blocks):
        """Part what blocks documents by what the user may release.

        :param dict blocks: ``{document: [reason]}``
        :return: what he may release and what he may not, both ``{document: [reason]}`` without empty lists
        """
        mine, left = {}, {}
        for document, reasons in blocks.items():
            for reason in reasons:
                share = mine if self.env.user.has_group(reason["group"]) else left
                share.setdefault(document, []).append(reason)
        return mine, left

    def _check_release_arguments(self, operation, justification):
        if not check_ids(self).exists():
            raise UserError(self.env._("Choose at least one document to release."))
        self._check_operation(operation)
        if not isinstance(justification, str) or not justification.strip():
            raise UserError(self.env._("A release needs a justification."))

    def _check_operation(self, operation):
        """Refuse what is no operation on these documents.

        :raises UserError:
        """
        operations = self._get_block_operations()
        if not operation:
            raise UserError(self.env._("Say what is to be released. Possible are: %s.", format_list(self.env, operations)))
        if operation not in operations:
            raise UserError(
                self.env._(
                    "“%(operation)s” can't be released here. Possible are: %(operations)s.",
                    operation=operation,
                    operations=", ".join(operations),
                )
            )

    def _get_release_refusal(self, left):
        """Return the sentence for someone who may release nothing of this, with who can.

        :param dict left: ``{document: [reason]}``
        """
        lines = "".join(
            # some reasons name the document themselves
            f"\n– {reason['text']}" if reason["text"].startswith(name) else f"\n– {name}: {reason['text']}"
            for document, reasons in left.items()
            for name in [document.display_name]
            for reason in reasons
        )
        return "\n".join([self.env._("You can't release this:%s", lines), *self._get_releaser_texts_of(left)])

    # -- the work list --------------------------------------------------------------------------------------------

    def _blocked_values(self, operation, reasons):
        """Return what the work list keeps about this blocked document."""
        self.ensure_one()
        company = self.company_id or self.env.company
        return {
            "document_model": self._name,
            "document_id": self.id,
            "document_name": self.display_name,
            "operation": operation,
            "partner_id": self._get_block_partner().commercial_partner_id.id,
            "company_id": company.id,
            "user_id": self._get_block_clerk().id,
            "effect": "warn" if self._went_through(operation) else "block",
            "amount": self._get_block_amounts().get(self, 0.0),
            "reason_codes": ",%s," % ",".join(dict.fromkeys(reason["code"] for reason in reasons)),
            "reason_text": "\n".join(reason["text"] for reason in reasons),
            "group_xmlids": ",%s," % ",".join(sorted({reason["group"] for reason in reasons})),
        }

    def _remember_refusal(self, blocks, operation):
        """Put refused documents on the work list, although the refusal undoes everything else of the transaction.

        It is the one way for all that is refused: buttons, changes of status, jobs, imports, interfaces. What is refused
        waits for the end of the transaction outside of it, where no rolled-back savepoint forgets it. A document that goes
        with what is undone (the invoice that a change of status was about to post) leaves its place to the documents that
        its reasons come from.

        :param dict blocks: ``{document: [reason]}``
        """
        cursor = self.env.cr
        refused = cursor.postrollback.data.get(REFUSED)
        if refused is None:
            refused = {}
            keep = self._keeper_of_refused(refused)
            # the caller may catch the refusal and go on (an import, say): then it is the commit that comes
            for callbacks in (cursor.postrollback, cursor.postcommit):
                callbacks.data[REFUSED] = refused
                callbacks.add(keep)
        for document, reasons in blocks.items():
            if not isinstance(document.id, int):
                continue
            origins = {}
            for reason in reasons:
                if reason.get("document"):
                    origins.setdefault(reason["document"], []).append(reason)
            refused[document._name, document.id, operation] = (
                document.sudo()._blocked_values(operation, reasons),
                [origin.sudo()._blocked_values(operation, own) for origin, own in origins.items()],
            )

    def _keeper_of_refused(self, refused):
        """Return the callback that puts what was refused on the work list when the transaction has ended.

        :param dict refused: ``{(model, id, operation): (values of the entry, [values for those it was made from])}``,
            filled in the meantime
        """
        registry, uid = self.env.registry, self.env.uid
        lang = self.env.company.partner_id.lang or self.env.lang

        def keep():
            try:
                with registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {"lang": lang})
                    env["kontor.blocked.document"]._record_refused(list(refused.values()), knows=uid)
            except Exception:
                # the work list is an aid: the refusal itself must not fail on it
                _logger.warning("A refused document could not be put on the work list", exc_info=True)

        return keep

    def _remember_blocked(self, operation):
        """Put those of these documents that are blocked on the work list, whatever becomes of this transaction.

        :return: ``{document: [reason]}`` of the blocked ones
        """
        blocks = {document: reasons for document, reasons in self._get_blocks(operation).items() if reasons}
        if blocks:
            self._remember_refusal(blocks, operation)
        return blocks

    def _record_blocked(self, operation, again=True):
        """Put those of these documents that are blocked on the work list, in this transaction.

        :param bool again: list documents again that were rejected, though nothing has changed since
        :return: ``{document: [reason]}`` of the blocked ones
        """
        blocks = {document: reasons for document, reasons in self._get_blocks(operation).items() if reasons}
        # sudo: the work list is written by the server alone
        self.env["kontor.blocked.document"].sudo()._record(
            [document.sudo()._blocked_values(operation, reasons) for document, reasons in blocks.items()],
            again=again,
        )
        return blocks

    def _keep_warnings(self, warnings, operation):
        """Put documents that have gone through an operation under a warning on the work list, in this transaction.

        :param dict warnings: ``{document: [reason]}``, as they were judged before
        """
        warned = {document: reasons for document, reasons in warnings.items() if reasons}
        if warned:
            # sudo: the work list is written by the server alone
            self.env["kontor.blocked.document"].sudo()._record(
                [document.sudo()._blocked_values(operation, reasons) for document, reasons in warned.items()],
                knows=self.env.uid,
            )

    # -- whose document it is --------------------------------------------------------------------------------------

    @contextmanager
    def _watch_clerk(self, change):
        """Let releases and the work list follow when a document gets another clerk: each reads those of his own (003-29…31).

        :param change: the ``Change`` that is written inside
        """
        if change.operation != "write" or not change.names & self._clerk_fields:
            yield
            return
        # sudo: a delivery's clerk is the one of its order, which the warehouse need not be able to read
        before = {document: document._get_block_clerk() for document in self.sudo()}
        yield
        moved = self.browse([document.id for document, clerk in before.items() if document._get_block_clerk() != clerk])
        for documents in moved.sudo()._get_documents_of_clerk() if moved else ():
            self.env["kontor.release"]._follow_clerks(documents)

    def _format_block_amount(self, amount, company):
        """Return an amount of money in the company's currency, as text."""
        return format_amount(self.env, amount, company.currency_id)
