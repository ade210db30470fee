from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestPartDeliveries(OrderCase):
    """000-6, 000-7, 002-4, 004-3, 004-17: part deliveries and part invoices inside the status model."""

    def _deliver(self, order, *quantities):
        order.change_status(
            "delivery",
            quantities=[
                {"line_id": line.id, "quantity": quantity}
                for line, quantity in zip(order.order_line, quantities, strict=False)
                if quantity
            ],
        )

    def test_000_6_the_first_delivery_makes_it_lieferung_and_the_rest_stays_open(self):
        order = self._in_status("order", (self.drill, 5), (self.screw, 10))
        self._deliver(order, 2, 0)
        self.assertStatus(order, "delivery")
        self.assertEqual(order.order_line.mapped("qty_delivered"), [2, 0])
        self.assertTrue(order.is_left_to_deliver)
        self._deliver(order, 3, 4)
        self._deliver(order, 0, 5)
        self.assertTrue(order.is_left_to_deliver)
        order.change_status("delivery")
        self.assertEqual(order.order_line.mapped("qty_delivered"), [5, 10])
        self.assertFalse(order.is_left_to_deliver)
        self.assertStatus(order, "delivery")
        with self.assertRaisesRegex(UserError, "nothing left to deliver"):
            order.change_status("delivery")

    def test_delivery_delivers_what_is_in_stock(self):
        rare = self._product("Sonderteil", type="consu", is_storable=True, list_price=5)
        self._stock(rare, 3)
        order = self._in_status("order", (rare, 5), (self.drill, 1))
        with self.assertRaisesRegex(UserError, "only 3"):
            self._deliver(order, 4, 0)
        self.assertStatus(order, "order")
        order.change_status("delivery")
        self.assertEqual(order.order_line.mapped("qty_delivered"), [3, 1])
        with self.assertRaisesRegex(UserError, "2 Units open, 0"):
            order.change_status("delivery")
        self.assertEqual(rare.qty_available, 0)
        self._stock(rare, 2)
        order.change_status("delivery")
        self.assertFalse(order.is_left_to_deliver)

    def test_part_delivery_in_another_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._order((self.drill, 2))
        order.order_line.product_uom_id = dozen
        order.change_status("order")
        self._deliver(order, 1)
        self.assertEqual(order.order_line.qty_delivered, 1)
        self.assertEqual(sum(order.picking_ids.filtered(lambda p: p.state == "done").move_ids.mapped("quantity")), 12)
        order.change_status("delivery")
        self.assertEqual(order.order_line.qty_delivered, 2)

    def test_delivery_in_two_steps(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self._in_status("order", (self.drill, 5))
        pick = order.picking_ids
        self.assertEqual(len(pick), 1)
        pick.move_ids.quantity = 5
        pick.button_validate()
        self.assertStatus(order, "order")
        self.assertTrue(order.is_left_to_deliver)
        order.change_status("delivery", quantities=[{"line_id": order.order_line.id, "quantity": 2}])
        self.assertEqual(order.order_line.qty_delivered, 2)
        order.change_status("delivery")
        self.assertEqual(order.order_line.qty_delivered, 5)
        self.assertFalse(order.is_left_to_deliver)
        other = self._in_status("order", (self.drill, 5))
        other.change_status("delivery")
        self.assertEqual(other.order_line.qty_delivered, 5)
        self.assertEqual(other.order_line._open_quantity(), 0)

    def test_a_transfer_can_be_entered_by_hand(self):
        transfer = Form(self.env["stock.picking"])  # it has neither type nor locations yet
        transfer.picking_type_id = self.warehouse.int_type_id
        self.assertEqual(transfer.save().state, "draft")

    def test_services_count_as_delivered_by_their_quantity(self):
        order = self._in_status("order", (self.repair, 4))
        self.assertTrue(order.is_left_to_deliver)
        self._deliver(order, 1)
        self.assertStatus(order, "delivery")
        order.order_line.qty_delivered = 4
        self.assertFalse(order.is_left_to_deliver)
        self.assertStatus(order, "delivery")

    def test_services_invoiced_as_ordered_are_never_left_to_deliver(self):
        order = self._in_status("order", (self.setup, 1))
        self.assertFalse(order.is_left_to_deliver)
        with self.assertRaises(UserError):
            order.change_status("delivery")
        order.change_status("invoice")
        self.assertStatus(order, "invoice")
        order.change_status("done")
        self.assertStatus(order, "done")

    def test_a_cancelled_backorder_is_not_left_to_deliver(self):
        order = self._in_status("order", (self.screw, 10))
        self._deliver(order, 4)
        order.picking_ids.filtered(lambda picking: picking.state != "done").action_cancel()
        self.assertFalse(order.is_left_to_deliver)
        self.assertStatus(order, "delivery")
        order.change_status("invoice")
        self.assertEqual(order.invoice_ids.invoice_line_ids.quantity, 4)
        self.assertStatus(order, "invoice")

    def test_a_positionsabrechnung_alone_does_not_make_it_rechnung(self):
        order = self._in_status("order", (self.drill, 5), (self.screw, 10))
        self._deliver(order, 2, 4)
        partial = order.create_invoice_of_type(
            "partial", lines=[{"line_id": order.order_line[0].id, "quantity": 2}], post=True
        )
        self.assertEqual(self.env["account.move"].browse(partial).order_invoice_type, "partial")
        self.assertStatus(order, "delivery")
        order.create_invoice_of_type("partial", lines=[{"line_id": order.order_line[0].id, "quantity": 3}], post=True)
        self.assertStatus(order, "delivery")
        # the last position makes it Rechnung, although nothing of it was delivered yet
        order.create_invoice_of_type("partial", lines=[{"line_id": order.order_line[1].id, "quantity": 9}], post=True)
        self.assertStatus(order, "delivery")
        order.create_invoice_of_type("partial", lines=[{"line_id": order.order_line[1].id, "quantity": 1}], post=True)
        self.assertStatus(order, "invoice")
        self.assertTrue(order.is_left_to_deliver)
        self.assertFalse(order.is_settled)

    def test_a_draft_invoice_changes_nothing(self):
        order = self._in_status("order", (self.drill, 5))
        order._create_invoices()
        self.assertStatus(order, "order")
        order.change_status("invoice")
        self.assertStatus(order, "invoice")
        self.assertEqual(len(order.invoice_ids), 1)

    def test_rechnung_from_bestellung_delivers_what_it_can_and_invoices_everything(self):
        rare = self._product("Sonderteil", type="consu", is_storable=True, invoice_policy="delivery", list_price=5)
        self._stock(rare, 3)
        order = self._in_status("order", (rare, 5))
        with self.assertRaisesRegex(UserError, "Sonderteil: 2"):
            order.change_status("invoice")  # two would be invoiced and not delivered without a word
        order.change_status("invoice", delivery="available")
        self.assertStatus(order, "invoice")
        self.assertEqual(order.order_line.qty_delivered, 3)
        self.assertEqual(order.invoice_ids.invoice_line_ids.quantity, 5)
        self.assertTrue(order.is_left_to_deliver)

    def test_down_payment_of_100_percent_plus_delivery_is_still_lieferung(self):
        order = self._in_status("order", (self.drill, 5))
        move = self.env["account.move"].browse(order.create_invoice_of_type("down_payment", percentage=100, post=True))
        self.assertEqual(move.order_invoice_type, "down_payment")
        self.assertStatus(order, "order")
        order.change_status("delivery")
        self._pay(move)
        self.assertStatus(order, "delivery")
        order.change_status("invoice")
        final = order.invoice_ids - move
        self.assertEqual(final.order_invoice_type, "final")
        self.assertEqual(final.amount_total, 0)
        self.assertStatus(order, "done")

    def test_trap_a_final_invoice_never_becomes_a_credit_note(self):
        order = self._in_status("order", (self.screw, 100))
        order.create_invoice_of_type("down_payment", percentage=50, post=True)
        self._deliver(order, 20)
        order.picking_ids.filtered(lambda picking: picking.state != "done").action_cancel()
        with self.assertRaisesRegex(UserError, "credit note"):
            order.change_status("invoice")
        self.assertStatus(order, "delivery")
        self.assertEqual(len(order.invoice_ids), 1)

    def test_000_7_settled_without_payment_and_open_again(self):
        order = self._in_status("order", (self.screw, 10))
        order.change_status("delivery")
        self.assertFalse(order.is_settled)
        order.change_status("invoice")
        self.assertTrue(order.is_settled)
        self.assertStatus(order, "invoice")
        # a return opens it again: more is invoiced than was delivered
        self._return(order.picking_ids, 2)
        self.assertFalse(order.is_settled)

    def test_000_7_nothing_is_added_to_what_was_invoiced(self):
        order = self._in_status("done", (self.drill, 5))
        self.assertTrue(order.is_settled)
        with self.assertRaisesRegex(UserError, "Addendum"):
            order.order_line = [Command.create({"product_id": self.screw.id, "product_uom_qty": 1})]
        self.assertTrue(order.is_settled)
        self.assertStatus(order, "done")

    def test_a_prepaid_order_stays_rechnung_until_it_is_delivered(self):
        order = self._in_status("order", (self.drill, 5))
        moves = self.env["account.move"].browse(order.create_invoice_of_type("full", post=True))
        self.assertEqual(moves.order_invoice_type, "full")
        self._pay(moves)
        self.assertStatus(order, "invoice")
        with self.assertRaisesRegex(UserError, "something to deliver"):
            order.change_status("done")
        order.picking_ids.button_validate()
        self.assertStatus(order, "done")

    def test_a_full_invoice_is_refused_after_a_partial_one(self):
        order = self._in_status("order", (self.drill, 5))
        order.create_invoice_of_type("partial", lines=[{"line_id": order.order_line.id, "quantity": 1}], post=True)
        with self.assertRaisesRegex(UserError, "exist already"):
            order.create_invoice_of_type("full")

    def test_a_full_invoice_is_refused_while_a_draft_waits_that_is_told_by_its_amount(self):
        """004-21: a draft has no number yet."""
        order = self._in_status("order", (self.drill, 5))
        order.create_invoice_of_type("full")
        amount = f"{order.amount_total:,.2f}"
        with self.assertRaisesRegex(UserError, f"a draft invoice over .*{amount}.* exist already"):
            order.create_invoice_of_type("full")
        draft = order.invoice_ids
        self.assertRegex(draft._get_block_name(), f"^The draft invoice over .*{amount}")
        draft.action_post()
        self.assertEqual(draft._get_block_name(), draft.display_name)
        self.assertIn(draft.name, draft._get_name_in_sentence())

    def test_partial_invoice_of_a_delivery(self):
        order = self._in_status("order", (self.screw, 10))
        self._deliver(order, 4)
        done = order.picking_ids.filtered(lambda picking: picking.state == "done")
        move = self.env["account.move"].browse(order.create_invoice_of_type("partial", picking_ids=done.ids))
        self.assertEqual(move.invoice_line_ids.quantity, 4)
        with self.assertRaisesRegex(UserError, "invoiced already"):
            order.create_invoice_of_type("partial", picking_ids=done.ids)

    def test_headings_and_notes_have_no_influence(self):
        order = self._order((self.drill, 5))
        order.order_line = [
            Command.create({"display_type": "line_section", "name": "Werkzeug", "sequence": 1}),
            Command.create({"display_type": "line_note", "name": "Lieferung frei Haus"}),
        ]
        order.change_status("invoice")
        order.change_status("done")
        self.assertStatus(order, "done")
        self.assertTrue(order.is_settled)

    def test_back_to_angebot_only_while_nothing_is_delivered_or_invoiced(self):
        order = self._in_status("order", (self.drill, 5))
        order._create_invoices()
        order.change_status("quotation")
        self.assertStatus(order, "quotation")
        self.assertEqual(order.picking_ids.state, "cancel")
        self.assertEqual(order.invoice_ids.state, "cancel")
        order.change_status("order")
        self.assertTrue(order.is_left_to_deliver)
        order.create_invoice_of_type("down_payment", percentage=10, post=True)
        with self.assertRaisesRegex(UserError, "invoiced already"):
            order.change_status("quotation")


@tagged("post_install", "-at_install")
class TestOrderStages(OrderCase):
    """004-11 … 004-18: the order stages and "Vorbereitung abgeschlossen"."""

    def test_004_12_waiting_only_when_every_position_is_delivered_or_ready(self):
        rare = self._product("Sonderteil", type="consu", is_storable=True, invoice_policy="delivery", list_price=5)
        order = self._in_status("order", (rare, 5), (self.drill, 2))
        self.assertEqual(order.fulfilment_stage, "open")
        with self.assertRaisesRegex(UserError, "Sonderteil: 5"):
            order.action_preparation_done()
        self.assertEqual(order.fulfilment_stage, "open")
        self._stock(rare, 5)
        order.picking_ids.action_assign()
        order.action_preparation_done()
        self.assertEqual(order.fulfilment_stage, "waiting")

    def test_004_18_the_final_invoice_is_made_automatically(self):
        order = self._in_status("order", (self.screw, 10), (self.setup, 1))
        order.create_invoice_of_type("down_payment", percentage=20, post=True)
        order.action_preparation_done()
        final = order.invoice_ids.filtered(lambda move: move.order_invoice_type == "final")
        self.assertEqual(final.state, "posted")
        self.assertAlmostEqual(sum(order.invoice_ids.mapped("amount_total")), order.amount_total)
        self.assertStatus(order, "invoice")
        self.assertEqual(order.fulfilment_stage, "waiting")
        with self.assertRaisesRegex(UserError, "finished already"):
            order.action_preparation_done()
        order.picking_ids.button_validate()
        self._pay(order.invoice_ids.filtered(lambda move: move.amount_residual))
        self.assertStatus(order, "done")
        self.assertEqual(order.fulfilment_stage, "done")

    def test_004_12_goods_that_are_not_ready_any_more_open_the_order_again(self):
        order = self._in_status("order", (self.drill, 2))
        order.action_preparation_done()
        self.assertEqual(order.fulfilment_stage, "waiting")
        order.picking_ids.do_unreserve()
        self.assertEqual(order.fulfilment_stage, "open")

    def test_004_11_stages_of_quotations_and_cancelled_orders(self):
        quotation = self._in_status("quotation")
        self.assertFalse(quotation.fulfilment_stage)
        with self.assertRaises(UserError):
            quotation.action_preparation_done()
        quotation.action_cancel()
        self.assertFalse(quotation.fulfilment_stage)
        order = self._in_status("order")
        order.action_cancel()
        self.assertEqual(order.fulfilment_stage, "cancel")
        with self.assertRaises(UserError):
            self.env["sale.order"].action_preparation_done()

    def test_nothing_happens_when_the_invoice_fails(self):
        order = self._in_status("order", (self.drill, 2))
        self.env["account.journal"].search([("type", "=", "sale")]).active = False
        with self.assertRaises(UserError):
            order.action_preparation_done()
        order.invalidate_recordset()
        self.assertFalse(order.preparation_done_on)
        self.assertFalse(order.invoice_ids)
        self.assertEqual(order.fulfilment_stage, "open")
