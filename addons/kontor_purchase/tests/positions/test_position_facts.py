from odoo import Command, fields
from odoo.tests import tagged
from odoo.tools import SQL

from ...models.positions.position_facts_function import COLUMNS
from ..common import PurchaseCase


@tagged("post_install", "-at_install")
class TestPositionFacts(PurchaseCase):
    """What is ordered, received, billed and still open of a position, from one source (000-8)."""

    def _confirmed(self, *positions):
        order = self._purchase(*positions)
        order.button_confirm()
        return order

    def _facts(self, line, *names):
        """Return facts as another transaction would see them."""
        self.env.flush_all()
        facts = line._get_position_facts()[line.id]
        self.assertEqual(facts, {name: facts[name] for name in line.position_facts}, "the field says the same")
        return tuple(facts[name] for name in names)

    def _send_back(self, order, quantity, refund=True):
        """Send goods back to the supplier, for a refund or for others."""
        picking = order.sudo().picking_ids.filtered(lambda picking: picking.state == "done")[:1]
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_ids=picking.ids, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.write({"quantity": quantity, "to_refund": refund})
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.write({"quantity": quantity, "picked": True})
        back.with_context(skip_backorder=True, skip_sms=True).button_validate()
        self.assertEqual(back.state, "done")

    def _credit(self, bill, quantity=None):
        """Enter the supplier's credit note for a bill, for a quantity of its first position or all of it."""
        bill = bill.sudo()
        wizard = self.env["account.move.reversal"].create(
            {"move_ids": [Command.set(bill.ids)], "journal_id": bill.journal_id.id, "date": fields.Date.today()}
        )
        refund = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
        if quantity is not None:
            refund.invoice_line_ids.quantity = quantity
        refund.action_post()
        return refund

    def test_a_life_of_goods_billed_on_receipt(self):
        order = self._confirmed((self.hammer, 10))
        line = order.order_line
        names = ("ordered", "volume", "received", "open", "billed", "drafted", "due", "billable", "to_bill")
        self.assertEqual(self._facts(line, *names), (10, 10, 0, 10, 0, 0, 0, 0, 10))
        self._receive(order, hammer=4)
        self.assertEqual(self._facts(line, *names), (10, 10, 4, 6, 0, 0, 4, 4, 10))
        bill = self._bill(order, post=False)
        self.assertEqual(self._facts(line, *names), (10, 10, 4, 6, 0, 4, 4, 0, 10))
        bill.action_post()
        self.assertEqual(self._facts(line, *names), (10, 10, 4, 6, 4, 0, 4, 0, 6))
        self.assertEqual((line.qty_invoiced, line.qty_to_invoice), (4, 0))
        self._receive(order)
        self.assertEqual(self._facts(line, *names), (10, 10, 10, 0, 4, 0, 10, 6, 6))
        self.assertEqual((line.qty_to_invoice, order.invoice_status), (6, "to invoice"))

    def test_goods_billed_on_order(self):
        order = self._confirmed((self.nail, 10))
        line = order.order_line
        self.assertEqual(self._facts(line, "volume", "due", "billable", "to_bill"), (10, 10, 10, 10))
        self._bill(order)
        self.assertEqual(self._facts(line, "open", "billed", "billable", "to_bill"), (10, 10, 0, 0))
        self._credit(order.sudo().invoice_ids, 3)
        self.assertEqual(self._facts(line, "billed", "credited", "billable", "to_bill"), (7, 3, 3, 3))

    def test_ten_received_and_billed_two_returned_and_refunded(self):
        """With the supplier's credit note all is settled, whatever the article is billed by."""
        for product in (self.hammer, self.nail):
            with self.subTest(product.name):
                order = self._confirmed((product, 10))
                line = order.order_line
                self._receive(order)
                bill = self._bill(order)
                self.assertTrue(order.is_settled)
                self._send_back(order, 2)
                names = ("received", "returned", "volume", "billed", "to_bill")
                self.assertEqual(self._facts(line, *names), (8, 2, 8, 10, -2))
                self.assertEqual(line.qty_to_invoice, -2)
                self.assertFalse(order.is_settled)
                self._credit(bill, 2)
                self.assertEqual(self._facts(line, *names, "credited", "billable"), (8, 2, 8, 8, 0, 2, 0))
                self.assertTrue(order.is_settled)
                self.assertFalse(order.is_left_to_bill or order.is_left_to_receive)
                self.assertEqual((line.qty_to_invoice, order.invoice_status), (0, "invoiced"))
                self.assertFalse(order._billable_lines())

    def test_core_makes_the_credit_note_of_what_went_back(self):
        order = self._confirmed((self.nail, 10))
        self._receive(order)
        self._bill(order)
        self._send_back(order, 2)
        refund = self._bill(order)
        self.assertEqual((refund.move_type, refund.invoice_line_ids.quantity), ("in_refund", 2))
        self.assertEqual(self._facts(order.order_line, "billed", "to_bill"), (8, 0))
        self.assertTrue(order.is_settled)

    def test_what_went_back_without_a_refund_is_still_billed(self):
        order = self._confirmed((self.nail, 10))
        self._receive(order)
        self._send_back(order, 2, refund=False)
        self.assertEqual(self._facts(order.order_line, "received", "returned", "volume", "to_bill"), (10, 0, 10, 10))

    def test_a_bill_in_another_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._confirmed((self.nail, 24))
        bill = self._bill(order, post=False)
        bill.sudo().invoice_line_ids.write({"product_uom_id": dozen.id, "quantity": 1, "price_unit": 24})
        bill.action_post()
        self.assertEqual(self._facts(order.order_line, "billed", "to_bill"), (12, 12))
        self.assertEqual(order.order_line.qty_to_invoice, 12)

    def test_what_the_supplier_won_t_deliver_any_more_is_not_open(self):
        order = self._confirmed((self.hammer, 10))
        self._receive(order, hammer=6)
        order.sudo().picking_ids.filtered(lambda picking: picking.state != "done").action_cancel()
        self.assertEqual(self._facts(order.order_line, "open", "received", "volume"), (0, 6, 6))
        self.assertFalse(order.is_left_to_receive)

    def test_the_check_of_a_bill_knows_what_went_back(self):
        """Ten ordered and received, two sent back for a refund: a bill of ten is two too many."""
        order = self._confirmed((self.nail, 10))
        self._receive(order)
        self._send_back(order, 2)
        bill = self._bill(order, post=False)
        bill.sudo().invoice_line_ids.quantity = 10
        [row] = bill.get_bill_check()
        self.assertEqual((row["allowed_quantity"], row["billed"], row["kinds"]), (8, 10, ["quantity"]))

    def test_many_positions_take_the_same_queries_as_one(self):
        few, many = self._confirmed((self.hammer, 1)), self._confirmed(*[(self.hammer, 1)] * 12)

        def queries(order):
            self.env.flush_all()
            self.env.invalidate_all()
            ids = order.order_line.ids
            before = self.env.cr.sql_log_count
            self.env["purchase.order.line"].browse(ids).mapped("position_facts")
            return self.env.cr.sql_log_count - before

        queries(few)
        self.assertEqual(queries(few), queries(many))

    def test_the_function_in_the_database_says_what_the_query_says(self):
        lines = (self._confirmed((self.hammer, 10)) | self._confirmed((self.hammer, 3), (self.hammer, 2))).order_line
        self._receive(lines[0].order_id)
        self._bill(lines[0].order_id)
        lines._flush_position_sources()
        columns = SQL(", ").join(SQL("%s::%s", SQL.identifier(name), SQL(kind)) for name, kind in COLUMNS.items())
        location = SQL("%s", lines._inter_company_location_id())
        sources = (
            lines._position_facts_call(SQL("%s", lines.ids)),
            SQL("(%s) facts", lines._position_facts_query(SQL("l.id IN %s", tuple(lines.ids)), location)),
        )
        called, queried = (
            self.env.execute_query_dict(SQL("SELECT %s FROM %s ORDER BY line_id", columns, source)) for source in sources
        )
        self.assertEqual(called, queried)
        self.assertEqual([row["billed"] for row in called], [10, 0, 0])
