"""Whom and what the documents name, what was issued, and who changed what, in the export for a tax audit."""

import re

from odoo import api, models

from ...tools.audit_table import (
    AuditSelection,
    AuditTable,
    date,
    from_html,
    german,
    moment,
    money,
    number,
    text,
    user_name,
)

#: The kinds of selected records that are models with a chatter say so by their name; contacts and articles are left out:
#: their history is no document's.
CHATTER = """
    SELECT {what}.id FROM kontor_audit_selection s JOIN mail_message m ON m.model = s.kind AND m.res_id = s.res_id {join}
     WHERE s.export_id = %(export)s AND s.kind NOT IN ('res.partner', 'product.product')
"""
#: What a changed field was, as a text: Odoo keeps each kind of field in a column of its own.
VALUE = """
    CASE COALESCE(f.ttype, t.field_info->>'type')
         WHEN 'boolean' THEN CASE WHEN t.{0}_value_integer = 1 THEN 'ja' ELSE 'nein' END
         WHEN 'integer' THEN t.{0}_value_integer::text
         WHEN 'float' THEN replace(t.{0}_value_float::text, '.', ',')
         WHEN 'monetary' THEN replace(t.{0}_value_float::text, '.', ',')
         WHEN 'date' THEN to_char(t.{0}_value_datetime, 'DD.MM.YYYY')
         WHEN 'datetime' THEN to_char(t.{0}_value_datetime AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s, 'DD.MM.YYYY HH24:MI:SS')
         ELSE COALESCE(t.{0}_value_char, t.{0}_value_text) END
"""
#: A file's name in the export, from that in the archive: what every system can unpack.
UNUSUAL = r"[^A-Za-z0-9._-]"


def _file_column(name, field):
    path = f"'dateien/' || d.id || '-' || regexp_replace(d.{field}, '{UNUSUAL}', '_', 'g')"
    return text(name, f"CASE WHEN d.{field} <> '' THEN {path} END")


