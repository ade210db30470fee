"""Supplier orders, their changes and receipts in the export for a tax audit."""

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

RECEIPTS = """
    SELECT p.id FROM stock_picking p
      JOIN stock_location source ON source.id = p.location_id
      JOIN stock_location target ON target.id = p.location_dest_id
     WHERE p.company_id = %(company)s AND p.state = 'done' AND p.date_done >= %(start)s AND p.date_done < %(end)s
       AND 'supplier' IN (source.usage, target.usage)
"""
#: An order belongs to the period by its day, or by what was received or billed of it in the period.
ORDERS = f"""
    SELECT o.id FROM purchase_order o
     WHERE o.company_id = %(company)s AND o.state <> 'draft' AND o.date_order >= %(start)s AND o.date_order < %(end)s
    UNION SELECT l.order_id FROM stock_move m JOIN purchase_order_line l ON l.id = m.purchase_line_id
     WHERE m.picking_id IN {chosen("stock.picking")}
    UNION SELECT l.order_id FROM account_move_line i JOIN purchase_order_line l ON l.id = i.purchase_line_id
     WHERE i.move_id IN {chosen("account.move")}
"""


class AuditExport(models.Model):
    _inherit = "kontor.audit.export"

    @api.model
    def _selections(self):
        return [
            *super()._selections(),
            AuditSelection("stock.picking", RECEIPTS),
            AuditSelection("purchase.order", ORDERS, 20),
            AuditSelection(
                "res.partner", f"SELECT partner_id FROM purchase_order WHERE id IN {chosen('purchase.order')}", 30
            ),
            AuditSelection(
                "product.product",
                f"SELECT product_id FROM purchase_order_line WHERE order_id IN {chosen('purchase.order')}",
                30,
            ),
        ]

    @api.model
    def _tables(self):
        return [
            *super()._tables(),
            AuditTable(
                "bestellungen",
                "Anfragen und Bestellungen bei Lieferanten mit ihrem Stand bei der Ausgabe",
                "purchase.order",
                "FROM purchase_order o JOIN res_partner p ON p.id = o.partner_id"
                " JOIN res_currency c ON c.id = o.currency_id WHERE o.id = ANY({ids})",
                (
                    number("Bestellungs-ID", "o.id"),
                    text("Bestellnummer", "o.name"),
                    moment("Datum", "o.date_order"),
                    moment("Bestätigt am", "o.date_approve"),
                    text("Status", "o.lifecycle_status"),
                    reference("Lieferanten-ID", "o.partner_id", "kunden_lieferanten"),
                    text("Lieferant", "p.complete_name"),
                    text("Referenz des Lieferanten", "o.partner_ref"),
                    text("Herkunft", "o.origin"),
                    text("Einkäufer", user_name("o.user_id")),
                    text("Stornogrund", "o.cancel_reason"),
                    text("Währung", "c.name"),
                    money("Netto", "o.amount_untaxed"),
                    money("Steuer", "o.amount_tax"),
                    money("Brutto", "o.amount_total"),
                ),
            ),
            AuditTable(
                "bestellpositionen",
                "Positionen der Bestellungen",
                "purchase.order",
                "FROM purchase_order_line l WHERE l.order_id = ANY({ids})",
                (
                    number("Bestellpositions-ID", "l.id"),
                    reference("Bestellungs-ID", "l.order_id", "bestellungen"),
                    number("Reihenfolge", "l.sequence"),
                    text("Art", "COALESCE(l.display_type, 'position')"),
                    reference("Artikel-ID", "l.product_id", "artikel"),
                    text("Bezeichnung", "l.name"),
                    number("Menge", "l.product_qty", 4),
                    text("Einheit", f"(SELECT {german('u.name')} FROM uom_uom u WHERE u.id = l.product_uom_id)"),
                    number("Erhalten", "l.qty_received", 4),
                    number("Berechnet", "l.qty_invoiced", 4),
                    number("Einzelpreis", "l.price_unit", 6),
                    number("Rabatt in Prozent", "l.discount", 4),
                    money("Netto", "l.price_subtotal"),
                    money("Brutto", "l.price_total"),
                    moment("Erwartet am", "l.date_planned"),
                ),
            ),
            AuditTable(
                "bestellaenderungen",
                "Bestelländerungen, wie sie an den Lieferanten gingen",
                "purchase.order",
                "FROM purchase_order_change c WHERE c.order_id = ANY({ids})",
                (
                    number("Änderungs-ID", "c.id"),
                    reference("Bestellungs-ID", "c.order_id", "bestellungen"),
                    number("Nummer", "c.number"),
                    date("Datum", "c.date"),
                    text("Benutzer", user_name("c.user_id")),
                    money("Brutto", "c.amount_total"),
                    text("Positionen (JSON)", "c.lines::text"),
                ),
            ),
        ]
