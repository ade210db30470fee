from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..invoicing.test_final_invoice import InvoicingCase


@tagged("post_install", "-at_install")
class TestFirmDeliveries(InvoicingCase):
    """A delivery that is done says what went where, for whom and when: changed by nobody (001-2)."""

    def test_a_done_delivery_is_firm_for_everybody(self):
        order = self._in_status("order", (self.plank, 10))
        picking = self._deliver(order, 4)
        move, line = picking.move_ids, picking.move_ids.move_line_ids
        keeper = new_test_user(
            self.env, "kontor_firm_keeper", groups="stock.group_stock_manager,sales_team.group_sale_manager"
        )
        other = self.env["res.partner"].create({"name": "Fremd"})
        for user in (self.clerk, keeper, self.env.ref("base.user_admin")):
            own, position, detail = picking.with_user(user), move.with_user(user), line.with_user(user)
            changes = {
                "date": lambda own=own: own.write({"date_done": "2020-01-01 10:00:00"}),
                "customer": lambda own=own: own.write({"partner_id": other.id}),
                "quantity": lambda position=position: position.write({"quantity": 3}),
                "quantity by the delivery": lambda own=own: own.write({"move_ids": [(1, move.id, {"quantity": 3})]}),
                "demand": lambda position=position: position.write({"product_uom_qty": 3}),
                "order": lambda position=position: position.write({"sale_line_id": False}),
                "detail": lambda detail=detail: detail.write({"quantity": 3}),
                "moved out": lambda position=position: position.write({"picking_id": False}),
                "unlocked": lambda own=own, position=position: (
                    own.action_toggle_is_locked(),
                    position.with_context(force=True).write({"quantity": 3}),
                ),
                "another position": lambda user=user: (
                    self.env["stock.move"]
                    .with_user(user)
                    .create(
                        {
                            "picking_id": picking.id,
                            "product_id": self.book.id,
                            "product_uom_qty": 1,
                            "location_id": picking.location_id.id,
                            "location_dest_id": picking.location_dest_id.id,
                        }
                    )
                ),
                "another quantity": lambda user=user: (
                    self.env["stock.move.line"]
                    .with_user(user)
                    .create({"move_id": move.id, "product_id": self.plank.id, "quantity": 1})
                ),
                "detail deleted": lambda detail=detail: detail.unlink(),
                "deleted": lambda own=own: own.unlink(),
            }
            for name, change in changes.items():
                with self.subTest(change=name, user=user.login), self.assertRaisesRegex(UserError, "is done"):
                    change()
        self.assertEqual((picking.state, move.quantity, order.order_line.qty_delivered), ("done", 4, 4))

    def test_notes_and_the_same_values_are_written(self):
        order = self._in_status("order", (self.plank, 10))
        picking = self._deliver(order, 4).with_user(self.clerk)
        picking.write({"note": "beim Nachbarn", "partner_id": picking.partner_id.id})
        picking.move_ids.write({"quantity": 4})
        self.assertIn("Nachbarn", picking.note)

    def test_the_right_way_is_a_return(self):
        order = self._in_status("order", (self.plank, 10))
        picking = self._deliver(order, 10)
        self._return(picking.with_user(self.clerk), 3)
        self.assertEqual(order.order_line.qty_delivered, 7)

    def test_a_receipt_is_firm_too(self):
        incoming = self.warehouse.in_type_id
        receipt = (
            self.env["stock.picking"]
            .with_user(self.clerk)
            .create(
                {
                    "picking_type_id": incoming.id,
                    "location_id": self.env.ref("stock.stock_location_suppliers").id,
                    "location_dest_id": self.warehouse.lot_stock_id.id,
                    "move_ids": [
                        (
                            0,
                            0,
                            {
                                "product_id": self.plank.id,
                                "product_uom_qty": 5,
                                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                                "location_dest_id": self.warehouse.lot_stock_id.id,
                            },
                        )
                    ],
                }
            )
        )
        receipt.action_confirm()
        receipt.move_ids.write({"quantity": 5, "picked": True})
        receipt.button_validate()
        self.assertEqual(receipt.state, "done")
        with self.assertRaisesRegex(UserError, "is done"):
            receipt.move_ids.quantity = 6
        inside = receipt.copy({"picking_type_id": self.warehouse.int_type_id.id})
        self.assertEqual(inside.state, "draft")

    def test_001_9_how_much_of_goods_is_delivered_is_written_by_nobody(self):
        keeper = new_test_user(self.env, "kontor_count_keeper", groups="stock.group_stock_manager")
        order = self._in_status("order", (self.plank, 10), (self.setup, 2))
        goods, service = order.order_line
        for user in (self.clerk, keeper, self.env.ref("base.user_admin")):
            own = goods.with_user(user)
            for write in (
                lambda own=own: own.write({"qty_delivered": 1}),
                lambda own=own: own.order_id.write({"order_line": [(1, own.id, {"qty_delivered": 10})]}),
                lambda own=own: own.write({"qty_delivered_method": "manual"}),
            ):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    write()
        position = {"order_id": order.id, "product_id": self.plank.id, "product_uom_qty": 0}
        lines = order.order_line.with_user(self.clerk)
        for create in (
            lambda: lines.create({**position, "qty_delivered": 5}),
            lambda: lines.with_context(default_qty_delivered=5).create(position),
            lambda: order.with_user(self.clerk).write({"order_line": [(0, 0, {**position, "qty_delivered": 5})]}),
        ):
            with self.assertRaisesRegex(UserError, "delivery notes"), self.env.cr.savepoint():
                create()
        goods.with_user(self.clerk).write({"qty_delivered": 0, "name": "Brett, gehobelt"})  # what is so already
        service.with_user(self.clerk).qty_delivered = 2
        self.assertEqual((goods.qty_delivered, service.qty_delivered), (0, 2))
        self._deliver(order, 4)
        self.assertEqual(goods.qty_delivered, 4)
