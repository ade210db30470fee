from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestProspects(OrderCase):
    """Sales clerks enter and change prospects, customers and contacts; orders and invoices make customers (000-11)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = new_test_user(cls.env, "kontor_plain_seller", groups="sales_team.group_sale_salesman")
        cls.picker = new_test_user(cls.env, "kontor_plain_picker", groups="stock.group_stock_user")
        cls.term = cls.env["account.payment.term"].search([], limit=1)

    def test_000_11_a_clerk_enters_and_changes_customers(self):
        partners = self.env["res.partner"].with_user(self.plain)
        prospect = partners.create({"name": "Neukunde XY GmbH", "is_company": True})
        self.assertEqual(prospect.customer_state, "prospect")
        contact = partners.create({"name": "Frau Neu", "parent_id": prospect.id, "type": "contact", "function": "Einkauf"})
        contact.phone = "+49 40 1"
        prospect.write({"street": "Hafenstraße 1", "customer_discount": 3})
        self.assertEqual(contact.street, "Hafenstraße 1")
        prospect.copy()
        prospect.active = False
        with self.assertRaises(AccessError):
            prospect.unlink()

    def test_000_11_typed_into_a_quotation(self):
        """ "Neukunde XY GmbH" in the customer's field makes a prospect, a company, and the quotation goes on."""
        view = self.env.ref("sale.view_order_form")
        arch = self.env["sale.order"].with_user(self.plain).get_view(view.id, "form")["arch"]
        self.assertIn("'default_is_company': True", arch)
        partner_id, name = (
            self.env["res.partner"]
            .with_user(self.plain)
            .with_context(res_partner_search_mode="customer", default_is_company=True)
            .name_create("Neukunde XY GmbH")
        )
        prospect = self.env["res.partner"].browse(partner_id)
        self.assertEqual((name, prospect.is_company, prospect.customer_state), ("Neukunde XY GmbH", True, "prospect"))
        self.assertTrue(prospect.ref)
        with Form(self.env["sale.order"].with_user(self.plain)) as form:
            form.partner_id = prospect.with_user(self.plain)
        self.assertEqual(form.record.partner_id, prospect)

    def test_000_11_the_warehouse_does_not(self):
        partners = self.env["res.partner"].with_user(self.picker)
        self.assertFalse(partners.has_access("create"))
        with self.assertRaises(AccessError):
            partners.create({"name": "X"})
        with self.assertRaises(AccessError):
            self.customer.with_user(self.picker).write({"phone": "1"})

    def test_000_11_terms_limits_and_bank_accounts_keep_their_rights(self):
        customer = self.customer.with_user(self.clerk)
        for values in (
            {"property_payment_term_id": self.term.id},
            {"property_supplier_payment_term_id": self.term.id},
            {"credit_limit": 5000},
            {"use_partner_credit_limit": True},
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, "You enter and change customers, but not"):
                customer.write(values)
            with self.subTest(values), self.assertRaisesRegex(UserError, "You enter and change customers, but not"):
                customer.create({"name": "Neu", **values})
        with self.assertRaisesRegex(UserError, "Who has one of these rights"):
            customer.with_context(default_property_payment_term_id=self.term.id).create({"name": "Neu"})
        accounts = self.env["res.partner.bank"].with_user(self.clerk)
        for call in (
            lambda: accounts.create({"acc_number": "1", "partner_id": customer.id}),
            lambda: customer.write({"bank_ids": [Command.create({"acc_number": "1"})]}),
        ):
            with self.assertRaises(AccessError):
                call()
        self.customer.property_payment_term_id = self.term
        customer.write({"property_payment_term_id": self.term.id, "phone": "1"})  # the same once more changes nothing
        customer.create({"name": "Kontakt", "parent_id": customer.id})
        copied = customer.copy()
        self.assertNotEqual(copied.property_payment_term_id, self.term, "terms are not passed on")
        self.assertFalse(customer.may_change_terms)

    def test_000_11_nobody_says_by_hand_who_is_a_customer(self):
        manager = new_test_user(self.env, "kontor_partner_manager", groups="base.group_partner_manager")
        for user in (self.plain, manager):
            with self.assertRaisesRegex(UserError, "isn't made one by hand"):
                self.customer.with_user(user).customer_state = "customer"
            with self.assertRaisesRegex(UserError, "isn't made one by hand"):
                self.customer.with_user(user).create({"name": "Neu", "customer_state": "customer"})
            self.customer.with_user(user).create({"name": "Neu", "customer_state": "prospect"})

    def test_000_11_others_change_terms_as_before(self):
        for groups in ("sales_team.group_sale_manager", "sales_team.group_sale_salesman,base.group_partner_manager"):
            user = new_test_user(self.env, f"kontor_{len(groups)}", groups=groups)
            self.customer.with_user(user).property_payment_term_id = self.term
            self.assertTrue(self.customer.with_user(user).may_change_terms)

    def test_000_11_suppliers_colleagues_and_the_company_are_not_theirs(self):
        supplier = self.env["res.partner"].create({"name": "Nur Lieferant", "supplier_rank": 1})
        for partner, text in (
            (supplier, "is a supplier"),
            (self.company.partner_id, "your own company"),
            (self.seller.partner_id, "is a colleague"),
        ):
            with self.subTest(text), self.assertRaisesRegex(UserError, text):
                partner.with_user(self.plain).write({"phone": "1"})
        self.plain.partner_id.with_user(self.plain).phone = "1"
        supplier.customer_rank = 1
        supplier.with_user(self.plain).phone = "1"

    def test_000_11_an_order_makes_a_customer(self):
        prospect = self.env["res.partner"].create({"name": "Interessent", "is_company": True})
        order = self._order((self.setup, 1), partner_id=prospect.id)
        self.assertEqual(prospect.customer_state, "prospect")
        order.change_status("order")
        self.assertEqual(prospect.customer_state, "customer")

    def test_000_11_the_first_posted_invoice_makes_a_customer_too(self):
        prospect = self.env["res.partner"].create({"name": "Interessent", "is_company": True, "ref": False})
        contact = self.env["res.partner"].create({"name": "Frau I.", "parent_id": prospect.id})
        prospect.ref = False
        values = {
            "partner_id": contact.id,
            "invoice_date": self.today,
            "invoice_line_ids": [Command.create({"name": "Arbeit", "quantity": 1, "price_unit": 500})],
        }
        biller = new_test_user(self.env, "kontor_biller", groups="account.group_account_invoice")
        moves = self.env["account.move"].with_user(biller)
        moves.create({**values, "move_type": "in_invoice"}).action_post()
        self.assertEqual(prospect.customer_state, "prospect", "a bill makes no customer")
        invoice = moves.create({**values, "move_type": "out_invoice"})
        self.assertEqual(prospect.customer_state, "prospect", "a draft makes none, either")
        invoice.action_post()
        self.assertEqual((prospect.customer_state, contact.customer_state), ("customer", "customer"))
        self.assertTrue(prospect.ref)
        self.assertFalse(contact.ref)

    def test_000_11_what_was_invoiced_before_is_seen(self):
        prospect = self.env["res.partner"].create({"name": "Interessent", "is_company": True})
        self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": prospect.id,
                "invoice_date": self.today,
                "invoice_line_ids": [Command.create({"name": "Arbeit", "quantity": 1, "price_unit": 500})],
            }
        ).action_post()
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET customer_state = 'prospect' WHERE id = %s", [prospect.id])
        prospect.invalidate_recordset()
        self.env["res.partner"]._init_customer_state()
        self.assertEqual(prospect.customer_state, "customer")
