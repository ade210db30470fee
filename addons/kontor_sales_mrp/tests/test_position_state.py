from odoo.tests import tagged

from .common import ManufacturingCase


@tagged("post_install", "-at_install")
class TestPositionState(ManufacturingCase):
    """002-19: manufacturing, shipping and invoicing state of a position on one line."""

    def _states(self, line):
        line = line.with_user(self.clerk)
        line.invalidate_recordset(["manufacturing_state", "shipping_state", "invoicing_state"])
        return line.manufacturing_state, line.shipping_state, line.invoicing_state

    def test_002_19_a_position_through_its_life(self):
        self._stock(self.cabinet, 5)
        self._stock(self.leg, 20)
        order = self._confirmed()
        line = order.order_line
        self.assertEqual(self._states(line), (False, "open", "open"))
        production = self._productions(order.create_manufacturing_orders())
        self.assertEqual(self._states(line), ("planned", "open", "open"))
        self.assertEqual(line.qty_in_production, 5)
        self._finish(production)
        self.assertEqual(self._states(line), ("done", "ready", "open"))
        order.change_status("delivery", quantities=[{"line_id": line.id, "quantity": 2}])
        self.assertEqual(self._states(line), ("done", "partial", "open"))
        order.create_invoice_of_type("partial", lines=[{"line_id": line.id, "quantity": 2}], post=True)
        self.assertEqual(self._states(line), ("done", "partial", "partial"))
        order.change_status("delivery")
        order.change_status("invoice")
        self.assertEqual(self._states(line), ("done", "done", "done"))

    def test_002_19_work_in_progress(self):
        self._stock(self.cabinet, 5)
        self._stock(self.leg, 20)
        order = self._confirmed()
        production = self._productions(order.create_manufacturing_orders())
        production.qty_producing = 1
        production._set_qty_producing()
        self.assertEqual(self._states(order.order_line)[0], "progress")

    def test_002_19_a_list_of_positions_costs_a_fixed_number_of_queries(self):
        def queries(orders):
            lines = self.env["sale.order.line"].with_user(self.clerk).browse(orders.order_line.ids)
            self.env.flush_all()
            self.env.invalidate_all()
            lines.mapped("name")
            before = self.env.cr.sql_log_count
            lines.mapped("manufacturing_state")
            return self.env.cr.sql_log_count - before

        few = self._confirmed()
        few.create_manufacturing_orders()
        queries(few)
        many = few
        for _number in range(4):
            order = self._confirmed()
            order.create_manufacturing_orders()
            many |= order
        self.assertEqual(queries(few), queries(many))
