from ast import literal_eval

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from ..documents.test_documents import DocumentCase
from .test_quotation_portal import SIGNATURE
from .test_quotation_versions import QuotationCase


@tagged("post_install", "-at_install")
class TestKeptVersions(QuotationCase):
    """004-9: an order that was confirmed from a draft keeps what was ordered, to compare with later."""

    def _import(self):
        """Take over an order of the web shop, and return it."""
        self.drill.default_code = "BM-1"
        answer = self.env["sale.order"].import_channel_order(
            {
                "source": "webshop",
                "reference": "W-4711",
                "customer": {"name": "Lieselotte Brandes", "email": "l.brandes@mail.example", "city": "Hamburg"},
                "lines": [{"sku": "BM-1", "quantity": 5, "price_unit": 100}],
            }
        )
        return self.env["sale.order"].browse(answer["order_id"])

    def assertKept(self, order):
        version = order.ordered_version_id
        self.assertTrue(version.kept_at_order)
        self.assertEqual((version.number, version.state, order.version), (1, "ordered", 1))
        self.assertEqual(version.amount_total, order.amount_total)
        self.assertEqual(version.line_ids.mapped("quantity"), order.order_line.mapped("product_uom_qty"))
        self.assertFalse(version.attachment_id, "no PDF is made while the customer waits on the telephone")
        self.assertEqual(order.quotation_stage, "ordered")
        return version

    def test_however_it_was_confirmed(self):
        ways = {
            "button": lambda order: order.action_confirm(),
            "status": lambda order: order.change_status("order"),
            "delivered at once": lambda order: order.change_status("delivery"),
            "invoiced at once": lambda order: order.change_status("invoice"),
            "paid online": lambda order: order.sudo()._validate_order(),
        }
        for name, confirm in ways.items():
            with self.subTest(way=name):
                order = self._order((self.drill, 5), (self.screw, 2), special_request="Bis 10 Uhr")
                confirm(order)
                version = self.assertKept(order)
                self.assertRegex(order.quotation_number, rf"^A{self.today.year}-\d{{4}}$")
                self.assertEqual(version.quotation_number, order.quotation_number)
                self.assertEqual(order.order_source, "manual", "nobody had accepted an offer")

    def test_several_at_once(self):
        orders = self._order() | self._order((self.screw, 3)) | self._issued()
        orders.action_confirm()
        for order in orders[:2]:
            self.assertKept(order)
        self.assertEqual(len(set(orders.mapped("quotation_number"))), 3)
        self.assertFalse(orders[2].ordered_version_id.kept_at_order, "this one was issued: it is the version that was")

    def test_what_was_ordered_can_be_compared_with_the_order(self):
        order = self._order((self.drill, 1), (self.screw, 10))
        order.change_status("order")
        difference = order.compare_with_ordered_version()
        self.assertEqual((difference["header"], difference["lines"]), ([], []))
        order.order_line[0].product_uom_qty = 7
        order.write({"client_order_ref": "B 12", "order_line": [Command.create({"product_id": self.setup.id})]})
        difference = order.compare_with_ordered_version()
        self.assertEqual([entry["field"] for entry in difference["header"]], ["client_order_ref"])
        changed = {entry["field"]: (entry["old"], entry["new"]) for entry in difference["lines"][0]["fields"]}
        self.assertEqual(changed, {"quantity": (1, 7), "price_subtotal": (100, 700)})
        self.assertEqual([line["change"] for line in difference["lines"]], ["changed", "added"])
        self.assertEqual(difference["amount_untaxed"], {"old": 200, "new": 850, "difference": 650})
        wizard = self.env["sale.order.version.comparison"].browse(order.ordered_version_id.action_compare()["res_id"])
        self.assertFalse(wizard.new_version_id)
        self.assertIn(f"{order.name} as it is now", wizard.comparison)
        for bad in (self._order(), self.env["sale.order"], order | self._order()):
            with self.assertRaises(UserError):
                bad.compare_with_ordered_version()

    def test_the_texts_of_the_confirmation_are_no_change(self):
        self.company.write({"sale_intro_text": "Wir bieten an:", "sale_confirmation_intro_text": "Wir bestätigen:"})
        order = self._order()
        order.change_status("order")
        self.assertEqual(order.intro_text, "Wir bestätigen:")
        self.assertEqual(order.ordered_version_id.header["intro_text"], "Wir bieten an:")
        self.assertEqual(order.compare_with_ordered_version()["header"], [])

    def test_orders_of_shops_have_no_number(self):
        """Nothing was offered to them, and the numbers of quotations stay those of quotations."""
        before = self._issued().quotation_number
        order = self._import()
        version = self.assertKept(order)
        self.assertFalse(order.quotation_number or version.quotation_number)
        self.assertRegex(version.label, rf"^Order {order.name} as ordered on ")
        self.assertEqual(int(self._issued().quotation_number[-4:]), int(before[-4:]) + 1)

    def test_back_to_the_quotation(self):
        order = self._order()
        order.change_status("order")
        first = order.ordered_version_id
        order.order_line.product_uom_qty = 7
        order.change_status("quotation")
        self.assertEqual((order.quotation_stage, order.order_line.product_uom_qty), ("draft", 7))
        self.assertFalse(order.ordered_version_id or order.issued_version_id)
        order.order_line.product_uom_qty = 8
        order.change_status("order")
        second = order.ordered_version_id
        self.assertEqual((second.number, second.kept_at_order), (2, True))
        self.assertEqual(second.quotation_number, first.quotation_number)
        self.assertEqual(second.compare_with(first.id)["lines"][0]["fields"][0]["new"], 8)
        self.assertEqual(order.order_source, "manual")
        order.change_status("quotation")
        order.action_issue_quotation()
        self.assertEqual((order.version, order.quotation_stage), (3, "issued"))

    def test_it_stays(self):
        order = self._order()
        order.change_status("order")
        version = order.ordered_version_id
        for attempt in (
            lambda: version.sudo().write({"amount_total": 1}),
            lambda: version.sudo().write({"kept_at_order": False}),
            lambda: version.sudo().unlink(),
            lambda: order.with_user(self.clerk).write({"ordered_version_id": False}),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                attempt()
        order.change_status("cancel", reason="Irrtum")
        with self.assertRaisesRegex(UserError, "can't be deleted"):
            order.sudo().unlink()

    def test_a_refused_confirmation_keeps_nothing(self):
        empty_handed = self.env.ref("base.public_partner")
        order = self._order(partner_id=empty_handed.id)
        with self.assertRaises(UserError):
            order.action_confirm()
        self.assertFalse(order.version_ids)

    def test_it_costs_a_few_statements_for_one_order_and_for_many(self):
        def queries(count):
            orders = self.env["sale.order"].union(*(self._order((self.setup, 1), (self.setup, 2)) for _ in range(count)))
            orders.write({"state": "sale", "date_order": self.today})
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            orders._keep_ordered_versions()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(1)  # sequence and settings are cached from here on
        one, five = queries(1), queries(5)
        self.assertLessEqual(one, 8)
        self.assertLessEqual(five - one, 4 * 4, "the number of each, and its update")

    # -- the list -------------------------------------------------------------------------------------------------------

    def _listed(self, *more):
        action = self.env["ir.actions.act_window"]._for_xml_id("kontor_sales.action_quotation_ordered")
        self.assertEqual(action["res_model"], "sale.order.version")
        return self.env["sale.order.version"].with_user(self.clerk).search([*literal_eval(action["domain"]), *more])

    def test_ordered_quotations_are_listed(self):
        ordered, kept, open_one = self._issued(), self._order(), self._issued()
        old = ordered.version_ids
        self._revise(ordered, client_order_ref="Zwei")
        ordered.action_order_version()
        kept.change_status("order")
        shop = self._import()
        listed = self._listed()
        self.assertIn(ordered.ordered_version_id, listed)
        self.assertIn(kept.ordered_version_id, listed)
        self.assertFalse(listed & (old | open_one.version_ids | shop.version_ids))
        self.assertEqual(set(listed.mapped("state")), {"ordered"})
        self.assertEqual(ordered.ordered_version_id.order_status, "order")
        self.assertEqual(ordered.ordered_version_id.action_open_order()["res_id"], ordered.id)
        self.assertNotIn(kept.ordered_version_id, self._listed(("kept_at_order", "=", False)))
        ordered.change_status("quotation")
        self.assertNotIn(ordered.version_ids[:1], self._listed())
        versions = self.env["sale.order.version"]
        for state, expected in (("current", ordered.version_ids[:1]), ("superseded", old)):
            self.assertEqual(versions.search([("state", "=", state), ("order_id", "=", ordered.id)]), expected)
        self.assertEqual(versions.search_count([("state", "!=", "ordered"), ("order_id", "=", ordered.id)]), 2)

    def test_it_is_there_to_look_at(self):
        kept = self._order()
        kept.change_status("order")
        with self.assertRaises(UserError):
            kept.ordered_version_id.with_user(self.clerk).write({"reason": "x"})
        stranger = new_test_user(self.env, "kontor_stranger", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.env["sale.order.version"].with_user(stranger).search([("state", "=", "ordered")])


@tagged("post_install", "-at_install", "kontor_once")
class TestKeptVersionOnPaper(HttpCase, DocumentCase):
    """004-9: what was kept is printed on demand; the customer, who never got it, doesn't see it."""

    def test_printed_on_demand(self):
        order = self._order((self.drill, 2))
        order.change_status("order")
        order.order_line.product_uom_qty = 7
        version = order.ordered_version_id
        action = version.with_user(self.clerk).action_open_pdf()
        self.assertEqual(action["report_name"], "kontor_sales.report_quotation_version")
        text = self._text("kontor_sales.action_report_quotation_version", version)
        label = version.with_context(lang=order.partner_id._get_document_lang()).label
        self.assertIncludes(text, label.replace("- ", "-"), order.name, "Bohrmaschine", "200.00", "238.00")
        self.assertIn("not sent to the customer", text)
        self.assertNotIn("700.00", text)
        reports = self.env["ir.actions.report"].with_user(self.clerk).with_context(force_report_rendering=True)
        content, kind = reports._render_qweb_pdf("kontor_sales.action_report_quotation_version", version.ids)
        self.assertEqual((kind, content[:5]), ("pdf", b"%PDF-"))

    def test_the_customer_s_page(self):
        order = self._order()
        order.change_status("order")
        page = self.url_open(order.get_portal_url()).text
        self.assertIn(order.name, page)
        self.assertNotIn(order.quotation_number, page)
        self.assertNotIn('id="quotation_versions"', page)
        self.assertEqual(self.url_open(order.get_portal_url(suffix="/version/1")).status_code, 404)
        self.assertNotIn(order.quotation_number, order._get_report_base_filename())

    def test_a_draft_that_is_accepted_in_the_portal(self):
        self.company.portal_confirmation_sign = True
        order = self._order(require_signature=True, require_payment=False)
        answer = self.make_jsonrpc_request(
            f"/my/orders/{order.id}/accept",
            {"access_token": order._portal_ensure_token(), "name": "Herr Kern", "signature": SIGNATURE},
        )
        self.env.invalidate_all()
        self.assertNotIn("error", answer)
        self.assertStatus(order, "order")
        self.assertTrue(order.ordered_version_id.kept_at_order)
