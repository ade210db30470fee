"""Dunning letters in the export for a tax audit."""

from odoo import api, models
from odoo.addons.kontor_sales.tools.audit_table import (
    AuditSelection,
    AuditTable,
    chosen,
    date,
    german,
    moment,
    money,
    number,
    reference,
    text,
    user_name,
)


class AuditExport(models.Model):
    _inherit = "kontor.audit.export"

    @api.model
    def _selections(self):
        return [
            *super()._selections(),
            AuditSelection(
                "kontor.dunning.letter",
                """
                SELECT l.id FROM kontor_dunning_letter l
                 WHERE l.company_id = %(company)s AND l.sent_on IS NOT NULL AND l.date BETWEEN %(date_from)s AND %(date_to)s
                """,
            ),
            AuditSelection(
                "res.partner",
                f"""
                SELECT unnest(ARRAY[partner_id, address_id]) FROM kontor_dunning_letter
                 WHERE id IN {chosen("kontor.dunning.letter")}
                """,
                30,
            ),
        ]

    @api.model
    def _tables(self):
        return [
            *super()._tables(),
            AuditTable(
                "mahnschreiben",
                "Ausgestellte Mahnschreiben",
                "kontor.dunning.letter",
                "FROM kontor_dunning_letter l JOIN res_partner p ON p.id = l.partner_id"
                " JOIN kontor_dunning_level s ON s.id = l.level_id JOIN res_currency c ON c.id = l.currency_id"
                " WHERE l.id = ANY({ids})",
                (
                    number("Schreiben-ID", "l.id"),
                    text("Nummer", "l.name"),
                    date("Datum", "l.date"),
                    text("Stufe", german("s.name")),
                    moment("Ausgestellt am", "l.sent_on"),
                    text("Zustand", "l.state"),
                    reference("Kunden-ID", "l.partner_id", "kunden_lieferanten"),
                    text("Kunde", "p.complete_name"),
                    reference("Adresse", "l.address_id", "kunden_lieferanten"),
                    text("Bearbeiter", user_name("l.user_id")),
                    date("Zahlbar bis", "l.payment_deadline"),
                    text("Währung", "c.name"),
                    money("Fällig", "l.amount_due"),
                    money("Gutschriften", "l.credit_amount"),
                    money("Gebühr", "l.fee_amount"),
                    money("Zinsen", "l.interest_amount"),
                    money("Pauschale", "l.lump_sum_amount"),
                    money("Zu zahlen", "l.amount_total"),
                    moment("Zurückgezogen am", "l.withdrawn_on"),
                    text("Grund des Zurückziehens", "l.withdraw_reason"),
                ),
            ),
            AuditTable(
                "mahnpositionen",
                "Gemahnte Posten",
                "kontor.dunning.letter",
                "FROM kontor_dunning_letter_line l LEFT JOIN kontor_dunning_level s ON s.id = l.level_id"
                " WHERE l.letter_id = ANY({ids}) AND NOT COALESCE(l.excluded, FALSE)",
                (
                    number("Mahnpositions-ID", "l.id"),
                    reference("Schreiben-ID", "l.letter_id", "mahnschreiben"),
                    text("Beleg", "l.name"),
                    date("Belegdatum", "l.date_invoice"),
                    date("Fällig am", "l.date_due"),
                    text("Art", "l.role"),
                    text("Stufe", german("s.name")),
                    number("Tage überfällig", "l.days_overdue"),
                    money("Offen", "l.amount"),
                    money("Zinsen", "l.interest_amount"),
                    money("Pauschale", "l.lump_sum_amount"),
                    date("Erledigt am", "l.closed_on"),
                ),
            ),
        ]
