from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..invoicing.test_final_invoice import InvoicingCase


@tagged("post_install", "-at_install")
class TestDocumentLocks(InvoicingCase):
    """002-17: by setting, a document can't be changed any more after an event, by anybody and on any way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.env.ref("base.user_admin")

    def _lock(self, document, event, active=True):
        lock = self.env["kontor.document.lock"].search(
            [("company_id", "=", self.company.id), ("document", "=", document), ("event", "=", event)]
        )
        lock.is_active = active
        return lock

    def _assert_locked(self, *changes):
        """Check that none of these changes is possible, for the clerk and for the administrator, context or not."""
        for change in changes:
            for user in (self.clerk, self.admin):
                for context in ({}, {"force": True, "bypass_locks": True, "kontor_sales.state_work": 1}):
                    with self.assertRaisesRegex(UserError, "document lock"):
                        change(user, context)

    def _assert_order_locked(self, order):
        line = order._invoiceable_positions()[0]
        self._assert_locked(
            lambda user, context: order.with_user(user).with_context(**context).write({"client_order_ref": "neu"}),
            lambda user, context: order.with_user(user).with_context(**context).write({"special_request": "neu"}),
            lambda user, context: (
                order.with_user(user)
                .with_context(**context)
                .write({"order_line": [Command.create({"product_id": self.plank.id})]})
            ),
            lambda user, context: line.with_user(user).with_context(**context).write({"price_unit": 1}),
            lambda user, context: line.with_user(user).with_context(**context).write({"name": "neu"}),
            lambda user, context: (
                self.env["sale.order.line"]
                .with_user(user)
                .with_context(**context)
                .create({"order_id": order.id, "product_id": self.plank.id})
            ),
            lambda user, context: line.with_user(user).with_context(**context).unlink(),
        )

    def _assert_order_open(self, order):
        order.client_order_ref = "geändert"
        order.order_line[0].name = "geändert"

    def test_every_lock_is_off_until_somebody_sets_it(self):
        locks = self.env["kontor.document.lock"].search([("company_id", "=", self.company.id)])
        self.assertEqual(len(locks), 11)
        self.assertFalse(any(locks.mapped("is_active")))
        company = self.env["res.company"].create({"name": "Zweite"})
        self.assertEqual(self.env["kontor.document.lock"].search_count([("company_id", "=", company.id)]), 11)

    def test_order_after_confirmation(self):
        self._lock("order", "confirmed")
        order = self._order((self.plank, 10))
        self._assert_order_open(order)
        order.change_status("order")
        self._assert_order_locked(order)

    def test_002_17_order_after_the_first_delivery(self):
        self._lock("order", "first_delivery")
        order = self._in_status("order", (self.plank, 10))
        self._assert_order_open(order)
        self._deliver(order, 2)
        self._assert_order_locked(order)
        self._lock("order", "first_delivery", active=False)
        self._assert_order_open(order)

    def test_order_after_complete_delivery(self):
        self._lock("order", "complete_delivery")
        order = self._in_status("order", (self.plank, 10))
        self._deliver(order, 2)
        self._assert_order_open(order)
        order.change_status("delivery")
        self._assert_order_locked(order)

    def test_order_after_its_invoices(self):
        for event in ("first_invoice", "complete_invoice"):
            self._lock("order", event)
            order = self._in_status("order", (self.plank, 10))
            self._deliver(order, 2)
            self._assert_order_open(order)
            self._invoices(order, "partial", picking_ids=order._get_pickings_to_invoice().ids)
            if event == "first_invoice":
                self._assert_order_locked(order)
            else:
                self._assert_order_open(order)
                order.change_status("invoice")
                self._assert_order_locked(order)
            self._lock("order", event, active=False)

    def test_the_servers_own_work_goes_on(self):
        """A locked order is delivered, invoiced, paid, credited and cancelled as ever."""
        for event in ("confirmed", "first_delivery", "first_invoice"):
            self._lock("order", event)
        self._lock("delivery", "validated")
        self._lock("invoice", "posted")
        order = self._order((self.plank, 10), (self.repair, 2))
        order.change_status("order")
        down_payment = self._invoices(order, "down_payment", percentage=20)
        order.change_status("delivery")
        order.change_status("invoice")
        self.assertStatus(order, "invoice")
        order.change_status("done")
        self.assertStatus(order, "done")
        order.change_status("invoice", reason="Lastschrift zurück")
        self._return(order.picking_ids.filtered(lambda picking: picking.state == "done"), 1)
        self.assertTrue(order.action_create_credit_note_difference())
        self.assertEqual(down_payment.state, "posted")
        other = self._in_status("invoice", (self.plank, 3))
        other.change_status("cancel", reason="Irrtum")
        self.assertStatus(other, "cancel")

    def test_quotation_after_sending(self):
        self._lock("quotation", "sent")
        quotation = self._order((self.plank, 1))
        self._assert_order_open(quotation)
        # by the server, as for an order that is being paid online; what a clerk sends is issued (004-7)
        quotation.sudo().action_quotation_sent()
        self._assert_order_locked(quotation)

    def test_delivery_after_validation_and_after_invoicing(self):
        for event in ("validated", "invoiced"):
            self._lock("delivery", event)
            order = self._in_status("order", (self.plank, 10))
            picking = self._deliver(order, 4)
            if event == "invoiced":
                picking.scheduled_date = "2026-01-01"
                self._invoices(order, "partial", picking_ids=picking.ids)
            move = picking.move_ids
            self._assert_locked(
                lambda user, context, picking=picking: (
                    picking.with_user(user).with_context(**context).write({"scheduled_date": "2026-01-02"})
                ),
                lambda user, context, move=move: move.with_user(user).with_context(**context).write({"quantity": 3}),
                lambda user, context, move=move: (
                    move.move_line_ids.with_user(user).with_context(**context).write({"quantity": 3})
                ),
                lambda user, context, move=move: (
                    self.env["stock.move.line"]
                    .with_user(user)
                    .with_context(**context)
                    .create(
                        {
                            "move_id": move.id,
                            "product_id": self.plank.id,
                            "quantity": 1,
                            "location_id": move.location_id.id,
                            "location_dest_id": move.location_dest_id.id,
                        }
                    )
                ),
            )
            self._lock("delivery", event, active=False)

    def test_002_17_invoice_after_posting(self):
        self._without_hash_chain()
        self.clerk.group_ids = [Command.link(self.env.ref("account.group_account_manager").id)]
        self._lock("invoice", "posted")
        order = self._in_status("order", (self.plank, 10))
        order.change_status("delivery")
        draft = self._invoices(order, "final", post=False)
        draft.with_user(self.clerk).narration = "Entwurf"
        draft.with_user(self.clerk).action_post()
        line = draft.invoice_line_ids[0]
        self._assert_locked(
            lambda user, context: draft.with_user(user).with_context(**context).write({"narration": "neu"}),
            lambda user, context: draft.with_user(user).with_context(**context).write({"ref": "neu"}),
            lambda user, context: draft.with_user(user).with_context(**context).button_draft(),
            lambda user, context: line.with_user(user).with_context(**context).write({"name": "neu"}),
        )
        self._pay(draft)
        self.assertIn(draft.payment_state, ("paid", "in_payment"))

    def test_invoice_after_payment(self):
        self._lock("invoice", "paid")
        order = self._in_status("invoice", (self.plank, 1))
        invoice = order.invoice_ids
        invoice.with_user(self.clerk).ref = "noch offen"
        order.change_status("done")
        with self.assertRaisesRegex(UserError, "Invoice after payment"):
            invoice.with_user(self.clerk).ref = "bezahlt"
        order.change_status("invoice", reason="Rücklastschrift")
        invoice.with_user(self.clerk).ref = "wieder offen"

    def test_the_refusal_says_what_locks_it_and_who_can_change_it(self):
        self._lock("order", "confirmed")
        order = self._in_status("order", (self.plank, 1))
        with self.assertRaises(UserError) as refusal:
            order.client_order_ref = "neu"
        text = str(refusal.exception)
        self.assertIn(order.name, text)
        self.assertIn("Order after confirmation", text)
        manager = self.env.ref("sales_team.group_sale_manager")
        self.assertTrue(any(user.name in text for user in manager.all_user_ids))

    def test_who_may_set_locks(self):
        lock = self._lock("order", "confirmed", active=False)
        with self.assertRaises(AccessError):
            lock.with_user(self.clerk).is_active = True
        lock.with_user(self.admin).is_active = True
        with self.assertRaisesRegex(UserError, "Of a document lock"):
            lock.with_user(self.admin).event = "first_delivery"
