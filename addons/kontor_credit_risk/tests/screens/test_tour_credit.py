from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from ..common import CLERK, CreditCase


@tagged("post_install", "-at_install", "kontor_once")
class TestTourCredit(CreditCase, HttpCase):
    """The credit management at the screen (002-14, 003-15, 003-23, 003-29)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = ("credit_manager", "override_limit", "override_block", "override_quotation_block")
        cls.manager = new_test_user(
            cls.env, "kontor_tour", groups=",".join([CLERK, *(f"kontor_credit_risk.group_{name}" for name in groups)])
        )
        (cls.manager | cls.clerk).lang = "en_US"  # the tours read English, whatever the database's language

    def _run(self, url, tour):
        self.env.flush_all()
        self.start_tour(f"/odoo/{url}", tour, login=self.manager.login)
        self.env.invalidate_all()

    def _blocked_order(self, name, **values):
        customer = self.env["res.partner"].create({"name": name, "is_company": True})
        self._limit(100, partner=customer)
        order = self._order((self.drill, 5), partner_id=customer.id, user_id=self.clerk.id, **values)
        order._record_blocked("order")
        return order

    def test_the_work_list(self):
        self.env["kontor.blocked.document"].search([("state", "=", "open")])._close("freed")
        orders = {name: self._blocked_order(f"{name} GmbH") for name in ("Anders", "Bauer", "Claus", "Dorn", "Sperre")}
        self.env["kontor.credit.limit"].search(
            [("partner_id", "in", (orders["Dorn"] | orders["Sperre"]).partner_id.ids)]
        ).amount = 5000
        orders["Sperre"].partner_id.sudo().manual_block = "order"
        orders["Sperre"]._record_blocked("order")
        self._run("action-kontor_sales.action_blocked_document", "kontor_blocked_documents")
        entries = self.env["kontor.blocked.document"].search([("document_id", "in", [o.id for o in orders.values()])])
        states = {entry.partner_id.name.split()[0]: entry.state for entry in entries}
        self.assertEqual(
            states,
            {"Anders": "released", "Bauer": "released", "Claus": "rejected", "Dorn": "freed", "Sperre": "open"},
        )
        self.assertEqual(entries.filtered(lambda entry: entry.state == "released").mapped("decided_by_id"), self.manager)
        for name in ("Anders", "Bauer", "Dorn"):
            orders[name].action_confirm()

    def test_an_order_is_released_and_confirmed(self):
        self._limit(100)
        order = self._order((self.drill, 5))
        self._run(f"action-kontor_sales.action_quotation/{order.id}", "kontor_release_order")
        self.assertStatus(order, "order")
        releases = self.env["kontor.release"].search([("document_id", "=", order.id)])
        self.assertEqual(set(releases.mapped("operation")), {"order", "delivery"})
        self.assertEqual(set(releases.mapped("justification")), {"Pays on Friday"})

    def test_003_29_a_quotation_for_a_blocked_customer_is_saved_with_a_reason(self):
        customer = self.env["res.partner"].create({"name": "Gesperrt und Söhne", "is_company": True})
        customer.action_set_manual_block("quotation", "Insolvency")
        self._run("action-kontor_sales.action_quotation", "kontor_pass_at_saving")
        order = self.env["sale.order"].search([("partner_id", "=", customer.id)])
        release = self.env["kontor.release"].search([("document_id", "=", order.id)])
        self.assertEqual((release.operation, release.justification), ("quotation", "Paid in advance"))

    def test_003_29_what_is_refused_is_decided_from_the_refusal(self):
        self._limit(100)
        order = self._order((self.drill, 5))
        self._run(f"action-kontor_sales.action_quotation/{order.id}", "kontor_decide_from_refusal")
        self.assertStatus(order, "order")

    def test_002_13_the_question_before_an_invoice_is_posted(self):
        self._limit(100)
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": self.today,
                "invoice_line_ids": [Command.create({"name": "Ware", "price_unit": 500, "tax_ids": False})],
            }
        )
        self._run(f"action-account.action_move_out_invoice_type/{move.id}", "kontor_ask_before_posting")
        self.assertEqual(move.state, "posted")
        self.assertEqual(self.env["kontor.blocked.document"].search([("document_id", "=", move.id)]).effect, "warn")

    def test_the_proposals_together(self):
        self._limit(100)
        order = self._order((self.drill, 5))
        self._run(f"action-kontor_sales.action_quotation/{order.id}", "kontor_decide_limit_and_blocks")
        self.assertEqual(self._figures().limit_amount, 600)
        self.assertEqual(self.customer.manual_block, "order")
        self.assertTrue(order.credit_hold)
        self.assertFalse(self.env["kontor.release"].search([("document_id", "=", order.id)]))

    def test_the_customer_s_tab(self):
        self._invoice(500)
        self._run(f"action-base.action_partner_form/{self.customer.id}", "kontor_customer_credit")
        self.assertEqual(self.customer.credit_limit_ids.amount, 300)
        self.assertEqual(self.customer.manual_block, "delivery")
        self.assertEqual(self.customer.manual_block_reason, "Talk to us first")

    def test_a_returned_debit(self):
        order = self._in_status("done", (self.drill, 5))
        payment = order.invoice_ids.matched_payment_ids
        self._run(f"action-account.action_account_payments/{payment.id}", "kontor_returned_debit")
        self.assertEqual((payment.return_reason, payment.returned_on), ("Account closed", self._days(0)))
        self.assertStatus(order, "invoice")
