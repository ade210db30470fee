from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..invoicing.test_final_invoice import InvoicingCase


@tagged("post_install", "-at_install")
class TestInvoicingRules(InvoicingCase):
    """002-7: per order, per delivery, or collective per week or month, as the customer's rule says."""

    def _customer(self, rule, **values):
        return self.env["res.partner"].create(
            {"name": f"Kunde {rule}", "is_company": True, "invoicing_rule": rule, **values}
        )

    def _delivered(self, partner, *positions, quantities=(), **values):
        """Make an order of a customer and deliver it, or quantities of it."""
        order = self._order(*positions or [(self.plank, 10)], partner_id=partner.id, **values)
        order.change_status("order")
        if quantities:
            self._deliver(order, *quantities)
        else:
            order.change_status("delivery")
        return order

    def _run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("kontor_sales.cron_invoice_by_rule").method_direct_trigger()
        self.env.invalidate_all()

    def _backdate(self, order, day):
        """Let an order's deliveries have been done on another day."""
        done = order.picking_ids.filtered(lambda picking: picking.state == "done")
        done.sudo().date_done = f"{day} 10:00:00"  # as if it had been done that day: nobody dates a delivery back

    def test_002_7_per_delivery_by_itself(self):
        customer = self._customer("delivery")
        order = self._delivered(customer, quantities=[4])
        first = order.picking_ids.filtered(lambda picking: picking.state == "done")
        self.assertFalse(order.invoice_ids)
        self._run_job()
        invoice = order.invoice_ids
        self.assertEqual((invoice.amount_untaxed, invoice.state), (400, "draft"))
        self.assertEqual(invoice.delivery_ids, first)
        heading = invoice.invoice_line_ids.filtered(lambda line: line.display_type == "line_section").name
        self.assertIn(order.name, heading)
        self.assertIn(first.name, heading)
        self._run_job()
        self.assertEqual(order.invoice_ids, invoice, "nothing twice")
        self.company.invoicing_by_rule_state = "posted"
        order.change_status("delivery")
        self._run_job()
        second = order.invoice_ids - invoice
        self.assertEqual((second.amount_untaxed, second.state), (600, "posted"))

    def test_002_7_one_collective_invoice_per_week(self):
        customer = self._customer("weekly")
        other = self._customer("weekly", name="Andere Woche")
        orders = self._delivered(customer) | self._delivered(customer, (self.book, 3), client_order_ref="PO-77")
        foreign = self._delivered(other)
        late = self._delivered(customer, (self.plank, 2))
        monday = date(2026, 11, 23)
        for order in orders | foreign:
            self._backdate(order, monday - timedelta(days=3))
        self._backdate(late, monday)
        self.company.collective_weekday = "0"
        with freeze_time("2026-11-23 08:00:00"):
            self._run_job()
        invoice = orders.invoice_ids
        self.assertEqual(len(invoice), 1)
        self.assertAlmostEqual(invoice.amount_untaxed, 1099.99)
        self.assertEqual(invoice.invoice_date, monday)
        self.assertEqual(len(foreign.invoice_ids), 1)
        self.assertFalse(late.invoice_ids, "delivered after the week")
        headings = invoice.invoice_line_ids.filtered(lambda line: line.display_type == "line_section").mapped("name")
        self.assertEqual(len(headings), 2)
        self.assertEqual(invoice._get_invoice_title(), "Collective Invoice")
        for order, heading in zip(orders, headings):
            self.assertIn(order.name, heading)
            self.assertIn(order.picking_ids.name, heading)
        self.assertIn("PO-77", headings[1])
        with freeze_time("2026-11-24 08:00:00"):
            self._run_job()
        self.assertFalse(late.invoice_ids, "one invoice per week")
        with freeze_time("2026-11-30 08:00:00"):
            self._run_job()
        self.assertEqual(late.invoice_ids.amount_untaxed, 200)

    def test_002_7_one_collective_invoice_per_month(self):
        order = self._delivered(self._customer("monthly"))
        self._backdate(order, "2026-10-31")
        next_month = self._delivered(order.partner_id)
        self._backdate(next_month, "2026-11-01")
        with freeze_time("2026-11-02 08:00:00"):
            self._run_job()
        self.assertEqual(order.invoice_ids.amount_untaxed, 1000)
        self.assertFalse(next_month.invoice_ids)

    def test_a_missed_day_is_made_up_for(self):
        order = self._delivered(self._customer("weekly"))
        self._backdate(order, "2026-11-20")
        with freeze_time("2026-11-26 08:00:00"):
            self._run_job()
        self.assertEqual(len(order.invoice_ids), 1)

    def test_different_terms_or_address_are_invoiced_apart(self):
        customer = self._customer("weekly")
        site = self.env["res.partner"].create({"name": "Baustelle", "parent_id": customer.id, "type": "delivery"})
        terms = self.env.ref("account.account_payment_term_30days")
        usual = {"payment_term_id": False, "partner_shipping_id": customer.id}
        orders = self.env["sale.order"]
        for values in (
            {},
            {},
            {"payment_term_id": terms.id},
            {"partner_shipping_id": site.id},
        ):
            orders |= self._delivered(customer, **{**usual, **values})
        result = orders.invoice_by_rule()
        self.assertEqual(
            [len(orders[0].invoice_ids & order.invoice_ids) for order in orders], [1, 1, 0, 0], result["messages"]
        )
        self.assertEqual(len(result["invoice_ids"]), 3)
        self.assertEqual(orders[0].invoice_ids, orders[1].invoice_ids)

    def test_consignment_and_orders_without_rule_are_left_alone(self):
        consigned = self._delivered(self._customer("delivery"), is_consignment=True)
        plain = self._delivered(self._customer("order"))
        self._run_job()
        self.assertFalse((consigned | plain).invoice_ids)

    def test_004_20_consignment_chosen_by_hand_waits_for_what_was_used(self):
        customer = self._customer("delivery")
        consigned = self._delivered(customer, is_consignment=True)
        plain = self._delivered(customer)
        result = (consigned | plain).invoice_by_rule()
        self.assertFalse(consigned.invoice_ids)
        self.assertEqual(plain.invoice_ids.ids, result["invoice_ids"])
        (message,) = result["messages"]
        self.assertIn(consigned.name, message)
        self.assertIn("consignment", message)
        result = consigned.picking_ids.invoice_by_rule()
        self.assertFalse(result["invoice_ids"], "chosen by its delivery neither")
        line = [{"line_id": consigned.order_line.id, "quantity": 3}]
        self.assertEqual(self._invoices(consigned, "partial", lines=line).amount_untaxed, 300)

    def test_002_9_the_delivery_that_was_chosen_is_the_invoiced_one(self):
        order = self._delivered(self._customer("order"), quantities=[4])
        first = order.picking_ids.filtered(lambda picking: picking.state == "done")
        order.change_status("delivery")
        second = order.picking_ids.filtered(lambda picking: picking.state == "done") - first
        invoice = self._invoices(order, "partial", picking_ids=second.ids)
        self.assertEqual((first.invoicing_status, second.invoicing_status), ("to_invoice", "invoiced"))
        self.assertEqual(order._get_pickings_to_invoice(), first, "one rule for the status and for the next invoice")
        reversal = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids)
        reversal.create({"journal_id": invoice.journal_id.id}).refund_moves()
        invoice.reversal_move_ids.action_post()
        self.assertEqual(invoice.payment_state, "reversed")
        self.assertEqual(second.invoicing_status, "to_invoice", "it waits for its next invoice again")

    def test_002_8_many_at_once_from_the_list(self):
        ready = self._delivered(self._customer("order"))
        part = self._delivered(self._customer("order"), quantities=[3])
        weekly = self._customer("weekly")
        collective = self._delivered(weekly) | self._delivered(weekly, quantities=[5])
        single = self._delivered(self._customer("delivery"))
        orders = ready | part | collective | single
        action = orders.with_user(self.clerk).action_invoice_by_rule()
        batch = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(ready.invoice_ids.order_invoice_type, "final")
        self.assertFalse(part.invoice_ids)
        self.assertEqual(len(collective.invoice_ids), 1)
        self.assertEqual(collective.invoice_ids.amount_untaxed, 1500)
        self.assertEqual(single.invoice_ids.amount_untaxed, 1000)
        self.assertEqual((batch.progress, batch.is_done, batch.item_count), (100, True, 4))
        skipped = batch.item_ids.filtered(lambda item: item.state == "skipped")
        self.assertEqual(skipped.order_ids, part)
        self.assertIn("isn't completely delivered", skipped.message)
        again = orders.with_user(self.clerk).invoice_by_rule()
        self.assertEqual(again["invoice_ids"], [])

    def test_002_8_chosen_deliveries(self):
        order = self._order((self.plank, 10), partner_id=self._customer("weekly").id)
        order.change_status("order")
        first, second = self._deliver(order, 2), self._deliver(order, 3)
        result = second.with_user(self.clerk).invoice_by_rule()
        move = self.env["account.move"].browse(result["invoice_ids"])
        self.assertEqual((move.amount_untaxed, move.delivery_ids), (300, second))
        self.assertEqual(order._get_pickings_to_invoice(), first)
        with self.assertRaisesRegex(UserError, "finished delivery"):
            order.picking_ids.filtered(lambda picking: picking.state != "done").invoice_by_rule()

    def test_down_payments_are_deducted_on_the_orders_own_invoice(self):
        customer = self._customer("weekly")
        plain = self._delivered(customer)
        order = self._order((self.plank, 10), partner_id=customer.id)
        order.change_status("order")
        self._invoices(order, "down_payment", percentage=50)
        order.change_status("delivery")
        (plain | order).invoice_by_rule()
        final = order.invoice_ids.filtered(lambda move: move.order_invoice_type == "final")
        self.assertEqual((final.amount_untaxed, plain.invoice_ids.amount_untaxed), (500, 1000))

    def test_services_go_along_with_their_order(self):
        self.setup.taxes_id = self.tax_19
        order = self._delivered(self._customer("weekly"), (self.plank, 4), (self.setup, 1), quantities=[2])
        order.invoice_by_rule()
        self.assertEqual(order.invoice_ids.amount_untaxed, 250)

    def test_an_error_names_customer_and_order_and_stops_nobody_else(self):
        wrong = self._delivered(self._customer("weekly", name="Ohne Adresse"))
        right = self._delivered(self._customer("weekly", name="Mit Adresse"))
        original = self.registry["sale.order"]._create_collective_invoice
        reason = "Steuer fehlt"

        def fail(orders, *args):
            if wrong in orders:
                raise UserError(reason)
            return original(orders, *args)

        with patch.object(self.registry["sale.order"], "_create_collective_invoice", fail):
            result = (wrong | right).invoice_by_rule()
        self.assertEqual(len(result["invoice_ids"]), 1)
        self.assertEqual(result["messages"], [f"Ohne Adresse, {wrong.name}: Steuer fehlt"])
        batch = self.env["kontor.collective.invoicing"].browse(result["batch_id"])
        self.assertEqual(batch.failed_count, 1)
        batch.action_retry()
        self.assertEqual((batch.failed_count, len(wrong.invoice_ids), len(right.invoice_ids)), (0, 1, 1))

    def test_a_killed_job_goes_on_and_invoices_nothing_twice(self):
        orders = self.env["sale.order"]
        for number in range(3):
            orders |= self._delivered(self._customer("weekly", name=f"Kunde {number}"))
            self._backdate(orders[-1], "2026-11-20")
        item_class = self.registry["kontor.collective.invoicing.item"]
        original = item_class._make
        made = []

        def killed(item, its_orders):
            if made:
                raise KeyboardInterrupt
            made.append(item.id)
            return original(item, its_orders)

        batch = self.env["kontor.collective.invoicing"]._start(self.company, orders)
        try:  # not assertRaises, which would undo what was done before
            with patch.object(item_class, "_make", killed):
                batch._process()
        except KeyboardInterrupt:
            made.append("killed")
        self.assertEqual(made[1:], ["killed"])
        self.env.invalidate_all()
        self.assertEqual((len(orders.invoice_ids), batch.todo_count, batch.is_done), (1, 2, False))
        orders[1].create_invoice_of_type("final")  # by hand meanwhile
        self._run_job()
        self.assertEqual([len(order.invoice_ids) for order in orders], [1, 1, 1])
        self.assertEqual((batch.todo_count, batch.is_done), (0, True))
        self.assertEqual(batch.item_ids.mapped("state"), ["done", "skipped", "done"])

    def test_contacts_follow_their_company(self):
        customer = self._customer("monthly")
        contact = self.env["res.partner"].create({"name": "Einkauf", "parent_id": customer.id})
        self.assertEqual(contact.invoicing_rule, "monthly")
        self.assertEqual(self.env["res.partner"].create({"name": "Neu"}).invoicing_rule, "order")

    def test_rights(self):
        order = self._delivered(self._customer("weekly"))
        with self.assertRaisesRegex(UserError, "right to make invoices"):
            order.with_user(self.seller).invoice_by_rule()
        with self.assertRaises(UserError):
            self.env["sale.order"].invoice_by_rule()
        batch = self.env["kontor.collective.invoicing"].browse(order.with_user(self.clerk).invoice_by_rule()["batch_id"])
        for record in (batch, batch.item_ids):
            with self.assertRaises(AccessError):
                record.with_user(self.clerk).write({"write_date": False})
        self.env.flush_all()
