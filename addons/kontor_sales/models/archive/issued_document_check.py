import hashlib
import time

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ...tools.records import check_ids

#: Documents whose files are read before what was found is written.
BATCH = 500
#: Seconds that one click works; a server gives up a request after two minutes.
SECONDS = 60
#: Documents that the answer names.
NAMED = 20


class IssuedDocument(models.Model):
    """Comparing every kept file with the hash that it was kept with."""

    _inherit = "kontor.issued.document"

    @api.model
    def _hash_of(self, content):
        """Return the SHA-256 of a file.

        :param bytes content:
        :return: str, in hexadecimal digits
        """
        return hashlib.sha256(content).hexdigest()

    def action_check_hashes(self):
        """Read the files of these documents and compare them with their hashes; without a selection, of all.

        Those that were never checked, or longest ago, come first. It works for about a minute; what is left is said, and
        the next call goes on there.

        :return: a notification that names what doesn't match
        """
        check_ids(self)
        self.check_access("read")
        query = self._search([("id", "in", self.ids)] if self else [])
        self.env.cr.execute(
            SQL(
                "SELECT id FROM kontor_issued_document WHERE id IN %s ORDER BY checked_at NULLS FIRST, id",
                query.subselect(),
            )
        )
        ids = [row[0] for row in self.env.cr.fetchall()]
        started, checked, damaged = time.monotonic(), 0, []
        for batch in split_every(BATCH, ids):
            damaged += self._check_batch(list(batch))
            checked += len(batch)
            if time.monotonic() - started > SECONDS:
                break
        self.invalidate_model(["checked_at", "check_state"])
        return self._check_answer(checked, len(ids) - checked, self.browse(damaged))

    def _check_batch(self, ids):
        """Check the files of documents, and note the result with one statement.

        :param list ids: of issued documents
        :return: ids of those whose files are missing or changed
        """
        self.env.cr.execute(
            SQL(
                """
                SELECT d.id, f.sha256, a.store_fname, a.db_datas
                  FROM kontor_issued_document d
                 CROSS JOIN LATERAL (VALUES (d.pdf_attachment_id, d.pdf_sha256), (d.xml_attachment_id, d.xml_sha256))
                    AS f (attachment_id, sha256)
                  LEFT JOIN ir_attachment a ON a.id = f.attachment_id
                 WHERE d.id = ANY(%s) AND f.sha256 IS NOT NULL
                """,
                ids,
            )
        )
        states = dict.fromkeys(ids, "ok")
        for document_id, sha256, path, data in self.env.cr.fetchall():
            # sudo: the server reads the files, to tell no more than whether they are as they were
            content = self.env["ir.attachment"].sudo()._file_read(path) if path else bytes(data or b"")
            if not content:
                states[document_id] = "missing"
            elif self._hash_of(content) != sha256 and states[document_id] == "ok":
                states[document_id] = "changed"
        self.env.cr.execute_values(
            "UPDATE kontor_issued_document d SET check_state = v.state, checked_at = v.checked_at::timestamp"
            " FROM (VALUES %s) AS v (id, state, checked_at) WHERE d.id = v.id",
            [(document_id, state, fields.Datetime.now()) for document_id, state in states.items()],
            page_size=len(states),
        )
        return [document_id for document_id, state in states.items() if state != "ok"]

    @api.model
    def _check_answer(self, checked, left, damaged):
        """Return the notification about a check.

        :param int checked: how many documents were checked
        :param int left: how many there was no time for
        :param damaged: those whose files aren't as they were sent
        """
        texts = [self.env._("%s documents checked.", checked)]
        if damaged:
            names = ", ".join(damaged[:NAMED].mapped("display_name")) + (" …" if len(damaged) > NAMED else "")
            texts.append(
                self.env._(
                    "The files of %(count)s are not as they were sent: %(names)s. Restore them from a backup.",
                    count=len(damaged),
                    names=names,
                )
            )
        else:
            texts.append(self.env._("All files are as they were sent."))
        if left:
            texts.append(self.env._("%s are left; check once more to go on.", left))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if damaged else "success",
                "title": self.env._("Check Hashes"),
                "message": " ".join(texts),
                "sticky": bool(damaged or left),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
