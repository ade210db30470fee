from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .test_discount_rule import DiscountCase


@tagged("post_install", "-at_install")
class TestCustomerDiscounts(DiscountCase):
    """The button *Rabatte*: the customer's discount and price list together, and what applies to an article (003-47)."""

    def _window(self, product=None, quantity=1, user=None, **values):
        return (
            self.env["kontor.customer.discounts"]
            .with_user(user or self.seller)
            .create(
                {
                    "partner_id": self.customer.id,
                    "product_id": product and product.id,
                    "quantity": quantity,
                    **values,
                }
            )
        )

    def test_003_47_the_button_opens_the_window(self):
        customer = self.customer.with_user(self.seller)
        self.assertIn("discounts", [button["code"] for button in customer.get_customer_header()["buttons"]])
        action = customer.open_from_header("discounts")
        self.assertEqual((action["res_model"], action["target"]), ("kontor.customer.discounts", "new"))
        with Form(self.env[action["res_model"]].with_user(self.seller).with_context(**action["context"])) as form:
            self.assertEqual((form.partner_id, form.customer_discount), (self.customer, 10))
            self.assertEqual((form.pricelist_id, form.pricelist_source), (self.wholesale, "customer"))
            form.product_id = self.drill
            self.assertEqual((form.list_price, form.pricelist_price, form.pricelist_discount), (100, 95, 5))
            self.assertEqual((form.discount, form.price, form.winner), (10, 90, "customer"))
            form.quantity = 10
            self.assertEqual((form.pricelist_price, form.discount, form.price, form.winner), (85, 15, 85, "list"))

    def test_003_47_both_are_shown_together(self):
        window = self._window()
        self.assertEqual(window.customer_discount, 10)
        self.assertEqual(window.rule_ids, self.wholesale.item_ids)
        self.assertIn("the better for the customer", window.rule_text)
        self.assertFalse(window.winner)
        self.assertFalse(window.price)

    def test_003_47_it_says_what_an_order_would_say(self):
        for rule in ("better", "compound"):
            self.company.discount_rule = rule
            for product, quantity in ((self.drill, 1), (self.drill, 10), (self.screw, 3), (self.setup, 2)):
                with self.subTest(rule=rule, product=product.name, quantity=quantity):
                    line = self._line(product, quantity)
                    window = self._window(product, quantity)
                    self.assertEqual(window.discount, line.discount)
                    self.assertAlmostEqual(window.price, line.price_unit * (1 - line.discount / 100))

    def test_003_47_a_price_has_all_its_decimals(self):
        self.customer.specific_property_product_pricelist = self.env["product.pricelist"].create({"name": "Leer"})
        self.drill.list_price = 0.0799
        window = self._window(self.drill)
        self.assertEqual((window.list_price, window.price), (0.0799, 0.07191))

    def test_003_47_which_one_won(self):
        self.assertEqual(self._window(self.drill).winner, "customer")
        self.customer.customer_discount = 5
        self.assertEqual(self._window(self.drill).winner, "list")
        self.customer.customer_discount = 10
        self.assertEqual(self._window(self.screw).winner, "both", "the fixed price, and the discount off it")
        self.company.discount_rule = "compound"
        self.assertEqual(self._window(self.drill).winner, "both")
        self.company.creation_discount = False
        self.assertEqual(self._window(self.drill).winner, "list")
        self.customer.specific_property_product_pricelist = self.env["product.pricelist"].create({"name": "Leer"})
        self.assertEqual(self._window(self.drill).winner, "none")
        self.company.creation_discount = True
        window = self._window(self.drill)
        self.assertEqual((window.winner, window.price, window.list_price), ("customer", 90, 100))

    def test_003_47_a_rule_counts_in_its_period(self):
        rule = self.wholesale.item_ids.filtered(lambda item: item.percent_price == 15)
        rule.write({"date_start": "2026-05-01 00:00:00", "date_end": "2026-05-31 23:59:59"})
        for day, discount in (("2026-04-30", 10), ("2026-05-01", 15), ("2026-05-31", 15), ("2026-06-01", 10)):
            with self.subTest(day):
                self.assertEqual(self._window(self.drill, 10, date=day).discount, discount)

    def test_003_42_cashiers_see_their_price_list(self):
        self.company.cashier_pricelist_id = self.env["product.pricelist"].create({"name": "Barverkauf"})
        cashier = new_test_user(
            self.env, "kontor_discount_cashier", groups="sales_team.group_sale_salesman", is_cashier=True
        )
        window = self._window(self.drill, user=cashier)
        self.assertEqual((window.pricelist_id.name, window.pricelist_source), ("Barverkauf", "cashier"))
        self.assertEqual(self._window(self.drill).pricelist_id, self.wholesale)

    def test_003_47_who_sells_may_see_it(self):
        picker = new_test_user(self.env, "kontor_discount_picker", groups="stock.group_stock_user")
        with self.assertRaises(AccessError):
            self._window(user=picker)
        codes = [button["code"] for button in self.customer.with_user(picker).get_customer_header()["buttons"]]
        self.assertNotIn("discounts", codes)

    def test_003_47_of_the_own_company(self):
        """Another company's price list and rule are none of this company's business."""
        other = self.env["res.company"].create({"name": "Zweigwerk GmbH", "discount_rule": "compound"})
        theirs = self.env["product.pricelist"].create({"name": "Zweigwerk", "company_id": other.id})
        self.customer.with_company(other).specific_property_product_pricelist = theirs
        window = self._window(self.drill)
        self.assertEqual(window.pricelist_id, self.wholesale)
        self.assertEqual((window.company_id, window.discount), (self.company, 10))

    def test_003_47_nothing_is_left_behind(self):
        orders = self.env["sale.order"].search_count([])
        self.assertEqual(self._window(self.drill).price, 90)
        self.env.flush_all()
        self.assertEqual(self.env["sale.order"].search_count([]), orders)
