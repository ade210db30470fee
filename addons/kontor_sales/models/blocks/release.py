from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.records import check_ids, ensure_one_record
from ...tools.server_work import RELEASE, allows, allows_creation, server_work
from .block_rule import OPERATIONS

DOCUMENT_MODELS = [
    ("sale.order", "Order"),
    ("stock.picking", "Delivery"),
    ("account.move", "Invoice"),
]


class Release(models.Model):
    """A kept decision: this document may go on despite this reason, up to this amount (Freigabe)."""

    _name = "kontor.release"
    _description = "Release"
    _order = "id desc"
    _rec_name = "document_name"

    document_model = fields.Selection(DOCUMENT_MODELS, string="Document Type", required=True, readonly=True)
    document_id = fields.Many2oneReference(string="Document ID", model_field="document_model", required=True, readonly=True)
    document_name = fields.Char(string="Document", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    operation = fields.Selection(OPERATIONS, required=True, readonly=True)
    reason_code = fields.Selection(
        selection=lambda self: self.env["kontor.block.rule"]._selection_reason_code(),
        string="Reason",
        required=True,
        readonly=True,
    )
    reason_text = fields.Text(string="Reason in Full", readonly=True)
    amount = fields.Monetary(string="Amount Covered", readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Released By", required=True, readonly=True)
    clerk_id = fields.Many2one(
        "res.users", readonly=True, index=True, help="Whose document it is; who sees only his own reads its releases."
    )
    justification = fields.Text(required=True, readonly=True)
    valid_until = fields.Date(readonly=True)
    used_on = fields.Datetime(readonly=True)
    revoked_on = fields.Datetime(readonly=True)
    revoked_by_id = fields.Many2one("res.users", readonly=True)
    group_xmlid = fields.Char(readonly=True)
    state = fields.Selection(
        [("active", "Active"), ("used", "Used"), ("expired", "Expired"), ("revoked", "Revoked")],
        compute="_compute_state",
        search="_search_state",
    )

    _document_idx = models.Index("(document_model, document_id)")

    @api.depends("used_on", "revoked_on", "valid_until")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for release in self:
            if release.revoked_on:
                release.state = "revoked"
            elif release.used_on:
                release.state = "used"
            elif release.valid_until and release.valid_until < today:
                release.state = "expired"
            else:
                release.state = "active"

    def _search_state(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        today = fields.Date.context_today(self)
        domains = {
            "revoked": Domain("revoked_on", "!=", False),
            "used": Domain("revoked_on", "=", False) & Domain("used_on", "!=", False),
            "expired": Domain("revoked_on", "=", False) & Domain("used_on", "=", False) & Domain("valid_until", "<", today),
            "active": Domain("revoked_on", "=", False)
            & Domain("used_on", "=", False)
            & (Domain("valid_until", "=", False) | Domain("valid_until", ">=", today)),
        }
        found = Domain.OR(domains[state] for state in value if state in domains)
        return ~found if operator == "not in" else found

    # -- nobody edits a release -----------------------------------------------------------------------------------

    def _refuse_by_hand(self, allowed):
        if not allowed:
            raise UserError(self.env._("Releases are kept as they were made; they can't be written or deleted by anyone."))

    def _server_work(self):
        """Return this model for the server's own writing of releases."""
        # sudo: nobody has the right to write releases; the methods here check who may do what before they do it
        return self.sudo()

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_by_hand(allows_creation(self, RELEASE))
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_by_hand(not self or allows(self, RELEASE))
        return super().write(vals)

    def unlink(self):
        # an addon that is uninstalled deletes what is left of its kinds of release: nothing
        self._refuse_by_hand(not self or allows(self, RELEASE))
        return super().unlink()

    # -- making and using them ------------------------------------------------------------------------------------

    @api.model
    def _parse_valid_until(self, value):
        """Return the last day of a release from what a caller sent; False for none.

        :raises UserError: when it isn't a date, or lies in the past
        """
        if not value:
            return False
        try:
            until = self._fields["valid_until"].to_date(value)
        except (ValueError, TypeError):
            raise UserError(self.env._("Valid until: “%s” is not a date (YYYY-MM-DD).", value))
        if until < fields.Date.context_today(self):
            raise UserError(self.env._("Valid until: %s is in the past.", until))
        return until

    @api.model
    def _make(self, blocks, operation, justification, valid_until):
        """Create the releases for these blocks, and note them in the documents' history.

        :param dict blocks: ``{document: [reason]}``; the caller has checked the user's rights
        """
        values = []
        for document, reasons in blocks.items():
            company = document.company_id or self.env.company
            # sudo: what it is worth, and whose it is, for somebody who may not read prices and orders
            amount = document.sudo()._get_block_amounts()[document]
            clerk = document.sudo()._get_block_clerk()
            for (code, group), reason in {(reason["code"], reason["group"]): reason for reason in reasons}.items():
                values.append(
                    {
                        "document_model": document._name,
                        "document_id": document.id,
                        "document_name": document.display_name,
                        "partner_id": document._get_block_partner().commercial_partner_id.id,
                        "company_id": company.id,
                        "operation": operation,
                        "reason_code": code,
                        "reason_text": reason["text"],
                        "amount": amount,
                        "currency_id": company.currency_id.id,
                        "user_id": self.env.uid,
                        "clerk_id": clerk.id,
                        "justification": justification,
                        "valid_until": valid_until,
                        "group_xmlid": group,
                        "used_on": document._went_through(operation) and fields.Datetime.now(),
                    }
                )
        with server_work(self, RELEASE, creates=True):
            releases = self._server_work().create(values)
        names = dict(self.env["kontor.block.rule"]._selection_reason_code())
        for document, reasons in blocks.items():
            # sudo: who may release need not be able to change the document
            document.sudo().message_post(
                body=self.env._(
                    "Released by %(user)s (%(reasons)s): %(justification)s",
                    user=self.env.user.name,
                    reasons=", ".join(names.get(reason["code"], reason["code"]) for reason in reasons),
                    justification=justification,
                )
            )
        return releases.sudo(self.env.su)

    def action_revoke(self):
        """Take releases back; what was done under them stays done.

        :return: True
        :raises UserError: when the user lacks the right with which they were made
        """
        check_ids(self).check_access("read")
        for release in self:
            if release.group_xmlid and not self.env.user.has_group(release.group_xmlid):
                raise UserError(
                    self.env._(
                        "%(document)s: only someone with the right “%(right)s” can revoke this release.",
                        document=release.document_name,
                        # sudo: the name of the missing right
                        right=self.env.ref(release.group_xmlid).sudo().name,
                    )
                )
        self.filtered(lambda release: release.state == "active")._note(
            {"revoked_on": fields.Datetime.now(), "revoked_by_id": self.env.uid}
        )
        return True

    def _note(self, values):
        if not self:
            return
        with server_work(self, RELEASE):
            self._server_work().write(values)
            self.flush_recordset()

    @api.model
    def _take_off(self, blocks, operation):
        """Take the reasons out of ``blocks`` that a release covers (one query for all documents).

        A release counts for its own document; one of an order also for the order's deliveries and invoices. It covers
        the document's value at the time it was made, and what the right covers with which it was made: a stronger block
        needs a release of its own.

        :param dict blocks: ``{document: [reason]}``, changed in place
        """
        keys = {}
        for document, reasons in blocks.items():
            for reason in reasons:
                for record in (document, reason.get("document")):
                    if record and record._origin.id:
                        keys.setdefault(record._name, set()).add(record._origin.id)
        releases = self._find(keys, operation)
        if not releases:
            return
        amounts = {}
        for document, reasons in blocks.items():
            blocks[document] = [
                reason
                for reason in reasons
                if not any(
                    self._covers(record, reason, releases, amounts)
                    for record in (document, reason.get("document"))
                    if record
                )
            ]

    @api.model
    def _find(self, keys, operation):
        """Return the releases that count for documents.

        :param dict keys: ``{model name: ids}``
        :return: ``{(model name, id, reason code, xmlid of the right): amount covered}``
        """
        if not keys:
            return {}
        today = fields.Date.context_today(self)
        domain = Domain.OR(
            Domain("document_model", "=", model) & Domain("document_id", "in", list(ids)) for model, ids in keys.items()
        ) & Domain(
            [
                ("operation", "=", operation),
                ("revoked_on", "=", False),
                "|",
                ("valid_until", "=", False),
                ("valid_until", ">=", today),
            ]
        )
        releases = {}
        # sudo: a release counts for everybody who works on the document
        for release in self.sudo().search_fetch(
            domain, ["document_model", "document_id", "reason_code", "group_xmlid", "amount", "used_on"]
        ):
            key = (release.document_model, release.document_id, release.reason_code, release.group_xmlid)
            releases[key] = max(releases.get(key, 0.0), release.amount)
        return releases

    @api.model
    def _covers(self, document, reason, releases, amounts):
        covered = releases.get((document._name, document._origin.id, reason["code"], reason["group"]))
        if covered is None:
            return False
        if document not in amounts:
            amounts[document] = document.sudo()._get_block_amounts()[document]
        currency = (document.company_id or self.env.company).currency_id
        return currency.compare_amounts(amounts[document], covered) <= 0

    @api.model
    def _mark_used(self, documents, operation):
        """Note that an operation was carried out under the documents' releases; nothing of it is left to decide."""
        worklist = self.env["kontor.blocked.document"]
        worklist._forget_refused(documents, operation)
        if not self._is_anything_kept(documents, operation):
            return  # hardly any document was ever blocked
        worklist._decide(documents, operation, "freed")
        # sudo: as in _find
        self.sudo().search(
            [
                ("document_model", "=", documents._name),
                ("document_id", "in", documents.ids),
                ("operation", "=", operation),
                ("used_on", "=", False),
                ("revoked_on", "=", False),
            ]
        ).filtered(lambda release: release.state == "active")._note({"used_on": fields.Datetime.now()})

    @api.model
    def _is_anything_kept(self, documents, operation):
        """Tell by one query whether there is an open entry on the work list, or a release, for any of these documents."""
        if not documents.ids:
            return False
        self.flush_model(["document_model", "document_id", "operation", "used_on", "revoked_on"])
        self.env["kontor.blocked.document"].flush_model(["document_model", "document_id", "operation", "state"])
        about = SQL(
            "document_model = %s AND document_id IN %s AND operation = %s", documents._name, tuple(documents.ids), operation
        )
        self.env.cr.execute(
            SQL(
                """
                SELECT EXISTS (SELECT FROM kontor_release WHERE %(about)s AND used_on IS NULL AND revoked_on IS NULL)
                    OR EXISTS (SELECT FROM kontor_blocked_document WHERE %(about)s AND state = 'open')
                """,
                about=about,
            )
        )
        return self.env.cr.fetchone()[0]

    @api.model
    def _follow_clerks(self, documents):
        """Give the releases and the entries of the work list of these documents the clerks that they have now.

        :param documents: records of one model
        """
        # sudo: which clerk a document has, for whoever has changed it; nobody writes these records by hand
        clerks = {document.id: document._get_block_clerk().id for document in documents.sudo()}
        about = [("document_model", "=", documents._name), ("document_id", "in", documents.ids)]
        releases = self.sudo().search(about)  # sudo: as above
        for clerk, own in releases.grouped(lambda release: clerks[release.document_id]).items():
            own.filtered(lambda release, clerk=clerk: release.clerk_id.id != clerk)._note({"clerk_id": clerk})
        entries = self.env["kontor.blocked.document"].sudo().search(about)  # sudo: as above
        for clerk, own in entries.grouped(lambda entry: clerks[entry.document_id]).items():
            own.filtered(lambda entry, clerk=clerk: entry.user_id.id != clerk).user_id = clerk

    @api.model
    def _assign_clerks(self, documents):
        """Give all releases and entries about documents of a model their clerks; the updates of the addons call it.

        :param documents: an empty recordset of the model
        """
        ids = set()
        for model in ("kontor.release", "kontor.blocked.document"):
            # sudo: as in _follow_clerks
            rows = self.env[model].sudo()._read_group([("document_model", "=", documents._name)], ["document_id"])
            ids.update(document_id for (document_id,) in rows)
        self._follow_clerks(documents.browse(sorted(ids)).exists())

    def action_open_document(self):
        """Return the released document's form."""
        ensure_one_record(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": self.document_model,
            "res_id": self.document_id,
            "views": [(False, "form")],
        }
