from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.records import check_ids, ensure_one_record
from .block_mixin import REFUSED
from .block_rule import OPERATIONS
from .release import DOCUMENT_MODELS

#: How many documents the daily recheck judges at once; it commits after each batch.
RECHECK_BATCH = 500


class BlockedDocument(models.Model):
    """One entry of the work list "Gesperrte Belege": a document that was refused, and what became of it.

    What only warns is kept, too, where a document goes through all the same: a posted invoice (002-13).
    """

    _name = "kontor.blocked.document"
    _description = "Blocked Document"
    _order = "blocked_on desc, id desc"
    _rec_name = "document_name"

    document_model = fields.Selection(DOCUMENT_MODELS, string="Document Type", required=True, readonly=True)
    document_id = fields.Many2oneReference(string="Document ID", model_field="document_model", required=True, readonly=True)
    document_name = fields.Char("Document", readonly=True)
    operation = fields.Selection(OPERATIONS, required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(readonly=True)
    user_id = fields.Many2one("res.users", string="Clerk", readonly=True, index=True)
    reason_codes = fields.Char(readonly=True)
    reason_text = fields.Text(string="Reasons", readonly=True)
    group_xmlids = fields.Char(string="Rights That Release It", readonly=True)
    releaser_text = fields.Text(string="Can Be Released By", compute="_compute_releaser_text")
    may_release = fields.Boolean(string="I Can Release", compute="_compute_may_release", search="_search_may_release")
    effect = fields.Selection([("block", "Blocked"), ("warn", "Warning")], default="block", required=True, readonly=True)
    state = fields.Selection(
        [("open", "To Decide"), ("released", "Released"), ("rejected", "Rejected"), ("freed", "No Longer Blocked")],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    standing = fields.Selection(
        [
            ("block", "Blocked"),
            ("warn", "Warning"),
            ("released", "Released"),
            ("rejected", "Rejected"),
            ("freed", "No Longer Blocked"),
        ],
        string="Status",
        compute="_compute_standing",
    )
    blocked_on = fields.Datetime(default=fields.Datetime.now, readonly=True)
    decided_on = fields.Datetime(readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    note = fields.Text(readonly=True)

    # One open entry per document and operation, however many refuse it at the same moment.
    _open_entry = models.UniqueIndex("(document_model, document_id, operation) WHERE state = 'open'")
    _document_idx = models.Index("(document_model, document_id)")

    @api.depends("state", "effect")
    def _compute_standing(self):
        """Tell in one column what is to decide, a block or a warning, and otherwise what was decided."""
        for entry in self:
            entry.standing = entry.effect if entry.state == "open" else entry.state

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Offer a filter for each declared reason (``kontor.block.rule._reasons``)."""
        arch, view = super()._get_view(view_id, view_type, **options)
        for place in arch.xpath("//search/separator[@name='after_reasons']"):
            for code, name in self.env["kontor.block.rule"]._selection_reason_code():
                domain = repr([("reason_codes", "like", f",{code},")])
                place.addprevious(arch.makeelement("filter", {"name": code, "string": name, "domain": domain}))
        return arch, view

    # -- who can release ------------------------------------------------------------------------------------------

    def _get_groups(self):
        """Return the xmlids of the groups that release this entry's reasons."""
        return {xmlid for xmlid in (self.group_xmlids or "").split(",") if xmlid}

    @api.depends("group_xmlids", "company_id")
    @api.depends_context("lang")
    def _compute_releaser_text(self):
        texts = {}
        for entry in self:
            key = entry.group_xmlids, entry.company_id
            if key not in texts:
                texts[key] = "\n".join(
                    self.env["kontor.block.mixin"]._get_releaser_texts(entry._get_groups(), entry.company_id)
                )
            entry.releaser_text = texts[key]

    @api.depends("group_xmlids")
    @api.depends_context("uid")
    def _compute_may_release(self):
        for entry in self:
            entry.may_release = any(self.env.user.has_group(xmlid) for xmlid in entry._get_groups())

    @api.model
    def _search_may_release(self, operator, value):
        if operator != "in":
            return NotImplemented
        lists = [group_xmlids for (group_xmlids,) in self.sudo()._read_group([], ["group_xmlids"])]  # sudo: no secret
        mine = [
            group_xmlids
            for group_xmlids in lists
            if any(xmlid and self.env.user.has_group(xmlid) for xmlid in (group_xmlids or "").split(","))
        ]
        return Domain.OR(Domain("group_xmlids", "in" if wanted else "not in", mine) for wanted in value)

    # -- entries --------------------------------------------------------------------------------------------------

    @api.model
    def _record_refused(self, refused, knows=False):
        """Put refused documents on the list after their transaction has ended; see ``_remember_refusal``.

        :param list refused: ``(values of the entry, [values for what it was made from])``; these count when the document
            itself was undone with the rest
        :param int knows: id of the user who was refused
        """
        ids = self._ids_by_model([values for values, _origins in refused])
        existing = {model: set(self.env[model].browse(own).exists().ids) for model, own in ids.items()}
        entries = []
        for values, origins in refused:
            kept = values["document_id"] in existing[values["document_model"]]
            entries += [values] if kept else origins
        self._record(entries, knows=knows)

    @api.model
    def _record(self, entries, knows=False, again=True):
        """Put documents on the list, or bring their open entry up to date; clerks are told of new entries.

        :param list entries: values of ``kontor.block.mixin._blocked_values``
        :param int knows: id of the user who was refused and needs not be told
        :param bool again: list documents again that were rejected, though nothing has changed since
        """
        known = {}
        for model, ids in self._ids_by_model(entries).items():
            existing = set(self.env[model].browse(ids).exists().ids)
            for entry in entries:
                if entry["document_model"] == model and entry["document_id"] in existing:
                    known[model, entry["document_id"], entry["operation"]] = entry
        if not known:
            return
        open_entries = {
            (entry.document_model, entry.document_id, entry.operation): entry
            for entry in self.search([("state", "=", "open"), ("document_id", "in", [key[1] for key in known])])
        }
        new = {}
        for key, values in known.items():
            entry = open_entries.get(key)
            if not entry:
                new[key] = values
            elif any(entry[name] != values[name] for name in ("amount", "reason_text", "group_xmlids", "effect")):
                entry.write(values)
        rejected = self._find_rejected(new)
        created = self.create([values for key, values in new.items() if again or key not in rejected])
        # whose document was rejected knows that it is blocked; what went through needs nothing of him
        created.filtered(
            lambda entry: (
                entry.effect == "block" and (entry.document_model, entry.document_id, entry.operation) not in rejected
            )
        )._tell_blocked(knows)

    @api.model
    def _find_rejected(self, new):
        """Return which of these were rejected when they were decided last, for the same reasons and no smaller amount.

        :param dict new: ``{(document model, document id, operation): values}``
        :return: set of keys
        """
        latest = {}
        if new:
            for entry in self.search([("state", "!=", "open"), ("document_id", "in", [key[1] for key in new])], order="id"):
                latest[entry.document_model, entry.document_id, entry.operation] = entry
        return {
            key
            for key, values in new.items()
            if key in latest
            and latest[key].state == "rejected"
            and latest[key].reason_codes == values["reason_codes"]
            and latest[key].currency_id.compare_amounts(values["amount"], latest[key].amount) <= 0
        }

    @api.model
    def _ids_by_model(self, entries):
        ids = {}
        for entry in entries:
            ids.setdefault(entry["document_model"], []).append(entry["document_id"])
        return ids

    @api.model
    def _decide(self, documents, operation, state, note=False):
        """Close the open entries of documents, and tell their clerks.

        :param str state: ``released``, ``rejected`` or ``freed``
        """
        # sudo: entries are written by the server alone; the callers check who may decide
        entries = self.sudo().search(
            [
                ("document_model", "=", documents._name),
                ("document_id", "in", documents.ids),
                ("operation", "=", operation),
                ("state", "=", "open"),
            ]
        )
        entries._close(state, note)
        told = set(entries.mapped("document_id"))
        for document in documents:
            if state != "freed" and document.id not in told:
                # blocked, but nobody had tried it yet: the clerk is told all the same
                self._tell_clerk(document, document.sudo()._get_block_clerk(), state, note)

    @api.model
    def _forget_refused(self, documents, operation):
        """Put documents on the list no more for what has just been carried out, whatever was refused before in this call."""
        for callbacks in (self.env.cr.postrollback, self.env.cr.postcommit):
            refused = callbacks.data.get(REFUSED) or {}
            for document_id in documents.ids:  # refused and then released in the same call
                refused.pop((documents._name, document_id, operation), None)

    def _close(self, state, note=False):
        """Close entries of the list and tell the clerks."""
        if not self:
            return
        self.write({"state": state, "note": note, "decided_on": fields.Datetime.now(), "decided_by_id": self.env.uid})
        for entry in self.filtered(lambda entry: entry.effect == "block"):  # of a warning he wasn't told either
            document = self.env[entry.document_model].browse(entry.document_id).exists()
            if document:
                entry._tell_clerk(document, entry.user_id, state, note)

    def _tell_blocked(self, knows=False):
        """Tell the clerks that their documents are blocked, each clerk in one message, in his language.

        :param int knows: id of the user who was refused himself
        """
        for clerk, entries in self.grouped("user_id").items():
            if not clerk or clerk.id == knows:
                continue
            documents = []
            env = self.with_context(lang=clerk.lang).env
            for entry in entries:
                document = env[entry.document_model].browse(entry.document_id)
                reasons = Markup("").join(Markup("<br/>– %s") % line for line in entry.reason_text.split("\n"))
                documents.append((document, reasons))
            if len(documents) == 1:
                document, reasons = documents[0]
                document.message_notify(
                    partner_ids=clerk.partner_id.ids,
                    subject=env._("%s is blocked.", document.display_name),
                    body=Markup("<p>%s%s</p>") % (env._("%s is blocked.", document.display_name), reasons),
                )
            else:
                self.env["mail.thread"].message_notify(
                    partner_ids=clerk.partner_id.ids,
                    subject=env._("%s documents are blocked.", len(documents)),
                    body=Markup("").join(
                        Markup("<p>%s%s</p>") % (document._get_html_link(), reasons) for document, reasons in documents
                    ),
                )

    @api.model
    def _tell_clerk(self, document, clerk, state, note):
        """Tell the clerk of a document what became of its block, in the document's history and the inbox."""
        if not clerk or clerk == self.env.user:
            return
        env = self.with_context(lang=clerk.lang).env
        texts = {
            "released": env._("%s was released.", document.display_name),
            "rejected": env._("%s was rejected.", document.display_name),
            "freed": env._("%s is no longer blocked.", document.display_name),
        }
        # sudo: whoever decides need not be able to write on the document
        document.sudo().message_notify(
            partner_ids=clerk.partner_id.ids,
            subject=texts[state],
            body=" ".join(filter(None, [texts[state], note])),
        )

    # -- what a user does with them -------------------------------------------------------------------------------

    def _get_documents(self):
        """Return the documents of these entries, ``{(model name, operation): records}``, those that still exist."""
        groups = {}
        for (model, operation), entries in self.grouped(lambda entry: (entry.document_model, entry.operation)).items():
            groups[model, operation] = self.env[model].browse(entries.mapped("document_id")).exists()
        return groups

    def _check_open(self):
        if not check_ids(self) or self.filtered(lambda entry: entry.state != "open"):
            raise UserError(self.env._("Choose blocked documents that nobody has decided yet."))

    def action_release(self, justification=None, valid_until=False):
        """Release these documents, each with the reasons that the user has the right for; what is left stays on the list.

        :return: list of ``kontor.release`` ids
        :raises UserError: when the user may release none of what blocks them
        """
        self._check_open()
        self.check_access("read")
        return self._release_documents(self._get_documents(), justification, valid_until)

    @api.model
    def _release_documents(self, documents_by_operation, justification, valid_until=False):
        """Release documents as far as the user may; those that nothing blocks any more leave the list.

        :param dict documents_by_operation: ``{(model name, operation): records}``
        :return: list of ``kontor.release`` ids
        :raises UserError: when there is something to release and the user may release none of it
        """
        ids, left = [], {}
        for (_model, operation), documents in documents_by_operation.items():
            blocked = documents.browse(
                [document.id for document, reasons in documents._get_reasons_to_decide(operation).items() if reasons]
            )
            self._decide(documents - blocked, operation, "freed")
            if blocked:
                released, stays = blocked._release_blocks(operation, justification, valid_until)
                ids += released
                left |= stays
        if left and not ids:
            raise UserError(self.env["kontor.block.mixin"]._get_release_refusal(left))
        return ids

    def action_reject(self, reason=None):
        """Reject these documents: they stay blocked, leave the list, and their clerks are told why.

        :return: True
        """
        self._check_open()
        self.check_access("read")
        for (_model, operation), documents in self._get_documents().items():
            self._reject(documents, operation, reason)
        return True

    @api.model
    def _reject(self, documents, operation, reason):
        """Reject blocked documents. Who may release one of a document's reasons may reject it: it stays blocked.

        :raises UserError: when the right or the reason is missing
        """
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why the documents are rejected."))
        mine, left = documents._split_blocks(documents._get_reasons_to_decide(operation))
        missing = {document: reasons for document, reasons in left.items() if document not in mine}
        if missing:
            raise UserError(documents._get_release_refusal(missing))
        for document in documents:
            # sudo: whoever decides need not be able to write on the document
            document.sudo().message_post(
                body=self.env._("Rejected by %(user)s: %(reason)s", user=self.env.user.name, reason=reason)
            )
        self._decide(documents, operation, "rejected", reason.strip())

    def action_recheck(self):
        """Judge these documents anew; those that nothing blocks any more leave the list.

        :return: number of documents freed
        """
        self._check_open()
        self.check_access("read")
        return self._recheck()

    def _recheck(self):
        freed = self.browse()
        for (model, operation), documents in self._get_documents().items():
            entries = self.filtered(
                lambda entry, model=model, operation=operation: (entry.document_model, entry.operation) == (model, operation)
            )
            pending = documents.filtered(lambda document, operation=operation: document._is_block_pending(operation))
            blocks = pending._get_reasons_to_decide(operation, listed=True) if pending else {}
            blocked = {document.id: reasons for document, reasons in blocks.items() if reasons}
            # sudo: entries are written by the server alone
            self.sudo()._record(
                [document.sudo()._blocked_values(operation, reasons) for document, reasons in blocks.items() if reasons]
            )
            freed |= entries.filtered(lambda entry, blocked=blocked: entry.document_id not in blocked)
        freed.sudo()._close("freed")
        return len(freed)

    def action_open_document(self):
        """Return the blocked document's form."""
        ensure_one_record(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": self.document_model,
            "res_id": self.document_id,
            "views": [(False, "form")],
        }

    def action_open_release_wizard(self):
        """Return the dialog that decides about these entries."""
        self._check_open()
        return self.env["kontor.release.wizard"]._open_entries(self)

    # -- the daily recheck ----------------------------------------------------------------------------------------

    @api.model
    def _cron_recheck(self):
        """Judge the open entries anew, and find the deliveries and invoices that are blocked by now.

        Each batch is committed; killed at any point, the next run starts again and makes nothing twice.
        """
        todo = [
            (self, self.search([("state", "=", "open")], order="id").ids),
            *((self.env[model], ids) for model, ids in self._get_recheck_candidates().items()),
        ]
        remaining = sum(len(ids) for _records, ids in todo)
        self.env["ir.cron"]._commit_progress(remaining=remaining)
        for records, ids in todo:
            for start in range(0, len(ids), RECHECK_BATCH):
                batch = records.browse(ids[start : start + RECHECK_BATCH]).exists()
                if records._name == self._name:
                    batch.filtered(lambda entry: entry.state == "open")._recheck()
                else:
                    for operation, documents in batch.grouped(lambda doc: doc._get_pending_operation()).items():
                        if operation:
                            documents._record_blocked(operation, again=False)
                self.env["ir.cron"]._commit_progress(len(ids[start : start + RECHECK_BATCH]))

    @api.model
    def _get_recheck_candidates(self):
        """Return the documents that wait for their next step, ``{model name: ids}``."""
        return {
            "stock.picking": self.env["stock.picking"]
            .search(
                [("picking_type_code", "=", "outgoing"), ("state", "in", ("confirmed", "waiting", "assigned"))],
                order="id",
            )
            .ids,
            "account.move": self.env["account.move"]
            .search([("move_type", "=", "out_invoice"), ("state", "=", "draft")], order="id")
            .ids,
        }
