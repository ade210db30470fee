"""Quotations, orders and deliveries in the export for a tax audit."""

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

#: An order belongs to the period by its day, or by what was issued, delivered or invoiced of it in the period.
ORDERS = f"""
    SELECT o.id FROM sale_order o
     WHERE o.company_id = %(company)s AND o.date_order >= %(start)s AND o.date_order < %(end)s
       AND (o.state <> 'draft' OR EXISTS (SELECT FROM sale_order_version v WHERE v.order_id = o.id))
    UNION SELECT v.order_id FROM sale_order_version v
     WHERE v.company_id = %(company)s AND v.issued_on >= %(start)s AND v.issued_on < %(end)s
    UNION SELECT l.order_id FROM stock_move m JOIN sale_order_line l ON l.id = m.sale_line_id
     WHERE m.picking_id IN {chosen("stock.picking")}
    UNION SELECT p.sale_id FROM stock_picking p WHERE p.id IN {chosen("stock.picking")}
    UNION SELECT l.order_id FROM account_move_line i
      JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = i.id
      JOIN sale_order_line l ON l.id = rel.order_line_id
     WHERE i.move_id IN {chosen("account.move")}
"""
DELIVERIES = """
    SELECT p.id FROM stock_picking p
      JOIN stock_location source ON source.id = p.location_id
      JOIN stock_location target ON target.id = p.location_dest_id
     WHERE p.company_id = %(company)s AND p.state = 'done' AND p.date_done >= %(start)s AND p.date_done < %(end)s
       AND (p.sale_id IS NOT NULL OR 'customer' IN (source.usage, target.usage))
"""
PARTNER_NAME = "p.complete_name"
UNIT = f"(SELECT {german('u.name')} FROM uom_uom u WHERE u.id = {{}})"


