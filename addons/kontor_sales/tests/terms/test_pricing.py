from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestPriceLists(OrderCase):
    """Which price list a customer buys at (003-42, 003-43), and the percent beside it (003-44)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user")._apply_group(cls.env.ref("product.group_product_pricelist"))
        cls.own, cls.till, cls.union = (
            cls.env["product.pricelist"].create(
                {
                    "name": name,
                    "item_ids": [
                        (0, 0, {"applied_on": "3_global", "compute_price": "percentage", "percent_price": percent})
                    ],
                }
            )
            for name, percent in (("Händler", 10), ("Kasse", 20), ("Verbund", 30))
        )
        cls.customer.property_product_pricelist = cls.own
        cls.company.cashier_pricelist_id = cls.till
        cls.cooperation = cls.env["kontor.cooperation"].create(
            {"name": "Einkaufsverbund Nord", "pricelist_id": cls.union.id, "surcharge_percent": 2.5, "share_percent": 3}
        )
        cls.cashier = new_test_user(
            cls.env,
            "kontor_cashier",
            groups="sales_team.group_sale_salesman_all_leads,product.group_product_pricelist",
            is_cashier=True,
        )

    def test_customer_list(self):
        """Nobody is a cashier and there is no cooperation: the customer's own price list."""
        order = self._order((self.drill, 1))
        self.assertEqual(order.pricelist_id, self.own)
        self.assertEqual(order.amount_untaxed, 90)

    def test_003_42_cashier(self):
        order = self._order((self.drill, 1), user=self.cashier)
        self.assertEqual(order.pricelist_id, self.till)
        self.assertEqual(order.amount_untaxed, 80)

    def test_003_42_customer_ignores_cashier_list(self):
        self.customer.ignore_cashier_pricelist = True
        self.assertEqual(self._order((self.drill, 1), user=self.cashier).pricelist_id, self.own)

    def test_003_42_without_list_for_cashiers(self):
        self.company.cashier_pricelist_id = False
        self.assertEqual(self._order((self.drill, 1), user=self.cashier).pricelist_id, self.own)

    def test_003_43_cooperation_wins_over_cashier(self):
        self.customer.cooperation_id = self.cooperation
        order = self._order((self.drill, 1), user=self.cashier)
        self.assertEqual(order.pricelist_id, self.union)
        self.assertEqual(order.amount_untaxed, 70)
        self.assertEqual(order.cooperation_id, self.cooperation)

    def test_003_43_cooperation_without_list(self):
        self.cooperation.pricelist_id = False
        self.customer.cooperation_id = self.cooperation
        self.assertEqual(self._order((self.drill, 1)).pricelist_id, self.own)

    def test_003_43_contact_buys_like_its_company(self):
        self.customer.cooperation_id = self.cooperation
        contact = self.env["res.partner"].create({"name": "Frau Abt", "parent_id": self.customer.id})
        self.assertEqual(contact.cooperation_id, self.cooperation)
        self.assertEqual(self._order((self.drill, 1), partner_id=contact.id).pricelist_id, self.union)

    def test_003_43_on_the_screen(self):
        """The price list changes as soon as the customer is chosen."""
        self.customer.cooperation_id = self.cooperation
        with Form(self.env["sale.order"].with_user(self.cashier)) as form:
            form.partner_id = self.customer
            self.assertEqual(form.pricelist_id, self.union)

    def test_003_43_customer_changed(self):
        """An order that is given to a member takes the cooperation's prices (003-52)."""
        member = self.env["res.partner"].create({"name": "Mitglied GmbH", "is_company": True})
        member.cooperation_id = self.cooperation
        order = self._order((self.drill, 1))
        order.reassign_customer(member.id)
        self.assertEqual((order.pricelist_id, order.amount_untaxed), (self.union, 70))

    def test_001_17_switched_off(self):
        """With the switch off, nothing is taken over from customer, cashier or cooperation."""
        self.company.creation_pricelist = False
        self.customer.cooperation_id = self.cooperation
        self.assertFalse(self._order((self.drill, 1), user=self.cashier).pricelist_id)

    def test_other_company_list(self):
        """A cooperation's price list of another company is not used."""
        other = self.env["res.company"].create({"name": "Schwester GmbH"})
        self.customer.cooperation_id = self.cooperation
        self.union.company_id = other
        self.assertEqual(self._order((self.drill, 1)).pricelist_id, self.own)

    def test_003_44_percent(self):
        self.assertEqual(self.customer._price_percent_and_source(), (0.0, False))
        self.customer.terms_percent = 2
        self.assertEqual(self.customer.price_percent, 2)
        self.customer.customer_discount = 5
        self.assertEqual(self.customer.price_percent, -5)
        self.customer.cooperation_id = self.cooperation
        self.assertEqual(self.customer.price_percent, 2.5)
        contact = self.env["res.partner"].create({"name": "Herr Bär", "parent_id": self.customer.id})
        self.assertEqual(contact.price_percent, 2.5)

    def test_rights(self):
        """Everybody knows the cooperations, sales managers keep them, and their share is nobody else's business."""
        cooperation = self.cooperation.with_user(self.clerk)
        self.assertEqual(cooperation.name, "Einkaufsverbund Nord")
        with self.assertRaises(AccessError):
            cooperation.write({"surcharge_percent": 1})
        with self.assertRaises(AccessError):
            cooperation.read(["share_percent"])


