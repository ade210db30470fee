from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestPositions(OrderCase):
    """Position types (004-5), in quotations as in orders (000-2): product, heading, free position; sub-totals."""

    def _free(self, order, **values):
        return (
            self.env["sale.order.line"]
            .with_user(self.clerk)
            .create(
                {
                    "order_id": order.id,
                    "is_free_position": True,
                    "name": "Anfahrt nach Absprache",
                    "product_uom_qty": 3,
                    "price_unit": 40.0,
                    **values,
                }
            )
        )

    def test_004_5_a_free_position_is_a_text_with_a_price(self):
        order = self._order()
        line = self._free(order)
        self.assertEqual((line.name, line.price_unit, line.price_subtotal), ("Anfahrt nach Absprache", 40.0, 120.0))
        self.assertEqual(line.product_id, self.company.free_position_product_id)
        self.assertEqual(line.tax_ids, self.company.account_sale_tax_id)
        line.product_uom_qty = 5
        self.assertEqual((line.name, line.price_unit), ("Anfahrt nach Absprache", 40.0))
        again = self._free(order, name="Zweite", discount=10.0)
        self.assertEqual(again.product_id, line.product_id, "one generic article per company")
        again.product_uom_qty = 1
        self.assertEqual(again.discount, 10.0)

    def test_004_5_unit_and_tax_are_free(self):
        hour = self.env.ref("uom.product_uom_hour")
        line = self._free(self._order(), product_uom_id=hour.id, tax_ids=[Command.clear()])
        self.assertEqual(line.product_uom_id, hour)
        self.assertIn(hour, line.allowed_uom_ids)
        self.assertEqual(line.price_total, 120.0)

    def test_004_5_it_is_ordered_and_invoiced_with_nothing_to_deliver(self):
        order = self._order((self.drill, 1))
        line = self._free(order)
        order.change_status("order")
        with self.assertRaisesRegex(UserError, "only 0"):
            order.change_status("delivery", quantities=[{"line_id": line.id, "quantity": 1}])
        order.change_status("delivery")
        self.assertFalse(order.is_left_to_deliver, "a free position has no goods")
        order.change_status("invoice")
        invoice_line = order.invoice_ids.invoice_line_ids.filtered(lambda item: item.sale_line_ids == line)
        self.assertEqual((invoice_line.name, invoice_line.quantity), ("Anfahrt nach Absprache", 3))
        order.change_status("done")
        self.assertStatus(order, "done")

    def test_004_5_an_order_of_nothing_but_free_positions(self):
        order = self._order((self.drill, 1))
        order.order_line.unlink()
        self._free(order)
        with self.assertRaisesRegex(UserError, "nothing to deliver"):
            order.change_status("delivery")
        order.change_status("invoice")
        order.change_status("done")
        self.assertStatus(order, "done")

    def test_004_5_prices_are_not_recomputed(self):
        order = self._order()
        line = self._free(order)
        order.action_update_prices()
        self.assertEqual(line.price_unit, 40.0)

    def test_004_5_it_has_no_article_of_its_own(self):
        line = self._free(self._order())
        with self.assertRaises(UserError):
            line.product_id = self.drill
        with self.assertRaisesRegex(ValidationError, "free position"):
            self._order().order_line.is_free_position = True
        for text in (False, " ", self.company.free_position_product_id.name):
            with self.subTest(text=text), self.assertRaisesRegex(UserError, "needs a text"):
                self._free(self._order(), name=text)
        copy = line.order_id.copy()
        self.assertTrue(copy.order_line[-1].is_free_position)
        self.assertEqual(copy.order_line[-1].name, "Anfahrt nach Absprache")

    def test_004_5_over_the_interface(self):
        order = self._order()
        line_id = order.action_add_free_position("Gerüst", 2, 150.0, discount=5.0)
        line = self.env["sale.order.line"].browse(line_id)
        self.assertEqual((line.name, line.price_subtotal), ("Gerüst", 285.0))
        for arguments in (("",), (None,), ("x", "y"), ("x", 1, None)):
            with self.subTest(arguments=arguments), self.assertRaises(UserError):
                order.action_add_free_position(*arguments)
        with self.assertRaisesRegex(UserError, "product_id"):
            order.action_add_free_position("x", 1, 1, product_id=self.drill.id)

    def test_004_5_on_the_screen(self):
        seller = new_test_user(self.env, "kontor_form", groups="sales_team.group_sale_salesman_all_leads,uom.group_uom")
        order = self._order(user=seller)
        product_name = self.company._get_free_position_product().name
        with Form(order.with_user(seller)) as form:
            with form.order_line.new() as plain:
                plain.product_id = self.screw
        lines = self.env["sale.order.line"].with_user(seller).with_context(default_is_free_position=True)
        defaults = lines.default_get(["is_free_position", "product_id", "name"])
        self.assertEqual(defaults["product_id"], self.company.free_position_product_id.id)
        # the screen puts the generic article's name before the text that was typed
        line = self._free(order, name=f"{product_name}\nMontage")
        self.assertEqual(line.name, "Montage")
        line.name = f"{product_name}\nMontage vor Ort"
        self.assertEqual(line.name, "Montage vor Ort")

    def test_004_5_each_company_has_its_own_article(self):
        other = self.env["res.company"].create({"name": "Andere GmbH", "country_id": self.env.ref("base.de").id})
        self.assertNotEqual(other._get_free_position_product(), self.company._get_free_position_product())
        self.assertEqual(other._get_free_position_product().company_id, other)

    def test_004_8_versions_keep_free_and_optional_positions(self):
        order = self._order((self.drill, 1))
        self._free(order)
        order.write(
            {
                "intro_text": "Guten Tag",
                "order_line": [
                    Command.create({"display_type": "line_section", "name": "Zubehör", "is_optional": True, "sequence": 50}),
                    Command.create({"product_id": self.screw.id, "product_uom_qty": 0, "sequence": 51}),
                ],
            }
        )
        order.action_issue_quotation()
        first = order.version_ids
        order.action_revise_quotation("Anders")
        order.order_line.filtered("display_type").unlink()
        order.order_line.filtered("is_free_position").price_unit = 99.0
        order.intro_text = "Hallo"
        order.action_issue_quotation()
        changes = order.version_ids[0].compare_with(first.id)
        self.assertIn("intro_text", [change["field"] for change in changes["header"]])
        order.action_order_version(first.id)
        free = order.order_line.filtered("is_free_position")
        self.assertEqual((free.name, free.price_unit, free.product_uom_qty), ("Anfahrt nach Absprache", 40.0, 3))
        self.assertTrue(order.order_line.filtered(lambda line: line.product_id == self.screw)._is_line_optional())
        self.assertEqual(order.intro_text, "Guten Tag")
        self.assertEqual(order.order_source, "quotation")

    def test_004_5_headings_have_sub_totals(self):
        order = self._order((self.drill, 1))
        order.write(
            {
                "order_line": [
                    Command.create({"display_type": "line_section", "name": "Werkzeug", "sequence": 1}),
                    Command.create({"product_id": self.drill.id, "product_uom_qty": 2, "sequence": 2}),
                    Command.create({"display_type": "line_section", "name": "Verbrauch", "sequence": 3}),
                    Command.create({"product_id": self.screw.id, "product_uom_qty": 4, "sequence": 4}),
                ]
            }
        )
        sections = order.order_line.filtered(lambda line: line.display_type == "line_section").sorted("sequence")
        totals = [section._get_section_totals("price_subtotal") for section in sections]
        self.assertEqual(totals, [200.0, 40.0 + 100.0])

    def test_optional_positions_stay_out_of_the_total(self):
        order = self._order((self.drill, 1))
        order.order_line.sequence = 1
        order.write(
            {
                "order_line": [
                    Command.create({"display_type": "line_section", "name": "Zubehör", "is_optional": True, "sequence": 5}),
                    Command.create({"product_id": self.screw.id, "product_uom_qty": 0, "sequence": 6}),
                ]
            }
        )
        optional = order.order_line.filtered(lambda line: line.product_id == self.screw)
        self.assertTrue(optional._is_line_optional())
        self.assertEqual(order.amount_untaxed, 100.0)
        order.change_status("invoice")
        order.change_status("done")
        self.assertStatus(order, "done")
        html = self.env["ir.actions.report"]._render_qweb_html("sale.report_saleorder", order.ids)[0].decode()
        self.assertIn("(optional)", html)
