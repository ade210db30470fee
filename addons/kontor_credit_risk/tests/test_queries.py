from odoo.tests import tagged

from .common import CreditCase


@tagged("post_install", "-at_install")
class TestQueries(CreditCase):
    """Speed is kept by counting queries."""

    FIELDS = (
        "open_items_amount",
        "open_orders_amount",
        "limit_amount",
        "limit_remaining",
        "limit_remaining_with_orders",
        "internal_limit_remaining",
        "overdue_status",
        "overdue_amount",
        "last_return_date",
        "manual_block",
        "is_over_limit",
    )

    def _count(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        return self.env.cr.sql_log_count - before

    def test_all_figures_of_a_page_of_customers_cost_at_most_six_queries(self):
        customers = self.env["res.partner"].create([{"name": f"Kunde {index}"} for index in range(80)])
        for customer in customers[:5]:
            self._limit(100, partner=customer)
            self._invoice(50, partner=customer)
        customers.read(self.FIELDS)
        self.assertLessEqual(self._count(lambda: customers.read(self.FIELDS)), 6)

    def test_the_check_adds_at_most_ten_queries_to_a_confirmation_whatever_the_history(self):
        self._limit(1e6)

        def confirm():
            order = self._order((self.drill, 1))
            return self._count(order.action_confirm)

        def check():
            order = self._order((self.drill, 1))

            def judge():
                order._claim_for_judgement()
                order._check_blocks("order")
                self.env["kontor.release"]._mark_used(order, "order")

            return self._count(judge)

        confirm()
        confirm()
        few, few_check = confirm(), check()
        for _index in range(15):
            self._invoice(10)
            self._order((self.drill, 1)).action_confirm()
        self.assertLessEqual(confirm(), few)
        self.assertLessEqual(check(), few_check)

    def test_judging_many_orders_costs_as_much_as_judging_one(self):
        self._limit(1e6)
        orders = self.env["sale.order"].union(*(self._order((self.drill, 1)) for _index in range(12)))
        judge = lambda records: self._count(lambda: records._check_blocks("order"))  # noqa: E731
        judge(orders)
        self.assertLessEqual(judge(orders), judge(orders[:1]) + 1)

    def test_an_order_form_costs_the_same_for_a_customer_with_much_history(self):
        order = self._order((self.drill, 1))
        read = lambda: order.read(["block_text", "block_warning", "credit_figures"])  # noqa: E731
        read()
        few = self._count(read)
        for _index in range(10):
            self._invoice(10)
        self.assertLessEqual(self._count(read), few)
