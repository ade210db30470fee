import io
import logging
import tempfile
import zipfile
import zlib
from datetime import datetime, time, timedelta

import pytz
from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.audit_index import DTD, DTD_NAME, index_xml
from ...tools.conflicts import is_conflict

_logger = logging.getLogger(__name__)

#: How many selected records one part of a table is made of.
PART = 2_000
#: How many bytes of issued documents go into one file, roughly: it is put together in memory.
VOLUME = 50_000_000
#: The row that stands for the files of the issued documents.
FILES = "dateien"
#: Below every id: payments without an entry are negative.
BEFORE_ALL = -(2**31)


class AuditExport(models.Model):
    """The work on an export: what belongs to it, its parts, and the file they become."""

    _inherit = "kontor.audit.export"

    # -- what belongs to it ---------------------------------------------------------------------------------------

    def _get_parameters(self):
        """Return the parameters of all SQL that is declared; see ``tools/audit_table.py``."""
        zone = pytz.timezone(self.company_id.partner_id.tz or self.env.user.tz or "Europe/Berlin")

        def moment(day):
            return zone.localize(datetime.combine(day, time.min)).astimezone(pytz.utc).replace(tzinfo=None)

        return {
            "export": self.id,
            "company": self.company_id.id,
            "zone": zone.zone,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "start": moment(self.date_from),
            "end": moment(self.date_to + timedelta(days=1)),
        }

    def _prepare(self):
        """Write down which records belong to this export, and how many rows each table will have."""
        self.ensure_one()
        self.env.flush_all()
        self.table_ids.unlink()
        parameters = self._get_parameters()
        self.env.cr.execute("DELETE FROM kontor_audit_selection WHERE export_id = %s", [self.id])
        for selection in sorted(self._selections(), key=lambda selection: selection.stage):
            self.env.cr.execute(
                f"""
                INSERT INTO kontor_audit_selection (export_id, kind, res_id)
                SELECT DISTINCT %(export)s, '{selection.kind}', chosen.id FROM ({selection.query}) chosen (id)
                 WHERE chosen.id IS NOT NULL
                    ON CONFLICT DO NOTHING
                """,  # pylint: disable=sql-injection  # the kinds are declared in the code
                parameters,
            )
        self.env.cr.execute("ANALYZE kontor_audit_selection")
        counts = [(table.code, table.title, self._count(table, parameters)) for table in self._tables()]
        if self.with_files:
            counts.append((FILES, "Dateien der ausgegangenen Belege", self._count_selected("kontor.issued.document")))
        self.env["kontor.audit.export.table"].create(
            [
                {
                    "export_id": self.id,
                    "sequence": number,
                    "code": code,
                    "title": title,
                    "row_count": count,
                    "last_id": BEFORE_ALL,
                }
                for number, (code, title, count) in enumerate(counts)
            ]
        )
        self.write({"state": "counted", "message": False})

    def _count(self, table, parameters):
        ids = "ARRAY(SELECT res_id FROM kontor_audit_selection WHERE export_id = %(export)s AND kind = %(kind)s)"
        self.env.cr.execute(table.count_query(ids), {**parameters, "kind": table.selection})
        return self.env.cr.fetchone()[0]

    def _count_selected(self, kind):
        return self.env["kontor.audit.selection"].search_count([("export_id", "=", self.id), ("kind", "=", kind)])

    # -- its parts ------------------------------------------------------------------------------------------------

    def _export_part(self):
        """Write the next part; the last one is the file itself.

        :return: False when nothing is left to do
        """
        self.ensure_one()
        row = self.table_ids.filtered(lambda table: not table.is_done)[:1]
        if not row:
            self._finish()
        elif row.code == FILES:
            self._write_volume(row)
        elif table := self._get_declared().get(row.code):
            self._write_part(row, table)
        else:  # of an addon that was removed meanwhile nothing is left to tell
            row.is_done = True
        return bool(row)

    def _get_declared(self):
        """Return the tables by the names of their files."""
        return {table.code: table for table in self._tables()}

    def _write_part(self, row, table):
        ids = self._next_ids(table.selection, row.last_id, PART)
        if not ids:
            row.is_done = True
            return
        self.env.cr.execute(table.rows_query("%(ids)s"), {**self._get_parameters(), "ids": ids})
        content, count = io.BytesIO(), 0
        packer = zlib.compressobj(6)
        while rows := self.env.cr.fetchmany(5_000):
            content.write(packer.compress(table.lines(rows).encode()))
            count += len(rows)
        content.write(packer.flush())
        self.env["ir.attachment"].create(
            {
                "name": f"{row.code}-{row.part_count}",
                "res_model": row._name,
                "res_id": row.id,
                "raw": content.getvalue(),
            }
        )
        row.write({"last_id": ids[-1], "done_count": row.done_count + count, "part_count": row.part_count + 1})

    def _next_ids(self, kind, after, limit):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT res_id FROM kontor_audit_selection
                 WHERE export_id = %s AND kind = %s AND res_id > %s ORDER BY res_id LIMIT %s
                """,
                self.id,
                kind,
                after,
                limit,
            )
        )
        return [row[0] for row in rows]

    # -- the files ------------------------------------------------------------------------------------------------

    def _write_volume(self, row):
        """Put the next issued documents into a file of their own.

        :param row: the row of the export that stands for the files
        """
        documents = self.env["kontor.issued.document"]
        ids = self._next_ids(documents._name, row.last_id, PART)
        if not ids:
            row.is_done = True
            return
        content, size, done = io.BytesIO(), 0, []
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as volume:
            for document_id in ids:
                for name, attachment in documents.browse(document_id)._get_audit_files():
                    data = attachment.raw or b""
                    volume.writestr(name, data)
                    size += len(data)
                    attachment.invalidate_recordset()
                done.append(document_id)
                if size > VOLUME:
                    break
        self._keep(f"{self._file_name()}-{FILES}-{row.part_count + 1:03}.zip", content.getvalue())
        row.write({"last_id": done[-1], "done_count": row.done_count + len(done), "part_count": row.part_count + 1})

    # -- the end --------------------------------------------------------------------------------------------------

    def _file_name(self):
        return f"GoBD-{self.date_from:%Y%m%d}-{self.date_to:%Y%m%d}-{self.id}"

    def _keep(self, name, content):
        self.env["ir.attachment"].create(
            {"name": name, "res_model": self._name, "res_id": self.id, "raw": content, "mimetype": "application/zip"}
        )

    def _finish(self):
        """Put the parts together, and remove what was only needed for them."""
        attachments = self.env["ir.attachment"]
        tables = self._get_declared()
        written = self.table_ids.filtered(lambda row: row.code in tables)
        with tempfile.TemporaryFile() as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
                package.writestr(DTD_NAME, DTD)
                package.writestr("index.xml", self._make_index([tables[row.code] for row in written]))
                for row in written:
                    parts = attachments.search([("res_model", "=", row._name), ("res_id", "=", row.id)], order="id")
                    with package.open(f"{row.code}.csv", "w", force_zip64=True) as target:
                        target.write(tables[row.code].head().encode())
                        for part in parts:
                            target.write(zlib.decompress(part.raw))
                            part.invalidate_recordset()
            file.seek(0)
            self._keep(f"{self._file_name()}.zip", file.read())
        attachments.search([("res_model", "=", written._name), ("res_id", "in", self.table_ids.ids)]).unlink()
        self.env.cr.execute("DELETE FROM kontor_audit_selection WHERE export_id = %s", [self.id])
        self.write({"state": "done", "finished_at": fields.Datetime.now()})

    def _make_index(self, tables):
        company = self.company_id
        address = company.partner_id._display_address(without_company=True)
        comment = (
            f"Zeitraum {self.date_from:%d.%m.%Y} bis {self.date_to:%d.%m.%Y}, erstellt am "
            f"{fields.Datetime.context_timestamp(self, fields.Datetime.now()):%d.%m.%Y %H:%M} von {self.user_id.name}. "
            "Beträge ohne Währung in der Währung des Unternehmens. Ein Text, der mit = + - @ beginnt, trägt ein "
            "Hochkomma davor, damit ihn keine Tabellenkalkulation ausführt. Zeilenumbrüche in Texten sind LF."
        )
        location = ", ".join(filter(None, (line.strip() for line in address.split("\n"))))
        return index_xml(tables, company.name, location, comment, self._file_name())

    # -- the job --------------------------------------------------------------------------------------------------

    @api.model
    def _cron_export(self):
        """Go on with the exports that were begun, part by part."""
        cron = self.env["ir.cron"]
        exports = self.search([("state", "=", "running")], order="id")
        cron._commit_progress(remaining=len(exports))
        for export in exports:
            while export.try_lock_for_update() and export.state == "running":
                left = export._export_part_or_fail()
                if not cron._commit_progress(0 if left else 1):
                    return

    def _export_part_or_fail(self):
        """Write the next part; what stands against it is kept for the one who exports.

        :return: False when nothing is left to do
        """
        try:
            with self.env.cr.savepoint():
                return self._export_part()
        except Exception as error:  # whatever it is, the other exports go on
            if is_conflict(error):
                raise
            _logger.error("An export for a tax audit failed.", exc_info=error)
            self.env.invalidate_all()
            self.write({"state": "failed", "message": str(error)})
            return False
