from odoo.tests import tagged
from odoo.tools import SQL

from ...models.positions.position_facts_function import COLUMNS
from ..invoicing.test_final_invoice import InvoicingCase


@tagged("post_install", "-at_install")
class TestPositionFacts(InvoicingCase):
    """One query says of each position what is ordered, delivered, invoiced and still open (001-1, 002-19, 004-25)."""

    def assertFacts(self, line, **expected):
        facts = line._get_position_facts()[line.id]
        self.assertEqual({name: round(facts[name], 2) for name in expected}, expected)
        self.assertEqual(line.position_facts, facts, "what was read before follows")

    def test_the_life_of_a_position_invoiced_on_delivery(self):
        order = self._order((self.plank, 10))
        line = order.order_line
        order.change_status("order")
        self.assertFacts(line, ordered=10, volume=10, delivered=0, open=10, reserved=10, invoiced=0, to_invoice=10)
        self.assertFacts(line, net_to_invoice=1000, gross_to_invoice=1190)
        self._deliver(order, 4)
        self.assertFacts(line, volume=10, delivered=4, open=6, reserved=6, to_invoice=10)
        self._invoices(order, "partial", lines=[{"line_id": line.id, "quantity": 3}])
        self.assertFacts(line, invoiced=3, drafted=0, to_invoice=7, net_invoiced=300, gross_invoiced=357)
        draft = self._invoices(order, "partial", post=False, lines=[{"line_id": line.id, "quantity": 1}])
        self.assertFacts(line, invoiced=3, drafted=1, to_invoice=7)
        draft.button_cancel()
        self._close(order)
        self.assertFacts(line, ordered=10, volume=4, open=0, drafted=0, to_invoice=1)

    def test_goods_that_came_back(self):
        self.drill.taxes_id = self.tax_19
        order = self._order((self.drill, 10), (self.plank, 10))
        drill, plank = order.order_line
        order.change_status("invoice")
        for line in order.order_line:
            self.assertFacts(line, volume=10, delivered=10, open=0, returned=0, invoiced=10, to_invoice=0)
        self._return(order.picking_ids, 2)
        for line in (drill, plank):
            self.assertFacts(line, ordered=10, volume=8, delivered=8, open=0, returned=2, invoiced=10, to_invoice=-2)
        self.env["account.move"].browse(order.action_create_credit_note_difference()).action_post()
        for line in (drill, plank):
            self.assertFacts(line, volume=8, invoiced=8, credited=2, to_invoice=0, net_invoiced=800, gross_to_invoice=0)

    def test_nothing_of_a_cancelled_order_is_open(self):
        self.repair.taxes_id = self.tax_19
        order = self._order((self.repair, 3), (self.plank, 3))
        order.change_status("order")
        self._deliver(order, 1, 1)
        for line in order.order_line:
            self.assertFacts(line, volume=3, delivered=1, open=2, to_invoice=3)
        order.change_status("cancel", reason="Nicht mehr gebraucht")
        for line in order.order_line:
            self.assertFacts(line, volume=1, delivered=1, open=0, to_invoice=1)

    def test_an_invoice_in_another_unit(self):
        self._without_hash_chain()
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._order((self.plank, 24))
        order.change_status("invoice")
        self.assertFacts(order.order_line, invoiced=24)
        order.order_line.invoice_lines.move_id.button_draft()
        order.order_line.invoice_lines.write({"product_uom_id": dozen.id, "quantity": 2})
        self.assertFacts(order.order_line, invoiced=0, drafted=24)

    def test_a_down_payment_by_posted_documents(self):
        order = self._order((self.plank, 10))
        order.change_status("order")
        draft = self._invoices(order, "down_payment", percentage=50, post=False)
        line = order.order_line.filtered(lambda line: line.is_downpayment and not line.display_type)
        self.assertFacts(line, requested=0, left=0)
        draft.action_post()
        self.assertFacts(line, requested=595, deducted=0, amount_credited=0, left=595)
        credit_note = draft._reverse_moves([{"invoice_date": self.today}])
        self.assertFacts(line, requested=595, amount_credited=0, left=595)
        credit_note.invoice_line_ids.price_unit = 300
        credit_note.action_post()
        self.assertFacts(line, requested=595, amount_credited=357, deducted=0, left=238)

    def test_all_positions_cost_one_query(self):
        orders = self.env["sale.order"].union(*(self._order((self.plank, 1), (self.book, 2)) for _index in range(5)))
        orders.action_confirm()
        self.env.flush_all()
        for lines in (orders[0].order_line, orders.order_line):
            with self.assertQueryCount(1):
                lines._get_position_facts()

    def test_the_function_in_the_database_says_what_the_query_says(self):
        """The status and the form ask the function, reports and lists the query: one formula, also after an update."""
        orders = self._order((self.plank, 10), (self.drill, 3)) | self._order((self.repair, 2), (self.plank, 4))
        orders[0].change_status("order")
        self._deliver(orders[0], 4, 1)
        self._invoices(orders[0], "partial", lines=[{"line_id": orders[0].order_line[0].id, "quantity": 3}])
        orders[1].change_status("invoice")
        lines = orders.order_line
        lines._flush_position_sources()
        columns = SQL(", ").join(SQL("%s::%s", SQL.identifier(name), SQL(kind)) for name, kind in COLUMNS.items())
        sources = (
            lines._position_facts_call(SQL("%s", lines.ids)),
            SQL("(%s) facts", lines._position_facts_query(SQL("l.id IN %s", tuple(lines.ids)))),
        )
        called, queried = (
            self.env.execute_query_dict(SQL("SELECT %s FROM %s ORDER BY line_id", columns, source)) for source in sources
        )
        self.assertEqual(len(called), len(lines))
        self.assertEqual(called, queried)
        self.assertEqual([row["invoiced"] for row in called][:2], [3, 0])
