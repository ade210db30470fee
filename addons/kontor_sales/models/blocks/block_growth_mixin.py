from contextlib import contextmanager, nullcontext

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.server_work import GROWTH, outermost, server_work


class BlockGrowthMixin(models.AbstractModel):
    """A document that is judged when it is saved: a new one, and one that changes (003-27, 003-28).

    Who has the right for all that speaks against it passes at saving, with a reason that he gives along. It is a field of
    the document, on the screen and over RPC; it is stored nowhere but in the release, which is made with the record and
    covers what the document is worth then. When the document grows, the reason is asked for again (003-29…31).
    """

    _name = "kontor.block.growth.mixin"
    _inherit = "kontor.block.mixin"
    _description = "Document That Is Judged When It Is Saved"

    release_justification = fields.Char(
        string="Reason for the Release",
        compute="_compute_release_justification",
        readonly=False,
        help="Why this may be saved although it is blocked. It is kept with the release.",
    )
    is_release_wanted = fields.Boolean(compute="_compute_block_text")

    def _compute_release_justification(self):
        """Show no reason: each one is said for one saving, and stands in its release then."""
        self.release_justification = False

    # -- the screen -----------------------------------------------------------------------------------------------

    def _compute_block_text(self):
        """Add what would refuse to save these documents, who could, and whether the user can with a reason."""
        super()._compute_block_text()
        self.is_release_wanted = False
        if not self.env.user._is_internal():
            return
        blocks = self._pick_reasons(self._get_saving_blocks())
        _mine, left = self._split_blocks(blocks)
        for document, reasons in blocks.items():
            lines = [*(document.block_text or "").split("\n"), *(reason["text"] for reason in reasons)]
            if document in left:
                lines += document._get_releaser_texts_of({document: left[document]})
            document.block_text = "\n".join(dict.fromkeys(filter(None, lines)))
            document.is_release_wanted = document not in left

    def _get_saving_blocks(self):
        """Return what would refuse to save these documents as they stand on the screen.

        :return: ``{document: [reason]}``, releases already taken off
        """
        return {}

    # -- saving ---------------------------------------------------------------------------------------------------

    @contextmanager
    def _watch_saving(self, change, watched):
        """Judge documents that are written inside; the reason that is given along stays nowhere.

        :param change: the ``Change`` of the write gate
        :param bool watched: is it one after which they are judged?
        """
        with self._watch_growth(change) if watched else nullcontext():
            yield
        if "release_justification" in change.names:
            saved = change.records if change.operation == "create" else self
            saved.invalidate_recordset(["release_justification"], flush=False)

    @contextmanager
    def _watch_growth(self, change=None):
        """Judge these documents anew after what is written inside, once, at the end of the outermost change (003-27).

        What is changed in one go is judged as a whole: a change inside of another one leaves its documents to that one.

        :param change: the ``Change`` of these documents; None for one of their positions
        """
        work = outermost(self, GROWTH)
        if work:
            with self._noted(work, change):
                yield
            return
        creates = change is not None and change.operation == "create"
        with server_work(self, GROWTH, creates=creates) as work, self._noted(work, change):
            yield
        by_env = {}
        for document in work.notes:
            by_env.setdefault(document.env, []).append(document.id)
        for env, ids in by_env.items():
            documents = env[self._name].browse(ids).exists()
            documents._judge_growth({document: work.notes[document] for document in documents}, work.said)

    @contextmanager
    def _noted(self, work, change):
        """Note how documents stand before the change inside, which are created by it, and what is said about them.

        :param work: the ``Work`` of ``_watch_growth``
        """
        self._note_growth(work)
        said = [self._read_justification(vals) for vals in change.vals_list] if change else []
        yield
        if change is None:
            return
        saved = self
        if change.operation == "create":
            saved = change.records
            work.notes.update(dict.fromkeys(saved))  # before, there was nothing
        else:
            said *= len(self)
        work.said.update({document: text for document, text in zip(saved, said) if text})

    @api.model
    def _read_justification(self, vals):
        """Return the reason that a caller gives along with the values of a document; empty for none.

        :raises UserError: when it is no text
        """
        text = vals.get("release_justification") or ""
        if not isinstance(text, str):
            raise UserError(self.env._("“%s” is no reason for a release; give a text.", text))
        return text.strip()

    def _note_growth(self, work):
        """Note how these documents stand before the running change, unless it has noted them already.

        :param work: the ``Work`` of ``_watch_growth``
        """
        new = self.filtered(lambda document: document not in work.notes)
        if new:
            work.notes.update(new._get_growth_facts(work.creates))

    def _get_growth_facts(self, creates):
        """Return what a change of these documents is compared with at its end.

        :param bool creates: documents are being created; those aren't worth anything yet
        :return: ``{document: facts}``; a document that needn't be judged is left out
        """
        return {}

    def _judge_growth(self, before, said):
        """Refuse what these documents have become, if a reason forbids it (``_check_growth``).

        :param dict before: ``{document: facts}`` of before the change, None for a document that is new
        :param dict said: ``{document: reason to release it}``
        :raises UserError: the caller's transaction is rolled back then
        """

    def _check_growth(self, operation, before, said, only=None):
        """Let documents that something stops be saved by who has the right and says why; refuse the others.

        :param str operation: see ``_get_block_reasons``
        :param dict before: see ``_judge_growth``
        :param dict said: see ``_judge_growth``
        :param only: function that picks the reasons that count; default: all
        :raises UserError: it names who can, or asks for the reason
        """
        stopped = self._pick_reasons(self._get_blocks(operation), only)
        if not stopped:
            return
        mine, left = self._split_blocks(stopped)
        unsaid = [document for document in stopped if document not in left and not said.get(document)]
        if left or unsaid:
            self._remember_refusal(stopped, operation)
            raise UserError(self._get_growth_refusal(stopped, left, operation, before))
        documents = self.browse([document.id for document in stopped])
        releases, worklist = self.env["kontor.release"], self.env["kontor.blocked.document"]
        for document, reasons in mine.items():
            releases._make({document: reasons}, operation, said[document], False)
            worklist._decide(document, operation, "released", said[document])
        releases._mark_used(documents, operation)

    def _get_growth_refusal(self, stopped, left, operation, before):
        """Return the sentence that refuses to save documents: who can, or what is missing.

        :param dict stopped: ``{document: [reason]}``
        :param dict left: the same, with the reasons that the user has no right for
        :param dict before: see ``_judge_growth``
        """
        names = {
            # nobody finds its number: nothing of it is saved
            document: self.env._("The new document for %s", document._get_block_partner().display_name)
            for document in stopped
            if before.get(document, document) is None
        }
        theirs = {document: reasons for document, reasons in stopped.items() if document in left}
        if theirs or self._is_customer_reading():
            return self._get_block_message(theirs or stopped, operation, names)
        return "\n".join(
            [
                *self._get_block_texts(stopped, names),
                self.env._(
                    "You have the right to release it: give the reason in the field “%s”, and save again.",
                    self._fields["release_justification"]._description_string(self.env),
                ),
            ]
        )
