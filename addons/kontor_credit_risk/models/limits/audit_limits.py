"""Credit limits in the export for a tax audit: what releases were judged by."""

from odoo import api, models
from odoo.addons.kontor_sales.tools.audit_table import (
    AuditSelection,
    AuditTable,
    chosen,
    date,
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
                "kontor.credit.limit",
                """
                SELECT l.id FROM kontor_credit_limit l
                 WHERE l.company_id = %(company)s
                   AND COALESCE(l.valid_from, %(date_to)s) <= %(date_to)s
                   AND COALESCE(l.valid_to, %(date_from)s) >= %(date_from)s
                """,
            ),
            AuditSelection(
                "res.partner", f"SELECT partner_id FROM kontor_credit_limit WHERE id IN {chosen('kontor.credit.limit')}", 30
            ),
        ]

    @api.model
    def _tables(self):
        return [
            *super()._tables(),
            AuditTable(
                "kreditlimits",
                "Kreditlimits, die im Zeitraum galten",
                "kontor.credit.limit",
                "FROM kontor_credit_limit l WHERE l.id = ANY({ids})",
                (
                    number("Limit-ID", "l.id"),
                    reference("Kunden-ID", "l.partner_id", "kunden_lieferanten"),
                    text("Art", "l.kind"),
                    money("Betrag", "l.amount"),
                    date("Gültig ab", "l.valid_from"),
                    date("Gültig bis", "l.valid_to"),
                    text("Anmerkung", "l.note"),
                    text("Angelegt von", user_name("l.create_uid")),
                    moment("Angelegt am", "l.create_date"),
                ),
            ),
        ]