class AuditExport(models.Model):
    _inherit = "kontor.audit.export"

    @api.model
    def _selections(self):
        return [
            *super()._selections(),
            AuditSelection(
                "kontor.issued.document",
                """
                SELECT d.id FROM kontor_issued_document d
                 WHERE d.company_id = %(company)s AND d.issued_at >= %(start)s AND d.issued_at < %(end)s
                UNION
                SELECT d.id FROM kontor_audit_selection s JOIN kontor_issued_document d
                       ON d.res_model = s.kind AND d.res_id = s.res_id AND d.company_id = %(company)s
                 WHERE s.export_id = %(export)s
                """,
                40,
            ),
            AuditSelection(
                "kontor.release",
                """
                SELECT r.id FROM kontor_release r
                 WHERE r.company_id = %(company)s AND r.create_date >= %(start)s AND r.create_date < %(end)s
                """,
            ),
            AuditSelection(
                "mail.tracking.value",
                CHATTER.format(what="t", join="JOIN mail_tracking_value t ON t.mail_message_id = m.id"),
                50,
            ),
            AuditSelection("mail.message", CHATTER.format(what="m", join="AND m.message_type <> 'user_notification'"), 50),
        ]

    @api.model
    def _tables(self):
        return [*super()._tables(), *self._name_tables(), *self._issued_tables(), *self._change_tables()]

    @api.model
    def _name_tables(self):
        return [
            AuditTable(
                "kunden_lieferanten",
                "Kunden, Lieferanten und Adressen, die in den Belegen vorkommen, mit ihrem Stand bei der Ausgabe",
                "res.partner",
                "FROM res_partner p LEFT JOIN res_country c ON c.id = p.country_id WHERE p.id = ANY({ids})",
                (
                    number("Partner-ID", "p.id"),
                    text("Nummer", "p.ref"),
                    text("Name", "p.complete_name"),
                    text("Straße", "p.street"),
                    text("Zusatz", "p.street2"),
                    text("PLZ", "p.zip"),
                    text("Ort", "p.city"),
                    text("Land", "c.code"),
                    text("USt-IdNr.", "p.vat"),
                    text("E-Mail", "p.email"),
                    text("Gehört zu", "(SELECT h.complete_name FROM res_partner h WHERE h.id = p.parent_id)"),
                ),
            ),
            AuditTable(
                "artikel",
                "Artikel, die in den Belegen vorkommen, mit ihrem Stand bei der Ausgabe",
                "product.product",
                "FROM product_product a JOIN product_template t ON t.id = a.product_tmpl_id"
                " LEFT JOIN product_category k ON k.id = t.categ_id WHERE a.id = ANY({ids})",
                (
                    number("Artikel-ID", "a.id"),
                    text("Artikelnummer", "a.default_code"),
                    text("EAN", "a.barcode"),
                    text("Bezeichnung", german("t.name")),
                    text("Art", "CASE t.type WHEN 'service' THEN 'Dienstleistung' ELSE 'Ware' END"),
                    text("Warengruppe", "k.complete_name"),
                ),
            ),
        ]

    @api.model
    def _issued_tables(self):
        return [
            AuditTable(
                "belege",
                "Ausgegangene Belege, wie sie das Haus verlassen haben, mit ihrer Prüfsumme",
                "kontor.issued.document",
                "FROM kontor_issued_document d WHERE d.id = ANY({ids})",
                (
                    number("Archiv-ID", "d.id"),
                    text("Art", "d.kind"),
                    text("Belegnummer", "d.number"),
                    number("Version", "d.version"),
                    text("Fassung", "d.edition"),
                    text("Objektart", "d.res_model"),
                    number("Objekt-ID", "d.res_id"),
                    text("Name auf dem Beleg", "d.partner_name"),
                    moment("Ausgestellt am", "d.issued_at"),
                    text("Ausgestellt von", user_name("d.user_id")),
                    text("Weg", "d.channel"),
                    text("Empfänger", "d.recipient"),
                    _file_column("PDF-Datei", "pdf_filename"),
                    text("SHA-256 der PDF-Datei", "d.pdf_sha256"),
                    _file_column("XML-Datei", "xml_filename"),
                    text("SHA-256 der XML-Datei", "d.xml_sha256"),
                    moment("Geprüft am", "d.checked_at"),
                    text("Prüfung", "d.check_state"),
                ),
            ),
        ]

    @api.model
    def _change_tables(self):
        return [
            AuditTable(
                "freigaben",
                "Freigaben von Sperren mit ihrer Begründung",
                "kontor.release",
                "FROM kontor_release r JOIN res_currency c ON c.id = r.currency_id WHERE r.id = ANY({ids})",
                (
                    number("Freigabe-ID", "r.id"),
                    moment("Freigegeben am", "r.create_date"),
                    text("Freigegeben von", user_name("r.user_id")),
                    text("Objektart", "r.document_model"),
                    number("Objekt-ID", "r.document_id"),
                    text("Beleg", "r.document_name"),
                    text("Vorgang", "r.operation"),
                    text("Grund der Sperre", "COALESCE(r.reason_text, r.reason_code)"),
                    text("Begründung", "r.justification"),
                    text("Währung", "c.name"),
                    money("Bis zum Betrag", "r.amount"),
                    date("Gültig bis", "r.valid_until"),
                    moment("Verwendet am", "r.used_on"),
                    moment("Widerrufen am", "r.revoked_on"),
                    text("Widerrufen von", user_name("r.revoked_by_id")),
                ),
            ),
            AuditTable(
                "aenderungen",
                "Änderungen an den Belegen: Status, Beträge, Termine und anderes, wer und wann",
                "mail.tracking.value",
                "FROM mail_tracking_value t JOIN mail_message m ON m.id = t.mail_message_id"
                " LEFT JOIN ir_model_fields f ON f.id = t.field_id LEFT JOIN res_partner p ON p.id = m.author_id"
                " WHERE t.id = ANY({ids})",
                (
                    number("Änderungs-ID", "t.id"),
                    moment("Zeitpunkt", "m.date"),
                    text("Benutzer", "p.name"),
                    text("Objektart", "m.model"),
                    number("Objekt-ID", "m.res_id"),
                    text("Feld", f"COALESCE({german('f.field_description')}, t.field_info->>'desc')"),
                    text("Technischer Name", "COALESCE(f.name, t.field_info->>'name')"),
                    text("Vorher", VALUE.format("old")),
                    text("Nachher", VALUE.format("new")),
                ),
            ),
            AuditTable(
                "protokoll",
                "Nachrichten und Vermerke an den Belegen, darunter Begründungen und versandte E-Mails",
                "mail.message",
                "FROM mail_message m LEFT JOIN res_partner p ON p.id = m.author_id"
                " LEFT JOIN mail_message_subtype s ON s.id = m.subtype_id WHERE m.id = ANY({ids})",
                (
                    number("Nachrichten-ID", "m.id"),
                    moment("Zeitpunkt", "m.date"),
                    text("Verfasser", "COALESCE(p.name, m.email_from)"),
                    text("Objektart", "m.model"),
                    number("Objekt-ID", "m.res_id"),
                    text("Art", "m.message_type"),
                    text("Anlass", german("s.name")),
                    text("Betreff", "m.subject"),
                    from_html("Text", "m.body"),
                ),
            ),
        ]


class IssuedDocument(models.Model):
    _inherit = "kontor.issued.document"

    def _get_audit_files(self):
        """Return the files of one issued document as they lie in the export.

        :return: list of pairs of a path and an ``ir.attachment``
        """
        self.ensure_one()
        files = ((self.pdf_filename, self.pdf_attachment_id), (self.xml_filename, self.xml_attachment_id))
        return [
            (f"dateien/{self.id}-{re.sub(UNUSUAL, '_', name)}", attachment)
            for name, attachment in files
            if name and attachment
        ]
