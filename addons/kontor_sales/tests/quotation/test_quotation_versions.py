import base64
from datetime import timedelta

from lxml import etree
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from ..common import OrderCase


class QuotationCase(OrderCase):
    def _issued(self, *positions, **values):
        quotation = self._order(*positions, **values)
        quotation.action_issue_quotation()
        return quotation

    def _revise(self, quotation, **values):
        """Take a quotation back, change it, and issue the next version."""
        quotation.action_revise_quotation("Kunde wünscht eine Änderung")
        quotation.write(values)
        quotation.action_issue_quotation()
        return quotation.version_ids[:1]


@tagged("post_install", "-at_install")
class TestQuotationStages(QuotationCase):
    """004-6 … 004-10: In Bearbeitung, Erfasst, Beauftragt, Storniert."""

    def test_004_7_erfasst_gives_number_and_version(self):
        quotation = self._order()
        self.assertEqual(quotation.quotation_stage, "draft")
        self.assertFalse(quotation.quotation_number)
        self.assertFalse(quotation.version_label)
        quotation.action_issue_quotation()
        self.assertEqual(quotation.quotation_stage, "issued")
        self.assertRegex(quotation.quotation_number, rf"^A{self.today.year}-\d{{4}}$")
        self.assertEqual(quotation.version, 1)
        self.assertStatus(quotation, "quotation")
        other = self._issued()
        self.assertEqual(int(other.quotation_number[-4:]), int(quotation.quotation_number[-4:]) + 1)

    def test_004_7_the_printed_quotation_names_no_other_number(self):
        quotation = self._issued()
        reports = self.env["ir.actions.report"].with_user(self.clerk)
        html = reports._render_qweb_html("sale.report_saleorder", quotation.ids)[0].decode()
        self.assertIn(quotation.quotation_number, html)
        self.assertNotRegex(html, rf">\s*{quotation.name}\s*<")

    def test_004_8_a_version_speaks_the_customer_s_language(self):
        """As the PDF that was sent, whoever issues it and over which interface."""
        self.customer.lang = "de_DE"
        unit = self.env.ref("uom.product_uom_unit")
        unit.with_context(lang="de_DE").name = "Stück"
        quotation = self._order()
        quotation.with_context(lang="en_US").action_issue_quotation()
        self.assertIn("Stück", quotation.version_ids.line_ids.mapped("uom_name"))

    def test_004_7_each_company_counts_on_its_own(self):
        first = self._issued()
        company = self.env["res.company"].create({"name": "Zweite GmbH", "country_id": self.env.ref("base.de").id})
        other = (
            self.env["sale.order"]
            .with_company(company)
            .create(
                {
                    "partner_id": self.customer.id,
                    "company_id": company.id,
                    "order_line": [Command.create({"product_id": self.setup.id, "tax_ids": False})],
                }
            )
        )
        other.action_issue_quotation()
        self.assertEqual(other.quotation_number[-4:], "0001")
        self.assertTrue(first.quotation_number)

    def test_004_8_the_label_is_what_the_customer_quotes(self):
        quotation = self._issued()
        quotation.with_context(lang="en_US")
        version = self._revise(quotation, client_order_ref="Anfrage 7")
        self.assertEqual(version.number, 2)
        self.assertRegex(
            quotation.version_label, rf"^Quotation {quotation.quotation_number} - Version 2 of \d\d/\d\d/\d{{4}}$"
        )

    def test_004_8_revising_asks_for_a_reason_and_keeps_the_history(self):
        quotation = self._issued()
        for reason in ("", "  ", None, 5, False):
            with self.assertRaises(UserError):
                quotation.action_revise_quotation(reason)
        self.assertEqual(quotation.quotation_stage, "issued")
        quotation.action_revise_quotation("Kunde wünscht Skonto")
        self.assertEqual(quotation.quotation_stage, "draft")
        self.assertIn("Kunde wünscht Skonto", quotation.message_ids[0].body)
        quotation.order_line.price_unit = 90
        quotation.action_issue_quotation()
        self.assertEqual(quotation.version_ids.mapped("number"), [2, 1])
        self.assertEqual(quotation.version_ids[0].reason, "Kunde wünscht Skonto")
        self.assertFalse(quotation.version_ids[1].reason)
        self.assertEqual(quotation.version_ids.mapped("state"), ["current", "superseded"])
        self.assertIn("1 positions changed", quotation.message_ids[0].body)

    def test_what_cannot_be_issued(self):
        empty = self.env["sale.order"].with_user(self.clerk).create({"partner_id": self.customer.id})
        with self.assertRaisesRegex(UserError, "no positions"):
            empty.action_issue_quotation()
        with self.assertRaisesRegex(UserError, "Issued"):
            self._issued().action_issue_quotation()
        for status in ("order", "cancel"):
            with self.assertRaises(UserError):
                self._in_status(status).action_issue_quotation()
        expired = self._order(validity_date=self.today - timedelta(days=1))
        with self.assertRaisesRegex(UserError, "passed"):
            expired.action_issue_quotation()
        with self.assertRaises(UserError):
            self.env["sale.order"].action_issue_quotation()
        with self.assertRaises(UserError):
            self._order().action_revise_quotation("Grund")

    def test_004_10_a_cancelled_quotation(self):
        quotation = self._issued()
        quotation.change_status("cancel", reason="zu teuer")
        self.assertEqual(quotation.quotation_stage, "cancel")
        self.assertEqual(quotation.cancel_note, "zu teuer")

    def test_a_copy_begins_anew(self):
        copy = self._issued().copy()
        self.assertEqual((copy.quotation_stage, copy.version, copy.quotation_number), ("draft", 0, False))


