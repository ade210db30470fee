from odoo import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from ..common import OrderCase


class DiscountCase(OrderCase):
    """A customer with a discount of 10 % who buys at a price list that gives 5 %."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for group in ("product.group_product_pricelist", "sale.group_discount_per_so_line", "uom.group_uom"):
            cls.env.ref("base.group_user")._apply_group(cls.env.ref(group))
        cls.wholesale = cls.env["product.pricelist"].create(
            {
                "name": "Großkunde −5 %",
                "item_ids": [
                    Command.create({"applied_on": "3_global", "compute_price": "percentage", "percent_price": 5}),
                    Command.create(
                        {
                            "applied_on": "3_global",
                            "compute_price": "percentage",
                            "percent_price": 15,
                            "min_quantity": 10,
                        }
                    ),
                    Command.create(
                        {
                            "applied_on": "1_product",
                            "product_tmpl_id": cls.screw.product_tmpl_id.id,
                            "compute_price": "fixed",
                            "fixed_price": 8,
                        }
                    ),
                ],
            }
        )
        cls.customer.write({"customer_discount": 10, "specific_property_product_pricelist": cls.wholesale.id})

    def _line(self, product=None, quantity=1, **values):
        """Return the position of an order that a call from outside makes."""
        position = {"product_id": (product or self.drill).id, "product_uom_qty": quantity, **values}
        order = self.env["sale.order"].with_user(self.clerk)
        return order.create({"partner_id": self.customer.id, "order_line": [Command.create(position)]}).order_line

    def _discount(self, line):
        self.env.flush_all()
        line.invalidate_recordset()
        return line.discount


@tagged("post_install", "-at_install")
class TestDiscountRule(DiscountCase):
    """Price list and customer's discount: the better for the customer, or both one after the other (000-13)."""

    def test_000_13_the_better_one_for_the_customer(self):
        self.assertEqual(self._discount(self._line()), 10)
        self.customer.customer_discount = 3
        self.assertEqual(self._discount(self._line()), 5)
        self.customer.customer_discount = 5
        self.assertEqual(self._discount(self._line()), 5)

    def test_000_13_by_the_step_of_the_price_list(self):
        line = self._line()
        line.product_uom_qty = 10
        self.assertEqual(self._discount(line), 15)
        line.product_uom_qty = 9
        self.assertEqual(self._discount(line), 10)
        self.assertFalse(line.discount_given)
        self.assertFalse(line.list_terms)

    def test_000_13_both_one_after_the_other(self):
        self.company.discount_rule = "compound"
        line = self._line()
        self.assertEqual(self._discount(line), 14.5)  # 95 % of 90 %
        self.assertEqual(line.price_subtotal, 85.5)
        line.product_uom_qty = 10
        self.assertEqual(self._discount(line), 23.5)
        self.customer.customer_discount = 0
        self.assertEqual(self._discount(self._line()), 5)
        empty = self.env["product.pricelist"].create({"name": "Standard"})
        self.customer.write({"customer_discount": 10, "specific_property_product_pricelist": empty.id})
        self.assertEqual(self._discount(self._line()), 10)

    def test_000_13_a_price_of_the_list_is_a_price(self):
        """Of a fixed price the customer's discount is taken, by either rule: it is no percentage."""
        for rule in ("better", "compound"):
            self.company.discount_rule = rule
            line = self._line(self.screw)
            self.assertEqual((line.price_unit, self._discount(line)), (8, 10))

    def test_000_13_without_the_switch_the_price_list_alone(self):
        self.company.creation_discount = False
        self.assertEqual(self._discount(self._line()), 5)

    def test_000_13_the_rule_is_a_setting(self):
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.discount_rule, "better")
        settings.discount_rule = "compound"
        settings.execute()
        self.assertEqual(self.company.discount_rule, "compound")

    def test_000_13_each_company_has_its_own_rule(self):
        other = self.env["res.company"].create({"name": "Zweigwerk GmbH"})
        other.discount_rule = "compound"
        self.assertEqual(self._discount(self._line()), 10)

    # -- what was given by hand ---------------------------------------------------------------------------------------

    def test_000_14_zero_percent_by_hand_stays_over_rpc(self):
        for rule in ("better", "compound"):
            self.company.discount_rule = rule
            line = self._line()
            line.order_id.write({"order_line": [Command.update(line.id, {"discount": 0})]})
            line.order_id.write({"order_line": [Command.update(line.id, {"product_uom_qty": 10})]})
            self.assertEqual(self._discount(line), 0)
            line.product_uom_qty = 2
            self.assertEqual(self._discount(line), 0)
            given = self._line(discount=0)
            given.product_uom_qty = 12
            self.assertEqual(self._discount(given), 0)

    def test_000_14_zero_percent_by_hand_stays_on_the_screen(self):
        with Form(self.env["sale.order"].with_user(self.clerk)) as form:
            form.partner_id = self.customer
            with form.order_line.new() as position:
                position.product_id = self.drill
                self.assertEqual(position.discount, 10)
                position.discount = 0
                position.product_uom_qty = 3
                self.assertEqual(position.discount, 0)
        order = form.record
        self.assertEqual(self._discount(order.order_line), 0)
        with Form(order) as form:
            with form.order_line.edit(0) as position:
                position.product_uom_qty = 4
                self.assertEqual(position.discount, 0)
            form.client_order_ref = "B-1"
        with Form(order) as form, form.order_line.edit(0) as position:
            position.product_uom_qty = 12
            self.assertEqual(position.discount, 0)
        self.assertEqual(self._discount(order.order_line), 0)

    def test_000_14_zero_percent_typed_into_a_saved_position_stays(self):
        order = self._line().order_id
        with Form(order) as form:
            with form.order_line.edit(0) as position:
                position.discount = 0
            with form.order_line.edit(0) as position:
                position.product_uom_qty = 12
                self.assertEqual(position.discount, 0)
        with Form(order) as form, form.order_line.edit(0) as position:
            position.product_uom_qty = 2
            self.assertEqual(position.discount, 0)
        self.assertEqual(self._discount(order.order_line), 0)

    def test_000_14_a_price_by_hand_stays_and_the_discount_is_followed(self):
        line = self._line(price_unit=90)
        line.product_uom_qty = 10
        self.assertEqual((line.price_unit, self._discount(line)), (90, 15))

    def test_000_14_update_prices_brings_the_rule_back(self):
        line = self._line(discount=0)
        line.order_id.action_update_prices(keep_given=True)
        self.assertEqual(self._discount(line), 0)
        line.order_id.action_update_prices()
        self.assertEqual(self._discount(line), 10)

    def test_004_2_the_shop_s_prices_are_its_own(self):
        self.drill.default_code = "BM-1"
        self.customer.ref = "K-7"
        groups = "sales_team.group_sale_salesman_all_leads,base.group_partner_manager"
        shop = self.env["res.users"].create(
            {
                "name": "Shop",
                "login": "kontor_discount_shop",
                "group_ids": [Command.set([self.env.ref(group).id for group in groups.split(",")])],
            }
        )
        answer = (
            self.env["sale.order"]
            .with_user(shop)
            .import_channel_order(
                {
                    "source": "webshop",
                    "reference": "W-5",
                    "customer": {"number": "K-7"},
                    "lines": [{"sku": "BM-1", "quantity": 1, "price_unit": 90.0}],
                }
            )
        )
        line = self.env["sale.order"].browse(answer["order_id"]).order_line
        self.assertEqual((line.price_unit, line.discount), (90, 0))
        line.product_uom_qty = 11
        self.assertEqual((line.price_unit, self._discount(line)), (90, 0))

    # -- the header ---------------------------------------------------------------------------------------------------

    def test_003_44_the_header_says_what_applies(self):
        customer = self.customer.with_user(self.clerk)
        terms = customer.get_customer_header()["terms"]
        self.assertEqual((terms["percent"], terms["applied_discount"], terms["applied_text"]), (-10, 10, ""))
        self.assertIn("the better for the customer", terms["discount_rule"])
        self.company.discount_rule = "compound"
        terms = customer.get_customer_header()["terms"]
        self.assertEqual((terms["percent"], terms["applied_discount"]), (-10, 14.5))
        self.assertIn("14.50", terms["applied_text"])
        self.company.discount_rule = "better"
        self.customer.customer_discount = 3
        terms = customer.get_customer_header()["terms"]
        self.assertEqual((terms["percent"], terms["applied_discount"]), (-3, 5))
        self.assertIn("5.00", terms["applied_text"])

    def test_003_44_only_a_rule_that_is_valid_today_applies(self):
        self.wholesale.item_ids[:1].date_end = "2020-01-01"
        general = self.wholesale.item_ids.filtered(lambda rule: rule.percent_price == 5)
        general.date_end = "2020-01-01"
        self.assertEqual(self.customer._general_discount(self.company, self.wholesale), 10)
        general.date_end = False
        self.company.creation_discount = False
        self.assertEqual(self.customer._general_discount(self.company, self.wholesale), 5)

    def test_003_44_terms_of_the_customer(self):
        """Cooperation, else discount, else the customer's own terms; the payment terms have no say."""
        self.customer.write({"customer_discount": 0, "terms_percent": -2.5})
        self.customer.property_payment_term_id = self.env["account.payment.term"].create(
            {"name": "2 % Skonto", "early_discount": True, "discount_percentage": 2, "discount_days": 10}
        )
        self.assertEqual(self.customer.price_percent, -2.5)
        terms = self.customer.with_user(self.clerk).get_customer_header()["terms"]
        self.assertEqual((terms["percent"], terms["percent_source"]), (-2.5, "terms"))
        self.assertEqual(self._discount(self._line()), 5, "no price follows from it")
        contact = self.env["res.partner"].create({"name": "Frau Kern", "parent_id": self.customer.id})
        self.assertEqual(contact.terms_percent, -2.5)
        self.customer.customer_discount = 4
        self.assertEqual(self.customer.price_percent, -4)
        for percent in (-100, 100):
            self.customer.terms_percent = percent
            self.env.flush_all()

    def test_003_44_terms_lie_between_minus_100_and_100(self):
        for percent in (-100.01, 100.01):
            with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.customer.terms_percent = percent
                self.env.flush_all()
