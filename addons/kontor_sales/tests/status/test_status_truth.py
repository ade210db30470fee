from odoo.exceptions import UserError
from odoo.modules.module import load_script
from odoo.tests import tagged
from odoo.tools import file_path

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestInvoiceBeforeDelivery(OrderCase):
    """001-9: what is not delivered yet is billed only as somebody said; and the order can go on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scarce = cls._product("Sackkarre", type="consu", is_storable=True, invoice_policy="order", list_price=100)
        cls._stock(cls.scarce, 4)

    def _part_delivered(self):
        """Ten ordered, four of them there and delivered."""
        order = self._order((self.scarce, 10))
        order.change_status("delivery")
        self.assertEqual(order.order_line.qty_delivered, 4)
        return order

    def _dialog(self, orders, target=False):
        action = orders.action_open_status_dialog(target)
        return self.env[action["res_model"]].with_user(self.clerk).browse(action["res_id"])

    def test_delivers_what_is_open_and_invoices_everything(self):
        order = self._part_delivered()
        self._stock(self.scarce, 6)
        self.assertIs(order.change_status("invoice"), True)
        self.assertEqual(order.order_line.qty_delivered, 10)
        self.assertEqual(order.invoice_ids.amount_total, 1190.0)
        order.change_status("done")
        self.assertStatus(order, "done")

    def test_refuses_to_invoice_silently_what_cannot_be_delivered(self):
        for order, left, value in ((self._part_delivered(), 6, "714.00"), (self._order((self.scarce, 3)), 3, "357.00")):
            with self.assertRaises(UserError) as refusal:
                order.change_status("invoice")
            text = str(refusal.exception)
            self.assertIn(f"Sackkarre: {left}", text)
            self.assertIn(value, text)
            self.assertIn("delivery: delivered", text)
            self.assertIn("delivery: none", text)
            self.assertFalse(order.invoice_ids)

    def test_invoices_what_was_delivered(self):
        order = self._part_delivered()
        self.assertIs(order.change_status("invoice", delivery="delivered"), True)
        self.assertStatus(order, "delivery")
        self.assertEqual((order.invoice_ids.order_invoice_type, order.invoice_ids.amount_total), ("partial", 476.0))
        with self.assertRaisesRegex(UserError, "Nothing was delivered that isn't invoiced yet"):
            order.change_status("invoice", delivery="delivered")
        self._stock(self.scarce, 6)
        order.change_status("invoice")
        self.assertEqual(sum(order.invoice_ids.mapped("amount_total")), 1190.0)
        self.assertStatus(order, "invoice")

    def test_invoices_everything_and_delivers_afterwards(self):
        order = self._part_delivered()
        order.change_status("invoice", delivery="none")
        self.assertStatus(order, "invoice")
        self.assertEqual(order.invoice_ids.amount_total, 1190.0)
        option = {option["status"]: option for option in order.get_status_options()}["done"]
        self.assertIn("Sackkarre: 6", option["reason"])
        picking = order.picking_ids.filtered(lambda picking: picking.state != "done")
        self.assertIn(picking.name, option["reason"])
        dialog = self._dialog(order)
        self.assertTrue(dialog.is_delivery_open)
        self.assertEqual(dialog.action_open_pickings()["res_id"], picking.id)
        with self.assertRaisesRegex(UserError, "Nothing can be delivered"):
            order.action_deliver_open()
        self._stock(self.scarce, 6)
        action = dialog.action_deliver_open()
        self.assertEqual(self.env[action["res_model"]].browse(action["res_id"]).target, "done")
        self.assertStatus(order, "invoice")
        order.change_status("done")
        self.assertStatus(order, "done")

    def test_only_what_was_invoiced_before_is_delivered_without_a_change_of_status(self):
        order = self._part_delivered()
        with self.assertRaisesRegex(UserError, "Change Status"):
            order.action_deliver_open()
        with self.assertRaisesRegex(UserError, "at least one order"):
            self.env["sale.order"].action_deliver_open()

    def test_unusable_choices(self):
        order = self._part_delivered()
        with self.assertRaisesRegex(UserError, "all, delivered, available, none"):
            order.change_status("invoice", delivery="some")
        with self.assertRaisesRegex(UserError, "full invoice contains all positions"):
            order.change_status("invoice", delivery="delivered", invoice_type="full")

    def test_the_dialog_asks_and_says_what_will_happen(self):
        order = self._part_delivered()
        dialog = self._dialog(order, "invoice")
        self.assertTrue(dialog.is_undelivered)
        self.assertFalse(dialog.delivery, "not everything is there: the user chooses")
        with self.assertRaisesRegex(UserError, "Choose what becomes"):
            dialog.action_change()
        self.assertIn("Sackkarre: 6", dialog.consequences)
        self.assertNotIn("(delivery", dialog.consequences)  # what callers over RPC read is chosen by name here
        dialog.delivery = "all"
        with self.assertRaisesRegex(UserError, "Sackkarre: 6") as refusal:
            dialog.action_change()
        self.assertNotIn("(delivery", str(refusal.exception))
        dialog.delivery = "none"
        self.assertIn("Sackkarre: 6", dialog.consequences)
        self.assertIn("1,190.00", dialog.consequences)
        dialog.delivery = "delivered"
        self.assertIn("476.00", dialog.consequences)
        dialog.action_change()
        self.assertEqual(order.invoice_ids.amount_total, 476.0)
        self._stock(self.scarce, 6)
        dialog = self._dialog(order, "invoice")
        self.assertEqual(dialog.delivery, "all")
        dialog.action_change()
        self.assertStatus(order, "invoice")

    def test_a_free_position_never_keeps_an_order_from_completion(self):
        order = self._order((self.drill, 1))
        order.action_add_free_position("Anfahrt", 1, 40.0)
        order.change_status("order")
        order.change_status("invoice", delivery="none")
        order.action_deliver_open()
        self.assertFalse(order.is_left_to_deliver)
        order.change_status("done")
        self.assertStatus(order, "done")


@tagged("post_install", "-at_install")
class TestStageUnpaid(OrderCase):
    """004-12: "Warte" means that something is to be delivered; delivered and billed but unpaid is a stage of its own."""

    def test_waits_only_while_something_is_to_be_delivered(self):
        order = self._in_status("order", (self.drill, 2))
        order.action_preparation_done()
        self.assertEqual(order.fulfilment_stage, "waiting")
        order.action_deliver_open()
        self.assertEqual(order.fulfilment_stage, "unpaid")
        self.assertEqual(
            dict(order._fields["fulfilment_stage"]._description_selection(self.env(context={"lang": "en_US"})))["unpaid"],
            "Delivered, Unpaid",
        )
        order.change_status("done", amount=1)
        self.assertEqual(order.fulfilment_stage, "unpaid")
        order.change_status("done")
        self.assertEqual(order.fulfilment_stage, "done")

    def test_services_alone_never_wait_for_delivery(self):
        ordered = self._in_status("order", (self.setup, 1))
        ordered.action_preparation_done()
        self.assertEqual(ordered.fulfilment_stage, "unpaid")
        delivered = self._in_status("order", (self.repair, 1))
        delivered.change_status("invoice", delivery="none")
        self.assertEqual(delivered.fulfilment_stage, "open")
        delivered.action_deliver_open()
        self.assertEqual(delivered.fulfilment_stage, "unpaid")

    def test_orders_from_before_get_the_stage(self):
        order, ready = self._in_status("invoice"), self._in_status("order", (self.drill, 2))
        ready.action_preparation_done()
        free = self._order((self.setup, 1))
        free.action_add_free_position("Anfahrt", 1, 40.0)
        article = self.company.free_position_product_id
        article.invoice_policy = "delivery"
        free.change_status("invoice", delivery="none")
        self.assertTrue(free.is_left_to_deliver)
        self.env.flush_all()
        self.env.cr.execute("UPDATE sale_order SET fulfilment_stage = 'waiting' WHERE id = %s", [order.id])
        self.env.invalidate_all()
        script = load_script(file_path("kontor_sales/migrations/19.0.1.1.0/end-fulfilment_stage.py"), "end-fulfilment_stage")
        script.migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        stages = [record.fulfilment_stage for record in (order, ready, free)]
        self.assertEqual(stages, ["unpaid", "waiting", "unpaid"])
        self.assertEqual(article.invoice_policy, "order")

    def test_the_filter_finds_them(self):
        order = self._in_status("invoice")
        waiting = self._in_status("order", (self.drill, 2))
        waiting.action_preparation_done()
        found = self.env["sale.order"].search([("fulfilment_stage", "=", "unpaid"), ("id", "in", (order | waiting).ids)])
        self.assertEqual(found, order)


@tagged("post_install", "-at_install")
class TestConsequences(OrderCase):
    """001-10: the dialog and get_status_options say what a change will do, before it is done."""

    def _told(self, order, status):
        option = next(option for option in order.get_status_options() if option["status"] == status)
        self.assertTrue(option["allowed"], option["reason"])
        return "\n".join(option["consequences"])

    def test_every_possible_change_says_what_it_does(self):
        for status in ("quotation", "order", "delivery", "invoice", "done"):
            for option in self._in_status(status).get_status_options():
                with self.subTest(status=status, target=option["status"]):
                    self.assertIsInstance(option["consequences"], list)
                    self.assertEqual(bool(option["consequences"]), option["allowed"])

    def test_an_invoice_with_its_amounts_and_what_is_deducted(self):
        order = self._order((self.drill, 10))
        order.order_line.tax_ids = self.env["account.chart.template"].ref("tax_ust_19_skr03")
        order.change_status("order")
        order.create_invoice_of_type("down_payment", percentage=50, post=True)
        told = self._told(order, "invoice")
        for part in ("595.00", "1,190.00", "Bohrmaschine: 10"):
            self.assertIn(part, told)
        order.change_status("invoice")
        final = order.invoice_ids.filtered(lambda move: move.order_invoice_type == "final")
        self.assertEqual(final.amount_total, 595.0)

    def test_drafts_that_are_posted_along_are_named(self):
        order = self._in_status("order")
        draft = self.env["account.move"].browse(order.create_invoice_of_type("down_payment", amount=100))
        told = self._told(order, "invoice")
        self.assertIn("100.00", told)
        self.assertIn("draft", told.lower())
        self.assertEqual(draft.state, "draft", "saying it changes nothing")
        action = order.action_open_status_dialog("invoice")
        dialog = self.env[action["res_model"]].with_user(self.clerk).browse(action["res_id"])
        self.assertTrue(dialog.has_drafts and dialog.post_drafts)
        dialog.post_drafts = False
        self.assertIn("stay drafts", dialog.consequences)
        dialog.action_change()
        self.assertEqual(draft.state, "draft", "left out by choice")
        self.assertStatus(order, "invoice")

    def test_payment_and_reversal(self):
        order = self._in_status("invoice")
        amount = order.invoice_ids.amount_total
        self.assertIn(f"{amount:,.2f}", self._told(order, "done"))
        order.change_status("done")
        told = self._told(order, "invoice")
        self.assertIn(f"{amount:,.2f}", told)
        self.assertIn(order.invoice_ids.reconciled_payment_ids.name, told)

    def test_cancelling(self):
        order = self._in_status("invoice")
        self.assertIn(order.invoice_ids.name, self._told(order, "cancel"))
        order = self._in_status("order")
        self.assertIn(order.picking_ids.name, self._told(order, "cancel"))

    def test_several_orders_with_count_and_sum_before_they_are_paid(self):
        orders = self._in_status("invoice") | self._in_status("invoice")
        total = sum(orders.invoice_ids.mapped("amount_total"))
        action = orders.action_open_status_dialog("done")
        dialog = self.env[action["res_model"]].with_user(self.clerk).browse(action["res_id"])
        self.assertEqual(dialog.amount_due, total)
        self.assertIn("2 orders, 2 documents", dialog.consequences)
        self.assertIn(f"{total:,.2f}", dialog.consequences.splitlines()[0])
        self.assertFalse(orders.invoice_ids.matched_payment_ids, "nothing is booked yet")
        dialog.action_change()
        self.assertEqual(sum(orders.invoice_ids.reconciled_payment_ids.mapped("amount")), total)
