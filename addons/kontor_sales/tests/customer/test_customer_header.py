from dateutil.relativedelta import relativedelta
from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ...tools.declarations import DeclarationError
from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestCustomerHeader(OrderCase):
    """The customer at a glance (000-15, 000-16, 003-1…14, 003-32…34, 003-40…51)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env, "kontor_header_manager", groups="sales_team.group_sale_manager,account.group_account_invoice"
        )
        cls.customer.write(
            {
                "ref": "KH4711",
                "name2": "Werk Nord",
                "street": "Wendenstraße 118",
                "zip": "20537",
                "city": "Hamburg",
                "country_id": cls.env.ref("base.de").id,
                "factoring_number": "F-99",
                "user_id": cls.seller.id,
                "phone": "+49 40 1",
            }
        )
        cls.contact = cls.env["res.partner"].create(
            {
                "name": "Birgit Maaß",
                "parent_id": cls.customer.id,
                "type": "contact",
                "contact_title": "Dr.",
                "function": "Einkauf",
                "phone": "+49 40 2",
                "fax": "+49 40 3",
                "email": "maass@example.com",
                "birthday": "1980-05-04",
            }
        )
        cls.customer.default_contact_id = cls.contact

    def _header(self, user=None, partner=None, **options):
        return (partner or self.customer).with_user(user or self.clerk).get_customer_header(**options)

    def _count(self, call):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call()
        return self.env.cr.sql_log_count - before

    # -- who the customer is ------------------------------------------------------------------------------------------

    def test_003_47_every_button_opens_something(self):
        partners = self.env["res.partner"]
        actions = partners._header_actions()
        for button in self._header(self.env.ref("base.user_admin"))["buttons"]:
            self.assertTrue(button["url"] or button["code"] in actions, button["code"])
        self.patch(self.env.registry["res.partner"], "_header_actions", lambda _self: actions | {"weather": "_header_rain"})
        with self.assertRaisesRegex(DeclarationError, "“weather”: no _header_rain"):
            partners._register_hook()

    def test_number_name_address_and_clerk(self):
        """003-3, 003-7, 003-8, 003-40"""
        customer = self._header()["customer"]
        self.assertEqual(customer["number"], "KH4711")
        self.assertEqual((customer["name"], customer["name2"]), ("Baumarkt Süd GmbH", "Werk Nord"))
        self.assertEqual((customer["street"], customer["place"]), ("Wendenstraße 118", "DE-20537 Hamburg"))
        self.assertEqual(customer["factoring_number"], "F-99")
        self.assertEqual(customer["clerk"]["name"], self.seller.name)
        self.assertEqual(customer["logo"], "")

    def test_the_po_box_stands_instead_of_the_street(self):
        """003-8"""
        self.customer.po_box = "12 34"
        self.assertEqual(self._header()["customer"]["street"], "PO Box 12 34")

    def test_the_second_part_of_the_name_is_printed_in_the_address(self):
        """003-8"""
        self.assertIn("Werk Nord\nWendenstraße 118", self.customer._display_address())

    def test_the_logo_is_shown_only_if_stored(self):
        """003-2"""
        pixel = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        self.customer.image_1920 = pixel
        self.env.flush_all()
        self.assertTrue(self._header()["customer"]["logo"].startswith("/web/image/res.partner/"))

    def test_categories_show_their_short_codes(self):
        """003-45"""
        self.customer.category_id = self.env["res.partner.category"].create(
            [{"name": "Großhandel", "short_code": "GH"}, {"name": "Messe"}]
        )
        self.assertEqual([category["code"] for category in self._header()["customer"]["categories"]], ["GH", "Messe"])

    def test_the_contact_with_all_ways_to_reach_them(self):
        """003-9, 003-32, 003-33, 003-34"""
        contact = self._header()["contact"]
        self.assertEqual((contact["title"], contact["name"], contact["function"]), ("Dr.", "Birgit Maaß", "Einkauf"))
        self.assertEqual((contact["phone"], contact["fax"], contact["email"]), ("+49 40 2", "+49 40 3", "maass@example.com"))
        self.assertEqual(contact["birthday"], "1980-05-04")

    def test_a_chosen_contact_is_shown_and_one_of_another_customer_refused(self):
        """003-10"""
        other = self.env["res.partner"].create({"name": "Zoe", "parent_id": self.customer.id, "type": "contact"})
        self.assertEqual(self._header(contact_id=other.id)["contact"]["name"], "Zoe")
        self.assertEqual(self._header(partner=other)["contact"]["name"], "Zoe")
        stranger = self.env["res.partner"].create({"name": "Fremder"})
        with self.assertRaisesRegex(UserError, "doesn't belong"):
            self._header(contact_id=stranger.id)

    def test_the_contact_of_an_order_goes_on_to_its_invoice(self):
        """003-9, 003-10"""
        order = self._order((self.setup, 1), partner_id=self.contact.id)
        self.assertEqual(order.contact_id, self.contact)
        order.change_status("invoice")
        self.assertEqual(order.invoice_ids.contact_id, self.contact)

    def test_a_contact_of_the_old_customer_does_not_stay_on_the_order(self):
        """003-10, 003-52"""
        order = self._order(partner_id=self.customer.id)
        order.contact_id = self.contact
        order.reassign_customer(self.env["res.partner"].create({"name": "Neuer Kunde"}).id)
        self.assertFalse(order.contact_id)

    def test_terms_with_price_group_and_percent(self):
        """003-41, 003-44"""
        self.customer.customer_type_id = self.env["kontor.customer.type"].create({"name": "Händler"})
        self.customer.customer_discount = 5
        header = self._header()
        self.assertEqual(header["customer"]["type"], "Händler")
        self.assertEqual((header["terms"]["percent"], header["terms"]["percent_source"]), (-5, "discount"))
        if "kontor.cooperation" in self.env:
            self.customer.cooperation_id = self.env["kontor.cooperation"].create(
                {"name": "Einkaufsring", "surcharge_percent": 3}
            )
            terms = self._header()["terms"]
            self.assertEqual((terms["cooperation"], terms["percent"]), ("Einkaufsring", 3))

    def test_top_right_shows_the_note_for_printing_or_chosen_fields(self):
        """003-46"""
        self.env["kontor.customer.note"].create(
            [
                {"partner_id": self.customer.id, "subject": "intern"},
                {"partner_id": self.customer.id, "subject": "Anlieferung", "text": "Nur über Tor 3", "for_printing": True},
            ]
        )
        self.company.header_top_right = "note"
        self.assertEqual([entry["value"] for entry in self._header()["customer"]["top_right"]], ["Nur über Tor 3"])
        self.company.header_top_right = "fields"
        self.company.header_field_ids = self.env["ir.model.fields"]._get("res.partner", "vat")
        self.customer.vat = "DE123456788"
        self.assertEqual([entry["value"] for entry in self._header()["customer"]["top_right"]], ["DE123456788"])

    # -- chart --------------------------------------------------------------------------------------------------------

    def _invoice_in(self, months_ago, quantity=10):
        # Not due yet, so that no overdue check of another addon stands in the way.
        term = self.env["account.payment.term"].create(
            {
                "name": "In drei Jahren",
                "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 1095})],
            }
        )
        order = self._order((self.drill, quantity), payment_term_id=term.id)
        order.change_status("invoice", invoice_date=str(self.today.replace(day=1) - relativedelta(months=months_ago)))
        return order

    def test_the_chart_has_twelve_months_with_revenue_and_profit(self):
        """003-4, 003-5"""
        self.drill.standard_price = 60
        self._invoice_in(0, 30)
        self._invoice_in(11, 10)
        self._invoice_in(12, 50)
        chart = self._header(self.manager)["chart"]
        self.assertEqual(len(chart["months"]), 12)
        self.assertEqual((chart["months"][0]["revenue"], chart["months"][-1]["revenue"]), (1000, 3000))
        self.assertEqual((chart["months"][0]["profit"], chart["months"][-1]["profit"]), (400, 1200))
        self.assertEqual((chart["max_revenue_thousands"], chart["max_profit_thousands"]), (3, 1))

    def test_a_credit_note_lowers_the_revenue(self):
        """003-4, 001-7"""
        self._invoice_in(0).change_status("cancel", reason="Irrtum")
        self.assertEqual(sum(month["revenue"] for month in self._header(self.manager)["chart"]["months"]), 0)

    def test_the_gross_profit_needs_the_right_and_the_switch(self):
        """003-5"""
        self._invoice_in(0)
        self.assertFalse(self._header(self.clerk)["chart"]["show_profit"])
        self.assertEqual(sum(month["profit"] for month in self._header(self.clerk)["chart"]["months"]), 0)
        self.company.header_show_profit = False
        self.assertFalse(self._header(self.manager)["chart"]["show_profit"])

    def test_nobody_sees_more_revenue_than_in_the_list_of_invoices(self):
        """003-4: own documents only, or none at all"""
        self._invoice_in(0)
        self.assertFalse(self._header(new_test_user(self.env, "kontor_picker", groups="stock.group_stock_user"))["chart"])
        personal = new_test_user(self.env, "kontor_personal", groups="sales_team.group_sale_salesman")
        self.assertEqual(sum(month["revenue"] for month in self._header(personal)["chart"]["months"]), 0)

    # -- documents and buttons ------------------------------------------------------------------------------------------

    def test_recent_documents_of_all_kinds_that_still_exist(self):
        """003-12"""
        order = self._in_status("invoice", (self.drill, 1))
        gone = self._order()
        gone_id = gone.id
        gone.action_cancel()
        gone.sudo().unlink()
        documents = self._header()["recent_documents"]
        self.assertEqual({document["letter"] for document in documents}, {"B", "L", "F"})
        self.assertIn(order.name, [document["number"] for document in documents])
        self.assertNotIn(("sale.order", gone_id), [(document["model"], document["id"]) for document in documents])

    def test_documents_of_contacts_are_documents_of_the_customer(self):
        """003-12, 000-15"""
        order = self._order(partner_id=self.contact.id)
        self.assertIn(order.id, [document["id"] for document in self._header()["recent_documents"]])

    def _button(self, code, user=None):
        return next(button for button in self._header(user)["buttons"] if button["code"] == code)

    def test_follow_ups_frame_their_button_until_they_are_done(self):
        """003-48"""
        self.assertEqual(self._button("follow_ups")["frame"], "")
        activity = self.contact.activity_schedule("mail.mail_activity_data_todo", user_id=self.clerk.id)
        self.assertEqual((self._button("follow_ups")["frame"], self._button("follow_ups")["count"]), ("blue", 1))
        action = self.customer.with_user(self.clerk).open_from_header("follow_ups")
        self.assertIn(activity, self.env["mail.activity"].search(action["domain"]))
        self.assertEqual(action["context"]["search_default_open"], 1)
        activity.with_user(self.clerk).action_done()
        self.assertEqual(self._button("follow_ups")["frame"], "")

    def test_notes_frame_their_button_blue_and_the_users_categories_red(self):
        """003-49, 003-50"""
        complaint, advice = self.env["kontor.note.category"].create([{"name": "Reklamation"}, {"name": "Hinweis"}])
        self.env["kontor.customer.note"].with_user(self.clerk).create(
            {"partner_id": self.contact.id, "subject": "Ruft immer freitags an", "category_id": advice.id}
        )
        self.assertEqual(self._button("notes")["frame"], "blue")
        self.clerk.note_category_ids = complaint
        self.assertEqual(self._button("notes")["frame"], "blue")
        self.clerk.note_category_ids = complaint | advice
        self.assertEqual(self._button("notes")["frame"], "red")
        action = self.customer.with_user(self.clerk).open_from_header("notes")
        self.assertEqual(action["context"]["search_default_my_categories"], 1)
        mine = (
            self.env["kontor.customer.note"]
            .with_user(self.clerk)
            .search([*action["domain"], ("category_id", "any", [("user_ids", "in", [self.clerk.id])])])
        )
        self.assertEqual(mine.mapped("subject"), ["Ruft immer freitags an"])
        self.assertEqual(mine.partner_id, self.customer)

    def test_the_document_folder_follows_the_pattern(self):
        """003-47"""
        self.company.dms_url = "https://dms.example.com/{number}?name={name}"
        self.assertEqual(self._button("dms")["url"], "https://dms.example.com/KH4711?name=Baumarkt%20S%C3%BCd%20GmbH")
        with self.assertRaises(ValidationError):
            self.company.dms_url = "javascript:alert(1)"

    def test_every_button_opens_something(self):
        """003-1, 003-6, 003-47, 001-16"""
        customer = self.customer.with_user(self.clerk)
        for code in [button["code"] for button in self._header()["buttons"] if not button["url"]] + ["new_order", "email"]:
            action = customer.open_from_header(code, contact_id=self.contact.id)
            self.assertIn(action["res_model"], self.env, code)
            if action.get("domain") and isinstance(action["domain"], list):
                self.env[action["res_model"]].with_user(self.clerk).search(action["domain"], limit=1)
        with self.assertRaisesRegex(UserError, "There is no button"):
            customer.open_from_header("nonsense")

    # -- calls from outside, speed ----------------------------------------------------------------------------------------

    def test_bad_calls_are_refused_in_plain_words(self):
        for partner in (self.env["res.partner"], self.customer | self.contact, self.env["res.partner"].browse(2**31 - 1)):
            with self.assertRaises(UserError):
                partner.with_user(self.clerk).get_customer_header()
        with self.assertRaises(UserError):
            self._header(contact_id="x")
        portal = new_test_user(self.env, "kontor_header_portal", groups="base.group_portal")
        with self.assertRaises(UserError):
            portal.partner_id.with_user(portal).get_customer_header()

    def test_it_costs_at_most_fifteen_queries(self):
        self._in_status("invoice", (self.drill, 1))
        self.customer.customer_discount = 5
        self.env["kontor.customer.note"].create({"partner_id": self.customer.id, "subject": "x"})
        for user in (self.clerk, self.manager):
            self._header(user)
            self.assertLessEqual(self._count(lambda user=user: self._header(user)), 15)

    # -- recent customers ------------------------------------------------------------------------------------------------

    def test_recent_customers_are_kept_for_each_user(self):
        """003-51"""
        other = self.env["res.partner"].create({"name": "Zweiter Kunde", "ref": "Z2"})
        for partner in (self.customer, other, self.contact):
            partner.with_user(self.clerk).remember_customer()
        recent = self.env["res.partner"].with_user(self.clerk).get_recent_customers()
        self.assertEqual([customer["id"] for customer in recent], [self.customer.id, other.id])
        self.assertEqual(self.env["res.partner"].with_user(self.seller).get_recent_customers(), [])
        with self.assertRaises(UserError):
            self.env["res.partner"].with_user(self.clerk).get_recent_customers(limit="many")

    def test_only_so_many_recent_customers_are_kept(self):
        """003-51"""
        partners = self.env["res.partner"].create([{"name": f"Kunde {number}"} for number in range(35)])
        for partner in partners:
            partner.with_user(self.clerk).remember_customer()
        self.assertEqual(self.env["kontor.recent.customer"].search_count([("user_id", "=", self.clerk.id)]), 30)

    def test_the_printed_note_stands_on_the_order(self):
        """003-46"""
        order = self._order(user=self.clerk)
        self.assertEqual(order._get_printed_notes(), [])
        note = self.env["kontor.customer.note"].create(
            {"partner_id": self.customer.id, "subject": "Anlieferung", "text": "Nur über Tor 3", "for_printing": True}
        )
        html = self.env["ir.actions.report"]._render_qweb_html("sale.action_report_saleorder", order.ids)[0]
        self.assertIn("Nur über Tor 3", html.decode())
        note.for_printing = False
        self.assertEqual(order._get_printed_notes(), [])


@tagged("post_install", "-at_install")
class TestQuickOpen(OrderCase):
    """A letter and a number open the document, # and the number the customer (003-13)."""

    def _open(self, text, user=None):
        return self.env["res.partner"].with_user(user or self.clerk).quick_open(text)

    def _digits(self, name):
        return "".join(character for character in name if character.isdigit()).lstrip("0")

    def test_each_kind_is_found_by_its_letter_and_number(self):
        order = self._in_status("quotation")
        self.assertEqual(self._open(f"A{self._digits(order.name)}"), {"model": "sale.order", "id": order.id})
        order.action_issue_quotation()
        number = self._digits(order.quotation_number)
        self.assertEqual(self._open(f"a {number}"), {"model": "sale.order", "id": order.id})
        order.change_status("invoice")
        self.assertEqual(self._open(f"A{number}")["id"], order.id, "a quotation keeps its number")
        self.assertEqual(self._open(f"B{self._digits(order.name)}")["id"], order.id)
        invoice, picking = order.invoice_ids, order.picking_ids
        self.assertEqual(self._open(f"F{self._digits(invoice.name)}"), {"model": "account.move", "id": invoice.id})
        last = picking.name.rpartition("/")[2]
        self.assertEqual(self._open(f"L{int(last)}"), {"model": "stock.picking", "id": picking.id})
        order.change_status("cancel", reason="Irrtum")
        credit = order.invoice_ids - invoice
        self.assertEqual(self._open(f"G{self._digits(credit.name)}"), {"model": "account.move", "id": credit.id})

    def test_the_whole_name_is_found_too(self):
        order = self._in_status("invoice")
        self.assertEqual(self._open(order.name)["id"], order.id)
        self.assertEqual(self._open(f"F{order.invoice_ids.name}")["id"], order.invoice_ids.id)
        self.assertEqual(self._open(order.invoice_ids.name)["id"], order.invoice_ids.id)

    def test_a_customer_is_found_by_number(self):
        self.customer.ref = "KH10008"
        self.assertEqual(self._open("#KH10008"), {"model": "res.partner", "id": self.customer.id})
        with self.assertRaisesRegex(UserError, "no customer"):
            self._open("#KH99999")

    def test_what_the_user_may_not_see_is_not_found(self):
        order = self._order(user=self.clerk)
        order.user_id = self.clerk
        personal = new_test_user(self.env, "kontor_quick_personal", groups="sales_team.group_sale_salesman")
        with self.assertRaisesRegex(UserError, "that you may see"):
            self._open(order.name, personal)
        picker = new_test_user(self.env, "kontor_quick_picker", groups="stock.group_stock_user")
        with self.assertRaisesRegex(UserError, "that you may see"):
            self._open("F1", picker)

    def test_nonsense_is_answered_with_help(self):
        for text in ("", "  ", "X", "F", 7, None, "x" * 100, "F'; DROP TABLE", "%", "F%"):
            with self.assertRaisesRegex(UserError, "Type a letter|no document"):
                self._open(text)

    def test_two_with_the_same_number_are_named(self):
        first, second = self._order(), self._order()
        first.name, second.name = "QO-7001", "QP-7001"
        (first | second).action_confirm()
        with self.assertRaisesRegex(UserError, "QO-7001.*QP-7001|QP-7001.*QO-7001"):
            self._open("B7001")
        self.assertEqual(self._open("QO-7001")["id"], first.id)

    def _found(self, text, user=None):
        groups = self.env["res.partner"].with_user(user or self.clerk).quick_find(text)
        return {(hit["model"], hit["id"]) for group in groups for hit in group["hits"]}

    def test_003_13_any_writing_of_a_number(self):
        order = self._in_status("invoice")
        self.customer.ref = "KH10011"
        self.env.flush_all()
        # numbers that nobody may write
        self.env.cr.execute(
            "UPDATE sale_order SET name = 'S00718', quotation_number = 'A2031-0006' WHERE id = %s", [order.id]
        )
        self.env.cr.execute("UPDATE account_move SET name = 'RE/2031/00077' WHERE id = %s", [order.invoice_ids.id])
        self.env.invalidate_all()
        sale, invoice = ("sale.order", order.id), ("account.move", order.invoice_ids.id)
        for text, expected in {
            "S718": sale,
            "s00718": sale,
            "b718": sale,
            "A2031-6": sale,
            "a 20310006": sale,
            "f2031-77": invoice,
            "f 203100077": invoice,
            "re/2031/77": invoice,
            "#kh10011": ("res.partner", self.customer.id),
            "#KH10011": ("res.partner", self.customer.id),
        }.items():
            with self.subTest(text):
                self.assertEqual(self._found(text), {expected})
                self.assertEqual(self._open(text)["id"], expected[1])

    def test_003_13_several_hits_are_listed_and_names_are_found(self):
        first, second = self._order(), self._order()
        first.name, second.name = "QO-7001", "QP-7001"
        (first | second).action_confirm()
        self.assertEqual(self._found("B7001"), {("sale.order", first.id), ("sale.order", second.id)})
        self.customer.name = "Quittenhof Zschopau"
        self.assertEqual(self._found("quittenhof zsch"), {("res.partner", self.customer.id)})
        self.assertEqual(self._found("x"), set())
        for limit in (0, 21, True, "6", None):
            with self.assertRaisesRegex(UserError, "no number from 1"):
                self.env["res.partner"].quick_find("quit", limit)

    def test_003_13_finding_keeps_to_rights_and_few_queries(self):
        order = self._in_status("invoice")
        number = f"F{self._digits(order.invoice_ids.name)}"
        picker = new_test_user(self.env, "kontor_find_picker", groups="stock.group_stock_user")
        self.assertIn(("account.move", order.invoice_ids.id), self._found(number))
        self.assertNotIn(("account.move", order.invoice_ids.id), self._found(number, picker))
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._found(number)
        self.assertLessEqual(self.env.cr.sql_log_count - before, 4)

    def test_it_costs_at_most_three_queries(self):
        order = self._in_status("invoice")
        self.customer.ref = "KH10009"
        for text in (order.name, f"F{self._digits(order.invoice_ids.name)}", "#KH10009"):
            self._open(text)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._open(text)
            self.assertLessEqual(self.env.cr.sql_log_count - before, 3, text)

    def test_several_customers_keep_one_number_apart(self):
        self.customer.ref = "KH10010"
        self.env["res.partner"].create({"name": "Kontakt", "parent_id": self.customer.id, "ref": "KH10010"})
        self.assertEqual(self._open("#KH10010")["id"], self.customer.id)
        self.env["res.partner"].create({"name": "Zwilling", "ref": "KH10010"})
        with self.assertRaisesRegex(UserError, "more than once"):
            self._open("#KH10010")
