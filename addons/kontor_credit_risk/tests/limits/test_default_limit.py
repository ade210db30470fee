from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common import CreditCase


@tagged("post_install", "-at_install")
class TestDefaultLimit(CreditCase):
    """002-12: every company decides which limit counts for customers who have none; a new one is asked."""

    def setUp(self):
        super().setUp()
        self.company.write({"limit_decided_on": False, "limit_decided_by_id": False})

    def _panel(self, user):
        self.env.invalidate_all()
        return self.customer.with_user(user).credit_figures

    def test_002_12_a_new_company_is_asked_until_it_has_decided(self):
        company = self.env["res.company"].create({"name": "Neu GmbH"})
        self.assertFalse(company.limit_decided_on)
        self.assertEqual(company.limit_without_row, "unlimited", "until then, as it was")
        self.assertTrue(self._panel(self.credit_manager)["undecided"], "who can decide is asked where it matters")
        self.assertFalse(self._panel(self.clerk)["undecided"])
        self.assertFalse(self._panel(self.releaser)["undecided"])
        self.assertTrue(self.customer.with_user(self.credit_manager).get_customer_header()["exposure"]["undecided"])
        action = self.customer.with_user(self.credit_manager).open_from_header("credit_default_limit")
        form = Form(self.env[action["res_model"]].with_user(self.credit_manager).with_context(**action["context"]))
        self.assertEqual(form.choice, "amount", "a limit is proposed")
        form.amount = 2500
        form.save().action_apply()
        self.assertEqual((self.company.limit_without_row, self.company.default_limit), ("amount", 2500))
        self.assertEqual(self.company.limit_decided_by_id, self.credit_manager)
        self.assertFalse(self._panel(self.credit_manager)["undecided"])

    def test_002_12_unlimited_is_a_decision_too(self):
        self.company.with_user(self.credit_manager).action_decide_default_limit("unlimited")
        self.assertTrue(self.company.limit_decided_on)
        self.assertFalse(self._figures().has_limit)
        self.assertFalse(self._panel(self.credit_manager)["undecided"])

    def test_002_12_the_default_limit_counts_for_those_without_one(self):
        self.company.with_user(self.credit_manager).action_decide_default_limit("amount", 300)
        customer = self._figures()
        self.assertEqual((customer.limit_amount, customer.has_limit, customer.has_internal_limit), (300, True, False))
        self._order((self.drill, 3)).action_confirm()
        with self.assertRaisesRegex(UserError, "exceeds the limit"):
            self._order((self.drill, 1)).action_confirm()
        self.env.flush_all()
        row = self.env["kontor.credit.report"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((row.limit_amount, row.remaining), (300, 0))
        self._invoice(1)
        self.assertIn(self.customer, self.env["res.partner"].search([("is_over_limit", "=", True)]))
        self._limit(5000)
        self.assertEqual(self._figures().limit_amount, 5000)
        self.assertNotIn(self.customer, self.env["res.partner"].search([("is_over_limit", "=", True)]))

    def test_002_12_each_company_for_itself(self):
        other = self.env["res.company"].create({"name": "Andere GmbH", "currency_id": self.company.currency_id.id})
        self.company.action_decide_default_limit("amount", 300)
        self.assertFalse(self.customer.with_company(other).has_limit)

    def test_only_the_credit_management_decides(self):
        for user in (self.clerk, self.releaser):
            with self.assertRaisesRegex(UserError, "credit management decides"):
                self.company.with_user(user).action_decide_default_limit("zero")
            with self.assertRaises(AccessError):
                self.company.with_user(user).limit_without_row = "zero"
        keeper = self.company.with_user(self.credit_manager)
        for arguments in (("nonsense",), (None,), ("amount", -1), ("amount", 0), ("amount", "x"), ("amount", float("nan"))):
            with self.subTest(arguments=arguments), self.assertRaises(UserError):
                keeper.action_decide_default_limit(*arguments)
        with self.assertRaises(UserError):
            keeper.browse().action_decide_default_limit("zero")
