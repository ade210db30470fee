from datetime import timedelta

from lxml import etree
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestOverviews(OrderCase):
    """002-5, 002-6, 002-9, 002-10, 004-24: lists that lead to what is to be done, and the status of what stands in them."""

    def _listed(self, xmlid, user=None):
        """Return what a menu entry lists with the filters it opens with."""
        action = self.env.ref(f"kontor_sales.{xmlid}")
        records = self.env[action.res_model].with_user(user or self.clerk)
        domain = safe_eval(action.domain, {"uid": self.clerk.id})
        views = records.get_view(action.search_view_id.id, "search")["arch"]
        for key in safe_eval(action.context):
            if key.startswith("search_default_"):
                name = key.removeprefix("search_default_")
                found = self._filter_domain(views, name)
                domain += found
        return records.search(domain)

    def _filter_domain(self, arch, name):
        node = etree.fromstring(arch).xpath(f"//filter[@name='{name}']")[0]
        return safe_eval(node.get("domain"), {"uid": self.clerk.id})

    def test_002_9_delivery_notes_follow_their_invoices(self):
        order = self._order((self.screw, 10))
        order.change_status("order")
        line = order.order_line
        waiting = order.picking_ids
        self.assertEqual(waiting.invoicing_status, "no", "not delivered yet")
        order.change_status("delivery", quantities=[{"line_id": line.id, "quantity": 4}])
        first = order.picking_ids.filtered(lambda picking: picking.state == "done")
        self.assertEqual(first.invoicing_status, "to_invoice")
        order.change_status("delivery", quantities=[{"line_id": line.id, "quantity": 6}])
        second = order.picking_ids.filtered(lambda picking: picking.state == "done") - first
        self.assertEqual((first.invoicing_status, second.invoicing_status), ("to_invoice", "to_invoice"))
        self.assertIn(first, self._listed("action_delivery_to_invoice"))
        order.create_invoice_of_type("partial", lines=[{"line_id": line.id, "quantity": 5}], post=True)
        self.assertEqual((first.invoicing_status, second.invoicing_status), ("invoiced", "partial"))
        self.assertNotIn(first, self._listed("action_delivery_to_invoice"))
        self.assertIn(second, self._listed("action_delivery_to_invoice"))
        order.change_status("invoice")
        self.assertEqual((first.invoicing_status, second.invoicing_status), ("invoiced", "invoiced"))
        self.assertNotIn(second, self._listed("action_delivery_to_invoice"))

    def test_002_9_a_credited_invoice_opens_the_delivery_again(self):
        order = self._order((self.screw, 10))
        order.change_status("invoice")
        delivery = order.picking_ids
        self.assertEqual(delivery.invoicing_status, "invoiced")
        invoice = order.invoice_ids
        invoice._reverse_moves(cancel=True)
        self.assertEqual(delivery.invoicing_status, "to_invoice")

    def test_receipts_and_returns_have_nothing_to_invoice(self):
        order = self._order((self.screw, 10))
        order.change_status("delivery")
        returned = self._return(order.picking_ids, 2)
        self.assertEqual(returned.invoicing_status, "no")

    def test_open_deliveries_and_orders_to_invoice(self):
        order = self._in_status("delivery")
        done = order.picking_ids.filtered(lambda picking: picking.state == "done")
        self.assertEqual(self._listed("action_delivery_open") & order.picking_ids, order.picking_ids - done)
        self.assertIn(order, self._listed("action_order_to_invoice"))
        order.change_status("delivery")
        order.change_status("invoice")
        self.assertNotIn(order, self._listed("action_order_to_invoice"))
        self.assertFalse(self._listed("action_delivery_open") & order.picking_ids)

    def test_002_10_open_posted_paid_and_overdue_invoices(self):
        paid, late, draft = self._in_status("done"), self._in_status("invoice"), self._in_status("order")
        late.invoice_ids.invoice_line_ids.move_id.line_ids.filtered("date_maturity").date_maturity = self.today - timedelta(
            days=3
        )
        draft_invoice = self.env["account.move"].browse(draft.create_invoice_of_type("full"))
        invoices = paid.invoice_ids | late.invoice_ids | draft_invoice
        expected = {
            "action_invoice": invoices,
            "action_invoice_draft": draft_invoice,
            "action_invoice_posted": paid.invoice_ids | late.invoice_ids,
            "action_invoice_open": late.invoice_ids,
            "action_invoice_paid": paid.invoice_ids,
        }
        for action, listed in expected.items():
            with self.subTest(action=action):
                self.assertEqual(self._listed(action) & invoices, listed)
        self.assertEqual(paid.invoice_ids.due_state, "settled")
        self.assertEqual(late.invoice_ids.due_state, "overdue")
        self.assertFalse(draft_invoice.due_state)

    def test_002_6_the_list_of_invoices_names_order_and_status(self):
        order = self._in_status("invoice")
        invoice = order.invoice_ids.with_user(self.clerk)
        self.assertEqual(invoice.order_status_label, "Invoice")
        self.assertEqual((invoice.invoice_origin, invoice.order_invoice_type), (order.name, "final"))
        self.assertIn(invoice.due_state, ("not_due", "due"))
        order.change_status("done")
        self.assertEqual(invoice.order_status_label, "Completed")

    def test_the_status_of_many_deliveries_takes_a_fixed_number_of_queries(self):
        orders = self.env["sale.order"].union(*(self._in_status("delivery") for _number in range(6)))
        pickings = orders.picking_ids
        self.env.flush_all()

        def queries(records):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.with_user(self.clerk).read(["invoicing_status"])
            return self.env.cr.sql_log_count - before

        queries(pickings[:1])
        self.assertEqual(queries(pickings[:2]), queries(pickings))
