import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError


class IssuedMixin(models.AbstractModel):
    """A document that is kept when it leaves the house. The hooks say what of it is kept, and as what."""

    _name = "kontor.issued.mixin"
    _description = "Document That Is Kept When Issued"

    issued_count = fields.Integer(string="Issued", compute="_compute_issued_count")

    def _compute_issued_count(self):
        counts = dict(
            self.env["kontor.issued.document"]._read_group(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)], ["res_id"], ["__count"]
            )
        )
        for document in self:
            document.issued_count = counts.get(document.id, 0)

    # -- hooks ----------------------------------------------------------------------------------------------------------

    def _issued_kind(self, report):
        """Tell as what a report prints this document, if that is to be kept.

        :param report: the ``ir.actions.report``
        :return: a kind of ``kontor.issued.document``; False for a draft, and for papers that stay in the house
        """
        self.ensure_one()
        return False

    def _issued_number(self, kind):
        """Return the number that the paper carries.

        :param str kind: see ``_issued_kind``
        """
        self.ensure_one()
        return self.display_name

    def _issued_title(self, kind):
        """Return what the paper is called, with its number and version, in its own language.

        :param str kind: see ``_issued_kind``
        :return: str; False where kind, number and version say it
        """
        self.ensure_one()
        return False

    def _issued_partner(self):
        """Return the ``res.partner`` to whom the paper is addressed."""
        self.ensure_one()
        return self.partner_id

    def _issued_content(self, kind):
        """Return what this document itself says, without what customer and company are called today.

        :param str kind: see ``_issued_kind``
        :return: a dict that JSON takes; empty where nothing of it can change once it is issued
        """
        self.ensure_one()
        return {}

    def _issued_fixed_version(self, kind):
        """Return the version where the document counts them itself; False where the archive does.

        :param str kind: see ``_issued_kind``
        """
        self.ensure_one()
        return False

    def _issued_file(self, kind):
        """Return where the PDF is kept, for documents that keep it themselves.

        :param str kind: see ``_issued_kind``
        :return: ``(ir.attachment or empty, {'res_model', 'res_id', 'name'} or {})``: the one that is there, and whose a new
            one becomes
        """
        self.ensure_one()
        return self.env["ir.attachment"], {}

    # -- versions -------------------------------------------------------------------------------------------------------

    def _issued_fingerprint(self, kind):
        """Return the fingerprint of what this document says; False where it can't change any more."""
        content = self._issued_content(kind)
        if not content:
            return False
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()

    def _issued_version(self, kind):
        """Return the version of this document as it stands: that which was issued, or the next one.

        :param str kind: see ``_issued_kind``
        :return: int, from 1
        """
        self.ensure_one()
        # sudo: the paper says it for everybody who may print
        document = self.sudo()
        # sudo: as above
        latest = self.env["kontor.issued.document"].sudo()._latest_issued(document, {document.id: kind}).get(document.id)
        return document._version_after(kind, latest)

    def _printed_version_text(self):
        """Return what the paper says behind its number: of a document whose content may still change, from version 2 on.

        :return: str in the document's language, or False
        """
        self.ensure_one()
        kind = self.sudo()._issued_open_kind()  # sudo: as in _issued_version
        version = self._issued_version(kind) if kind else 1
        return self.env._("(version %s)", version) if version > 1 else False

    def _issued_open_kind(self):
        """Return as what this document is issued whose content may still change afterwards; False for others."""
        self.ensure_one()
        return False

    def _version_after(self, kind, latest):
        """Return the version of this document, given what was issued last.

        :param latest: the ``kontor.issued.document``, or None
        """
        fixed = self._issued_fixed_version(kind)
        if fixed or not latest:
            return fixed or 1
        changed = (latest.fingerprint or False) != self._issued_fingerprint(kind)
        return latest.version + 1 if changed else latest.version

    # -- screens --------------------------------------------------------------------------------------------------------

    def action_open_issued(self):
        """Open what was issued of these documents.

        :return: a window action
        """
        action = self.env["ir.actions.act_window"]._for_xml_id("kontor_sales.action_issued_document")
        action.pop("path", None)
        action["domain"] = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        return action

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        # sudo: the rule holds for those, too, who may not read what was issued
        issued = (
            self.env["kontor.issued.document"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_id", "in", self.ids)], limit=1)
        )
        if issued:
            raise UserError(
                self.env._("%s was issued; what was issued is kept, and so is its document.", issued.display_name)
            )
