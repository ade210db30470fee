from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestReassignCustomer(OrderCase):
    """Changing the customer of an open quotation or order (003-52)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cheap = cls.env["product.pricelist"].create(
            {
                "name": "Großhandel",
                "item_ids": [Command.create({"compute_price": "percentage", "percent_price": 20, "applied_on": "3_global"})],
            }
        )
        cls.customer.property_product_pricelist = cls.env["product.pricelist"].create({"name": "Standard"})
        cls.term = cls.env.ref("account.account_payment_term_30days")
        cls.other = cls.env["res.partner"].create(
            {
                "name": "Handwerk Nord KG",
                "is_company": True,
                "property_payment_term_id": cls.term.id,
                "property_product_pricelist": cls.cheap.id,
                "child_ids": [
                    Command.create({"name": "Lager", "type": "delivery", "street": "Kai 1", "city": "Kiel"}),
                    Command.create({"name": "Buchhaltung", "type": "invoice", "street": "Markt 2", "city": "Kiel"}),
                ],
            }
        )

    def test_003_52_everything_follows_on_a_quotation(self):
        order = self._order()
        self.assertIs(order.reassign_customer(self.other.id), True)
        self.assertEqual(order.partner_id, self.other)
        self.assertEqual(order.partner_shipping_id.name, "Lager")
        self.assertEqual(order.partner_invoice_id.name, "Buchhaltung")
        self.assertEqual(order.payment_term_id, self.term)
        self.assertEqual(order.pricelist_id, self.cheap)
        self.assertEqual(order.amount_untaxed, 400.0)
        message = order.message_ids.filtered(lambda message: "Customer changed" in (message.body or ""))
        for text in ("Baumarkt Süd GmbH", "Handwerk Nord KG", "Großhandel", "Lager", "400.00"):
            self.assertIn(text, message.body)

    def test_003_52_prices_may_stay(self):
        order = self._order()
        order.order_line.write({"price_unit": 77.0, "discount": 3.0})
        pricelist = order.pricelist_id
        order.reassign_customer(self.other.id, keep_prices=True)
        self.assertEqual((order.order_line.price_unit, order.order_line.discount), (77.0, 3.0))
        self.assertEqual(order.pricelist_id, pricelist)
        self.assertEqual(order.payment_term_id, self.term)

    def test_003_52_open_orders_and_their_deliveries_follow(self):
        order = self._in_status("order")
        order.reassign_customer(self.other.id)
        self.assertEqual(order.pricelist_id, self.cheap)
        self.assertEqual(order.amount_untaxed, 400.0)
        self.assertEqual(order.picking_ids.partner_id.name, "Lager")
        self.assertEqual(self.other.customer_state, "customer")
        self.assertStatus(order, "order")
        order.change_status("invoice")
        self.assertEqual(order.invoice_ids.partner_id.name, "Buchhaltung")

    def test_003_52_taxes_follow_the_fiscal_position(self):
        export = self.env["account.fiscal.position"].create({"name": "Ausland"})
        free = self.env["account.tax"].create({"name": "0 %", "amount": 0.0, "type_tax_use": "sale"})
        tax = self.company.account_sale_tax_id
        free.write({"fiscal_position_ids": [Command.link(export.id)], "original_tax_ids": [Command.link(tax.id)]})
        self.other.property_account_position_id = export
        order = self._order()
        self.assertTrue(order.amount_tax)
        order.reassign_customer(self.other.id, keep_prices=True)
        self.assertEqual(order.fiscal_position_id, export)
        self.assertEqual(order.order_line.tax_ids, free)
        self.assertFalse(order.amount_tax)

    def test_003_52_not_of_delivered_picked_invoiced_or_cancelled_ones(self):
        for status, text in (
            ("delivery", "delivered"),
            ("invoice", "invoiced"),
            ("done", "invoiced"),
            ("cancel", "cancelled"),
        ):
            order = self._in_status(status)
            with self.subTest(status=status), self.assertRaisesRegex(UserError, text):
                order.reassign_customer(self.other.id)
            self.assertEqual(order.partner_id, self.customer)
        picked = self._in_status("order")
        picked.picking_ids.move_ids.picked = True
        with self.assertRaisesRegex(UserError, "picked"):
            picked.reassign_customer(self.other.id)
        drafted = self._in_status("order")
        drafted.create_invoice_of_type("final")
        with self.assertRaisesRegex(UserError, "invoiced"):
            drafted.reassign_customer(self.other.id)

    def test_003_52_no_way_around_it(self):
        order = self._in_status("order")
        with self.assertRaisesRegex(UserError, "reassign_customer"):
            order.write({"partner_id": self.other.id})
        delivered = self._in_status("delivery")
        with self.assertRaisesRegex(UserError, "delivered"):
            delivered.with_context(kontor_reassign=True).write({"partner_id": self.other.id})
        quotation = self._order()
        quotation.write({"partner_id": self.other.id})  # still being written: the form does the same
        self.assertEqual(quotation.payment_term_id, self.term)

    def test_003_52_an_issued_quotation_goes_back_first(self):
        order = self._order()
        order.action_issue_quotation()
        with self.assertRaisesRegex(UserError, "In Progress"):
            order.reassign_customer(self.other.id)
        order.action_revise_quotation("Falscher Kunde")
        order.reassign_customer(self.other.id)
        self.assertEqual(order.partner_id, self.other)

    def test_003_52_unusable_calls(self):
        order = self._order()
        for partner_id in (False, None, 0, -1, "x", 99999999, self.customer.id):
            with self.subTest(partner_id=partner_id), self.assertRaises(UserError):
                order.reassign_customer(partner_id)
        with self.assertRaises(UserError):
            self.env["sale.order"].reassign_customer(self.other.id)
        stranger = new_test_user(self.env, "kontor_stranger", groups="base.group_user")
        with self.assertRaises(AccessError):
            order.with_user(stranger).reassign_customer(self.other.id)

    def test_003_52_the_dialog(self):
        order = self._order()
        form = Form(self.env["sale.order.reassign"].with_user(self.clerk).with_context(default_order_id=order.id))
        form.partner_id = self.other
        self.assertEqual(form.payment_term_id, self.term)
        form.keep_prices = True
        form.save().action_reassign()
        self.assertEqual(order.partner_id, self.other)
        self.assertEqual(order.amount_untaxed, 500.0)
