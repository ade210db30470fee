from odoo.tests import tagged

from ..invoicing.test_final_invoice import InvoicingCase


@tagged("post_install", "-at_install")
class TestSums(InvoicingCase):
    """Sums in lists never count the same money twice (000-9, 000-11, 002-18)."""

    def _documents(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["kontor.customer.document"].search([("commercial_partner_id", "=", self.customer.id)])

    def _open_sum(self):
        """Return what the list of the customer's documents adds up to, as its footer does."""
        documents = self._documents()
        [(total,)] = documents._read_group([("id", "in", documents.ids)], [], ["open_amount:sum"])
        return self.company.currency_id.round(total)

    def _row(self, order):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["kontor.order.analysis"].search([("order_id", "=", order.id)])

    def _order_of_3446_67(self):
        self.plank.list_price = 2896.36
        order = self._order((self.plank, 1))
        self.assertEqual(order.amount_total, 3446.67)
        order.change_status("order")
        return order

    def test_000_9_a_down_payment_and_its_order_are_not_added(self):
        order = self._order_of_3446_67()
        self.assertEqual(self._open_sum(), 3446.67)
        down_payment = self._invoices(order, "down_payment", amount=969.31)
        documents = self._documents()
        self.assertEqual(
            {row.document_type: row.open_amount for row in documents if row.document_type != "delivery"},
            {"order": 2477.36, "invoice": 969.31},
        )
        self.assertEqual(self._open_sum(), 3446.67)
        self._pay(down_payment)
        self.assertEqual(self._open_sum(), 2477.36)
        order.change_status("delivery")
        final = self._invoices(order, "final")
        self.assertEqual((final.amount_total, self._open_sum()), (2477.36, 2477.36))
        self._pay(final)
        self.assertEqual(self._open_sum(), 0)

    def test_000_9_a_credited_down_payment_is_open_in_the_order_again(self):
        order = self._order_of_3446_67()
        down_payment = self._invoices(order, "down_payment", amount=969.31)
        down_payment._reverse_moves([{"invoice_date": self.today}], cancel=True)
        self.assertEqual(self._open_sum(), 3446.67)

    def test_000_9_a_draft_is_not_invoiced_yet(self):
        order = self._order((self.plank, 10))
        order.change_status("delivery")
        draft = self._invoices(order, "full", post=False)
        self.assertEqual(self._open_sum(), 1190)
        draft.action_post()
        self.assertEqual(self._open_sum(), 1190)

    def test_000_9_amounts_of_several_kinds_are_not_added(self):
        field = self.env["kontor.customer.document"].fields_get(["amount", "open_amount"], ["aggregator"])
        self.assertFalse(field["amount"].get("aggregator"))
        self.assertEqual(field["open_amount"]["aggregator"], "sum")

    def test_002_18_what_came_back_and_was_credited_is_not_to_invoice(self):
        """10 pieces, invoiced, 2 returned for a refund, credited by the difference."""
        order = self._order((self.plank, 10))
        order.change_status("invoice")
        row = self._row(order)
        self.assertEqual((row.invoiced, row.invoicing_state, row.amount_to_invoice), (10, "done", 0))
        self._return(order.picking_ids, 2)
        row = self._row(order)
        self.assertEqual((row.invoicing_state, row.amount_to_invoice), ("over", 0))
        note = self.env["account.move"].browse(order.action_create_credit_note_difference())
        note.action_post()
        self.assertEqual(note.amount_total, 238)
        row = self._row(order)
        self.assertEqual((row.invoicing_state, row.shipping_state), ("done", "done"))
        self.assertEqual((row.invoiced, row.delivered, row.amount_invoiced), (8, 8, 800))
        self.assertEqual((row.amount_to_invoice, row.amount_delivered_not_invoiced), (0, 0))
        self.assertNotIn(row, row.search([("invoicing_state", "in", ("open", "partial")), ("order_id", "=", order.id)]))
        document = self._documents().filtered(lambda document: document.document_type == "order")
        self.assertEqual(document.open_amount, 0)
        self.assertEqual(self._open_sum(), 952, "the invoice of 1,190.00 less the credit note of 238.00")

    def test_002_18_a_product_invoiced_by_order_that_came_back(self):
        self.plank.invoice_policy = "order"
        self.test_002_18_what_came_back_and_was_credited_is_not_to_invoice()
