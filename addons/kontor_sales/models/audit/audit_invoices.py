"""Invoices, bills, credit notes, their entries and payments in the export for a tax audit."""

from odoo import api, models

from ...tools.audit_table import (
    AuditSelection,
    AuditTable,
    chosen,
    date,
    from_html,
    german,
    moment,
    money,
    number,
    reference,
    text,
    user_name,
)
from .audit_documents import PARTNER_NAME, UNIT

#: Documents of the period that were posted once; those that were cancelled afterwards have a number, too.
INVOICES = """
    SELECT m.id FROM account_move m
     WHERE m.company_id = %(company)s AND m.move_type <> 'entry' AND m.date BETWEEN %(date_from)s AND %(date_to)s
       AND (m.state = 'posted' OR m.state = 'cancel' AND m.posted_before)
"""
ALLOCATIONS = """
    SELECT r.id FROM account_partial_reconcile r
      JOIN account_move_line d ON d.id = r.debit_move_id JOIN account_account a ON a.id = d.account_id
     WHERE r.company_id = %(company)s AND r.max_date BETWEEN %(date_from)s AND %(date_to)s
       AND a.account_type IN ('asset_receivable', 'liability_payable')
"""
#: A payment is known by its entry; one that has none, by its own id below zero.
PAYMENTS = f"""
    SELECT COALESCE(p.move_id, -p.id) FROM account_payment p
     WHERE p.company_id = %(company)s AND p.state <> 'draft' AND p.date BETWEEN %(date_from)s AND %(date_to)s
    UNION SELECT COALESCE(p.move_id, -p.id) FROM account_move__account_payment rel
      JOIN account_payment p ON p.id = rel.payment_id WHERE rel.invoice_id IN {chosen("account.move")}
    UNION SELECT e.id FROM account_partial_reconcile r
      JOIN account_move_line l ON l.id IN (r.debit_move_id, r.credit_move_id)
      JOIN account_move e ON e.id = l.move_id AND e.move_type = 'entry'
     WHERE r.id IN {chosen("account.partial.reconcile")}
"""


