from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestDefaultContact(OrderCase):
    """The contact is the customer's marked one, or none; never the first one by name (003-9, 003-10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({"phone": "+49 40 100", "email": "info@example.com", "fax": "+49 40 199"})
        cls.buyer, cls.boss = cls.env["res.partner"].create(
            [
                {
                    "name": "Kern", "parent_id": cls.customer.id, "type": "contact", "contact_title": "Dr.",
                    "name2": "geb. Schulz", "function": "Einkauf", "phone": "+49 40 111",
                },
                {"name": "Aal", "parent_id": cls.customer.id, "type": "contact", "email": "aal@example.com"},
            ]
        )  # fmt: skip

    def _header(self, partner=None, user=None, **options):
        self.env.flush_all()
        return (partner or self.customer).with_user(user or self.clerk).get_customer_header(**options)

    def _codes(self, header):
        return [button["code"] for button in header["buttons"] if button["place"] == "contact"]

    def test_003_9_without_a_mark_there_is_none(self):
        self.assertFalse(self._header()["contact"])
        order = self._order((self.setup, 1))
        self.assertFalse(order.contact_id)

    def test_003_9_the_marked_one_with_both_names_title_and_function(self):
        self.customer.default_contact_id = self.buyer
        contact = self._header()["contact"]
        self.assertEqual(
            [contact[name] for name in ("title", "name", "name2", "function")], ["Dr.", "Kern", "geb. Schulz", "Einkauf"]
        )
        self.assertTrue(self.buyer.is_default_contact)
        self.assertFalse(self.boss.is_default_contact)

    def test_003_9_the_star_at_the_contact_moves_the_mark(self):
        self.boss.with_user(self.clerk).is_default_contact = True
        self.assertEqual(self.customer.default_contact_id, self.boss)
        self.buyer.with_user(self.clerk).is_default_contact = True
        self.assertEqual(self.customer.default_contact_id, self.buyer)
        self.assertFalse(self.boss.is_default_contact)
        marked = self.env["res.partner"].search([("is_default_contact", "=", True)])
        self.assertEqual(marked & self.customer.child_ids, self.buyer)
        self.assertIn(self.boss, self.env["res.partner"].search([("is_default_contact", "=", False)]))
        self.buyer.is_default_contact = False
        self.assertFalse(self.customer.default_contact_id)

    def test_003_9_new_documents_take_the_marked_one(self):
        self.customer.default_contact_id = self.buyer
        order = self._order((self.setup, 1))
        self.assertEqual(order.contact_id, self.buyer)
        order.change_status("invoice")
        self.assertEqual(order.invoice_ids.contact_id, self.buyer)
        invoice = self.env["account.move"].create({"move_type": "out_invoice", "partner_id": self.customer.id})
        self.assertEqual(invoice.contact_id, self.buyer)
        bill = self.env["account.move"].create({"move_type": "in_invoice", "partner_id": self.customer.id})
        self.assertFalse(bill.contact_id)
        other = self._order((self.setup, 1), partner_id=self.boss.id)
        self.assertEqual(other.contact_id, self.boss, "whoever orders is the contact")
        with Form(self.env["sale.order"].with_user(self.clerk)) as form:
            form.partner_id = self.customer
            self.assertEqual(form.contact_id, self.buyer)

    def test_003_9_no_document_changes_afterwards(self):
        """Neither a new contact nor another mark touches what is there."""
        order = self._order((self.setup, 1))
        self.customer.default_contact_id = self.buyer
        marked = self._order((self.setup, 1))
        self.env["res.partner"].create({"name": "AAA", "parent_id": self.customer.id, "type": "contact"})
        self.customer.default_contact_id = self.boss
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((order.contact_id, marked.contact_id), (self.env["res.partner"], self.buyer))
        self.assertEqual(self._header(contact_id=marked.contact_id.id)["contact"]["name"], "Kern")

    def test_003_9_only_contacts_of_the_customer_can_be_marked(self):
        stranger = self.env["res.partner"].create({"name": "Fremder"})
        for wrong in (stranger, self.customer):
            with self.assertRaises(ValidationError):
                self.customer.default_contact_id = wrong
                self.env.flush_all()

    def test_003_9_no_contact_of_another_customer_on_a_document(self):
        other = self.env["res.partner"].create({"name": "Andere GmbH", "is_company": True})
        stranger = self.env["res.partner"].create({"name": "Fremd", "parent_id": other.id, "type": "contact"})
        order = self._order((self.setup, 1))
        invoice = (
            self.env["account.move"]
            .with_user(self.clerk)
            .create({"move_type": "out_invoice", "partner_id": self.customer.id})
        )
        for document in (order, invoice):
            values = {"partner_id": self.customer.id}
            if document == invoice:
                values["move_type"] = "out_invoice"
            create = document.with_context(default_contact_id=stranger.id).create
            for act in (
                lambda document=document: document.write({"contact_id": stranger.id}),
                lambda document=document, values=values: document.create({**values, "contact_id": stranger.id}),
                lambda create=create, values=values: create(values),
                lambda document=document: document.write({"partner_id": self.customer.id, "contact_id": stranger.id}),
            ):
                with self.assertRaisesRegex(UserError, "Fremd is no contact of"), self.env.cr.savepoint():
                    act()
            document.contact_id = self.boss
            document.partner_id = other  # the contact doesn't stay
            self.assertFalse(document.contact_id)
            document.write({"partner_id": self.customer.id, "contact_id": self.boss.id})
            self.assertEqual(document.contact_id, self.boss)

    def test_003_9_a_contact_who_has_left_closes_no_document(self):
        other = self.env["res.partner"].create({"name": "Andere GmbH", "is_company": True})
        order = self._order((self.setup, 1), contact_id=self.boss.id)
        self.boss.parent_id = other
        order.write({"contact_id": self.boss.id, "client_order_ref": "4711"})  # as some clients send everything
        self.assertFalse(order.copy().contact_id)
        order.change_status("order")
        order.change_status("invoice")
        self.assertTrue(order.invoice_ids)
        self.assertFalse(order.invoice_ids.copy().contact_id)

    def test_003_9_the_contact_stays_when_somebody_else_gets_the_invoice(self):
        payer = self.env["res.partner"].create({"name": "Zentrale GmbH", "is_company": True})
        order = self._order((self.setup, 1), contact_id=self.boss.id, partner_invoice_id=payer.id)
        order.change_status("order")
        order.change_status("invoice")
        self.assertEqual(order.invoice_ids.partner_id, payer)

    def test_003_9_who_leaves_the_customer_loses_the_mark(self):
        self.customer.default_contact_id = self.buyer
        self.buyer.parent_id = self.env["res.partner"].create({"name": "Andere GmbH", "is_company": True})
        self.assertFalse(self.customer.default_contact_id)
        self.customer.default_contact_id = self.boss
        self.boss.active = False
        self.assertFalse(self.customer.default_contact_id)
        self.assertFalse(self._header()["contact"])

    def test_003_32_003_33_what_is_the_companys_is_marked(self):
        self.customer.default_contact_id = self.buyer
        reach = self._header()["reach"]
        self.assertEqual((reach["phone"]["value"], reach["phone"]["of_company"]), ("+49 40 111", False))
        self.assertEqual((reach["email"]["value"], reach["email"]["of_company"]), ("info@example.com", True))
        self.assertEqual((reach["fax"]["value"], reach["fax"]["label"]), ("+49 40 199", "Head office"))
        self.assertEqual(self._header()["contact"]["email"], "", "it isn't the contact's")
        self.buyer.email = "info@example.com"
        self.assertTrue(self._header()["reach"]["email"]["of_company"], "the company's address entered at the contact")
        self.customer.default_contact_id = False
        self.assertEqual(self._header()["reach"]["phone"], {"value": "+49 40 100", "of_company": False, "label": ""})

    def test_003_32_an_e_mail_goes_where_there_is_an_address(self):
        action = self.customer.with_user(self.clerk).open_from_header("email", contact_id=self.buyer.id)
        self.assertEqual(action["context"]["default_partner_ids"], self.customer.ids)
        action = self.customer.with_user(self.clerk).open_from_header("email", contact_id=self.boss.id)
        self.assertEqual(action["context"]["default_partner_ids"], self.boss.ids)

    def test_003_10_only_who_may_sees_the_buttons(self):
        picker = new_test_user(self.env, "kontor_contact_picker", groups="stock.group_stock_user")
        self.customer.default_contact_id = self.buyer
        self.assertEqual(self._codes(self._header(user=self.clerk)), ["edit_contact", "new_contact"])
        self.assertEqual(self._codes(self._header(user=picker)), [])
        self.customer.default_contact_id = False
        self.assertEqual(self._codes(self._header(user=self.clerk)), ["new_contact"])
        action = self.customer.with_user(self.clerk).open_from_header("new_contact")
        self.assertEqual(action["context"]["default_parent_id"], self.customer.id)
        with self.assertRaisesRegex(UserError, "no contact yet"):
            self.customer.with_user(self.clerk).open_from_header("edit_contact")

    def test_003_9_the_contact_is_printed(self):
        self.customer.default_contact_id = self.buyer
        order = self._order((self.drill, 1))
        order.change_status("invoice")
        render = self.env["ir.actions.report"]._render_qweb_html
        for report, document in (
            ("sale.action_report_saleorder", order),
            ("stock.action_report_delivery", order.picking_ids),
            ("account.account_invoices", order.invoice_ids),
        ):
            self.assertIn("Dr. Kern", render(report, document.ids)[0].decode(), report)
        without = self._order((self.drill, 1), contact_id=False)
        self.assertNotIn("Kern", render("sale.action_report_saleorder", without.ids)[0].decode())