class AuditExport(models.Model):
    _inherit = "kontor.audit.export"

    @api.model
    def _selections(self):
        return [
            *super()._selections(),
            AuditSelection("stock.picking", DELIVERIES),
            AuditSelection("sale.order", ORDERS, 20),
            AuditSelection(
                "sale.order.version", f"SELECT v.id FROM sale_order_version v WHERE v.order_id IN {chosen('sale.order')}", 25
            ),
            AuditSelection(
                "res.partner",
                f"""
                SELECT unnest(ARRAY[partner_id, partner_invoice_id, partner_shipping_id]) FROM sale_order
                 WHERE id IN {chosen("sale.order")}
                UNION SELECT partner_id FROM sale_order_version WHERE id IN {chosen("sale.order.version")}
                UNION SELECT partner_id FROM stock_picking WHERE id IN {chosen("stock.picking")}
                """,
                30,
            ),
            AuditSelection(
                "product.product",
                f"""
                SELECT product_id FROM sale_order_line WHERE order_id IN {chosen("sale.order")}
                UNION SELECT product_id FROM sale_order_version_line WHERE version_id IN {chosen("sale.order.version")}
                UNION SELECT product_id FROM stock_move WHERE picking_id IN {chosen("stock.picking")}
                """,
                30,
            ),
        ]

    @api.model
    def _tables(self):
        return [
            *super()._tables(),
            *self._quotation_tables(),
            *self._order_tables(),
            *self._delivery_tables(),
        ]

    @api.model
    def _quotation_tables(self):
        return [
            AuditTable(
                "angebote",
                "Erfasste Angebote, jede Version so, wie sie an den Kunden ging",
                "sale.order.version",
                "FROM sale_order_version v LEFT JOIN res_partner p ON p.id = v.partner_id"
                " JOIN res_currency c ON c.id = v.currency_id WHERE v.id = ANY({ids})",
                (
                    number("Versions-ID", "v.id"),
                    reference("Auftrags-ID", "v.order_id", "auftraege"),
                    text("Angebotsnummer", "v.quotation_number"),
                    number("Version", "v.number"),
                    moment("Erfasst am", "v.issued_on"),
                    text("Erfasst von", user_name("v.user_id")),
                    text("Grund", "v.reason"),
                    text("Bei Bestellung festgehalten", "CASE WHEN v.kept_at_order THEN 'J' ELSE 'N' END"),
                    date("Gültig bis", "v.validity_date"),
                    reference("Kunden-ID", "v.partner_id", "kunden_lieferanten"),
                    text("Kunde", PARTNER_NAME),
                    text("Währung", "c.name"),
                    money("Netto", "v.amount_untaxed"),
                    money("Steuer", "v.amount_tax"),
                    money("Brutto", "v.amount_total"),
                ),
            ),
            AuditTable(
                "angebotspositionen",
                "Positionen der Angebotsversionen",
                "sale.order.version",
                "FROM sale_order_version_line l WHERE l.version_id = ANY({ids})",
                (
                    number("Versionspositions-ID", "l.id"),
                    reference("Versions-ID", "l.version_id", "angebote"),
                    number("Reihenfolge", "l.sequence"),
                    text("Art", "COALESCE(l.display_type, 'position')"),
                    reference("Artikel-ID", "l.product_id", "artikel"),
                    text("Bezeichnung", "l.name"),
                    text("Besonderer Wunsch", "l.special_request"),
                    number("Menge", "l.quantity", 4),
                    text("Einheit", "l.uom_name"),
                    number("Einzelpreis", "l.price_unit", 6),
                    number("Rabatt in Prozent", "l.discount", 4),
                    text("Steuern", "l.tax_names"),
                    money("Netto", "l.price_subtotal"),
                    money("Brutto", "l.price_total"),
                ),
            ),
        ]

    @api.model
    def _order_tables(self):
        return [
            AuditTable(
                "auftraege",
                "Angebote und Aufträge mit ihrem Stand bei der Ausgabe",
                "sale.order",
                "FROM sale_order o JOIN res_partner p ON p.id = o.partner_id"
                " JOIN res_currency c ON c.id = o.currency_id"
                " LEFT JOIN sale_order_cancel_reason r ON r.id = o.cancel_reason_id WHERE o.id = ANY({ids})",
                (
                    number("Auftrags-ID", "o.id"),
                    text("Auftragsnummer", "o.name"),
                    text("Angebotsnummer", "o.quotation_number"),
                    moment("Datum", "o.date_order"),
                    moment("Beauftragt am", "o.ordered_on"),
                    text("Status", "o.lifecycle_status"),
                    reference("Beauftragte Version", "o.ordered_version_id", "angebote"),
                    reference("Kunden-ID", "o.partner_id", "kunden_lieferanten"),
                    text("Kunde", PARTNER_NAME),
                    reference("Rechnungsadresse", "o.partner_invoice_id", "kunden_lieferanten"),
                    reference("Lieferadresse", "o.partner_shipping_id", "kunden_lieferanten"),
                    text("Referenz des Kunden", "o.client_order_ref"),
                    text("Herkunft", "o.order_source"),
                    text("Verkäufer", user_name("o.user_id")),
                    text("Angelegt von", user_name("o.create_uid")),
                    moment("Angelegt am", "o.create_date"),
                    text("Stornogrund", german("r.name")),
                    text("Anmerkung zum Storno", "o.cancel_note"),
                    text("Währung", "c.name"),
                    money("Netto", "o.amount_untaxed"),
                    money("Steuer", "o.amount_tax"),
                    money("Brutto", "o.amount_total"),
                    from_html("Bedingungen", "o.note"),
                ),
            ),
            AuditTable(
                "auftragspositionen",
                "Positionen der Aufträge",
                "sale.order",
                "FROM sale_order_line l WHERE l.order_id = ANY({ids})",
                (
                    number("Positions-ID", "l.id"),
                    reference("Auftrags-ID", "l.order_id", "auftraege"),
                    number("Reihenfolge", "l.sequence"),
                    text("Art", "COALESCE(l.display_type, 'position')"),
                    reference("Artikel-ID", "l.product_id", "artikel"),
                    text("Bezeichnung", "l.name"),
                    text("Besonderer Wunsch", "l.special_request"),
                    number("Menge", "l.product_uom_qty", 4),
                    text("Einheit", UNIT.format("l.product_uom_id")),
                    number("Geliefert", "l.qty_delivered", 4),
                    number("Berechnet", "l.qty_invoiced", 4),
                    number("Einzelpreis", "l.price_unit", 6),
                    number("Rabatt in Prozent", "l.discount", 4),
                    text(
                        "Steuern",
                        f"(SELECT string_agg({german('t.name')}, ', ' ORDER BY t.id)"
                        " FROM account_tax_sale_order_line_rel rel"
                        " JOIN account_tax t ON t.id = rel.account_tax_id WHERE rel.sale_order_line_id = l.id)",
                    ),
                    money("Netto", "l.price_subtotal"),
                    money("Brutto", "l.price_total"),
                    text("Anzahlung", "CASE WHEN l.is_downpayment THEN 'J' ELSE 'N' END"),
                ),
            ),
        ]

    @api.model
    def _delivery_tables(self):
        return [
            AuditTable(
                "lieferungen",
                "Erledigte Lieferungen und Rücklieferungen",
                "stock.picking",
                "FROM stock_picking s LEFT JOIN res_partner p ON p.id = s.partner_id"
                " JOIN stock_location source ON source.id = s.location_id"
                " JOIN stock_location target ON target.id = s.location_dest_id WHERE s.id = ANY({ids})",
                (
                    number("Lieferungs-ID", "s.id"),
                    text("Lieferscheinnummer", "s.name"),
                    moment("Geliefert am", "s.date_done"),
                    text("Von", "source.complete_name"),
                    text("Nach", "target.complete_name"),
                    reference("Auftrags-ID", "s.sale_id", "auftraege"),
                    text("Herkunft", "s.origin"),
                    reference("Empfänger-ID", "s.partner_id", "kunden_lieferanten"),
                    text("Empfänger", PARTNER_NAME),
                    text("Rücklieferung zu", "(SELECT r.name FROM stock_picking r WHERE r.id = s.return_id)"),
                    text("Rückstand von", "(SELECT b.name FROM stock_picking b WHERE b.id = s.backorder_id)"),
                ),
            ),
            AuditTable(
                "lieferpositionen",
                "Positionen der Lieferungen",
                "stock.picking",
                "FROM stock_move m WHERE m.state = 'done' AND m.picking_id = ANY({ids})",
                (
                    number("Lieferpositions-ID", "m.id"),
                    reference("Lieferungs-ID", "m.picking_id", "lieferungen"),
                    reference("Artikel-ID", "m.product_id", "artikel"),
                    number("Angefordert", "m.product_uom_qty", 4),
                    number("Geliefert", "m.quantity", 4),
                    text("Einheit", UNIT.format("m.product_uom")),
                    reference("Positions-ID", "m.sale_line_id", "auftragspositionen"),
                ),
            ),
            AuditTable(
                "chargen",
                "Chargen und Seriennummern der Lieferungen",
                "stock.picking",
                "FROM stock_move_line l JOIN stock_move m ON m.id = l.move_id LEFT JOIN stock_lot lot ON lot.id = l.lot_id"
                " WHERE m.state = 'done' AND m.picking_id = ANY({ids}) AND (l.lot_id IS NOT NULL OR l.lot_name <> '')",
                (
                    number("Chargenzeilen-ID", "l.id"),
                    reference("Lieferpositions-ID", "l.move_id", "lieferpositionen"),
                    text("Charge oder Seriennummer", "COALESCE(lot.name, l.lot_name)"),
                    number("Menge", "l.quantity", 4),
                    text("Einheit", UNIT.format("l.product_uom_id")),
                ),
            ),
        ]
