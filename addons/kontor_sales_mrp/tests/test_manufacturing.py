from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ManufacturingCase


@tagged("post_install", "-at_install")
class TestManufacturing(ManufacturingCase):
    """002-16: manufacturing orders from a customer order, with the complete list of what must be made."""

    def test_002_16_an_order_is_made_with_its_subassemblies(self):
        order = self._confirmed()
        productions = self._productions(order.create_manufacturing_orders())
        self.assertEqual(
            {(p.product_id, p.product_qty, p.state) for p in productions},
            {(self.bench, 5, "confirmed"), (self.cabinet, 5, "confirmed")},
        )
        bench = productions.filtered(lambda p: p.product_id == self.bench)
        self.assertEqual(bench._get_children(), productions - bench)

    def test_002_16_linked_both_ways(self):
        order = self._confirmed()
        bench = self._productions(order.create_manufacturing_orders()).filtered(lambda p: p.product_id == self.bench)
        self.assertEqual(bench.sale_line_id, order.order_line)
        self.assertEqual(bench.origin, order.name)
        self.assertEqual(bench.action_view_sale_orders()["res_id"], order.id)
        self.assertEqual(order.mrp_production_ids, bench)

    def test_002_16_never_twice(self):
        order = self._confirmed()
        order.create_manufacturing_orders()
        with self.assertRaisesRegex(UserError, "everything is covered already"):
            order.create_manufacturing_orders()
        with self.assertRaisesRegex(UserError, "being made already"):
            order.create_manufacturing_orders([{"line_id": order.order_line.id, "quantity": 1}])

    def test_002_16_the_default_is_what_stock_does_not_cover(self):
        self._stock(self.bench, 2)
        order = self._confirmed()
        productions = self._productions(order.create_manufacturing_orders())
        self.assertEqual(productions.filtered(lambda p: p.product_id == self.bench).product_qty, 3)

    def test_002_16_the_stock_is_promised_once(self):
        self._stock(self.bench, 6)
        self._confirmed((self.bench, 5))
        second = self._confirmed((self.bench, 5))
        made = self._productions(second.create_manufacturing_orders())
        self.assertEqual(made.filtered(lambda p: p.product_id == self.bench).product_qty, 4)

    def test_002_16_chosen_positions_and_quantities(self):
        order = self._confirmed((self.bench, 5), (self.cabinet, 3), (self.drill, 1))
        bench, cabinet, drill = order.order_line
        made = self._productions(
            order.create_manufacturing_orders(
                [{"line_id": bench.id, "quantity": 2}, {"line_id": cabinet.id, "quantity": 0}], with_subassemblies=False
            )
        )
        self.assertEqual([(p.product_id, p.product_qty) for p in made], [(self.bench, 2)])
        with self.assertRaisesRegex(UserError, "no bill of materials"):
            order.create_manufacturing_orders([{"line_id": drill.id, "quantity": 1}])
        rest = self._productions(order.create_manufacturing_orders(with_subassemblies=False))
        self.assertEqual({(p.product_id, p.product_qty) for p in rest}, {(self.bench, 3), (self.cabinet, 3)})

    def test_002_16_only_what_is_left_to_deliver(self):
        self._stock(self.bench, 2)
        order = self._confirmed()
        order.change_status("delivery")
        self.assertEqual(order.order_line.qty_delivered, 2)
        with self.assertRaisesRegex(UserError, "left to deliver"):
            order.create_manufacturing_orders([{"line_id": order.order_line.id, "quantity": 4}])
        made = self._productions(order.create_manufacturing_orders(with_subassemblies=False))
        self.assertEqual(made.product_qty, 3)

    def test_002_15_as_many_kits_are_free_as_their_components_make(self):
        kit = self._product("Bohr-Set", type="consu", is_storable=True, list_price=150)
        self._bom(kit, (self.drill, 2), (self.screw, 100), type="phantom")
        free = self.env["sale.order.line"]._free_stock(self.warehouse, kit | self.drill)
        self.assertEqual(free, {kit: 10, self.drill: 1000})

    def test_002_16_components_of_a_kit_are_made(self):
        kit = self._product("Werkstatt-Set", type="consu", is_storable=True, list_price=900)
        self._bom(kit, (self.bench, 1), (self.drill, 2), type="phantom")
        order = self._confirmed((kit, 3))
        made = self._productions(
            order.create_manufacturing_orders([{"line_id": order.order_line.id, "quantity": 2}], with_subassemblies=False)
        )
        self.assertEqual([(p.product_id, p.product_qty) for p in made], [(self.bench, 2)])
        rest = self._productions(order.create_manufacturing_orders(with_subassemblies=False))
        self.assertEqual([(p.product_id, p.product_qty) for p in rest], [(self.bench, 1)])

    def test_002_16_wrong_arguments_get_a_sentence(self):
        order = self._confirmed()
        line = order.order_line
        for lines in (
            "x",
            [],
            [{"line_id": line.id}],
            [{"line_id": 0, "quantity": 1}],
            [{"line_id": line.id, "quantity": -1}],
        ):
            with self.assertRaises(UserError):
                order.create_manufacturing_orders(lines)
        with self.assertRaisesRegex(UserError, "Unknown options"):
            order.create_manufacturing_orders(speed="fast")
        with self.assertRaises(UserError):
            self.env["sale.order"].create_manufacturing_orders()

    def test_002_16_only_from_an_order_and_only_with_the_right(self):
        quotation = self._order((self.bench, 1), user=self.planner)
        with self.assertRaisesRegex(UserError, "confirmed order"):
            quotation.create_manufacturing_orders()
        order = self._confirmed()
        with self.assertRaisesRegex(UserError, "Manufacturing"):
            order.with_user(self.clerk).create_manufacturing_orders()

    def test_002_16_the_list_explodes_all_levels(self):
        self._stock(self.leg, 12)
        self._stock(self.cabinet, 2)
        order = self._confirmed()
        rows = order.get_manufacturing_list()
        figures = {(row["level"], row["product_id"]): (row["needed"], row["available"], row["missing"]) for row in rows}
        self.assertEqual(
            figures,
            {
                (0, self.bench.id): (5, 0, 5),
                (1, self.cabinet.id): (5, 2, 3),
                (2, self.drawer.id): (6, 0, 6),
                (2, self.screw.id): (24, 24, 0),
                (1, self.leg.id): (20, 12, 8),
            },
        )
        self.assertEqual(
            [(row["product_id"], row["needed"], row["missing"]) for row in order._manufacturing_material(rows)],
            [(self.screw.id, 24, 0), (self.drawer.id, 6, 6), (self.leg.id, 20, 8)],
        )

    def test_002_16_the_list_counts_what_is_being_made(self):
        self._stock(self.leg, 12)
        order = self._confirmed()
        order.create_manufacturing_orders()
        figures = {
            row["product_id"]: (row["needed"], row["available"], row["in_production"], row["missing"])
            for row in order.get_manufacturing_list()
        }
        self.assertEqual(figures[self.bench.id], (5, 0, 5, 0))
        self.assertEqual(figures[self.cabinet.id], (5, 0, 5, 0))
        self.assertEqual(figures[self.leg.id], (20, 12, 0, 8))
        self.assertEqual(figures[self.drawer.id], (10, 0, 0, 10))

    def test_002_16_the_list_is_printed(self):
        order = self._confirmed()
        report = self.env.ref("kontor_sales_mrp.action_report_manufacturing_list")
        html = report.with_user(self.planner)._render_qweb_html(report.report_name, order.ids)[0].decode()
        for text in ("Werkbank", "Unterschrank", "Tischbein", "Schublade", order.name):
            self.assertIn(text, html)

    def test_002_16_the_dialog_makes_what_is_chosen(self):
        order = self._confirmed()
        action = order.action_open_manufacturing_dialog()
        wizard = self.env[action["res_model"]].with_user(self.planner).browse(action["res_id"])
        self.assertEqual(wizard.line_ids.quantity, 5)
        self.assertIn("Schublade", wizard.material_html)
        wizard.line_ids.quantity = 2
        found = self.env["mrp.production"].search(wizard.action_create()["domain"])
        self.assertEqual({(p.product_id, p.product_qty) for p in found}, {(self.bench, 2), (self.cabinet, 2)})

    def test_001_5_cancelling_cancels_what_nobody_began(self):
        order = self._confirmed()
        productions = self._productions(order.create_manufacturing_orders())
        order.with_user(self.clerk).change_status("cancel", reason="Kunde springt ab")
        self.assertStatus(order, "cancel")
        self.assertEqual(set(productions.mapped("state")), {"cancel"})

    def test_001_5_what_was_begun_goes_on_and_is_told(self):
        order = self._confirmed()
        self._stock(self.cabinet, 5)
        self._stock(self.leg, 20)
        production = self._productions(order.create_manufacturing_orders(with_subassemblies=False))
        production.qty_producing = 1
        production._set_qty_producing()
        self.assertEqual(production.state, "progress")
        order.with_user(self.clerk).change_status("cancel", reason="Kunde springt ab")
        self.assertStatus(order, "cancel")
        self.assertEqual(production.state, "progress")
        self.assertIn(order.name, production.activity_ids.note)
        self.assertIn(production.name, " ".join(order.message_ids.mapped("body")))

    def test_001_9_back_to_the_quotation_cancels_them_too(self):
        order = self._confirmed()
        productions = self._productions(order.create_manufacturing_orders())
        order.change_status("quotation")
        self.assertEqual(set(productions.mapped("state")), {"cancel"})
        order.change_status("order")
        self.assertEqual(len(order.create_manufacturing_orders()), 2)

    def test_001_1_making_does_not_disturb_the_status(self):
        order = self._confirmed()
        self._stock(self.cabinet, 5)
        self._stock(self.leg, 20)
        production = self._productions(order.create_manufacturing_orders(with_subassemblies=False))
        self.assertStatus(order, "order")
        self._finish(production)
        self.assertEqual(production.state, "done")
        self.assertStatus(order, "order")
        self.assertEqual(order.order_line.qty_delivered, 0)
        order.change_status("delivery")
        self.assertStatus(order, "delivery")
        self.assertEqual(order.order_line.qty_delivered, 5)
        order.change_status("invoice")
        order.change_status("done")
        self.assertStatus(order, "done")