@tagged("post_install", "-at_install")
class TestFrozenQuotation(QuotationCase):
    """004-7: an issued quotation can no longer be changed, by anyone, by any interface."""

    def _attempts(self, quotation):
        line = quotation.order_line
        admin = self.env.ref("base.user_admin")
        other = self._order()
        as_admin = quotation.with_user(admin)
        return {
            "header": lambda: quotation.write({"client_order_ref": "X"}),
            "header as administrator": lambda: as_admin.write({"note": "X"}),
            "header as superuser": lambda: quotation.sudo().write({"payment_term_id": False}),
            "customer": lambda: as_admin.write({"partner_id": admin.partner_id.id}),
            "with a context": lambda: as_admin.with_context(
                **{"kontor_sales.quotation_work": 1, "kontor_sales.state_work": 1, "force": True}
            ).write({"note": "X"}),
            "line": lambda: line.write({"price_unit": 1}),
            "line as superuser": lambda: line.sudo().write({"product_uom_qty": 1}),
            "line text": lambda: line.write({"name": "X"}),
            "line by the order": lambda: as_admin.write({"order_line": [Command.update(line.id, {"discount": 50})]}),
            "new line": lambda: line.create({"order_id": quotation.id, "product_id": self.setup.id}),
            "new line by the order": lambda: as_admin.write(
                {"order_line": [Command.create({"display_type": "line_note", "name": "X"})]}
            ),
            "line moved here": lambda: other.order_line.with_user(admin).write({"order_id": quotation.id}),
            "line moved away": lambda: line.with_user(admin).write({"order_id": other.id}),
            "line deleted": lambda: line.with_user(admin).unlink(),
            "line deleted by the order": lambda: as_admin.write({"order_line": [Command.clear()]}),
            "order deleted": lambda: as_admin.unlink(),
            "through the customer": lambda: self.customer.with_user(admin).write(
                {"sale_order_ids": [Command.update(quotation.id, {"note": "X"})]}
            ),
            "form": lambda: as_admin.web_save({"validity_date": "2030-01-01"}, {"id": {}}),
            "prices": lambda: as_admin.action_update_prices(),
            "taxes": lambda: as_admin.action_update_taxes(),
            "core's way back": lambda: as_admin.action_draft(),
            "state": lambda: as_admin.write({"state": "draft"}),
            "version": lambda: as_admin.write({"version": 7}),
            "version as superuser": lambda: quotation.sudo().write({"issued_version_id": False}),
            "lock": lambda: as_admin.action_lock(),
            "discount wizard": lambda: (
                self.env["sale.order.discount"]
                .with_user(admin)
                .create({"sale_order_id": quotation.id, "discount_type": "sol_discount", "discount_percentage": 0.1})
                .action_apply_discount()
            ),
        }

    def test_004_7_every_way_to_change_it_is_refused(self):
        quotation = self._issued()
        before = (quotation.read()[0], quotation.order_line.read())
        for name, attempt in self._attempts(quotation).items():
            with self.subTest(way=name):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    attempt()
                self.env.invalidate_all()
                self.assertEqual(quotation.amount_total, before[0]["amount_total"])
                self.assertEqual(quotation.note, before[0]["note"])
                self.assertEqual(quotation.order_line.ids, [line["id"] for line in before[1]])
                self.assertEqual(quotation.quotation_stage, "issued")

    def test_004_7_an_import_is_refused(self):
        quotation = self._issued()
        result = (
            self.env["sale.order"]
            .with_user(self.env.ref("base.user_admin"))
            .load([".id", "client_order_ref"], [[str(quotation.id), "X"]])
        )
        self.assertFalse(result["ids"])
        self.assertFalse(quotation.client_order_ref)

    def test_communication_stays_possible(self):
        quotation = self._issued()
        quotation.message_post(body="Kunde angerufen")
        quotation.message_subscribe(self.customer.ids)
        activity = quotation.activity_schedule("mail.mail_activity_data_call", user_id=self.clerk.id)
        activity.action_feedback(feedback="erledigt")
        self.env["ir.attachment"].with_user(self.clerk).create(
            {"name": "Skizze.txt", "res_model": "sale.order", "res_id": quotation.id, "raw": b"Skizze"}
        )
        quotation._portal_ensure_token()
        self.assertTrue(quotation.access_token)
        self.assertEqual(quotation.quotation_stage, "issued")

    def test_004_8_a_version_is_immutable(self):
        version = self._issued().version_ids
        for user in (self.clerk, self.env.ref("base.user_admin"), self.env.user):
            record = version.with_user(user)
            for attempt in (
                lambda record=record: record.write({"amount_total": 1}),
                lambda record=record: record.sudo().write({"number": 9}),
                lambda record=record: record.unlink(),
                lambda record=record: record.line_ids.write({"name": "X"}),
                lambda record=record: record.line_ids.sudo().unlink(),
                lambda record=record: record.line_ids.sudo().create({"version_id": record.id, "name": "X"}),
                lambda record=record: record.with_user(self.clerk).create({"order_id": record.order_id.id}),
            ):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    attempt()
        self.env.invalidate_all()
        self.assertEqual(version.number, 1)


