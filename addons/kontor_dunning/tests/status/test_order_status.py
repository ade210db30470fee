from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import DunningCase


@tagged("post_install", "-at_install")
class TestOrderStatus(DunningCase):
    """001-1, 001-2, 001-4: the order shows Mahnung and its level; the dunning rows of the transition table."""

    def _invoiced(self, overdue=30):
        """Return an invoiced order as the dunning clerk sees it."""
        order = self._order()
        order.change_status("order")
        order.change_status("invoice")
        order.invoice_ids.invoice_date_due = self.date - timedelta(days=overdue)
        return order.with_user(self.dunner)

    def test_001_4_an_order_is_dunned_level_by_level(self):
        order = self._invoiced()
        for level in (self.reminder, self.dunning, self.final):
            order.change_status("dunning", reason="Der Kunde zieht um")
            self.assertStatus(order, "dunning")
            self.assertEqual(order.dunning_level_id, level)
            self.assertEqual(order._get_dunning_kind(), level.kind)
            self.assertEqual(order.lifecycle_label, f"Dunning ({level.name})")
        with self.assertRaisesRegex(UserError, "last dunning level"):
            order.change_status("dunning", reason="Der Kunde zieht um")
        letters = order.invoice_ids.dunning_line_ids.letter_id
        self.assertEqual(len(letters), 3)
        self.assertEqual(set(letters.mapped("user_id")), {self.dunner})

    def test_001_2_a_dunned_order_stays_dunned_or_rechnung(self):
        """What is to be invoiced again never leads below Rechnung, and a dunned one stays dunned as long as it is."""
        facts = {
            **dict.fromkeys(("ordered", "prepared", "has_lines", "delivered", "left_to_invoice", "reached", "unpaid"), True),
            **dict.fromkeys(("left_to_deliver", "over_invoiced", "invoiced", "completed"), False),
            "state": "sale",
            "ready": True,
        }
        orders = self.env["sale.order"]
        self.assertEqual(orders._status_values({**facts, "dunned": True})["lifecycle_status"], "dunning")
        self.assertEqual(orders._status_values({**facts, "dunned": False})["lifecycle_status"], "invoice")
        facts.update(dunned=True, reached=False, invoiced=True, left_to_invoice=False)
        first = orders._status_values(facts)
        self.assertEqual((first["lifecycle_status"], first["reached_billing"]), ("dunning", True))

    def test_001_2_a_run_duns_the_order(self):
        order = self._invoiced()
        self._dun()
        self.assertStatus(order, "dunning")
        self.assertEqual(order.dunning_level_id, self.reminder)

    def test_001_2_from_dunning(self):
        for target in ("quotation", "order", "delivery", "invoice"):
            order = self._invoiced()
            order.change_status("dunning")
            with self.assertRaises(UserError):
                order.change_status(target)
            self.assertStatus(order, "dunning")
        for target in ("done", "cancel"):
            order = self._invoiced()
            order.change_status("dunning")
            order.change_status(target)
            self.assertStatus(order, target)
            self.assertFalse(order.dunning_level_id)
            self.assertEqual(order.invoice_ids.dunning_line_ids.letter_id.state, "closed")

    def test_001_2_a_dunned_order_is_closed_and_never_falls_below_rechnung(self):
        order = self._invoiced()
        order.change_status("dunning")
        for add in (
            lambda: order.order_line.create({"order_id": order.id, "product_id": self.setup.id}),
            lambda: order.order_line.write({"product_uom_qty": order.order_line.product_uom_qty + 1}),
        ):
            with self.assertRaisesRegex(UserError, "Addendum"):
                add()
        self.assertEqual(order.browse(order.action_addendum()).addendum_of_id, order)
        self.assertStatus(order, "dunning")
        order.invoice_ids._reverse_moves([{"invoice_date": self.date}], cancel=True)
        self.assertStatus(order, "invoice")
        self.assertTrue(order.is_to_invoice_again)

    def test_001_2_an_open_part_invoice_keeps_the_order_at_mahnung(self):
        order = self._in_status("order", (self.drill, 5))
        order.create_invoice_of_type("partial", lines=[{"line_id": order.order_line.id, "quantity": 2}], post=True)
        part = order.invoice_ids
        order.change_status("invoice")
        rest = order.invoice_ids - part
        part.invoice_date_due = self.date - timedelta(days=30)
        order.with_user(self.dunner).change_status("dunning")
        rest._reverse_moves([{"invoice_date": self.date}], cancel=True)
        self.assertStatus(order, "dunning")
        self.assertTrue(order.is_to_invoice_again)

    def test_only_invoiced_orders(self):
        for status in ("quotation", "order", "delivery", "done", "cancel"):
            order = self._in_status(status)
            with self.assertRaises(UserError):
                order.with_user(self.dunner).change_status("dunning", reason="Eilt")
            self.assertStatus(order, status)

    def test_a_withdrawn_dunning_falls_back_to_rechnung(self):
        order = self._invoiced()
        order.change_status("dunning")
        order.invoice_ids.dunning_line_ids.letter_id.with_user(self.dunner).action_withdraw("Irrtum")
        self.assertStatus(order, "invoice")
        order.change_status("dunning")
        self.assertEqual(order.dunning_level_id, self.reminder)

    def test_001_3_a_reversed_payment_leads_to_rechnung_and_the_next_level(self):
        order = self._invoiced()
        order.change_status("dunning")
        order.change_status("done")
        order.change_status("invoice", reason="Rücklastschrift")
        self.assertStatus(order, "invoice")
        order.change_status("dunning", reason="Die Lastschrift ging zurück")
        self.assertEqual(order.dunning_level_id, self.dunning)

    def test_a_part_invoice_is_dunned_while_the_order_goes_on(self):
        order = self._in_status("order", (self.drill, 5))
        invoice = self.env["account.move"].browse(
            order.create_invoice_of_type(
                "partial",
                lines=[{"line_id": order.order_line.id, "quantity": 1}],
                post=True,
            )
        )
        invoice.invoice_date_due = self.date - timedelta(days=30)
        self._dun()
        self.assertEqual(invoice.dunning_level_id, self.reminder)
        self.assertStatus(order, "order")
        self.assertEqual(order.dunning_level_id, self.reminder, "the order shows a badge")

    def test_reasons(self):
        order = self._invoiced(-20)
        with self.assertRaisesRegex(UserError, "not due before"):
            order.change_status("dunning")
        order = self._invoiced()
        invoice = order.invoice_ids
        invoice.write({"is_disputed": True, "dispute_reason": "Ware beschädigt"})
        with self.assertRaisesRegex(UserError, "Ware beschädigt"):
            order.change_status("dunning")
        invoice.write({"is_disputed": False, "dunning_exempt": True, "dunning_exempt_reason": "Kulanz"})
        with self.assertRaisesRegex(UserError, "Kulanz"):
            order.change_status("dunning")
        invoice.dunning_exempt = False
        self.customer.write({"dunning_exempt": True, "dunning_exempt_reason": "Ratenplan"})
        with self.assertRaisesRegex(UserError, "Ratenplan"):
            order.change_status("dunning")
        self.customer.dunning_exempt = False
        run = self._run()
        with self.assertRaisesRegex(UserError, run.name):
            order.change_status("dunning")
        run.action_reset()
        self.assertTrue(order.change_status("dunning"))

    def test_001_4_an_invoice_is_dunned_from_the_day_after_its_due_day(self):
        order = self._in_status("invoice").with_user(self.dunner)
        self.assertFalse(self._run().letter_ids)
        for options in ({}, {"reason": "Eilt"}):  # no reason lifts this
            with self.assertRaisesRegex(UserError, "overdue from tomorrow on"):
                order.change_status("dunning", **options)
        order.sudo().invoice_ids.line_ids.filtered("date_maturity").date_maturity = self.date - timedelta(days=1)
        self.assertTrue(order.change_status("dunning", reason="Eilt"))

    def test_001_9_the_options_know(self):
        options = {option["status"]: option for option in self._invoiced().get_status_options()}
        self.assertTrue(options["dunning"]["allowed"])

    def test_blocks(self):
        order = self._invoiced()
        later = self._order()
        self.assertFalse(later._get_blocks("order")[later])
        self.final.block_order = self.final.block_delivery = True
        for _level in range(3):
            order.change_status("dunning", reason="Eilt")
        reasons = later._get_blocks("order")[later]
        self.assertEqual([reason["code"] for reason in reasons], ["dunning_level"])
        self.assertEqual(reasons[0]["amount"], order.invoice_ids.amount_residual_signed)
        self.assertIn(self.final.name, reasons[0]["text"])
        self.assertTrue(later._get_blocks("delivery")[later])
        self.assertFalse(later._get_blocks("invoice")[later])
        for confirm in (later.action_confirm, lambda: later.change_status("order")):
            with self.assertRaisesRegex(UserError, self.final.name):
                confirm()
        self.assertStatus(later, "quotation")
        with self.assertRaises(UserError):
            later.release_blocks("order", "Kunde zahlt morgen")
        later.with_user(self.dunner).release_blocks("order", "Kunde zahlt morgen")
        later.action_confirm()
        self.assertStatus(later, "order")
        self._pay(order.invoice_ids)
        self.assertFalse(later._get_blocks("delivery")[later])

    def test_the_level_is_written_by_nobody(self):
        order = self._invoiced()
        with self.assertRaises(UserError):
            order.with_user(self.env.ref("base.user_admin")).dunning_level_id = self.final
