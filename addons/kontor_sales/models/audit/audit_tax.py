"""Proofs of supplies abroad and checks of VAT ids in the export for a tax audit."""

from odoo import api, models

from ...tools.audit_table import (
    AuditSelection,
    AuditTable,
    chosen,
    date,
    moment,
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
                "kontor.supply.proof",
                f"SELECT s.id FROM kontor_supply_proof s WHERE s.picking_id IN {chosen('stock.picking')}",
                20,
            ),
            AuditSelection(
                "kontor.vat.check",
                """
                SELECT v.id FROM kontor_vat_check v
                 WHERE v.company_id = %(company)s AND v.checked_on >= %(start)s AND v.checked_on < %(end)s
                """,
            ),
            AuditSelection(
                "res.partner",
                f"""
                SELECT unnest(ARRAY[partner_id, address_id]) FROM kontor_supply_proof
                 WHERE id IN {chosen("kontor.supply.proof")}
                UNION SELECT partner_id FROM kontor_vat_check WHERE id IN {chosen("kontor.vat.check")}
                """,
                30,
            ),
        ]

    @api.model
    def _tables(self):
        return [
            *super()._tables(),
            AuditTable(
                "gelangensnachweise",
                "Gelangensbestätigungen und Ausfuhrnachweise zu den Lieferungen",
                "kontor.supply.proof",
                "FROM kontor_supply_proof s WHERE s.id = ANY({ids})",
                (
                    number("Nachweis-ID", "s.id"),
                    reference("Lieferungs-ID", "s.picking_id", "lieferungen"),
                    text("Art", "s.kind"),
                    text("Zustand", "s.state"),
                    reference("Kunden-ID", "s.partner_id", "kunden_lieferanten"),
                    reference("Lieferadresse", "s.address_id", "kunden_lieferanten"),
                    date("Geliefert am", "s.delivered_on"),
                    text("Abgeholt", "CASE WHEN s.is_picked_up THEN 'J' ELSE 'N' END"),
                    date("Angefordert am", "s.requested_on"),
                    number("Erinnerungen", "s.reminder_count"),
                    date("Erhalten am", "s.received_on"),
                    text("Vermerkt von", user_name("s.received_by_id")),
                ),
            ),
            AuditTable(
                "ustid_pruefungen",
                "Prüfungen von USt-IdNummern mit der Antwort des Dienstes",
                "kontor.vat.check",
                "FROM kontor_vat_check v WHERE v.id = ANY({ids})",
                (
                    number("Prüfungs-ID", "v.id"),
                    reference("Kunden-ID", "v.partner_id", "kunden_lieferanten"),
                    text("USt-IdNr.", "v.vat"),
                    moment("Geprüft am", "v.checked_on"),
                    text("Ergebnis", "v.result"),
                    text("Gefragt nach", "v.asked_name"),
                    text("Kennung der Anfrage", "v.request_identifier"),
                    text("Name in der Antwort", "v.answered_name"),
                    text("Adresse in der Antwort", "v.answered_address"),
                    text("Eigene USt-IdNr.", "v.requester_vat"),
                    text("Geprüft von", user_name("v.user_id")),
                ),
            ),
        ]
