from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..common import CLERK, CreditCase


@tagged("post_install", "-at_install")
class TestCompletionBlocks(CreditCase):
    """003-27, 002-14: under a Bestellsperre, or blocked itself, an order is neither changed nor completed, on no way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.blocker = new_test_user(
            cls.env, "bestellsperre", groups=f"{CLERK},kontor_credit_risk.group_override_block", lang="en_US"
        )
        cls.clerk.lang = "en_US"

    def _delivered(self):
        order = self._in_status("order", (self.drill, 5))
        order.change_status("delivery")
        return order

    def _ways_to_invoice(self, order):
        """Return all ways on which an order is invoiced."""
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_user(self.clerk)
            .with_context(active_model="sale.order", active_ids=order.ids)
        )
        percentage = {"advance_payment_method": "percentage", "amount": 10}
        return {
            "final": lambda: order.create_invoice_of_type("final"),
            "full": lambda: order.create_invoice_of_type("full", post=True),
            "partial": lambda: order.create_invoice_of_type("partial", picking_ids=order.picking_ids.ids),
            "down payment": lambda: order.create_invoice_of_type("down_payment", percentage=10),
            "status": lambda: order.change_status("invoice"),
            "core": lambda: order._create_invoices(final=True),
            "core's wizard": lambda: wizard.create({}).create_invoices(),
            "core's down payment": lambda: wizard.create(percentage).create_invoices(),
            "preparation": order.action_preparation_done,
        }

    def _assert_no_way(self, order, text):
        for name, way in self._ways_to_invoice(order).items():
            with self.subTest(way=name), self.assertRaisesRegex(UserError, text), self.env.cr.savepoint():
                way()
            self.env.invalidate_all()
        self.assertFalse(order.invoice_ids)
        options = {option["status"]: option for option in order.get_status_options()}
        self.assertFalse(options["invoice"]["allowed"])
        self.assertRegex(options["invoice"]["reason"], text)
        self.assertRegex(order.preview_invoice_of_type("final")["error"], text)

    def test_003_27_no_invoice_on_any_way_and_a_release_makes_it_possible(self):
        for block in ("order", "quotation"):
            order = self._delivered()
            self.customer.manual_block = block
            self._assert_no_way(order, "Order and Quotation Block" if block == "quotation" else "Delivery and Order Block")
            self.customer.manual_block = "none"
        self.customer.manual_block = "order"
        order.with_user(self.blocker).release_blocks("invoice", "Nur noch abrechnen")
        order.action_preparation_done()
        self.assertStatus(order, "invoice")

    def test_003_26a_a_liefersperre_stops_no_invoice(self):
        order = self._delivered()
        self.customer.manual_block = "delivery"
        order.change_status("invoice")
        order.change_status("done")
        self.assertStatus(order, "done")

    def test_003_29_a_refused_change_of_status_offers_the_decision(self):
        """The goods can't leave, so the invoice that was to follow isn't made: the refusal still names what is blocked."""
        order = self._in_status("order", (self.drill, 5))
        self.customer.manual_block = "delivery"
        for options in ({}, {"delivery": "all"}):
            with self.assertRaisesRegex(UserError, "Delivery Block") as refusal:
                order.with_user(self.clerk).change_status("invoice", **options)
            blocked = refusal.exception.context["kontor_blocked"]
            self.assertEqual(blocked["operation"], "delivery")
            self.assertIn(
                (blocked["model"], blocked["ids"]), [("sale.order", order.ids), ("stock.picking", order.picking_ids.ids)]
            )

    def test_003_27_a_draft_that_was_there_before_is_not_posted(self):
        order = self._delivered()
        draft = self.env["account.move"].browse(order.create_invoice_of_type("final"))
        self.customer.manual_block = "order"
        with self.assertRaisesRegex(UserError, "Delivery and Order Block") as refusal:
            draft.with_user(self.clerk).action_post()
        blocked = refusal.exception.context["kontor_blocked"]
        self.assertEqual((blocked["model"], blocked["ids"]), ("account.move", draft.ids))
        self.assertEqual((blocked["origin_model"], blocked["origin_ids"]), ("sale.order", order.ids))
        draft.with_user(self.blocker).release_blocks("invoice", "Ware ist weg")
        draft.with_user(self.clerk).action_post()
        self.assertEqual(draft.state, "posted")

    def test_003_27_preparation_is_not_finished_though_nothing_is_left_to_invoice(self):
        order = self._in_status("order", (self.drill, 5))
        order.create_invoice_of_type("full", post=True)
        self.customer.manual_block = "order"
        with self.assertRaisesRegex(UserError, "Delivery and Order Block"):
            order.action_preparation_done()
        self.assertFalse(order.preparation_done_on)

    def test_003_27_no_abgeschlossen_but_money_that_comes_in_is_booked(self):
        order = self._delivered()
        order.change_status("invoice")
        other = self._delivered()
        other.change_status("invoice")
        self.customer.manual_block = "order"
        options = {option["status"]: option for option in order.get_status_options()}
        self.assertFalse(options["done"]["allowed"])
        with self.assertRaisesRegex(UserError, "(?s)Delivery and Order Block.*bestellsperre"):
            order.change_status("done")
        self.assertIn("Delivery and Order Block", order.block_text)
        self._pay(other.invoice_ids)
        self.assertStatus(other, "done")
        order.with_user(self.blocker).release_blocks("invoice", "Zahlung liegt vor")
        order.change_status("done")
        self.assertStatus(order, "done")

    def test_003_27_collective_invoicing_names_it_and_goes_on(self):
        blocked = self._delivered()
        other = self.env["res.partner"].create({"name": "Frei GmbH", "invoicing_rule": "order"})
        free = self._order((self.drill, 1), partner_id=other.id)
        free.change_status("delivery")
        self.customer.invoicing_rule = "order"
        self.customer.manual_block = "order"
        answer = (blocked | free).invoice_by_rule()
        self.assertEqual(len(answer["invoice_ids"]), 1)
        self.assertFalse(blocked.invoice_ids)
        self.assertTrue(free.invoice_ids)
        self.assertIn(blocked.name, " ".join(answer["messages"]))
        self.assertIn("Delivery and Order Block", " ".join(answer["messages"]))

    def test_002_14_an_order_that_is_blocked_itself_is_not_changed_delivered_or_invoiced(self):
        order = self._delivered()
        open_order = self._in_status("order", (self.drill, 5))
        (order | open_order).with_user(self.credit_manager).action_block_order("Reklamation")
        self._assert_no_way(order, "Reklamation")
        line = {"order_id": open_order.id, "product_id": self.setup.id}
        cheaper = [Command.update(open_order.order_line.id, {"price_unit": 1})]
        for name, change in {
            "reference": lambda: open_order.write({"client_order_ref": "neu"}),
            "quantity": lambda: open_order.order_line.write({"product_uom_qty": 4}),
            "price": lambda: open_order.write({"order_line": cheaper}),
            "new line": lambda: self.env["sale.order.line"].with_user(self.clerk).create(line),
            "delivery": lambda: open_order.change_status("delivery"),
            "picking": lambda: open_order.picking_ids.button_validate(),
        }.items():
            with self.subTest(name), self.assertRaisesRegex(UserError, "Reklamation"), self.env.cr.savepoint():
                change()
                self.env.flush_all()
            self.env.invalidate_all()
        (order | open_order).with_user(self.credit_manager).action_unblock_order()
        order.change_status("invoice")
        self.assertStatus(order, "invoice")

    def test_002_14_a_quotation_that_is_blocked_itself_stays_as_it_is(self):
        order = self._order((self.drill, 5))
        order.with_user(self.credit_manager).action_block_order("Rückfrage")
        with self.assertRaisesRegex(UserError, "Rückfrage"), self.env.cr.savepoint():
            order.order_line.product_uom_qty = 3
            self.env.flush_all()
        self.env.invalidate_all()
        order.action_cancel()
        self.assertStatus(order, "cancel")

    def test_002_14_the_dialog_decides_about_changes_and_completion_too(self):
        order = self._delivered()
        order.change_status("invoice")
        self.customer.manual_block = "order"
        action = order.with_user(self.blocker).action_open_release_wizard()
        wizard = self.env[action["res_model"]].with_user(self.blocker).browse(action["res_id"])
        self.assertEqual(wizard.line_ids.operation, "order")
        wizard.write({"justification": "Darf fertig werden", "with_deliveries": True})
        wizard.action_apply()
        order.client_order_ref = "neu"
        order.change_status("done")
        self.assertStatus(order, "done")

    def test_003_27_a_prepaid_order_that_was_released_is_invoiced_with_its_confirmation(self):
        order = self._order((self.drill, 5))
        order.sudo().channel_payment = {"amount": 500, "date": str(self.today), "provider": "", "transaction": "t"}
        self.customer.manual_block = "order"
        order.with_user(self.blocker).release_blocks("order", "Ist bezahlt")
        order.action_confirm()
        self.assertEqual(order.invoice_ids.state, "posted")

    def test_003_27_an_online_payment_is_recorded_and_its_invoice_waits(self):
        order = self._in_status("order", (self.drill, 5))
        provider = self.env["payment.provider"].create({"name": "Test", "code": "none"})
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": self.env.ref("payment.payment_method_unknown").id,
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": self.customer.id,
                "sale_order_ids": [Command.link(order.id)],
                "state": "done",
            }
        )
        self.customer.manual_block = "order"
        transaction._invoice_sale_orders()
        self.assertFalse(order.invoice_ids)
        entry = self.env["kontor.blocked.document"].search([("document_id", "=", order.id), ("operation", "=", "invoice")])
        self.assertEqual(entry.state, "open")
        order.with_user(self.blocker).release_blocks("invoice", "Ist bezahlt")
        transaction._invoice_sale_orders()
        self.assertEqual(len(order.invoice_ids), 1)

    def test_002_14_what_was_refused_stands_on_the_work_list_until_it_is_done(self):
        order = self._delivered()
        self.customer.manual_block = "order"
        self.env.flush_all()
        with self.enter_registry_test_mode():
            with self.assertRaises(UserError), self.env.cr.savepoint():
                order.create_invoice_of_type("final")
            self.env.cr.postrollback.run()
            self.env.cr.postcommit.clear()
            self.env.invalidate_all()
        entry = self.env["kontor.blocked.document"].search([("document_id", "=", order.id)])
        self.assertEqual((entry.operation, entry.reason_codes, entry.state), ("invoice", ",manual_block,", "open"))
        self.assertEqual(entry._recheck(), 0)
        entry.with_user(self.blocker).action_release("Abrechnen")
        order.create_invoice_of_type("final", post=True)
        self.assertStatus(order, "invoice")
