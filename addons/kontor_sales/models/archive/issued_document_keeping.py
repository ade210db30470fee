from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.issuing import UNSENT, issuing_channel, issuing_recipient

#: How a PDF begins; a test without wkhtmltopdf has HTML in its place.
PDF_MARK = b"%PDF"


class IssuedDocument(models.Model):
    """Keeping what leaves the house, and giving it out again."""

    _inherit = "kontor.issued.document"

    @api.model
    def _latest_issued(self, documents, kinds):
        """Return what was issued last of each document, as superuser reads it.

        :param documents: records of one model
        :param dict kinds: ``{id: kind}``
        :return: ``{id: kontor.issued.document}``; of a version that was printed and then sent, the file with the e-invoice:
            its pages are those that were printed, and the customer has it before him
        """
        self.env.cr.execute(
            SQL(
                """
                SELECT DISTINCT ON (res_id, kind) id, res_id, kind
                  FROM kontor_issued_document
                 WHERE res_model = %s AND res_id = ANY(%s)
                 ORDER BY res_id, kind, version DESC, id DESC
                """,
                documents._name,
                list(kinds),
            )
        )
        found = {res_id: row_id for row_id, res_id, kind in self.env.cr.fetchall() if kinds[res_id] == kind}
        # sudo: the server compares and gives out; who may print has been checked
        rows = self.sudo().browse(found.values())
        rows.fetch(["version", "fingerprint", "pdf_attachment_id", "kind", "number"])
        return {res_id: rows.browse(row_id) for res_id, row_id in found.items()}

    @api.model
    def _issued_files(self, documents, kinds):
        """Return the files of those documents that stand as they were issued.

        :param documents: records of one model, as superuser
        :param dict kinds: ``{id: kind}``
        :return: ``{id: ir.attachment}``
        :raises UserError: when a file is missing: another one in its place would not be what was issued
        """
        files = {}
        latest = self._latest_issued(documents, kinds)
        for document in documents.filtered(lambda document: document.id in latest):
            row = latest[document.id]
            if document._version_after(row.kind, row) != row.version:
                continue
            files[document.id] = row.pdf_attachment_id
        # sudo: as above
        self.env["ir.attachment"].sudo().union(*files.values()).fetch(["store_fname", "db_datas", "mimetype", "name"])
        for res_id, attachment in files.items():
            if not attachment.raw:
                raise UserError(
                    self.env._(
                        "%s was issued, but its file is missing in the file store. Restore it from a backup: a new PDF would"
                        " not be what was issued.",
                        latest[res_id].display_name,
                    )
                )
        return files

    @api.model
    def _is_keeping(self):
        """Tell whether what is rendered now leaves the house."""
        return issuing_channel(self.env.user) != UNSENT

    @api.model
    def _keep_issued(self, issues):
        """Keep documents that are leaving the house, each once.

        :param list issues: dicts: ``document`` (one record, as superuser), ``kind``; ``pdf`` (bytes) or ``attachment``
            (that is kept already); optionally ``xml`` (``ir.attachment``) and ``edition``
        :return: the new ``kontor.issued.document`` records; somebody else's are left out
        """
        issues = [issue for issue in issues if issue.get("attachment") or issue["pdf"].startswith(PDF_MARK)]
        if not issues:
            return self.browse()
        latest = {}
        for kind in {issue["kind"] for issue in issues}:
            documents = [issue["document"] for issue in issues if issue["kind"] == kind]
            found = self._latest_issued(documents[0], {document.id: kind for document in documents})
            latest.update({(kind, res_id): row for res_id, row in found.items()})
        for issue in issues:
            issue["values"] = self._issue_values(issue, latest.get((issue["kind"], issue["document"].id)))
        new = self._insert_rows([issue["values"] for issue in issues])
        kept = [(issue, new[key]) for issue in issues if (key := self._issue_key(issue["values"])) in new]
        self._store_files(kept)
        return self.browse([row_id for _issue, row_id in kept])

    @api.model
    def _issue_key(self, values):
        return tuple(values[name] for name in ("res_model", "res_id", "kind", "version", "edition"))

    @api.model
    def _issue_values(self, issue, latest):
        """Return the values of a new row; see ``_keep_issued``.

        :param latest: what was issued last of this document, or None
        """
        document, kind = issue["document"], issue["kind"]
        partner = document._issued_partner()
        name = partner.display_name or ""
        content = issue["pdf"] if issue.get("pdf") else issue["attachment"].raw
        version = document._version_after(kind, latest)
        number = document._issued_number(kind)
        title = document._issued_title(kind)
        xml = issue.get("xml")
        return {
            "res_model": document._name,
            "res_id": document.id,
            "kind": kind,
            "number": number,
            "title": title or None,
            "version": version,
            "edition": issue.get("edition", "document"),
            "partner_id": partner.id or None,
            "partner_name": name,
            "company_id": document.company_id.id,
            "issued_at": issue.get("issued_at") or fields.Datetime.now(),
            "user_id": self.env.uid,
            "channel": issuing_channel(self.env.user),
            "recipient": issuing_recipient(document) or name,
            "pdf_filename": self._issued_filename(document, kind, number, version, title),
            "pdf_sha256": self._hash_of(content),
            "xml_filename": xml.name if xml else None,
            "xml_sha256": self._hash_of(xml.raw) if xml else None,
            "fingerprint": document._issued_fingerprint(kind) or None,
        }

    @api.model
    def _issued_filename(self, document, kind, number, version, title):
        """Return the name of the file, in the language of the paper."""
        row = self.with_context(lang=document._issued_partner().lang or self.env.lang).new(
            {"kind": kind, "number": number, "version": version, "title": title}
        )
        return f"{row.display_name}.pdf".replace("/", "-")

    @api.model
    def _insert_rows(self, values_list):
        """Write rows with one statement.

        Of two who issue the same version at the same moment, the second finds the first's row: in its snapshot, which
        leaves it out here, or not yet, and then the database lets the request begin again.

        :param list values_list: values of rows, all with the same names
        :return: ``{key: id}`` of those that are new; see ``_issue_key``
        """
        names = list(values_list[0])
        rows = self.env.cr.execute_values(
            # the names are this file's own; the values are passed beside
            f"INSERT INTO kontor_issued_document ({', '.join(names)}, create_uid, create_date, write_uid, write_date)"  # pylint: disable=sql-injection
            " VALUES %s ON CONFLICT DO NOTHING RETURNING res_model, res_id, kind, version, edition, id",
            [
                (*values.values(), self.env.uid, values["issued_at"], self.env.uid, values["issued_at"])
                for values in values_list
            ],
            page_size=len(values_list),
            fetch=True,
        )
        return {tuple(row[:-1]): row[-1] for row in rows}

    def _store_files(self, kept):
        """Keep the files of new rows.

        :param list kept: ``(issue, id of the row)`` pairs
        """
        links, vals_list, rows = [], [], []
        for issue, row_id in kept:
            xml_id = issue["xml"].id if issue.get("xml") else None
            attachment, owner = issue.get("attachment"), {}
            if not attachment:
                attachment, owner = issue["document"]._issued_file(issue["kind"])
            if attachment:
                links.append((row_id, attachment.id, xml_id))
                continue
            rows.append((row_id, xml_id))
            vals_list.append(
                {
                    "name": issue["values"]["pdf_filename"],
                    "res_model": self._name,
                    "res_id": row_id,
                    "type": "binary",
                    "mimetype": "application/pdf",
                    "raw": issue["pdf"],
                    **owner,
                }
            )
        # sudo: the server keeps the files, whoever prints
        attachments = self.env["ir.attachment"].sudo().create(vals_list)
        links += [(row_id, attachment.id, xml_id) for (row_id, xml_id), attachment in zip(rows, attachments)]
        if links:
            self.env.cr.execute_values(
                "UPDATE kontor_issued_document d SET pdf_attachment_id = v.pdf_id, xml_attachment_id = v.xml_id::int"
                " FROM (VALUES %s) AS v (id, pdf_id, xml_id) WHERE d.id = v.id",
                links,
                page_size=len(links),
            )
        self.invalidate_model()