@tagged("post_install", "-at_install")
class TestComparingVersions(QuotationCase):
    """004-8: any two versions can be compared."""

    def test_added_removed_and_changed(self):
        quotation = self._issued((self.drill, 5), (self.screw, 10), (self.setup, 1))
        first = quotation.version_ids
        quotation.action_revise_quotation("Änderungen")
        quotation.order_line[0].price_unit = 90
        quotation.order_line[1].unlink()
        quotation.write({"order_line": [Command.create({"product_id": self.repair.id})], "client_order_ref": "Anfrage 7"})
        quotation.action_issue_quotation()
        second = quotation.version_ids[0]
        result = second.compare_with(first.id)
        self.assertEqual(
            result["header"], [{"field": "client_order_ref", "label": "Customer Reference", "old": "", "new": "Anfrage 7"}]
        )
        self.assertEqual([line["change"] for line in result["lines"]], ["changed", "added", "removed"])
        changed = {field["field"]: (field["old"], field["new"]) for field in result["lines"][0]["fields"]}
        self.assertEqual(changed, {"price_unit": (100, 90), "price_subtotal": (500, 450)})
        self.assertEqual(result["amount_untaxed"], {"old": 650, "new": 580, "difference": -70})
        self.assertAlmostEqual(result["amount_total"]["difference"], -83.3)
        back = first.compare_with(second.id)
        self.assertEqual([line["change"] for line in back["lines"]], ["changed", "added", "removed"])
        self.assertEqual(back["amount_untaxed"]["difference"], 70)

    def test_004_8_differences_stand_in_the_order_of_the_form(self):
        """On the screen, on paper and over RPC; not in the order in which the database keeps them."""
        form = etree.fromstring(self.env.ref("sale.view_order_form").get_combined_arch())
        own = form.xpath("//field[not(ancestor::list or ancestor::kanban or ancestor::field)]")
        shown = [node.get("name") for node in own]
        frozen = self.env["sale.order"]._version_header_fields()
        self.assertEqual(frozen, list(dict.fromkeys(name for name in shown if name in frozen)))
        quotation = self._issued()
        first = quotation.version_ids
        quotation.action_revise_quotation("Vieles")
        quotation.write(
            {
                "note": "Neuer Text",
                "user_id": self.seller.id,
                "incoterm_location": "Hamburg",
                "client_order_ref": "Anfrage 8",
                "validity_date": self.today + timedelta(days=60),
                "payment_term_id": self.env.ref("account.account_payment_term_30days").id,
            }
        )
        quotation.order_line.write({"price_unit": 90, "discount": 5, "product_uom_qty": 7, "name": "Anders"})
        quotation.action_issue_quotation()
        result = quotation.version_ids[0].compare_with(first.id)
        changed = [entry["field"] for entry in result["header"]]
        self.assertEqual(
            [name for name in changed if name != "commitment_date"],
            ["validity_date", "payment_term_id", "note", "user_id", "client_order_ref", "incoterm_location"],
        )
        self.assertEqual(
            [entry["field"] for entry in result["lines"][0]["fields"]],
            ["name", "quantity", "price_unit", "discount", "price_subtotal"],
        )
        wizard = self.env["sale.order.version.comparison"].create(
            {"order_id": quotation.id, "old_version_id": first.id, "new_version_id": quotation.version_ids[0].id}
        )
        labels = [entry["label"] for entry in result["header"]]
        places = [wizard.comparison.index(f">{label}<") for label in labels]
        self.assertEqual(places, sorted(places))

    def test_equal_versions_have_no_difference(self):
        quotation = self._issued((self.drill, 5), (self.screw, 10))
        first = quotation.version_ids
        second = self._revise(quotation)
        result = second.compare_with(first.id)
        self.assertEqual((result["header"], result["lines"]), ([], []))

    def test_bad_comparisons(self):
        quotation, other = self._issued(), self._issued()
        version = quotation.version_ids
        for value in (0, None, True, "x", other.version_ids.id):
            with self.assertRaises(UserError):
                version.compare_with(value)
        with self.assertRaises(UserError):
            (version | other.version_ids).compare_with(version.id)

    def test_speed_200_lines_stay_under_15_queries(self):
        quotation = self._issued(*[(self.drill, 1)] * 200)
        first = quotation.version_ids
        quotation.action_revise_quotation("alles")
        quotation.order_line.write({"price_unit": 1})
        quotation.action_issue_quotation()
        second = quotation.version_ids[0]
        second.compare_with(first.id)  # the labels of the fields are cached from here on
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(14):
            result = second.compare_with(first.id)
        self.assertEqual(len(result["lines"]), 200)


