from odoo import api, models
from odoo.tools import SQL, split_every

#: Files that are read before their hashes are written.
BATCH = 500

#: What had been kept before there was an archive, by kind of document: rows that refer to the files that are there.
INVOICES = """
    SELECT 'account.move' AS res_model, m.id AS res_id,
           CASE WHEN m.move_type <> 'out_refund' THEN 'invoice'
                WHEN m.is_cancellation_invoice THEN 'cancellation'
                ELSE 'credit_note' END AS kind,
           m.name AS number, 1 AS version, m.partner_id, m.company_id, a.create_date AS issued_at, a.create_uid AS user_id,
           'unknown' AS channel, a.id AS pdf_attachment_id, a.name AS pdf_filename,
           x.id AS xml_attachment_id, x.name AS xml_filename
      FROM ir_attachment a
      JOIN account_move m ON m.id = a.res_id
      LEFT JOIN ir_attachment x
        ON x.res_model = 'account.move' AND x.res_id = m.id AND x.res_field = 'ubl_cii_xml_file'
     WHERE a.res_model = 'account.move' AND a.res_field = 'invoice_pdf_report_file'
       AND m.state = 'posted' AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
"""
QUOTATIONS = """
    SELECT 'sale.order' AS res_model, v.order_id AS res_id, 'quotation' AS kind,
           v.quotation_number AS number, v.number AS version, v.partner_id, v.company_id, v.issued_on AS issued_at,
           v.user_id, 'issue' AS channel, a.id AS pdf_attachment_id, a.name AS pdf_filename,
           NULL::int AS xml_attachment_id, NULL AS xml_filename
      FROM ir_attachment a
      JOIN sale_order_version v ON v.id = a.res_id
     WHERE a.res_model = 'sale.order.version' AND a.res_field IS NULL AND v.quotation_number IS NOT NULL
"""


class IssuedDocument(models.Model):
    """Taking over what had been kept before there was an archive."""

    _inherit = "kontor.issued.document"

    @api.model
    def _take_over(self):
        """List what was kept already: PDFs of sent invoices, of versions of quotations, and of what other addons keep.

        Files stay where they are. What is listed already is left out, so it can be called again.

        :return: how many documents were taken over
        """
        taken = sum(self._take_over_query(SQL(query)) for query in self._kept_before())
        self._fill_hashes()
        self.invalidate_model()
        return taken

    @api.model
    def _kept_before(self):
        """Return the queries that find what was kept already; other addons add theirs.

        :return: list of SQL texts with the columns of ``INVOICES``
        """
        return [INVOICES, QUOTATIONS]

    @api.model
    def _take_over_query(self, query):
        """Write a row for each document that a query finds, with one statement; see ``_kept_before``."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO kontor_issued_document (
                       res_model, res_id, kind, number, version, edition, partner_id, partner_name, company_id, issued_at,
                       user_id, channel, recipient, pdf_attachment_id, pdf_filename, xml_attachment_id, xml_filename,
                       create_uid, create_date, write_uid, write_date)
                SELECT k.res_model, k.res_id, k.kind, k.number, k.version, 'document', k.partner_id, p.complete_name,
                       k.company_id, k.issued_at, k.user_id, k.channel, p.complete_name, k.pdf_attachment_id,
                       k.pdf_filename, k.xml_attachment_id, k.xml_filename,
                       %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM (%(query)s) k
                  LEFT JOIN res_partner p ON p.id = k.partner_id
                 ORDER BY k.issued_at, k.pdf_attachment_id
                    ON CONFLICT DO NOTHING
                """,
                uid=self.env.uid,
                query=query,
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _fill_hashes(self):
        """Give the rows that were taken over the hashes of their files as they are; missing files have none."""
        self.env.cr.execute("SELECT id FROM kontor_issued_document WHERE pdf_sha256 IS NULL ORDER BY id")
        for ids in split_every(BATCH, [row[0] for row in self.env.cr.fetchall()]):
            self.env.cr.execute(
                SQL(
                    """
                    SELECT d.id, f.store_fname, f.db_datas, x.store_fname, x.db_datas
                      FROM kontor_issued_document d
                      JOIN ir_attachment f ON f.id = d.pdf_attachment_id
                      LEFT JOIN ir_attachment x ON x.id = d.xml_attachment_id
                     WHERE d.id = ANY(%s)
                    """,
                    list(ids),
                )
            )
            rows = [
                (row_id, self._hash_of_file(*pdf), self._hash_of_file(*xml))
                for row_id, *files in self.env.cr.fetchall()
                for pdf, xml in [(files[:2], files[2:])]
            ]
            if rows:
                self.env.cr.execute_values(
                    "UPDATE kontor_issued_document d SET pdf_sha256 = v.pdf, xml_sha256 = v.xml"
                    " FROM (VALUES %s) AS v (id, pdf, xml) WHERE d.id = v.id",
                    rows,
                    page_size=len(rows),
                )

    @api.model
    def _hash_of_file(self, path, data):
        """Return the hash of a file of the file store or of the database; None where there is none."""
        # sudo: the server reads the files, for their hashes only
        content = self.env["ir.attachment"].sudo()._file_read(path) if path else bytes(data or b"")
        return self._hash_of(content) if content else None