class AuditExport(models.Model):
    _inherit = "kontor.audit.export"

    @api.model
    def _selections(self):
        return [
            *super()._selections(),
            AuditSelection("account.move", INVOICES),
            AuditSelection("account.partial.reconcile", ALLOCATIONS),
            AuditSelection("zahlung", PAYMENTS, 20),
            AuditSelection(
                "account.payment",
                f"""
                SELECT p.id FROM account_payment p
                 WHERE p.move_id IN {chosen("zahlung")} OR -p.id IN {chosen("zahlung")}
                """,
                25,
            ),
            AuditSelection(
                "buchung",
                f"""
                SELECT res_id FROM {chosen("account.move")} invoices
                UNION SELECT res_id FROM {chosen("zahlung")} payments WHERE res_id > 0
                """,
                25,
            ),
            AuditSelection(
                "res.partner",
                f"""
                SELECT unnest(ARRAY[partner_id, commercial_partner_id, partner_shipping_id]) FROM account_move
                 WHERE id IN {chosen("buchung")}
                UNION SELECT partner_id FROM account_move_line WHERE move_id IN {chosen("buchung")}
                UNION SELECT partner_id FROM account_payment WHERE id IN {chosen("account.payment")}
                """,
                30,
            ),
            AuditSelection(
                "product.product",
                f"SELECT product_id FROM account_move_line WHERE move_id IN {chosen('account.move')}",
                30,
            ),
        ]

    @api.model
    def _tables(self):
        return [*super()._tables(), *self._invoice_tables(), *self._entry_tables(), *self._payment_tables()]

    @api.model
    def _invoice_tables(self):
        return [
            AuditTable(
                "rechnungen",
                "Rechnungen, Rechnungskorrekturen und Eingangsrechnungen des Zeitraums (nach Buchungsdatum)",
                "account.move",
                "FROM account_move m LEFT JOIN res_partner p ON p.id = m.partner_id"
                " JOIN account_journal j ON j.id = m.journal_id JOIN res_currency c ON c.id = m.currency_id"
                " WHERE m.id = ANY({ids})",
                (
                    number("Beleg-ID", "m.id"),
                    text("Belegnummer", "m.name"),
                    text(
                        "Art",
                        "CASE m.move_type WHEN 'out_invoice' THEN 'Ausgangsrechnung'"
                        " WHEN 'out_refund' THEN 'Rechnungskorrektur' WHEN 'in_invoice' THEN 'Eingangsrechnung'"
                        " WHEN 'in_refund' THEN 'Korrektur des Lieferanten' ELSE 'Beleg' END",
                    ),
                    text("Rechnungsart", "m.order_invoice_type"),
                    text("Stornorechnung", "CASE WHEN m.is_cancellation_invoice THEN 'J' ELSE 'N' END"),
                    text("Journal", german("j.name")),
                    text("Zustand", "CASE m.state WHEN 'posted' THEN 'gebucht' ELSE 'abgebrochen' END"),
                    date("Rechnungsdatum", "m.invoice_date"),
                    date("Buchungsdatum", "m.date"),
                    date("Lieferdatum", "m.delivery_date"),
                    text("Art der Leistungszeit", "m.supply_kind"),
                    date("Leistung von", "m.supply_date_start"),
                    date("Leistung bis", "m.supply_date_end"),
                    date("Fällig am", "m.invoice_date_due"),
                    reference("Partner-ID", "m.partner_id", "kunden_lieferanten"),
                    text("Partner", PARTNER_NAME),
                    text("Fremde Belegnummer", "m.ref"),
                    text("Herkunft", "m.invoice_origin"),
                    text("Grund der Korrektur", "m.correction_reason"),
                    text("Korrigiert", "(SELECT r.name FROM account_move r WHERE r.id = m.reversed_entry_id)"),
                    text("Währung", "c.name"),
                    number("Kurs", "m.invoice_currency_rate", 6),
                    money("Netto in Belegwährung", "m.amount_untaxed"),
                    money("Steuer in Belegwährung", "m.amount_tax"),
                    money("Brutto in Belegwährung", "m.amount_total"),
                    money("Netto", "m.amount_untaxed_signed"),
                    money("Steuer", "m.amount_tax_signed"),
                    money("Brutto", "m.amount_total_signed"),
                    money("Offen", "m.amount_residual_signed"),
                    text("Zahlungsstand", "m.payment_state"),
                    text("Prüfsumme der Kette", "m.inalterable_hash"),
                    text("Angelegt von", user_name("m.create_uid")),
                    moment("Angelegt am", "m.create_date"),
                    from_html("Bedingungen", "m.narration"),
                ),
            ),
            AuditTable(
                "rechnungspositionen",
                "Positionen der Rechnungen",
                "account.move",
                "FROM account_move_line l WHERE l.move_id = ANY({ids})"
                " AND l.display_type IN ('product', 'line_section', 'line_subsection', 'line_note')",
                (
                    number("Rechnungspositions-ID", "l.id"),
                    reference("Beleg-ID", "l.move_id", "rechnungen"),
                    number("Reihenfolge", "l.sequence"),
                    text("Art", "CASE l.display_type WHEN 'product' THEN 'position' ELSE l.display_type END"),
                    reference("Artikel-ID", "l.product_id", "artikel"),
                    text("Bezeichnung", "l.name"),
                    number("Menge", "l.quantity", 4),
                    text("Einheit", UNIT.format("l.product_uom_id")),
                    number("Einzelpreis", "l.price_unit", 6),
                    number("Rabatt in Prozent", "l.discount", 4),
                    text(
                        "Steuern",
                        f"(SELECT string_agg({german('t.name')}, ', ' ORDER BY t.id)"
                        " FROM account_move_line_account_tax_rel rel JOIN account_tax t ON t.id = rel.account_tax_id"
                        " WHERE rel.account_move_line_id = l.id)",
                    ),
                    money("Netto in Belegwährung", "l.price_subtotal"),
                    money("Brutto in Belegwährung", "l.price_total"),
                    money("Netto", "-l.balance"),
                    date("Leistung von", "l.supply_date_start"),
                    date("Leistung bis", "l.supply_date_end"),
                    reference(
                        "Positions-ID",
                        "(SELECT min(rel.order_line_id) FROM sale_order_line_invoice_rel rel"
                        " WHERE rel.invoice_line_id = l.id)",
                        "auftragspositionen",
                    ),
                ),
            ),
        ]

    @api.model
    def _entry_tables(self):
        return [
            AuditTable(
                "buchungszeilen",
                "Buchungszeilen der Rechnungen und Zahlungen",
                "buchung",
                "FROM account_move_line l JOIN account_move m ON m.id = l.move_id JOIN account_account a"
                " ON a.id = l.account_id LEFT JOIN account_tax t ON t.id = l.tax_line_id"
                " JOIN res_company rc ON rc.id = l.company_id"
                " WHERE l.move_id = ANY({ids}) AND l.parent_state <> 'draft'",
                (
                    number("Buchungszeilen-ID", "l.id"),
                    reference("Beleg-ID", "CASE WHEN m.move_type <> 'entry' THEN m.id END", "rechnungen"),
                    reference("Zahlungs-ID", "CASE WHEN m.move_type = 'entry' THEN m.id END", "zahlungen"),
                    text("Belegnummer", "m.name"),
                    text("Zustand", "CASE m.state WHEN 'posted' THEN 'gebucht' ELSE 'abgebrochen' END"),
                    date("Buchungsdatum", "l.date"),
                    text("Konto", "a.code_store->>split_part(rc.parent_path, '/', 1)"),
                    text("Kontobezeichnung", german("a.name")),
                    text("Text", "l.name"),
                    reference("Partner-ID", "l.partner_id", "kunden_lieferanten"),
                    money("Soll", "l.debit"),
                    money("Haben", "l.credit"),
                    text("Steuer der Zeile", german("t.name")),
                    money("Bemessungsgrundlage", "l.tax_base_amount"),
                    date("Fällig am", "l.date_maturity"),
                ),
            ),
        ]

    @api.model
    def _payment_tables(self):
        return [
            AuditTable(
                "zahlungen",
                "Zahlungen und andere Buchungen, die Rechnungen ausgleichen; eine Zahlung ohne Buchung hat eine ID unter 0",
                "zahlung",
                "FROM unnest({ids}::int[]) z (id) LEFT JOIN account_move m ON m.id = z.id"
                " LEFT JOIN account_payment a ON a.move_id = z.id LEFT JOIN account_payment b ON b.id = -z.id"
                " LEFT JOIN account_journal j ON j.id = COALESCE(a.journal_id, b.journal_id, m.journal_id)"
                " LEFT JOIN res_currency c ON c.id = COALESCE(a.currency_id, b.currency_id, m.currency_id)"
                " LEFT JOIN res_partner p ON p.id = COALESCE(a.partner_id, b.partner_id, m.partner_id)",
                (
                    number("Zahlungs-ID", "z.id"),
                    text("Nummer", "COALESCE(a.name, b.name, m.name)"),
                    date("Datum", "COALESCE(m.date, a.date, b.date)"),
                    text("Journal", german("j.name")),
                    text(
                        "Art",
                        "CASE COALESCE(a.payment_type, b.payment_type) WHEN 'inbound' THEN 'Eingang'"
                        " WHEN 'outbound' THEN 'Ausgang' ELSE 'Buchung' END",
                    ),
                    text("Zustand", "COALESCE(a.state, b.state, m.state)"),
                    reference("Partner-ID", "COALESCE(a.partner_id, b.partner_id, m.partner_id)", "kunden_lieferanten"),
                    text("Partner", PARTNER_NAME),
                    text("Verwendungszweck", "COALESCE(a.memo, b.memo, m.ref)"),
                    text("Währung", "c.name"),
                    money("Betrag in Währung", "COALESCE(a.amount, b.amount, m.amount_total)"),
                    money("Betrag", "COALESCE(abs(m.amount_total_signed), abs(b.amount_company_currency_signed))"),
                    text(
                        "Rechnungen",
                        "(SELECT string_agg(i.name, ', ' ORDER BY i.id) FROM account_move__account_payment rel"
                        " JOIN account_move i ON i.id = rel.invoice_id WHERE rel.payment_id = COALESCE(a.id, b.id))",
                    ),
                ),
            ),
            AuditTable(
                "zahlungszuordnungen",
                "Was im Zeitraum womit ausgeglichen wurde; Belege anderer Zeiträume stehen nur mit ihrer Nummer",
                "account.partial.reconcile",
                "FROM account_partial_reconcile r JOIN account_move_line dl ON dl.id = r.debit_move_id"
                " JOIN account_move d ON d.id = dl.move_id JOIN account_move_line cl ON cl.id = r.credit_move_id"
                " JOIN account_move c ON c.id = cl.move_id WHERE r.id = ANY({ids})",
                (
                    number("Zuordnungs-ID", "r.id"),
                    date("Datum", "r.max_date"),
                    money("Betrag", "r.amount"),
                    *self._side_columns("Soll", "d"),
                    *self._side_columns("Haben", "c"),
                ),
            ),
        ]

    @api.model
    def _side_columns(self, side, move):
        in_period = f"{move}.move_type <> 'entry' AND {move}.date BETWEEN %(date_from)s AND %(date_to)s"
        return (
            text(f"{side}-Beleg", f"{move}.name"),
            reference(f"{side}-Beleg-ID", f"CASE WHEN {in_period} THEN {move}.id END", "rechnungen"),
            reference(f"{side}-Zahlungs-ID", f"CASE WHEN {move}.move_type = 'entry' THEN {move}.id END", "zahlungen"),
        )
