import io
import re
import zipfile
from collections import defaultdict
from contextlib import suppress
from datetime import date, datetime
from unittest.mock import patch

from lxml import etree
from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ...tools.audit_index import DTD, DTD_NAME
from ...tools.audit_table import AuditTable, number, read_csv, text
from ..invoicing.test_final_invoice import InvoicingCase

WORK = "odoo.addons.kontor_sales.models.audit.audit_export_work"


@tagged("post_install", "-at_install")
class TestAuditExport(InvoicingCase):
    """GoBD Rz. 167, § 147 Abs. 6 AO: a period is handed over in a form that audit programs read, complete and once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = new_test_user(cls.env, "kontor_audit", groups="base.group_user,kontor_sales.group_audit_export")
        cls.company = cls.env.company
        cls.today = fields.Date.context_today(cls.env.user)
        cls.customer.ref = "=1+2"
        cls.order = cls.env["sale.order"].browse(cls._sold(cls).id)

    def _sold(self):
        """Return an order of which a part was delivered, invoiced and paid, with texts that are hard to write down."""
        order = self._order(self, (self.plank, 3), (self.setup, 1))
        order.order_line[0].name = 'Diele "Eiche";\nzweite Zeile: 3 €'
        order.action_issue_quotation()
        order.action_revise_quotation("Der Kunde wünscht es")
        order.order_line[0].price_unit = 12.345
        order.action_issue_quotation()
        order.action_confirm()
        delivery = self._deliver(self, order, 2)
        invoice = self._invoices(self, order, "partial", picking_ids=delivery.ids)
        register = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        register.create({"amount": 5, "payment_difference_handling": "open"}).action_create_payments()
        order.sudo().with_context(tracking_disable=False).user_id = self.env.ref("base.user_admin")
        self.env.flush_all()
        self.env.cr.precommit.run()
        return order

    def _export(self, user=None, **values):
        exports = self.env["kontor.audit.export"].with_user(user or self.accountant)
        day = self.today.isoformat()
        return exports.create({"date_from": day, "date_to": day, **values})

    def _content(self, export):
        """Return index.xml as an element, and the rows of each table as dictionaries of values."""
        package = zipfile.ZipFile(io.BytesIO(export.sudo().attachment_ids[:1].raw))
        self.assertEqual(package.read(DTD_NAME).decode(), DTD)
        index = etree.fromstring(package.read("index.xml"))
        grammar = etree.DTD(io.StringIO(DTD.split("?>", 1)[1]))
        self.assertTrue(grammar.validate(index), grammar.error_log)
        tables = {}
        for table in index.findall("Media/Table"):
            content = package.read(table.findtext("URL")).decode("utf-8")
            tables[table.findtext("Name")] = self._rows(table, content)
        return index, tables

    def _rows(self, table, content):
        columns = table.findall("VariableLength/VariablePrimaryKey") + table.findall("VariableLength/VariableColumn")
        names = [column.findtext("Name") for column in columns]
        self.assertEqual(content.split("\r\n", 1)[0], ";".join(f'"{name}"' for name in names))
        rows = []
        for cells in read_csv(content):
            self.assertEqual(len(cells), len(names), table.findtext("Name"))
            rows.append({name: self._value(column, cell) for name, column, cell in zip(names, columns, cells)})
        return rows

    def _value(self, column, cell):
        """Return a cell as what index.xml says of its column."""
        numeric, day = column.find("Numeric"), column.find("Date")
        if numeric is None and day is None or cell == "":
            return cell
        if day is not None:
            return datetime.strptime(cell, "%d.%m.%Y").date()
        accuracy = int(numeric.findtext("Accuracy", "0"))
        self.assertRegex(cell, rf"^-?\d+,\d{{{accuracy}}}$" if accuracy else r"^-?\d+$")
        return float(cell.replace(",", "."))

    def test_index_and_tables_fit_and_the_sums_are_the_ledger(self):
        export = self._export()
        export.action_count()
        counts = {row.code: row.row_count for row in export.table_ids}
        export.action_export()
        self.assertEqual((export.state, export.progress), ("done", 100))
        index, tables = self._content(export)
        self.assertEqual({code: len(rows) for code, rows in tables.items()}, counts, "what was said is what is in it")
        self._check_keys(index, tables)
        invoice = self.order.invoice_ids
        domain = [("move_id.date", "=", self.today), ("parent_state", "=", "posted"), ("company_id", "=", self.company.id)]
        for kind, types in (("Ausgangsrechnung", ["out_invoice"]), ("Rechnungskorrektur", ["out_refund"])):
            own = [row for row in tables["rechnungen"] if row["Art"] == kind and row["Zustand"] == "gebucht"]
            lines = self.env["account.move.line"].search([*domain, ("move_type", "in", types)])
            revenue = lines.filtered(lambda line: line.display_type == "product")
            due = lines.filtered(lambda line: line.display_type == "payment_term")
            self.assertAlmostEqual(sum(row["Netto"] for row in own), -sum(revenue.mapped("balance")), 2)
            self.assertAlmostEqual(sum(row["Brutto"] for row in own), sum(due.mapped("balance")), 2)
        row = next(row for row in tables["rechnungen"] if row["Beleg-ID"] == invoice.id)
        self.assertEqual((row["Belegnummer"], row["Brutto"]), (invoice.name, invoice.amount_total_signed))
        entries = [entry for entry in tables["buchungszeilen"] if entry["Beleg-ID"] == invoice.id]
        self.assertAlmostEqual(sum(entry["Soll"] for entry in entries), invoice.amount_total_signed, 2)
        self.assertAlmostEqual(sum(entry["Haben"] for entry in entries), invoice.amount_total_signed, 2)
        allocation = next(row for row in tables["zahlungszuordnungen"] if row["Soll-Beleg-ID"] == invoice.id)
        self.assertEqual(allocation["Betrag"], 5)
        payment = next(row for row in tables["zahlungen"] if row["Zahlungs-ID"] == allocation["Haben-Zahlungs-ID"])
        self.assertEqual((payment["Betrag"], payment["Art"]), (5, "Eingang"))
        self._check_texts(tables)

    def _check_keys(self, index, tables):
        keys = defaultdict(set)
        for table in index.findall("Media/Table"):
            name, key = table.findtext("Name"), table.findtext("VariableLength/VariablePrimaryKey/Name")
            keys[name] = {row[key] for row in tables[name]}
            self.assertEqual(len(keys[name]), len(tables[name]), f"{name}: the key is unique")
        for table in index.findall("Media/Table"):
            for foreign in table.findall("VariableLength/ForeignKey"):
                column, target = foreign.findtext("Name"), foreign.findtext("References")
                found = {row[column] for row in tables[table.findtext("Name")]} - {""}
                self.assertLessEqual(found, keys[target], f"{table.findtext('Name')}.{column} → {target}")

    def _check_texts(self, tables):
        versions = [row for row in tables["angebote"] if row["Auftrags-ID"] == self.order.id]
        self.assertEqual([row["Version"] for row in versions], [1, 2])
        self.assertEqual(versions[1]["Grund"], "Der Kunde wünscht es")
        prices = {
            row["Versions-ID"]: row["Einzelpreis"] for row in tables["angebotspositionen"] if "Eiche" in row["Bezeichnung"]
        }
        self.assertEqual([prices[row["Versions-ID"]] for row in versions], [100, 12.345])
        names = {row["Bezeichnung"] for row in tables["auftragspositionen"]}
        self.assertIn('Diele "Eiche";\nzweite Zeile: 3 €', names)
        self.assertIn("=1+2", {row["Nummer"] for row in tables["kunden_lieferanten"]})
        changes = [row for row in tables["aenderungen"] if row["Objekt-ID"] == self.order.id]
        self.assertIn(self.env.ref("base.user_admin").name, {row["Nachher"] for row in changes})
        self.assertTrue(any(row["Lieferscheinnummer"] for row in tables["lieferungen"]))

    def test_a_text_is_no_formula_and_comes_back_as_it_was(self):
        table = AuditTable("x", "x", "x", "{ids}", (number("A", "1"), text("B", "2")))
        texts = ["=1+2", "+49 40", "-5", "@x", "'=1", "'s Tor", 'a;"b"', "a\r\nb", "", None, "\tx"]
        content = table.head() + table.lines([(line, value) for line, value in enumerate(texts)])
        for cell in re.findall(r'^\d+;"([^"])', content, re.MULTILINE):
            self.assertNotIn(cell, "=+-@\t")
        expected = [(value or "").replace("\r\n", "\n") for value in texts]
        self.assertEqual([row[1] for row in read_csv(content)], expected)
        self.assertEqual(table.lines([(None, None)]), ';""\r\n')

    def test_a_large_one_is_made_in_parts_and_goes_on_where_it_was_killed(self):
        complete = self._export()
        complete.action_export()
        export = self._export()
        with patch("odoo.addons.kontor_sales.models.audit.audit_export.AT_ONCE", 0), patch(f"{WORK}.PART", 1):
            export.action_export()
            self.assertEqual(export.state, "running")
            work, parts = export.sudo(), 0
            while work.state == "running":
                # killed: what this part wrote is lost, and what the ones before wrote isn't
                with suppress(KeyboardInterrupt), self.env.cr.savepoint():
                    work._export_part()
                    raise KeyboardInterrupt
                work._export_part()
                parts += 1
        self.assertGreater(parts, 20)
        self.assertEqual(self._content(export)[1], self._content(complete)[1])
        self.assertEqual(len(export.sudo().attachment_ids), 1)
        left = [("res_model", "=", "kontor.audit.export.table"), ("res_id", "in", export.table_ids.ids)]
        self.assertFalse(self.env["ir.attachment"].search(left))
        with self.assertRaisesRegex(UserError, "has begun already"):
            export.action_export()

    def test_what_happens_after_the_start_is_not_in_it(self):
        export = self._export()
        with patch("odoo.addons.kontor_sales.models.audit.audit_export.AT_ONCE", 0):
            export.action_export()
        later = self._order((self.plank, 1))
        later.action_confirm()
        while export.sudo()._export_part():
            pass
        index, tables = self._content(export)
        self.assertNotIn(later.id, {row["Auftrags-ID"] for row in tables["auftraege"]})
        self._check_keys(index, tables)

    def test_another_period_has_none_of_it(self):
        export = self._export(date_from=date(1990, 1, 1), date_to=date(1990, 12, 31))
        export.action_export()
        tables = self._content(export)[1]
        self.assertFalse(
            [code for code, rows in tables.items() if rows and code != "kreditlimits" and code != "kunden_lieferanten"]
        )

    def test_only_with_the_right_and_for_ones_own_company(self):
        with self.assertRaises(AccessError):
            self._export(self.clerk)
        export = self._export()
        with self.assertRaises(AccessError):
            export.with_user(self.clerk).action_export()
        other = self.env["res.company"].create({"name": "Andere GmbH"})
        with self.assertRaises(AccessError):
            self._export(company_id=other.id)
        for values in ({"state": "done"}, {"user_id": self.clerk.id}, {"table_ids": []}):
            with self.assertRaisesRegex(UserError, "Of an export only"):
                export.write(values)
        export.action_count()
        export.date_to = self.today
        self.assertEqual((export.state, len(export.table_ids)), ("draft", 0), "counted anew for other data")
        with self.assertRaises(AccessError):
            export.table_ids.with_user(self.accountant).create({"export_id": export.id, "code": "x"})