@tagged("post_install", "-at_install")
class TestVersionPdf(HttpCase, QuotationCase):
    """004-8: every version stays printable exactly as it was sent."""

    def test_the_pdf_stays_as_it_was_sent(self):
        quotation = self._order()
        quotation.with_context(force_report_rendering=True).action_issue_quotation()
        version = quotation.version_ids
        pdf = version.attachment_id.raw
        self.assertEqual(pdf[:5], b"%PDF-")
        self.assertEqual(quotation.lifecycle_label, "Quotation")
        reports = self.env["ir.actions.report"].with_user(self.clerk).with_context(force_report_rendering=True)
        printed, _type = reports._render_qweb_pdf("sale.action_report_saleorder", quotation.ids)
        self.assertEqual(printed, pdf)
        for attempt in (
            lambda: version.attachment_id.write({"raw": b"x"}),
            lambda: version.attachment_id.unlink(),
            lambda: version.attachment_id.with_user(self.env.ref("base.user_admin")).write({"res_id": 1}),
            lambda: (
                self.env["ir.attachment"]
                .with_user(self.env.ref("base.user_admin"))
                .create(
                    {"name": "x", "res_model": "sale.order.version", "res_id": version.id, "datas": base64.b64encode(b"x")}
                )
            ),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                attempt()
        quotation.change_status("order")
        confirmation, _type = reports._render_qweb_pdf("sale.action_report_saleorder", quotation.ids)
        self.assertNotEqual(confirmation, pdf)
