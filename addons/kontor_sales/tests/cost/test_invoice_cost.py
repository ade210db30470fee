from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestInvoiceCost(OrderCase):
    """Cost and gross profit stand on invoices and credit notes, too (003-35)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.drill.standard_price = 60
        cls.setup.standard_price = 20
        groups = "sales_team.group_sale_salesman_all_leads,account.group_account_invoice,kontor_sales.group_margin"
        cls.manager = new_test_user(cls.env, "kontor_invoice_margin", groups=groups)

    def _invoice_without_order(self, **values):
        return self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": self.today,
                "invoice_line_ids": [
                    Command.create({"product_id": self.drill.id, "quantity": 2, "price_unit": 100, "tax_ids": False})
                ],
                **values,
            }
        )

    def test_003_35_figures_of_the_document_and_the_position(self):
        order = self._order((self.drill, 2), (self.setup, 1))  # 250 net, 140 cost
        order.change_status("invoice")
        invoice = order.invoice_ids.with_user(self.manager)
        drills = invoice.invoice_line_ids.filtered(lambda line: line.product_id == self.drill)
        figures = invoice.get_cost_figures(drills.id)
        self.assertEqual((figures["cost"], figures["profit"]), (140, 110))
        self.assertAlmostEqual(figures["percent"], 44)
        self.assertEqual((figures["line"]["cost"], figures["line"]["profit"]), (120, 80))
        self.assertAlmostEqual(figures["line"]["percent"], 40)
        self.assertIn("44.0 %", invoice.cost_figures)
        order_figures = order.with_user(self.manager).get_cost_figures()
        self.assertEqual((figures["cost"], figures["text"]), (order_figures["cost"], order_figures["text"]))

    def test_003_35_a_draft_tells_what_it_will_be(self):
        invoice = self._invoice_without_order()
        self.assertEqual((invoice.document_cost, invoice.margin), (120, 80))
        invoice.invoice_line_ids.quantity = 3
        self.assertEqual((invoice.document_cost, invoice.margin), (180, 120))

    def test_003_35_the_cost_is_that_of_the_day_of_posting(self):
        invoice = self._invoice_without_order()
        self.drill.standard_price = 70
        self.assertEqual(invoice.document_cost, 140)
        invoice.action_post()
        self.drill.standard_price = 90
        self.env.invalidate_all()
        self.assertEqual((invoice.document_cost, invoice.margin), (140, 60))
        self.env.flush_all()
        revenue = self.env["kontor.revenue"].search([("move_id", "=", invoice.id)])
        self.assertEqual((revenue.cost, revenue.profit), (140, 60), "the revenue window tells the same")

    def test_003_35_a_credit_note_takes_back_what_the_invoice_told(self):
        invoice = self._invoice_without_order()
        invoice.action_post()
        self.drill.standard_price = 90
        credit = invoice._reverse_moves([{"invoice_date": self.today}])
        credit.action_post()
        self.assertEqual((credit.document_cost, credit.margin), (120, 80))
        self.env.flush_all()
        revenue = self.env["kontor.revenue"].search([("move_id", "in", (invoice | credit).ids)])
        self.assertEqual(sum(revenue.mapped("profit")), 0)

    def test_003_35_a_part_of_an_order(self):
        order = self._order((self.drill, 4))
        order.change_status("order")
        order.create_invoice_of_type("partial", lines=[{"line_id": order.order_line.id, "quantity": 1}], post=True)
        invoice = order.sudo().invoice_ids
        self.assertEqual((invoice.document_cost, invoice.margin), (60, 40))

    def test_003_35_other_units_and_currencies(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create({"currency_id": dollar.id, "rate": 2, "name": "2020-01-01"})
        pricelist = self.env["product.pricelist"].create({"name": "USD", "currency_id": dollar.id})
        order = self._order(
            pricelist_id=pricelist.id,
            order_line=[
                Command.create(
                    {"product_id": self.drill.id, "product_uom_qty": 1, "product_uom_id": dozen.id, "price_unit": 2000}
                )
            ],
        )
        order.change_status("invoice")
        invoice = order.sudo().invoice_ids
        self.assertEqual(invoice.currency_id, dollar)
        self.assertEqual(invoice.document_cost, 1440)  # 12 pieces × 60 € × 2
        self.assertEqual(invoice.document_cost, order.sudo().document_cost)
        self.assertEqual(invoice.invoice_line_ids.unit_cost, 60)

    def test_003_36_003_37_licence_fee_share_and_shipping(self):
        self.drill.licence_fee = 1.5
        self.customer.cooperation_id = self.env["kontor.cooperation"].create({"name": "Verbund", "share_percent": 5})
        self.company.write({"cost_with_shipping": True, "internal_shipping_cost": 8})
        order = self._order((self.drill, 2), (self.setup, 1))
        order.change_status("invoice")
        order = order.sudo()
        self.assertEqual(order.document_cost, 120 + 3 + 20 + 12.5 + 8)
        self.assertEqual(order.invoice_ids.document_cost, order.document_cost)

    def test_003_35_a_down_payment_costs_nothing(self):
        order = self._order((self.drill, 2))
        order.change_status("order")
        order.create_invoice_of_type("down_payment", percentage=50, post=True)
        order.change_status("invoice")
        down_payment, final = order.sudo().invoice_ids.sorted("id")
        self.assertEqual(down_payment.document_cost, 0)
        self.assertEqual(final.document_cost, 120)

    def test_003_35_only_with_the_right(self):
        order = self._order((self.drill, 2))
        order.change_status("invoice")
        invoice = order.invoice_ids.with_user(self.clerk)
        with self.assertRaisesRegex(AccessError, "Cost and Gross Profit"):
            invoice.get_cost_figures()
        for name in ("document_cost", "margin", "margin_percent", "cost_figures", "shipping_cost"):
            with self.subTest(name), self.assertRaises(AccessError):
                invoice.read([name])
        for name in ("unit_cost", "cost_total", "margin", "cost_figures"):
            with self.subTest(name), self.assertRaises(AccessError):
                invoice.invoice_line_ids.read([name])
        with self.assertRaises(AccessError):
            invoice.invoice_line_ids.search([("unit_cost", ">", 0)])
        arch = invoice.get_view(False, "form")["arch"]
        self.assertNotIn("kontor_cost_figures", arch)
        self.assertIn("kontor_cost_figures", invoice.with_user(self.manager).get_view(False, "form")["arch"])

    def test_nobody_writes_the_kept_cost(self):
        order = self._order((self.drill, 2))
        order.change_status("invoice")
        for user in (self.manager, self.clerk):
            with self.assertRaises(UserError):
                order.invoice_ids.with_user(user).invoice_line_ids.write({"unit_cost": 1})

    def test_unusable_arguments(self):
        invoice = self._invoice_without_order().with_user(self.manager)
        for call in (
            lambda: invoice.browse().get_cost_figures(),
            lambda: invoice.get_cost_figures(-1),
            lambda: invoice.get_cost_figures("x"),
            lambda: invoice.get_cost_figures([0]),
        ):
            with self.assertRaises(UserError):
                call()

    def test_003_35_permanent_display_is_each_users_own(self):
        """Ständige Anzeige: always, or by a click."""
        user = self.manager.with_user(self.manager)
        self.assertTrue(user.cost_figures_always)
        user.write({"cost_figures_always": False})
        self.assertFalse(user.cost_figures_always)
        settings = self.env["res.users.settings"]._find_or_create_for_user(self.manager)
        self.assertFalse(settings.cost_figures_always)
        settings.cost_figures_always = True
        self.assertTrue(user.cost_figures_always)
        self.assertTrue(self.clerk.cost_figures_always)
