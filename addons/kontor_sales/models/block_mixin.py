import logging
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import format_amount

from ..tools.server_work import GROWTH, judged, outermost, outside, server_work

_logger = logging.getLogger(__name__)


class BlockMixin(models.AbstractModel):
    """A document that can be blocked: reasons come from other addons, releases lift them.

    An addon that knows a reason extends ``_get_block_reasons`` of the document (see there). What a reason does is
    settled by ``kontor.block.rule``, who may lift it by the reason's group.
    """

    _name = "kontor.block.mixin"
    _description = "Document That Can Be Blocked"

    block_text = fields.Text(string="Blocked", compute="_compute_block_text")
    block_warning = fields.Text(compute="_compute_block_text")
    release_count = fields.Integer(string="Releases", compute="_compute_release_count")

    # -- what an addon extends ------------------------------------------------------------------------------------

    def _get_block_reasons(self, operation):
        """Return what speaks against an operation on these documents, judged together and in order.

        Extend it with ``super()``, set-based: the number of queries must not depend on the number of documents.

        :param str operation: ``quotation`` ``order`` ``delivery`` ``invoice``
        :return: ``{document: [reason]}`` for every document; a reason is a dict with ``code`` (of
            ``kontor.block.rule``), ``text`` (for the user, with the figures), ``amount`` (company currency), ``group``
            (xmlid of the group that may release it), and optionally ``effect`` (an effect that no rule changes) and
            ``on_change`` (it also stops changes by which the document doesn't grow)
        """
        return {document: [] for document in self}

    def _get_block_amounts(self):
        """Return the value of each document in company currency, tax included: what a release covers."""
        return dict.fromkeys(self, 0.0)

    def _get_block_partner(self):
        """Return the customer of this document."""
        return self.partner_id

    def _get_block_clerk(self):
        """Return the user who is told when this document is released or rejected."""
        return self.env["res.users"]

    def _get_block_operations(self):
        """Return the operations that this kind of document knows."""
        return ()

    def _get_pending_operation(self):
        """Return the operation that comes next for this document, or False when nothing is left to do."""
        return False

    def _is_block_pending(self, operation):
        """Tell whether this document could still go through an operation; if not, its entry on the list is done."""
        return self._get_pending_operation() == operation

    # -- judging --------------------------------------------------------------------------------------------------

    def _get_blocks(self, operation, effect="block"):
        """Return the reasons that stop an operation (or only warn), releases already taken off.

        :param str operation: see ``_get_block_reasons``
        :param str effect: ``block`` or ``warn``
        :return: ``{document: [reason]}``, for every document
        """
        rules = self.env["kontor.block.rule"]
        blocks = {
            document: [
                reason
                for reason in reasons
                if rules._get_effect(document.company_id or self.env.company, reason, operation) == effect
            ]
            for document, reasons in self._get_block_reasons(operation).items()
        }
        blocked = self.browse([document.id for document, reasons in blocks.items() if reasons and document.id])
        if effect == "block" and blocked:
            self.env["kontor.release"]._take_off(blocks, operation)
        return blocks

    def _check_blocks(self, operation, only=None):
        """Refuse an operation when one of these documents is blocked; nothing of the batch is done then.

        :param only: function that picks the reasons that count; default: all
        :raises UserError: naming documents, reasons, figures, and who can release
        """
        blocks = self._get_blocks(operation)
        refused = {}
        for document, reasons in blocks.items():
            reasons = [reason for reason in reasons if only is None or only(reason)]
            if reasons:
                refused[document] = reasons
        if refused:
            self._remember_refusal(refused, operation)
            raise UserError(self._get_block_message(refused, operation))

    def _get_block_message(self, blocks, operation):
        """Return the sentence that refuses an operation.

        :param dict blocks: ``{document: [reason]}``
        """
        if self._is_customer_reading():
            # a customer in the portal doesn't read what we think of his credit
            return self.env._("Your order can't be processed automatically. Please contact us; we will look after it.")
        texts = []
        for document, reasons in blocks.items():
            lines = "".join(f"\n– {reason['text']}" for reason in reasons)
            texts.append(
                self.env._("%(document)s is blocked:%(reasons)s", document=document.display_name, reasons=lines)
            )
        groups = {reason["group"] for reasons in blocks.values() for reason in reasons}
        return "\n".join([*texts, *self._get_releaser_texts(groups)])

    @api.model
    def _is_customer_reading(self):
        """Tell whether the answer goes to a customer: in the portal the page works as superuser for its visitor."""
        visitor = self.env.user
        if request and request.env and request.env.uid:
            visitor = request.env.user
        return not visitor._is_internal()

    def _get_releaser_texts(self, groups):
        """Say who can release, by right and by name.

        :param groups: xmlids
        """
        texts = []
        for xmlid in sorted(groups):
            # sudo: whom to ask, for somebody who may not read groups and users
            group = self.env.ref(xmlid).sudo()
            users = group.all_user_ids.filtered(lambda user: not user.share).mapped("name")
            names = ", ".join(users[:3]) + (" …" if len(users) > 3 else "")
            if users:
                texts.append(
                    self.env._("It can be released with the right “%(right)s”: %(users)s.", right=group.name, users=names)
                )
            else:
                texts.append(self.env._("It can be released with the right “%s”; nobody has it yet.", group.name))
        return texts

    def _judged(self, operation):
        """Mark documents as judged for an operation, so that the steps within it don't judge them again."""
        return server_work(self, judged(operation))

    def _not_judged(self, operation):
        """Return those of these documents that the running call hasn't judged for an operation yet."""
        return outside(self, judged(operation))

    # -- a document that changes ------------------------------------------------------------------------------------

    @contextmanager
    def _watch_growth(self, creates=False):
        """Judge these documents anew after what is written inside, once, at the end of the outermost change (003-27).

        What is changed in one go is judged as a whole: a change inside of another one leaves its documents to that one.

        :param bool creates: documents are created inside; name them with ``_note_growth(work, created=True)``
        :return: the ``Work`` that notes the documents
        """
        work = outermost(self, GROWTH)
        if work:
            self._note_growth(work)
            yield work
            return
        with server_work(self, GROWTH, creates=creates) as work:
            self._note_growth(work)
            yield work
        by_env = {}
        for document in work.notes:
            by_env.setdefault(document.env, []).append(document.id)
        for env, ids in by_env.items():
            documents = env[self._name].browse(ids).exists()
            documents._judge_growth({document: work.notes[document] for document in documents})

    def _note_growth(self, work, created=False):
        """Note how these documents stand before the running change, unless it has noted them already.

        :param work: the ``Work`` of ``_watch_growth``
        :param bool created: they have just been created by it: before, there was nothing
        """
        if created:
            work.notes.update(dict.fromkeys(self))
            return
        new = self.filtered(lambda document: document not in work.notes)
        if new:
            work.notes.update(new._get_growth_facts(work.creates))

    def _get_growth_facts(self, creates):
        """Return what a change of these documents is compared with at its end.

        :param bool creates: documents are being created; those aren't worth anything yet
        :return: ``{document: facts}``; a document that needn't be judged is left out
        """
        return {}

    def _judge_growth(self, before):
        """Refuse what these documents have become, if a reason forbids it.

        :param dict before: ``{document: facts}`` of before the change, None for a document that is new
        :raises UserError: the caller's transaction is rolled back then
        """

    # -- the screen -----------------------------------------------------------------------------------------------

    def _compute_block_text(self):
        """Tell what stops the next operation, and what only speaks against it."""
        self.block_text = self.block_warning = False
        if not self.env.user._is_internal():
            return
        for operation, documents in self.grouped(lambda document: document._get_pending_operation()).items():
            if not operation:
                continue
            blocks = documents._get_blocks(operation)
            warnings = documents._get_blocks(operation, effect="warn")
            for document in documents:
                document.block_text = "\n".join(reason["text"] for reason in blocks.get(document, []))
                document.block_warning = "\n".join(reason["text"] for reason in warnings.get(document, []))

    def _compute_release_count(self):
        counts = dict(
            # sudo: that there are releases is no secret from those who may read the document
            self.env["kontor.release"].sudo()._read_group(
                [("document_model", "=", self._name), ("document_id", "in", self.ids)], ["document_id"], ["__count"]
            )
        )
        for document in self:
            document.release_count = counts.get(document._origin.id, 0)

    def action_open_release_wizard(self):
        """Return the dialog in which what blocks these documents is released, rejected, or otherwise decided."""
        if not self:
            raise UserError(self.env._("Choose at least one document."))
        return self.env["kontor.release.wizard"]._open(self)

    def action_open_releases(self):
        """Return the list of the releases of these documents."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("kontor_sales.action_release"),
            "domain": [("document_model", "=", self._name), ("document_id", "in", self.ids)],
            "context": {},
        }

    # -- releasing ------------------------------------------------------------------------------------------------

    def release_blocks(self, operation, justification, valid_until=False):
        """Release what blocks an operation on these documents, for their present value.

        A release is kept. It covers the value that the document has now, and no more: when the document grows, it is
        blocked again.

        :param str operation: ``quotation`` ``order`` ``delivery`` ``invoice``
        :param str justification: why; kept with the release
        :param valid_until: last day on which the release counts (date or ISO string); default: no end
        :return: list of ``kontor.release`` ids
        :raises UserError: when nothing is blocked, an argument is unusable, or the user lacks a right; nothing is
            released then
        """
        self._check_release_arguments(operation, justification)
        until = self.env["kontor.release"]._parse_valid_until(valid_until)
        self.check_access("read")
        blocks = {document: reasons for document, reasons in self._get_blocks(operation).items() if reasons}
        if not blocks:
            raise UserError(
                self.env._("%s: nothing is blocked that could be released.", ", ".join(self.mapped("display_name")))
            )
        self._check_release_rights(blocks)
        releases = self.env["kontor.release"]._make(blocks, operation, justification.strip(), until)
        self.env["kontor.blocked.document"]._decide(
            self.browse([document.id for document in blocks]), operation, "released", justification.strip()
        )
        return releases.ids

    def _check_release_arguments(self, operation, justification):
        if not self or not self.exists():
            raise UserError(self.env._("Choose at least one document to release."))
        operations = self._get_block_operations()
        if operation not in operations:
            raise UserError(
                self.env._(
                    "“%(operation)s” can't be released here. Possible are: %(operations)s.",
                    operation=operation,
                    operations=", ".join(operations),
                )
            )
        if not isinstance(justification, str) or not justification.strip():
            raise UserError(self.env._("A release needs a justification."))

    def _check_release_rights(self, blocks):
        """Refuse when the user lacks the right for one of the reasons.

        :param dict blocks: ``{document: [reason]}``
        :raises UserError: naming the reasons and who has the right
        """
        missing = {}
        for document, reasons in blocks.items():
            for reason in reasons:
                if not self.env.user.has_group(reason["group"]):
                    missing.setdefault(document, []).append(reason)
        if missing:
            groups = {reason["group"] for reasons in missing.values() for reason in reasons}
            lines = "".join(
                f"\n– {document.display_name}: {reason['text']}"
                for document, reasons in missing.items()
                for reason in reasons
            )
            raise UserError(
                "\n".join(
                    [self.env._("You can't release this:%s", lines), *self._get_releaser_texts(groups)]
                )
            )

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
            "amount": self._get_block_amounts().get(self, 0.0),
            "reason_codes": ",%s," % ",".join(dict.fromkeys(reason["code"] for reason in reasons)),
            "reason_text": "\n".join(reason["text"] for reason in reasons),
        }

    def _remember_refusal(self, blocks, operation):
        """Put refused documents on the work list, although the refusal undoes everything else of the transaction.

        :param dict blocks: ``{document: [reason]}``
        """
        lang = self.env.company.partner_id.lang or self.env.lang
        entries = [
            document.sudo()._blocked_values(operation, reasons)
            for document, reasons in blocks.items()
            if isinstance(document.id, int)
        ]
        registry, cursor, uid = self.env.registry, self.env.cr, self.env.uid

        def remember():
            try:
                with registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {"lang": lang})
                    env["kontor.blocked.document"]._record(entries, knows=uid)
            except Exception:
                # the work list is an aid: the refusal itself must not fail on it
                _logger.warning("A refused document could not be put on the work list", exc_info=True)

        if entries:
            # the caller may catch the refusal and go on (an import, say): then it is the commit that comes
            cursor.postrollback.add(remember)
            cursor.postcommit.add(remember)

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

    def _format_block_amount(self, amount, company):
        """Return an amount of money in the company's currency, as text."""
        return format_amount(self.env, amount, company.currency_id)
