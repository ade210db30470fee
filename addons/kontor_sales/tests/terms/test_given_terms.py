from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ...models.terms.sale_order_given_terms import mark_existing_lines
from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestGivenTerms(OrderCase):
    """Prices and discounts that a person or a shop gave stay when the quantity changes (000-13/14)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for group in ("product.group_product_pricelist", "sale.group_discount_per_so_line", "uom.group_uom"):
            cls.env.ref("base.group_user")._apply_group(cls.env.ref(group))
        cls.steps = cls.env["product.pricelist"].create(
            {
                "name": "Staffel",
                "item_ids": [
                    Command.create(
                        {"applied_on": "3_global", "compute_price": "formula", "price_discount": 20, "min_quantity": 10}
                    ),
                ],
            }
        )
        cls.customer.property_product_pricelist = cls.steps
        cls.dozen = cls.env.ref("uom.product_uom_dozen")

    def _rpc_line(self, **values):
        """Make an order with one position as a call from outside does it."""
        position = {"product_id": self.drill.id, "product_uom_qty": 1, **values}
        order = (
            self.env["sale.order"]
            .with_user(self.clerk)
            .create({"partner_id": self.customer.id, "order_line": [Command.create(position)]})
        )
        return order.order_line

    def _terms(self, line):
        line.env.flush_all()
        line.invalidate_recordset()
        return line.price_unit, line.discount

    # -- the list's own prices --------------------------------------------------------------------------------------

    def test_the_list_s_steps_are_followed(self):
        line = self._rpc_line()
        self.assertEqual(self._terms(line), (100, 0))
        line.product_uom_qty = 10
        self.assertEqual(self._terms(line), (80, 0))
        line.product_uom_qty = 9
        self.assertEqual(self._terms(line), (100, 0))
        self.assertFalse(line.list_terms)
        line.product_uom_id = self.dozen
        self.assertEqual(self._terms(line), (960, 0))

    def test_who_may_not_change_prices_gives_none(self):
        """A screen where prices can't be changed sends the list's price along, and no other."""
        line = self._rpc_line()
        line.write({"product_uom_qty": 10, "technical_price_unit": 80})
        self.assertEqual(self._terms(line), (80, 0))
        self.assertFalse(line.list_terms)
        line.price_unit = 95
        line.write({"product_uom_qty": 1, "technical_price_unit": 100})
        self.assertEqual(self._terms(line), (95, 0))

    def test_the_customer_s_discount_is_followed(self):
        self.customer.customer_discount = 7
        line = self._rpc_line()
        self.assertEqual(self._terms(line), (100, 7))
        self.customer.customer_discount = 8
        line.product_uom_qty = 2
        self.assertEqual(self._terms(line), (100, 8))
        self.assertFalse(line.list_terms)

    def test_the_list_s_discount_is_followed(self):
        """A list that shows its discount: steps of discount are no discount by hand."""
        self.steps.item_ids = [
            Command.clear(),
            Command.create({"applied_on": "3_global", "compute_price": "percentage", "percent_price": 5}),
            Command.create(
                {"applied_on": "3_global", "compute_price": "percentage", "percent_price": 15, "min_quantity": 10}
            ),
        ]
        line = self._rpc_line()
        self.assertEqual(self._terms(line), (100, 5))
        line.product_uom_qty = 10
        self.assertEqual(self._terms(line), (100, 15))
        line.product_uom_qty = 2
        self.assertEqual(self._terms(line), (100, 5))
        self.assertFalse(line.discount_given)

    def test_on_the_screen_the_list_is_followed(self):
        with Form(self.env["sale.order"].with_user(self.clerk)) as form:
            form.partner_id = self.customer
            with form.order_line.new() as line:
                line.product_id = self.drill
                line.product_uom_qty = 10
        line = form.record.order_line
        self.assertEqual((self._terms(line), bool(line.given_price_uom_id), line.discount_given), ((80, 0), False, False))
        with Form(form.record) as form, form.order_line.edit(0) as position:
            position.product_uom_qty = 2
        self.assertEqual((self._terms(line), bool(line.given_price_uom_id), line.discount_given), ((100, 0), False, False))

    # -- what was given ---------------------------------------------------------------------------------------------

    def test_a_discount_of_ten_percent_stays(self):
        line = self._rpc_line()
        line.discount = 10
        line.product_uom_qty = 2
        self.assertEqual(self._terms(line), (100, 10))
        self.assertIn("100.00", line.list_terms)
        line.product_uom_qty = 10
        self.assertEqual(self._terms(line), (80, 10), "the price goes on following the list")

    def test_a_discount_of_zero_stays(self):
        self.customer.customer_discount = 7
        line = self._rpc_line()
        line.discount = 0
        line.product_uom_qty = 2
        self.assertEqual(self._terms(line), (100, 0))
        self.assertIn("7.0 %", line.list_terms)
        given = self._rpc_line(discount=0)
        given.product_uom_qty = 3
        self.assertEqual(self._terms(given), (100, 0))

    def test_an_agreed_price_over_rpc_stays(self):
        line = self._rpc_line(price_unit=95.0)
        self.assertIn("100.00", line.list_terms)
        line.write({"product_uom_qty": 2})
        self.assertEqual(self._terms(line), (95, 0))
        line.order_id.write({"order_line": [Command.update(line.id, {"product_uom_qty": 10})]})
        self.assertEqual(self._terms(line), (95, 0))
        self.assertIn("80.00", line.list_terms, "what the list says for the present quantity")

    def test_an_agreed_price_that_is_the_list_s_stays(self):
        line = self._rpc_line(price_unit=100.0)
        self.assertFalse(line.list_terms)
        line.product_uom_qty = 10
        self.assertEqual(self._terms(line), (100, 0))
        self.assertIn("80.00", line.list_terms)

    def test_a_price_of_zero_stays(self):
        line = self._rpc_line(price_unit=0.0)
        line.product_uom_qty = 10
        self.assertEqual(self._terms(line), (0, 0))

    def test_price_and_quantity_written_together(self):
        line = self._rpc_line()
        line.write({"price_unit": 95, "discount": 3, "product_uom_qty": 10})
        self.assertEqual(self._terms(line), (95, 3))
        self.assertIn("80.00", line.list_terms)
        line.product_uom_qty = 1
        self.assertEqual(self._terms(line), (95, 3))
        self.assertIn("100.00", line.list_terms)

    def test_the_same_values_written_back_are_no_agreement(self):
        line = self._rpc_line()
        line.write({"price_unit": 100.0, "discount": 0.0})
        line.product_uom_qty = 10
        self.assertEqual(self._terms(line), (80, 0))

    def test_a_confirmed_order_keeps_them(self):
        line = self._rpc_line(price_unit=95.0, discount=10)
        line.order_id.action_confirm()
        line.product_uom_qty = 3
        self.assertEqual(self._terms(line), (95, 10))

    def test_a_price_moves_with_its_unit(self):
        line = self._rpc_line(price_unit=95.0)
        line.product_uom_id = self.dozen
        self.assertEqual(self._terms(line), (1140, 0))
        line.product_uom_qty = 2
        self.assertEqual(self._terms(line), (1140, 0))
        line.product_uom_id = self.drill.uom_id
        self.assertEqual(self._terms(line), (95, 0))
        line.write({"product_uom_id": self.dozen.id, "price_unit": 1000})
        self.assertEqual(self._terms(line), (1000, 0))

    def test_another_article_has_its_own_price(self):
        line = self._rpc_line(price_unit=95.0, discount=10)
        line.write({"product_id": self.screw.id})
        self.assertEqual(self._terms(line), (10, 0))
        line.product_uom_qty = 10
        self.assertEqual(self._terms(line), (8, 0))

    def test_on_the_screen_they_stay(self):
        with Form(self.env["sale.order"].with_user(self.clerk)) as form:
            form.partner_id = self.customer
            with form.order_line.new() as position:
                position.product_id = self.drill
                position.price_unit = 95
                position.discount = 10
                position.product_uom_qty = 3
                self.assertEqual((position.price_unit, position.discount), (95, 10))
                position.product_uom_id = self.dozen
                self.assertEqual((position.price_unit, position.discount), (1140, 10))
                position.product_uom_id = self.drill.uom_id
                self.assertEqual((position.price_unit, position.discount), (95, 10))
            self.assertEqual(form.given_terms_count, 1)
        order = form.record
        with Form(order) as form, form.order_line.edit(0) as position:
            position.product_uom_qty = 10
            self.assertEqual((position.price_unit, position.discount), (95, 10))
        self.assertEqual(self._terms(order.order_line), (95, 10))
        order.order_line.product_uom_qty = 11
        self.assertEqual(self._terms(order.order_line), (95, 10))

    def test_on_the_screen_of_a_line_that_came_over_rpc(self):
        line = self._rpc_line(price_unit=95.0)
        with Form(line.order_id) as form, form.order_line.edit(0) as position:
            position.product_uom_qty = 10
            self.assertEqual(position.price_unit, 95)
        self.assertEqual(self._terms(line), (95, 0))

    def test_on_the_screen_the_list_s_price_is_the_list_s(self):
        """Who types the list's price again, or chooses another article, follows the list again."""
        line = self._rpc_line(price_unit=95.0)
        with Form(line.order_id) as form, form.order_line.edit(0) as position:
            position.price_unit = 100
        line.product_uom_qty = 10
        self.assertEqual(self._terms(line), (80, 0))
        line.write({"price_unit": 70, "discount": 5})
        with Form(line.order_id) as form, form.order_line.edit(0) as position:
            position.product_id = self.screw
            self.assertEqual((position.price_unit, position.discount), (8, 0))
        line.product_uom_qty = 1
        self.assertEqual(self._terms(line), (10, 0))

    def test_on_the_screen_without_the_right_to_discounts(self):
        self.env.ref("base.group_user").implied_ids -= self.env.ref("sale.group_discount_per_so_line")
        self.clerk.write({"group_ids": [Command.unlink(self.env.ref("sale.group_discount_per_so_line").id)]})
        self.customer.customer_discount = 7
        line = self._rpc_line()
        self.assertEqual(self._terms(line), (100, 7))
        line.write({"discount": 12})
        with Form(line.order_id) as form, form.order_line.edit(0) as position:
            position.product_uom_qty = 4
        self.assertEqual(self._terms(line), (100, 12))

    # -- further ways -----------------------------------------------------------------------------------------------

    def test_a_shop_s_price_and_discount_stay(self):
        """A shop's 90.00 less 10 %; the list has 13.80."""
        self.drill.write({"default_code": "BM-1", "list_price": 13.8})
        answer = self.env["sale.order"].import_channel_order(
            {
                "source": "webshop",
                "reference": "W-1",
                "customer": {"name": "Erna Kunz", "email": "erna@example.com", "street": "Weg 1", "city": "Ulm"},
                "lines": [{"sku": "BM-1", "quantity": 2, "price_unit": 90.0, "discount": 10.0}],
                "shipping": {"method": "DHL Paket", "price": 4.9},
            }
        )
        order = self.env["sale.order"].browse(answer["order_id"])
        line, shipping = order.order_line
        price, shipped = line.price_unit, shipping.price_unit
        order.order_line.product_uom_qty = 3
        self.assertEqual(self._terms(line), (price, 10))
        self.assertEqual(self._terms(shipping), (shipped, 0))
        self.assertTrue(line.list_terms)
        self.assertFalse(shipping.list_terms, "no list has shipping costs")
        order.action_update_prices()
        self.assertEqual(line.discount, 0)
        self.assertEqual(self._terms(shipping), (shipped, 0))

    def test_the_copy_has_them_too(self):
        copy = self._rpc_line(price_unit=95.0, discount=10).order_id.copy()
        copy.order_line.product_uom_qty = 10
        self.assertEqual(self._terms(copy.order_line), (95, 10))
        plain = self._rpc_line().order_id.copy()
        plain.order_line.product_uom_qty = 10
        self.assertEqual(self._terms(plain.order_line), (80, 0))

    def test_004_9_a_version_is_restored_with_them(self):
        order = self._rpc_line(price_unit=95.0, discount=10).order_id
        order.order_line.create({"order_id": order.id, "product_id": self.screw.id, "product_uom_qty": 1})
        order.action_issue_quotation()
        order.action_revise_quotation("andere Menge")
        order.order_line[0].write({"price_unit": 60, "discount": 0, "product_uom_qty": 20})
        order.action_issue_quotation()
        order.action_order_version(order.version_ids.sorted("number")[0].id)
        drill, screw = order.order_line
        self.assertEqual((self._terms(drill), self._terms(screw)), ((95, 10), (10, 0)))
        order.order_line.product_uom_qty = 10
        self.assertEqual((self._terms(drill), self._terms(screw)), ((95, 10), (8, 0)))

    def test_000_10_the_last_price_stays(self):
        self._rpc_line(price_unit=89.0, discount=5).order_id.action_confirm()
        line = self._rpc_line()
        line.action_take_last_price()
        line.product_uom_qty = 10
        self.assertEqual(self._terms(line), (89, 5))

    def test_003_52_another_customer_with_the_same_prices(self):
        line = self._rpc_line(price_unit=95.0, discount=10)
        other = self.env["res.partner"].create({"name": "Andere GmbH", "is_company": True, "customer_discount": 4})
        line.order_id.reassign_customer(other.id, keep_prices=True)
        line.product_uom_qty = 2
        self.assertEqual(self._terms(line), (95, 10))
        line.order_id.reassign_customer(self.customer.id)
        self.assertEqual(self._terms(line), (100, 0))

    def test_the_discount_of_core_s_dialog_stays(self):
        order = self._rpc_line().order_id
        self.env["sale.order.discount"].create(
            {"sale_order_id": order.id, "discount_type": "sol_discount", "discount_percentage": 0.1}
        ).action_apply_discount()
        order.order_line.product_uom_qty = 10
        self.assertEqual(self._terms(order.order_line), (80, 10))

    # -- Update Prices ----------------------------------------------------------------------------------------------

    def _dialog(self, order):
        action = order.action_open_price_update()
        return self.env[action["res_model"]].with_context(**action["context"]).with_user(self.clerk).create({})

    def test_update_prices_by_choice(self):
        line = self._rpc_line(price_unit=95.0, discount=10)
        order = line.order_id
        plain = line.create({"order_id": order.id, "product_id": self.screw.id, "product_uom_qty": 1})
        self.drill.list_price, self.screw.list_price = 110, 12
        dialog = self._dialog(order)
        self.assertEqual((dialog.given_count, dialog.given_terms), (1, "keep"))
        self.assertIn("Bohrmaschine", dialog.given_text)
        dialog.action_update()
        self.assertEqual((self._terms(line), self._terms(plain)), ((95, 10), (12, 0)))
        self.assertIn("110.00", line.list_terms)
        dialog = self._dialog(order)
        dialog.given_terms = "reset"
        dialog.action_update()
        self.assertEqual((self._terms(line), self._terms(plain)), ((110, 0), (12, 0)))
        self.assertFalse(order.given_terms_count)
        line.product_uom_qty = 10
        self.assertEqual(self._terms(line), (88, 0), "it follows the list again")

    def test_update_prices_leaves_the_rest_alone(self):
        """Free positions and what is invoiced keep their prices."""
        line = self._rpc_line(price_unit=95.0)
        order = line.order_id
        free = line.create(
            {"order_id": order.id, "is_free_position": True, "name": "Anfahrt", "price_unit": 40, "discount": 5}
        )
        order.action_confirm()
        order.create_invoice_of_type("full", post=True)
        order.action_update_prices()
        self.assertEqual((self._terms(line), self._terms(free)), ((95, 0), (40, 5)))
        self.assertFalse(free.list_terms)

    def test_update_prices_of_several_orders_is_refused(self):
        with self.assertRaises(UserError):
            (self._order() | self._order()).action_open_price_update()

    # -- lines from before marks were ---------------------------------------------------------------------------------

    def _marked_anew(self, *lines):
        """Take the marks away as an older version knew none, and mark the lines as the upgrade does."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order_line SET given_price_uom_id = NULL, discount_given = NULL, technical_discount = NULL"
        )
        mark_existing_lines(self.env.cr)
        self.env.invalidate_all()
        return [(bool(line.given_price_uom_id), line.discount_given, line.technical_discount) for line in lines]

    def test_the_upgrade_marks_what_was_given(self):
        plain, typed, discounted = self._rpc_line(), self._rpc_line(), self._rpc_line(discount=10)
        typed.price_unit = 95
        shop = self._rpc_line(price_unit=90.0)
        shop.order_id.sudo().write({"order_source": "webshop", "source_reference": "W-9"})
        self.assertEqual(
            self._marked_anew(plain, typed, discounted, shop),
            [(False, False, 0), (True, False, 0), (False, True, 0), (True, True, 0)],
        )
        typed.product_uom_qty = discounted.product_uom_qty = 2
        self.assertEqual((self._terms(typed), self._terms(discounted)), ((95, 0), (100, 10)))

    def test_the_upgrade_leaves_the_list_s_discounts_to_the_list(self):
        self.customer.customer_discount = 7
        line = self._rpc_line()
        self.assertEqual(self._marked_anew(line), [(False, False, 7)])
        self.customer.customer_discount = 0
        self.steps.item_ids.write({"compute_price": "percentage", "percent_price": 5, "min_quantity": 0})
        listed = self._rpc_line()
        self.assertEqual(self._marked_anew(listed), [(False, False, 5)])

    # -- speed ------------------------------------------------------------------------------------------------------

    def test_showing_them_asks_no_list(self):
        """What the list says is known: a long order with given prices opens as fast as one without."""
        order = self._rpc_line(price_unit=95.0).order_id
        order.order_line.create(
            [{"order_id": order.id, "product_id": self.drill.id, "price_unit": 90 + number} for number in range(9)]
        )

        def queries(lines):
            self.env.flush_all()
            self.env.invalidate_all()
            lines = lines.browse(lines.ids)
            before = self.env.cr.sql_log_count
            lines.mapped("list_terms")
            return self.env.cr.sql_log_count - before

        queries(order.order_line)
        self.assertEqual(queries(order.order_line[:1]), queries(order.order_line))
