from odoo.tests import tagged

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestQueries(OrderCase):
    """Speed is kept by counting queries: none of these may grow with the number of orders."""

    def _recompute(self, orders):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env.add_to_compute(orders._fields["lifecycle_status"], orders)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _copies(self, count):
        order = self._order((self.drill, 1))
        values = order.copy_data()[0]
        return self.env["sale.order"].create([dict(values) for _index in range(count)])

    def test_recomputing_the_status_costs_the_same_for_one_and_for_many(self):
        few = self._recompute(self._copies(2))
        orders = self._copies(150)
        orders[:75].action_confirm()
        self.assertEqual(self._recompute(orders), few)
        self.assertLessEqual(few, 5 + self.is_dunning_installed)

    def test_writing_changed_statuses_is_one_statement(self):
        orders = self._copies(120)
        self.env.cr.execute(
            "UPDATE sale_order SET lifecycle_status = 'done', is_settled = TRUE WHERE id IN %s", [tuple(orders.ids)]
        )
        self.assertLessEqual(self._recompute(orders), 5 + self.is_dunning_installed)
        self.assertEqual(set(orders.mapped("lifecycle_status")), {"quotation"})

    def test_recomputing_ten_thousand_waiting_orders_is_one_batch(self):
        orders = self._copies(2)
        self.env.flush_all()
        # what lies in the Historie comes back with its documents when it is computed anew, which is other work
        self.env.cr.execute("SELECT id FROM sale_order WHERE NOT is_history ORDER BY id LIMIT 10000")
        everything = self.env["sale.order"].browse([row[0] for row in self.env.cr.fetchall()])
        self.assertLessEqual(self._recompute(everything | orders), 5 + self.is_dunning_installed)

    def test_a_page_of_labels_costs_one_query_more(self):
        orders = self._copies(80)
        orders.mapped("lifecycle_label")  # the names of the statuses are cached from here on
        self.env.invalidate_all()
        orders.mapped("lifecycle_status")
        before = self.env.cr.sql_log_count
        orders.mapped("lifecycle_label")
        self.assertLessEqual(self.env.cr.sql_log_count - before, 3)

    def test_the_dialog_does_not_cost_more_for_more_lines(self):
        def count(order):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order.get_status_options()
            return self.env.cr.sql_log_count - before

        small = self._in_status("order", (self.drill, 1))
        large = self._in_status("order", *[(self.drill, 1)] * 40)
        count(small)
        self.assertLessEqual(count(large), count(small) + 3)
