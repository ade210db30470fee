from ast import literal_eval
from datetime import timedelta

from freezegun import freeze_time
from lxml import etree
from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestHistory(OrderCase):
    """Documents leave the daily lists for the Historie, stay readable there, and come back when they change (002-20)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"history_rule": "after", "history_count": 30, "history_unit": "days"})

    def _move(self, days=31):
        """Let the nightly job run, this many days from now."""
        self.env.flush_all()
        with freeze_time(fields.Datetime.now() + timedelta(days=days)), self.enter_registry_test_mode():
            self.env.ref("kontor_sales.cron_move_to_history").method_direct_trigger()
        self.env.invalidate_all()

    def _daily(self, xmlid):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return self.env[action["res_model"]].with_user(self.clerk).search(literal_eval(action["domain"]))

    def test_completed_order_goes_with_its_documents(self):
        order = self._in_status("done")
        self.assertEqual(order.completed_on, self.today)
        self._move(29)
        self.assertFalse(order.is_history, "not before its time")
        self._move()
        documents = [order, order.picking_ids, order.invoice_ids]
        self.assertTrue(all(record.is_history for records in documents for record in records))
        for xmlid, record in (
            ("kontor_sales.action_order", order),
            ("kontor_sales.action_order_settled", order),
            ("kontor_sales.action_invoice", order.invoice_ids),
            ("kontor_sales.action_invoice_paid", order.invoice_ids),
        ):
            self.assertNotIn(record, self._daily(xmlid), xmlid)
        for xmlid, record in (
            ("kontor_sales.action_history_order", order),
            ("kontor_sales.action_history_delivery", order.picking_ids),
            ("kontor_sales.action_history_invoice", order.invoice_ids),
        ):
            self.assertIn(record, self._daily(xmlid), xmlid)
        self.assertEqual(order.with_user(self.clerk).read(["lifecycle_status"])[0]["lifecycle_status"], "done")

    def test_open_orders_stay(self):
        orders = [self._in_status(status) for status in ("order", "delivery", "invoice")]
        orders.append(self._order(validity_date=False))
        self._move(400)
        self.assertFalse(any(order.is_history for order in orders))

    def test_cancelled_order_and_quotation_go(self):
        quotation = self._in_status("cancel")
        order = self._in_status("invoice")
        order.change_status("cancel", reason="Irrtum")
        self._move()
        self.assertTrue(quotation.is_history and order.is_history)
        self.assertEqual(len(order.invoice_ids), 2)
        self.assertTrue(all(move.is_history for move in order.invoice_ids), "invoice and its reversal")
        self.assertNotIn(quotation, self._daily("kontor_sales.action_quotation_cancelled"))

    # -- expired quotations -----------------------------------------------------------------------------------------------

    def _expiring(self, issued=True, days=10):
        """Make a quotation that is valid for some days."""
        order = self._order(validity_date=self.today + timedelta(days=days))
        if issued:
            order.action_issue_quotation()
        return order

    def test_002_20_expired_quotations_go(self):
        """Their last day of validity is to them what completion is to an order: 30 days later they go."""
        issued, draft, timeless = self._expiring(), self._expiring(issued=False), self._order(validity_date=False)
        self._move(39)
        self.assertFalse(issued.is_history or draft.is_history, "not before its time")
        self._move(40)
        self.assertTrue(issued.is_history and draft.is_history)
        self.assertFalse(timeless.is_history, "it doesn't expire")
        self.assertNotIn(issued, self._daily("kontor_sales.action_quotation"))
        self.assertIn(issued, self._daily("kontor_sales.action_history_order"))
        self.assertEqual(issued.with_user(self.clerk).lifecycle_status, "quotation")

    def test_002_20_an_ordered_quotation_stays(self):
        order = self._expiring()
        order.change_status("order")
        self._move(400)
        self.assertFalse(order.is_history)

    def test_002_20_a_renewed_quotation_comes_back(self):
        revised, draft = self._expiring(), self._expiring(issued=False)
        self._move(41)
        with freeze_time(fields.Datetime.now() + timedelta(days=42)):
            revised.action_revise_quotation("Der Kunde fragt wieder an")
            self.assertFalse(revised.is_history)
            later = fields.Date.today() + timedelta(days=30)
            (revised | draft).with_user(self.clerk).write({"validity_date": later})
            revised.action_issue_quotation()
        self.assertFalse(revised.is_history or draft.is_history)
        self._move(42 + 59)
        self.assertFalse(revised.is_history or draft.is_history, "valid for 30 days, and its time after that")
        self._move(42 + 60)
        self.assertTrue(revised.is_history and draft.is_history)

    def test_002_20_quotations_before_a_date(self):
        order = self._expiring(days=0)
        self.company.write({"history_rule": "before", "history_date": self.today + timedelta(days=1)})
        self._move(0)
        self.assertFalse(order.is_history, "valid on its last day")
        self._move(1)
        self.assertTrue(order.is_history)
        other = self._expiring(days=1)
        self._move(5)
        self.assertFalse(other.is_history, "valid until that date, not before it")

    def test_the_list_of_open_quotations_has_no_dead_ones(self):
        """At once, not only when the job has taken them: nobody can order them."""
        dead, draft, last_day = self._expiring(days=0), self._expiring(issued=False, days=0), self._expiring(days=1)
        view = self.env["sale.order"].get_view(self.env.ref("kontor_sales.sale_order_view_search_quotation").id, "search")
        node = etree.fromstring(view["arch"]).xpath("//filter[@name='open_quotations']")[0]
        with freeze_time(fields.Datetime.now() + timedelta(days=1)):
            found = self.env["sale.order"].search(literal_eval(" ".join(node.get("domain").split())))
            self.assertIn(last_day, found)
            self.assertIn(draft, found, "it is still being worked on")
            self.assertNotIn(dead, found)

    def test_payment_reversed(self):
        order = self._in_status("done")
        self._move()
        order.change_status("invoice", reason="Rücklastschrift")
        self.assertFalse(order.is_history or order.picking_ids.is_history or order.invoice_ids.is_history)
        self.assertEqual(order.history_returned_on, self.today)
        self.assertFalse(order.completed_on)

    def test_payment_taken_off_in_accounting(self):
        order = self._in_status("done")
        self._move()
        order.invoice_ids.line_ids.remove_move_reconcile()
        self.env.flush_all()
        self.assertFalse(order.is_history or order.invoice_ids.is_history)

    def test_return_of_goods(self):
        order = self._in_status("done")
        self._move()
        self._return(order.picking_ids, 1)
        self.env.flush_all()
        self.assertFalse(order.is_history)
        self.assertFalse(any(picking.is_history for picking in order.picking_ids))

    def test_lower_price(self):
        order = self._in_status("done")
        self._move()
        order.write({"order_line": [(1, order.order_line.id, {"price_unit": 90})]})
        self.env.flush_all()
        self.assertFalse(order.is_history)

    def test_another_change(self):
        """A new reference of the customer brings the order back; a note in the conversation doesn't."""
        order = self._in_status("done")
        self._move()
        order.message_post(body="Der Kunde hat angerufen.")
        order.activity_schedule("mail.mail_activity_data_todo", summary="Zurückrufen")
        self.assertTrue(order.is_history)
        order.with_user(self.clerk).client_order_ref = "4711"
        self.assertFalse(order.is_history)

    def test_stays_for_its_time_again(self):
        """What came back is not taken away the next night, but after the same time again."""
        order = self._in_status("done")
        self._move()
        with freeze_time(fields.Datetime.now() + timedelta(days=40)):
            order.client_order_ref = "4711"
        self._move(41)
        self.assertFalse(order.is_history)
        self._move(71)
        self.assertTrue(order.is_history)

    def test_by_hand(self):
        order = self._in_status("done")
        self._move()
        self.assertTrue(order.with_user(self.clerk).action_return_from_history())
        self.assertFalse(order.is_history)
        with self.assertRaises(UserError):
            order.with_user(self.clerk).action_return_from_history()

    def test_collective_invoice_waits_for_its_last_order(self):
        first, second = self._in_status("order"), self._in_status("order")
        for order in first | second:
            order.change_status("delivery")
        invoice = (first | second)._create_invoices()
        invoice.action_post()
        self.assertEqual(len(invoice), 1)
        self._pay(invoice)
        self.env.flush_all()
        self.assertEqual(set((first | second).mapped("lifecycle_status")), {"done"})
        with freeze_time(fields.Datetime.now() + timedelta(days=20)):
            second.client_order_ref = "noch offen"
            self.env.cr.execute(
                "UPDATE sale_order SET history_returned_on = %s WHERE id = %s", [fields.Date.today(), second.id]
            )
        self._move()
        self.assertTrue(first.is_history)
        self.assertFalse(second.is_history or invoice.is_history)
        self._move(60)
        self.assertTrue(second.is_history and invoice.is_history)

    def test_open_credit_note_holds_the_order(self):
        order = self._in_status("invoice")
        order.order_line.price_unit = 90
        order.change_status("done")
        note = self.env["account.move"].browse(order.action_create_credit_note_difference())
        self._move()
        self.assertFalse(order.is_history, "a draft credit note is work to be done")
        note.action_post()
        self._move()
        self.assertFalse(order.is_history, "and an open one, too")

    def test_invoice_without_order(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": self.today,
                "invoice_line_ids": [(0, 0, {"name": "Pfand", "price_unit": 10})],
            }
        )
        invoice.action_post()
        self._move()
        self.assertFalse(invoice.is_history, "not paid")
        self._pay(invoice)
        self._move()
        self.assertTrue(invoice.is_history)

    def test_settings(self):
        order = self._in_status("done")
        self.company.history_rule = "never"
        self._move(4000)
        self.assertFalse(order.is_history)
        self.company.write({"history_rule": "before", "history_date": self.today})
        self._move(0)
        self.assertFalse(order.is_history, "completed on that day, not before it")
        self.company.history_date = self.today + timedelta(days=1)
        self._move(0)
        self.assertTrue(order.is_history)
        self.assertFalse(self.env["res.company"].new({"history_rule": "before"})._history_cutoff())

    def test_companies_have_their_own_setting(self):
        order = self._in_status("done")
        self.company.history_rule = "never"
        self.env["res.company"].create({"name": "Schwester GmbH", "history_count": 0})
        self._move(100)
        self.assertFalse(order.is_history)

    def test_killed_job_goes_on(self):
        """A batch takes what it can; the next one goes on behind it, and nothing goes twice."""
        orders = self.env["sale.order"].browse([self._in_status("cancel").id for _number in range(5)])
        cutoff = self.today + timedelta(days=1)
        model = self.env["sale.order"].sudo()
        domain = [("id", "in", orders.ids), ("is_history", "=", True)]
        while True:
            before = model.search_count(domain)
            moved = model._history_move_batch(self.company, cutoff, limit=2)
            if not moved:
                break
            self.assertLessEqual(model.search_count(domain) - before, 2)
        self.assertEqual(model.search_count(domain), 5)

    def test_nobody_writes_the_mark(self):
        order = self._in_status("done")
        for values in ({"is_history": True}, {"history_returned_on": self.today}):
            with self.assertRaises(UserError):
                order.with_user(self.clerk).write(values)
        with self.assertRaises(UserError):
            order.invoice_ids.with_user(self.clerk).write({"is_history": True})
        with self.assertRaises(UserError):
            self._order(is_history=True)
        reader = new_test_user(self.env, "kontor_reader", groups="base.group_user")
        self._move()
        with self.assertRaises(AccessError):
            order.with_user(reader).action_return_from_history()

    def test_query_count(self):
        """A batch takes as many queries for one order as for five."""
        cutoff = self.today + timedelta(days=1)
        model = self.env["sale.order"].sudo()
        model._history_move_batch(self.company, cutoff, limit=100)

        def queries(count):
            for _number in range(count):
                self._in_status("done")
            self.env.flush_all()
            start = self.env.cr.sql_log_count
            self.assertEqual(model._history_move_batch(self.company, cutoff, limit=100), count)
            return self.env.cr.sql_log_count - start

        self.assertEqual(queries(1), queries(5))
