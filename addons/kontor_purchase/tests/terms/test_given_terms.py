from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..common import PurchaseCase


@tagged("post_install", "-at_install")
class TestAgreedTerms(PurchaseCase):
    """What was agreed with a supplier stays when the quantity changes (000-8, 000-13/14)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user")._apply_group(cls.env.ref("uom.group_uom"))
        cls.drill.seller_ids = [
            Command.create({"partner_id": cls.supplier.id, "price": 47, "discount": 5}),
            Command.create({"partner_id": cls.supplier.id, "price": 44, "min_qty": 10}),
        ]
        cls.dozen = cls.env.ref("uom.product_uom_dozen")

    def _terms(self, line):
        line.env.flush_all()
        line.invalidate_recordset()
        return line.price_unit, line.discount

    def test_the_supplier_s_prices_are_followed(self):
        line = self._purchase((self.drill, 1)).order_line
        self.assertEqual(line.price_unit, 47)
        line.product_qty = 10
        self.assertEqual(self._terms(line), (44, 0))
        line.product_qty = 2
        self.assertEqual(self._terms(line), (47, 5))
        self.assertFalse(line.list_terms)

    def test_an_agreed_price_stays(self):
        """Agreed are 10.00; the supplier's list has 47.00."""
        line = self._purchase((self.drill, 1, 10.0)).order_line
        self.assertEqual(self._terms(line), (10, 0))
        self.assertIn("47.00", line.list_terms)
        line.write({"product_qty": 2})
        self.assertEqual(self._terms(line), (10, 0))
        line.order_id.write({"order_line": [Command.update(line.id, {"product_qty": 12})]})
        self.assertEqual(self._terms(line), (10, 0))
        self.assertIn("44.00", line.list_terms)

    def test_another_article_brings_its_own_price_on_a_stored_line_too(self):
        """Core calls the form's method on stored lines as well, and empties the price with it: that is no agreement."""
        line = self._purchase((self.drill, 10, 10.0)).order_line
        line.onchange_product_id()
        self.assertEqual((line.product_qty, self._terms(line)), (1, (47, 5)))
        self.assertFalse(line.list_terms)

    def test_an_agreed_price_without_any_supplier_s_price_stays(self):
        self.drill.seller_ids.min_qty = 5  # too few for the list: core takes the cost then
        self.drill.standard_price = 47
        line = self._purchase((self.drill, 1, 10.0)).order_line
        line.product_qty = 2
        self.assertEqual(self._terms(line), (10, 0))

    def test_an_agreed_discount_stays(self):
        line = self._purchase((self.drill, 1)).order_line
        line.discount = 12
        line.product_qty = 3
        self.assertEqual(self._terms(line), (47, 12))
        self.assertIn("5.0 %", line.list_terms)
        line.discount = 0
        line.product_qty = 4
        self.assertEqual(self._terms(line), (47, 0))

    def test_a_confirmed_order_keeps_them(self):
        line = self._purchase((self.drill, 1, 10.0)).order_line
        line.order_id.button_confirm()
        date = line.date_planned
        line.product_qty = 2
        self.assertEqual(self._terms(line), (10, 0))
        self.assertEqual(line.date_planned, date)

    def test_a_price_moves_with_its_unit(self):
        line = self._purchase((self.drill, 1, 10.0)).order_line
        line.product_uom_id = self.dozen
        self.assertEqual(self._terms(line), (120, 0))

    def test_on_the_screen(self):
        order = self._purchase((self.drill, 1))
        with Form(order) as form:
            with form.order_line.edit(0) as line:
                line.price_unit = 10
                line.product_qty = 20
                self.assertEqual(line.price_unit, 10)
            with form.order_line.new() as line:
                line.product_id = self.hammer
                line.product_qty = 3
            self.assertEqual(form.given_terms_count, 1)
        drill, hammer = order.order_line
        drill.product_qty = 2
        self.assertEqual(self._terms(drill)[0], 10)
        self.assertFalse(hammer.given_price_uom_id)
        with Form(order) as form, form.order_line.edit(0) as line:
            line.product_id = self.hammer
        self.assertEqual(drill.price_unit, 20)
        self.assertFalse(drill.given_price_uom_id)

    def test_what_the_order_takes_more_of(self):
        """A procurement that adds to a request leaves the agreed price alone, and follows the list where none was."""
        self.drill.route_ids = [Command.link(self.env.ref("purchase_stock.route_warehouse0_buy").id)]
        self.env["stock.warehouse.orderpoint"].create(
            {"product_id": self.drill.id, "product_min_qty": 1005, "product_max_qty": 1005, "trigger": "manual"}
        ).action_replenish()
        line = self.env["purchase.order.line"].search([("product_id", "=", self.drill.id)])
        self.assertEqual((line.product_qty, self._terms(line)), (5, (47, 5)))
        self.assertFalse(line.given_price_uom_id)

        def more(quantity):
            values = {"company_id": self.company, "warehouse_id": self.warehouse, "date_planned": line.date_planned}
            self.env["stock.rule"].run(
                [
                    self.env["stock.rule"].Procurement(
                        self.drill, quantity, self.drill.uom_id, self.warehouse.lot_stock_id, "x", "x", self.company, values
                    )
                ]
            )

        line.price_unit = 10
        more(1)
        self.assertEqual((line.product_qty, self._terms(line)), (6, (10, 5)))
        line.order_id.action_update_prices()
        more(6)
        self.assertEqual((line.product_qty, self._terms(line)), (12, (44, 0)))

    def test_the_copy_has_them_too(self):
        copy = self._purchase((self.drill, 1, 10.0)).copy()
        copy.order_line.product_qty = 3
        self.assertEqual(self._terms(copy.order_line), (10, 0))

    def test_update_prices_by_choice(self):
        order = self._purchase((self.drill, 1, 10.0), (self.hammer, 1))
        drill, hammer = order.order_line
        date = drill.date_planned
        self.drill.seller_ids.filtered(lambda seller: not seller.min_qty).price = 50
        self.hammer.seller_ids.filtered(lambda seller: seller.partner_id == self.supplier).price = 21
        action = order.action_open_price_update()
        dialog = self.env[action["res_model"]].with_context(**action["context"]).with_user(self.buyer).create({})
        self.assertEqual((dialog.given_count, dialog.given_terms), (1, "keep"))
        dialog.action_update()
        self.assertEqual((self._terms(drill), self._terms(hammer)), ((10, 0), (21, 0)))
        dialog.given_terms = "reset"
        dialog.action_update()
        self.assertEqual((self._terms(drill), self._terms(hammer)), ((50, 5), (21, 0)))
        self.assertEqual(drill.date_planned, date)
        self.assertFalse(order.given_terms_count)
        drill.product_qty = 10
        self.assertEqual(self._terms(drill), (44, 0))

    def test_update_prices_leaves_what_is_billed(self):
        order = self._purchase((self.nail, 5, 1.5))
        order.button_confirm()
        self._bill(order)
        order.action_update_prices()
        self.assertEqual(self._terms(order.order_line), (1.5, 0))

    def test_update_prices_of_a_cancelled_order_is_refused(self):
        order = self._purchase((self.drill, 1, 10.0))
        order.button_cancel()
        with self.assertRaisesRegex(UserError, "can't be updated"):
            order.action_update_prices()
