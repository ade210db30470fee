from odoo.tests import tagged

from ..common import CreditCase


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
        self.assertLessEqual(self._count(lambda: customers.read(self.FIELDS)), 2, "the goal is 6")

    def test_pages_and_searches_agree_on_the_figures(self):
        """A page is read by the function in the database, many customers by its query in full, and few one by one.

        The internal status and the delivery stop are found in three ways; terms without stages, credits, and a contact
        as the debtor of an item don't make a difference (003-19…21).
        """
        group = self.env["res.partner.category"].create({"name": "Kleinkunden"})
        customers = self.env["res.partner"].create([{"name": f"Kunde {index}"} for index in range(9)])
        self._limit(100, partner=customers[0])
        self._limit(70, "internal", partner=customers[0], valid_to=self._days(5))
        self._limit(100, partner=customers[1], valid_to=self._days(-1))
        customers[2].category_id = group
        for customer, due_in in zip(customers, (5, -1, -15, -40, 0)):
            self._invoice(50, due_in=due_in, partner=customer)
        self._order((self.drill, 1), partner_id=customers[4].id).action_confirm()
        only_stop = self.term.copy({"name": "Nur Lieferstopp", "internal_due_days": 0, "delivery_stop_days": 5})
        contact = self.env["res.partner"].create({"name": "Filiale", "parent_id": customers[6].id})
        self._invoice(20, due_in=-90, partner=customers[6], term=False)
        self._invoice(20, due_in=-12, partner=contact)
        self._invoice(20, due_in=-8, partner=customers[7], invoice_payment_term_id=only_stop.id)
        self._invoice(20, due_in=-2, partner=customers[8])
        self._invoice(60, due_in=-90, partner=customers[8], move_type="out_refund")
        method = (
            self.env["account.journal"]
            .search([("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1)
            .inbound_payment_method_line_ids[:1]
        )
        for step in ("plain", "defaults", "delays", "no credit"):
            if step == "defaults":
                self.env["kontor.credit.limit.default"].create({"category_id": group.id, "amount": 30})
            elif step == "delays":
                self.env["kontor.payment.delay"].create({"payment_method_line_id": method.id, "days": 10})
                self.env.company.delay_counts_for_limit = True
                invoice = self._invoice(80, due_in=-3, partner=customers[5])
                self.env["account.payment.register"].with_context(
                    active_model="account.move", active_ids=invoice.ids
                ).create({"journal_id": method.journal_id.id, "payment_method_line_id": method.id}).action_create_payments()
            elif step == "no credit":
                self.env.company.limit_without_row = "zero"
            self.env.flush_all()
            rows = customers._get_credit_figures(self.env.company)
            query = customers._credit_figures_query(self.env.company, customers.ids)
            self.assertEqual(rows, {row["id"]: row for row in self.env.execute_query_dict(query)}, step)
            one_by_one = {key: row for one in customers for key, row in one._get_credit_figures(self.env.company).items()}
            self.assertEqual(rows, one_by_one, step)
            everybody = self.env.execute_query_dict(customers._credit_figures_query(self.env.company))
            self.assertEqual(rows, {row["id"]: row for row in everybody if row["id"] in customers.ids}, step)
            stages = [self.env["res.partner"]._overdue_status(rows[customer.id]) for customer in customers]
            self.assertEqual(
                stages,
                [
                    "none",
                    "overdue",
                    "internal",
                    "delivery_stop",
                    "none",
                    "overdue" if step in ("delays", "no credit") else "none",
                    "internal",
                    "delivery_stop",
                    "overdue",
                ],
                step,
            )
        self.assertEqual(rows[customers[2].id]["limit"], 30)
        self.assertEqual(rows[customers[5].id]["open_items"], 80, "paid, but by debit")
        self.assertEqual(rows[customers[3].id]["limit"], 0)

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
