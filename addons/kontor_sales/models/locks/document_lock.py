from odoo import api, fields, models, tools
from odoo.exceptions import UserError

from ...tools.declarations import by_key, check_declarations

DOCUMENTS = [
    ("quotation", "Quotation"),
    ("order", "Order"),
    ("delivery", "Delivery"),
    ("invoice", "Invoice"),
]

#: Where events stand that nobody declares any more.
LAST = 1000


class DocumentLock(models.Model):
    """After which event a document can't be changed any more (002-17): a settings table per company.

    A lock holds for everybody and on every way; only the server's own work, such as delivering, invoicing or cancelling
    by a change of status, goes on.
    """

    _name = "kontor.document.lock"
    _inherit = "kontor.cached.settings.mixin"
    _description = "Document Lock"
    _order = "company_id, document_sequence, event_sequence, id"

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    document = fields.Selection(DOCUMENTS, required=True, readonly=True)
    event = fields.Selection("_selection_event", required=True, readonly=True)
    document_sequence = fields.Integer(compute="_compute_sequences", store=True)
    event_sequence = fields.Integer(compute="_compute_sequences", store=True)
    is_active = fields.Boolean(string="Locked", help="The document can't be changed any more after this event.")

    _unique_lock = models.Constraint(
        "UNIQUE (company_id, document, event)", "There is a setting for this document and event already."
    )

    # -- what an addon extends ------------------------------------------------------------------------------------

    @api.model
    def _lock_events(self):
        """Return the events after which documents can be locked, a list of ``LockEvent``; each document adds its own.

        An issued quotation is always locked; no setting is needed for it. Table, order and names follow from this.
        """
        return []

    def _register_hook(self):
        """Check what is declared, and bring every company's table up to date after an update."""
        super()._register_hook()
        self._check_lock_events()
        if self.pool.updated_modules:
            # every company has a handful of locks
            self.search([])._compute_sequences()  # pylint: disable=no-search-all
            self._ensure_locks()

    @api.model
    def _check_lock_events(self):
        """Refuse events that lack something.

        :raises DeclarationError: naming document and event
        """
        events = self._lock_events()
        documents = self._fields["document"].get_values(self.env)
        check_declarations(
            "Lock events (kontor.document.lock._lock_events)", events, lambda own: own.problems(documents, events)
        )

    # -- what follows from it -------------------------------------------------------------------------------------

    @api.model
    def _selection_event(self):
        return list({event.code: event.name for event in self._lock_events()}.items())

    @api.model
    def _get_lock_of(self, record, document):
        """Return which setting locks a document: a pair of document and event, or False.

        :param record: as superuser, for the rule holds for those, too, who may not read everything that it looks at
        :param str document: its kind
        """
        events = self._get_events(record.company_id.id, document)
        declared = by_key(self._lock_events()) if events else {}
        for code in events:
            event = declared.get(f"{document}.{code}")
            if event and event.happened(record):
                return document, code
        return False

    @api.depends("document", "event")
    def _compute_sequences(self):
        documents = self._fields["document"].get_values(self.env)
        events = by_key(self._lock_events())
        for lock in self:
            event = events.get(f"{lock.document}.{lock.event}")
            lock.document_sequence = documents.index(lock.document) if lock.document in documents else len(documents)
            lock.event_sequence = event.sequence if event else LAST

    @api.depends("document", "event")
    @api.depends_context("lang")
    def _compute_display_name(self):
        documents = dict(self._fields["document"]._description_selection(self.env))
        events = dict(self._fields["event"]._description_selection(self.env))
        for lock in self:
            lock.display_name = f"{documents.get(lock.document, '')} {events.get(lock.event, '')}"

    @api.model
    @tools.ormcache("company_id", "document")
    def _get_events(self, company_id, document):
        """Return the events after which a kind of document is locked in a company, as a tuple of codes."""
        # sudo: the locks hold for everybody, whoever may read the settings
        locks = self.sudo().search([("company_id", "=", company_id), ("document", "=", document), ("is_active", "=", True)])
        return tuple(locks.mapped("event"))

    @api.model
    @tools.ormcache("documents")
    def _is_used(self, *documents):
        """Tell whether any company locks one of these kinds of documents; otherwise none has to be looked at."""
        # sudo: as above
        return bool(self.sudo().search_count([("document", "in", documents), ("is_active", "=", True)], limit=1))

    @api.model
    def _ensure_locks(self):
        """Create the missing rows of all companies, switched off, so that the settings show a whole table."""
        existing = {(lock.company_id.id, lock.document, lock.event) for lock in self.search([])}
        self.create(
            [
                {"company_id": company.id, "document": event.document, "event": event.code}
                for company in self.env["res.company"].search([])  # pylint: disable=no-search-all
                for event in self._lock_events()
                if (company.id, event.document, event.code) not in existing
            ]
        )

    @api.model
    def _refuse(self, record, document, event):
        """Refuse a change of a locked document: what locks it, and who can change the setting.

        :raises UserError: always
        """
        # sudo: whom to ask, for somebody who may not read settings, groups and users
        group = self.env.ref("sales_team.group_sale_manager").sudo()
        lock = self.sudo().search(
            [("company_id", "=", record.company_id.id), ("document", "=", document), ("event", "=", event)], limit=1
        )
        users = group.all_user_ids.filtered(lambda user: not user.share and user.active).mapped("name")
        raise UserError(
            self.env._(
                "%(document)s can't be changed any more; a document lock is set: “%(lock)s”. The locks are set under"
                " Sales › Configuration › Document Locks with the right “%(right)s”: %(users)s.",
                document=record.display_name,
                lock=lock.display_name,
                right=group.full_name,
                users=", ".join(users[:3]) + (" …" if len(users) > 3 else ""),
            )
        )

    def write(self, vals):
        if vals.keys() & {"company_id", "document", "event"} and not self.env.su:
            raise UserError(self.env._("Of a document lock only “Locked” can be changed."))
        return super().write(vals)


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        # sudo: the settings of a new company are made with it
        self.env["kontor.document.lock"].sudo()._ensure_locks()
        return companies