@tagged("post_install", "-at_install")
class TestCost(OrderCase):
    """Cost and gross profit of documents (003-35 … 003-39)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.drill.standard_price = 60
        cls.setup.standard_price = 20
        cls.manager = new_test_user(
            cls.env, "kontor_margin", groups="sales_team.group_sale_salesman_all_leads,kontor_sales.group_margin"
        )

    def _figures(self, order, line=None):
        return order.with_user(self.manager).get_cost_figures(line.id if line else False)

    def test_003_35_document_and_position(self):
        order = self._order((self.drill, 2), (self.setup, 1))  # 250 net, 140 cost
        figures = self._figures(order, order.order_line[0])
        self.assertEqual((figures["cost"], figures["profit"]), (140, 110))
        self.assertAlmostEqual(figures["percent"], 44)
        self.assertEqual((figures["line"]["cost"], figures["line"]["profit"]), (120, 80))
        self.assertAlmostEqual(figures["line"]["percent"], 40)

    def test_003_38_preferences(self):
        """Percent by default, amount by preference; the separator is the user's own (003-39)."""
        order = self._order((self.drill, 2))
        self.assertEqual(
            self._figures(order)["text"].replace("\xa0", " "),
            "€ 120.00 | 40.0 %" if self.company.currency_id.position == "before" else "120.00 € | 40.0 %",
        )
        self.manager.with_user(self.manager).write({"margin_display": "amount", "margin_separator": " // "})
        order.invalidate_recordset()  # what another request would see
        self.assertIn(" // ", self._figures(order)["text"])
        self.assertIn("80.00", self._figures(order)["text"])
        self.assertEqual(self._figures(order)["display"], "amount")

    def test_003_36_cooperation(self):
        """The cooperation's share of the net amount is a cost, unless it is shown as a rebate."""
        cooperation = self.env["kontor.cooperation"].create({"name": "Verbund", "share_percent": 5})
        self.customer.cooperation_id = cooperation
        order = self._order((self.drill, 2))  # 200 net
        self.assertEqual(self._figures(order)["cost"], 130)
        self.assertEqual(order.sudo().margin, 70)
        cooperation.share_percent = 10
        self.assertEqual(order.sudo().document_cost, 130, "a document keeps the share of its day")
        cooperation.share_as_rebate = True
        self.assertEqual(self._figures(self._order((self.drill, 2)))["cost"], 120)

    def test_003_36_licence_fee(self):
        self.drill.licence_fee = 1.5
        order = self._order((self.drill, 10))
        self.assertEqual(self._figures(order)["cost"], 615)
        self.assertEqual(order.sudo().order_line.margin, 385)
        self.assertAlmostEqual(order.sudo().order_line.margin_percent, 0.385)
        self.assertAlmostEqual(order.sudo().margin_percent, 0.385)

    def test_003_37_shipping(self):
        self.company.write({"internal_shipping_cost": 6, "internal_packaging_cost": 1, "internal_insurance_percent": 0.5})
        self.assertEqual(self._figures(self._order((self.drill, 2)))["cost"], 120, "only if it is set")
        self.company.cost_with_shipping = True
        order = self._order((self.drill, 2))
        self.assertEqual(self._figures(order)["cost"], 128)
        self.assertEqual(self._figures(order)["profit"], 72)
        self.assertEqual(self._figures(self._order((self.setup, 1)))["cost"], 20, "services are not shipped")

    def test_foreign_currency(self):
        """Internal costs are company currency; the figures are in the document's."""
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create({"currency_id": dollar.id, "rate": 2, "name": "2020-01-01"})
        self.company.write({"cost_with_shipping": True, "internal_shipping_cost": 5})
        pricelist = self.env["product.pricelist"].create({"name": "USD", "currency_id": dollar.id})
        self.drill.licence_fee = 1
        order = self._order((self.drill, 1), pricelist_id=pricelist.id)
        self.assertEqual(self._figures(order)["cost"], 132)  # (60 + 1 + 5) × 2

    def test_003_35_only_with_the_right(self):
        """Nobody else reads costs: not by the method, not by the fields, and not out of groups, domains or exports."""
        order = self._order((self.drill, 2)).with_user(self.clerk)
        with self.assertRaisesRegex(AccessError, "Cost and Gross Profit"):
            order.get_cost_figures()
        for name in ("margin", "margin_percent", "document_cost", "cost_figures", "shipping_cost", "cooperation_share"):
            with self.subTest(name), self.assertRaises(AccessError):
                order.read([name])
        line_names = ("purchase_price", "margin", "margin_percent", "cost_total", "licence_fee", "cooperation_amount")
        for name in line_names:
            with self.subTest(name), self.assertRaises(AccessError):
                order.order_line.read([name])
        with self.assertRaises(AccessError):
            order.search([("margin", ">", 0)])
        with self.assertRaises(AccessError):
            order.env["sale.report"].formatted_read_group([], [], ["margin:sum"])
        with self.assertRaises(AccessError):
            order.env["account.invoice.report"].formatted_read_group([], [], ["price_margin:sum"])
        with self.assertRaises(AccessError):
            order.order_line.write({"purchase_price": 1})
        self.assertNotIn("margin", order.fields_get())
        self.assertNotIn("purchase_price", order.order_line.fields_get())

    def test_003_35_work_goes_on_without_the_right(self):
        """A clerk without the right does all the work; the costs are kept underneath."""
        order = self._order((self.drill, 2), (self.setup, 1), user=self.clerk)
        order.action_issue_quotation()
        order.action_revise_quotation("größere Menge")
        order.order_line[0].product_uom_qty = 3
        order.action_issue_quotation()
        newest, first = order.version_ids
        self.assertTrue(newest.compare_with(first.id)["lines"])
        order.action_order_version(first.id)
        self.assertEqual(order.sudo().document_cost, 140)
        order.change_status("invoice")
        self.assertStatus(order, "invoice")
        self.assertEqual(order.sudo().document_cost, 140)
        self.assertEqual(order.copy().sudo().document_cost, 140)
        with Form(self.env["sale.order"].with_user(self.clerk)) as form:
            form.partner_id = self.customer
            with form.order_line.new() as line:
                line.product_id = self.drill
        self.assertEqual(form.record.sudo().document_cost, 60)

    def test_unusable_arguments(self):
        order = self._order((self.drill, 1)).with_user(self.manager)
        with self.assertRaises(UserError):
            order.browse().get_cost_figures()
        with self.assertRaises(UserError):
            order.get_cost_figures(self._order((self.drill, 1)).order_line.id)
