from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import LockNotAvailable

from ..invoicing.test_final_invoice import InvoicingCase

#: What somebody reads who got no turn.
OTHERS = "Others are still working on the same records"
RULES = "odoo.addons.kontor_sales.models.collective.collective_invoicing"


@tagged("post_install", "-at_install")
class TestCollectiveObstacles(InvoicingCase):
    """002-7, 002-8: a collective run never stops at one order; what can't be invoiced is listed with its reason."""

    def _customer(self, rule="weekly", name="Kunde"):
        return self.env["res.partner"].create({"name": name, "is_company": True, "invoicing_rule": rule})

    def _delivered(self, partner=None, **values):
        order = self._order((self.plank, 10), partner_id=(partner or self._customer()).id, **values)
        order.change_status("delivery")
        return order

    def _run(self, documents):
        """Invoice documents by rule, as the clerk.

        :return: the batch
        """
        result = documents.with_user(self.clerk).invoice_by_rule()
        return self.env["kontor.collective.invoicing"].browse(result["batch_id"])

    def _item(self, batch, order):
        return batch.item_ids.filtered(lambda item: order in item.order_ids)

    def test_a_cancelled_order_does_not_abort_the_others(self):
        orders = self.env["sale.order"]
        for _number in range(3):
            orders |= self._delivered()
        cancelled = self._delivered()
        cancelled.change_status("cancel", reason="Kunde hat storniert")
        batch = self._run(orders | cancelled)
        self.assertEqual([len(order.invoice_ids) for order in orders], [1, 1, 1])
        self.assertFalse(cancelled.invoice_ids)
        item = self._item(batch, cancelled)
        self.assertEqual(item.state, "failed")
        self.assertIn(f"{cancelled.name} is cancelled", item.message)
        with self.assertRaisesRegex(UserError, "is cancelled"):
            self._run(cancelled)

    def test_a_cancelled_order_leaves_what_is_to_invoice(self):
        order = self._delivered()
        self.assertEqual(order.picking_ids.invoicing_status, "to_invoice")
        order.change_status("cancel", reason="Kunde hat storniert")
        self.assertEqual(order.picking_ids.invoicing_status, "no")
        self.assertFalse(order.is_left_to_invoice)
        self.assertFalse(order._get_pickings_to_invoice())
        other = self._delivered()
        batch = self._run(order.picking_ids | other.picking_ids)
        self.assertEqual(len(other.invoice_ids), 1)
        self.assertIn("is cancelled", self._item(batch, order).message)

    def test_an_order_cancelled_while_the_batch_waits_does_not_stop_its_customers_other_orders(self):
        customer = self._customer()
        orders = self._delivered(customer) | self._delivered(customer)
        batch = self.env["kontor.collective.invoicing"]._start(self.company, orders)
        self.assertEqual(len(batch.item_ids), 1)
        orders[0].change_status("cancel", reason="Kunde hat storniert")
        batch._process()
        self.assertEqual([len(order.invoice_ids) for order in orders], [0, 1])
        self.assertEqual(batch.item_ids.state, "done")
        self.assertIn("is cancelled", batch.item_ids.message)

    def test_an_order_deleted_meanwhile(self):
        gone, other = self._order((self.plank, 1), partner_id=self._customer().id), self._delivered()
        gone.change_status("order")
        batch = self.env["kontor.collective.invoicing"]._start(self.company, gone | other)
        gone.change_status("cancel", reason="Irrtum")
        self.env.flush_all()
        # what was ordered is kept for good now; older orders have nothing of it
        self.env.cr.execute("UPDATE sale_order SET ordered_version_id = NULL, version = 0 WHERE id = %s", [gone.id])
        self.env.cr.execute("DELETE FROM sale_order_version_line WHERE version_id IN %s", [tuple(gone.version_ids.ids)])
        self.env.cr.execute("DELETE FROM sale_order_version WHERE order_id = %s", [gone.id])
        self.env.invalidate_all()
        gone.sudo().unlink()
        batch._process()
        self.assertEqual(len(other.invoice_ids), 1)
        item = batch.item_ids - self._item(batch, other)
        self.assertEqual(item.state, "skipped")
        self.assertIn("deleted", item.message)
        batch = self._run(gone.with_user(self.clerk) | self._delivered())
        self.assertIn("deleted", batch.item_ids.filtered(lambda item: item.state == "failed").message)

    def test_a_delivery_without_a_day_is_invoiced_like_the_others(self):
        orders = self._delivered() | self._delivered()
        pickings = orders[0].picking_ids
        pickings |= pickings.copy()
        self.env.flush_all()
        # as older versions let it be written over RPC
        self.env.cr.execute(
            "UPDATE stock_picking SET date_done = NULL, state = 'done' WHERE id IN %s", [tuple(pickings.ids)]
        )
        self.env.invalidate_all()
        self._run(orders)
        self.assertEqual([len(order.invoice_ids) for order in orders], [1, 1])

    def test_a_consignment_order_and_a_quotation_are_listed(self):
        orders = self._delivered() | self._delivered(is_consignment=True)
        quotation = self._order((self.plank, 1), partner_id=self._customer().id)
        batch = self._run(orders | quotation)
        self.assertEqual([len(order.invoice_ids) for order in orders], [1, 0])
        self.assertIn("consignment", self._item(batch, orders[1]).message)
        self.assertIn("Only a confirmed order", self._item(batch, quotation).message)

    def test_without_a_journal_the_orders_are_listed(self):
        right, wrong = self._delivered(), self._delivered()
        original = self.registry["sale.order"]._prepare_invoice
        reason = "Kein Verkaufsjournal"

        def without_journal(order):
            if order.id == wrong.id:
                raise UserError(reason)
            return original(order)

        with patch.object(self.registry["sale.order"], "_prepare_invoice", without_journal):
            batch = self._run(right | wrong)
        self.assertEqual((len(right.invoice_ids), len(wrong.invoice_ids)), (1, 0))
        item = self._item(batch, wrong)
        self.assertEqual((item.state, item.message), ("failed", f"{wrong.name}: Kein Verkaufsjournal"))
        batch.with_user(self.clerk).action_retry()
        self.assertEqual(len(wrong.invoice_ids), 1, "after its cause was removed")

    def test_an_order_that_others_work_on_waits_for_the_next_time(self):
        """The job gets no turn: what it couldn't invoice hasn't failed, so nobody has to ask for it once more."""
        order = self._delivered()
        batch = self.env["kontor.collective.invoicing"]._start(self.company, order)

        def no_turn(orders):
            raise UserError(OTHERS) from LockNotAvailable()

        with patch.object(type(order), "_claim_for_status_change", no_turn), self.assertRaisesRegex(UserError, OTHERS):
            batch._process(progress=lambda: 1)
        self.assertEqual(batch.item_ids.state, "todo")
        self.assertFalse(order.invoice_ids)
        batch._process(progress=lambda: 1)
        self.assertEqual(batch.item_ids.state, "done")
        self.assertEqual(len(order.invoice_ids), 1)

    def test_an_unexpected_error_is_a_sentence_for_the_user_and_a_log_for_the_administrator(self):
        customer = self._customer()
        right, wrong, another = self._delivered(customer), self._delivered(customer), self._delivered()
        original = self.registry["sale.order"]._prepare_collective_lines

        def broken(order, *args):
            if order.id == wrong.id:
                return 1 / 0
            return original(order, *args)

        with (
            patch.object(self.registry["sale.order"], "_prepare_collective_lines", broken),
            self.assertLogs(RULES, "ERROR") as logged,
        ):
            batch = self._run(right | wrong | another)
        self.assertEqual([len(order.invoice_ids) for order in right | wrong | another], [1, 0, 1])
        self.assertIn("ZeroDivisionError", "".join(logged.output))
        item = self._item(batch, wrong)
        self.assertIn(f"{wrong.name}: An unexpected error", item.message)
        self.assertNotIn("Traceback", item.message)
        self.assertNotIn("division", item.message)

    @mute_logger(RULES)
    def test_two_currencies_and_a_missing_right(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        pricelist = self.env["product.pricelist"].create({"name": "USD", "currency_id": dollar.id})
        customer = self._customer()
        orders = self._delivered(customer) | self._delivered(customer, pricelist_id=pricelist.id)
        own = (
            self.env["ir.rule"]
            .sudo()
            .create(
                {
                    "name": "Not this one",
                    "model_id": self.env["ir.model"]._get("sale.order").id,
                    "domain_force": f"[('id', '!=', {orders[0].id})]",
                }
            )
        )
        hidden = orders[0]
        batch = self._run(orders)
        self.assertEqual([len(order.invoice_ids) for order in orders], [0, 1])
        own.unlink()
        self.assertEqual(orders[1].invoice_ids.currency_id, dollar)
        [refused] = batch.item_ids.filtered(lambda item: item.state == "failed")
        self.assertIn(f"with the id {hidden.id}", refused.message)
        self.assertNotIn(hidden.name, refused.message)

    def test_waiting_drafts_stay_drafts(self):
        waiting, plain = self._delivered(self._customer("order")), self._delivered(self._customer("order"))
        partial = self._delivered(self._customer("order"))
        down_payment = self._invoices(waiting, "down_payment", post=False, percentage=20)
        draft = self._invoices(partial, "partial", post=False, lines=[{"line_id": partial.order_line.id, "quantity": 3}])
        self.company.invoicing_by_rule_state = "posted"
        batch = self._run(waiting | plain | partial)
        self.assertEqual((down_payment.state, draft.state), ("draft", "draft"))
        self.assertEqual(waiting.invoice_ids, down_payment)
        item = self._item(batch, waiting)
        self.assertEqual(item.state, "failed")
        self.assertIn("238.00", item.message)
        self.assertEqual((partial.invoice_ids - draft).amount_untaxed, 700)
        self.assertIn("357.00", self._item(batch, partial).message)
        self.assertEqual(plain.invoice_ids.amount_untaxed, 1000)
