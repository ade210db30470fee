from odoo.addons.kontor_sales.tests.unusable_arguments import public_methods, tracebacks, writes
from odoo.tests import tagged

from ..common import CLERK, CreditCase


@tagged("post_install", "-at_install")
class TestArguments(CreditCase):
    """Whatever is sent over RPC is answered with data or a sentence, never with a traceback."""

    def test_every_public_method_with_unusable_arguments(self):
        self._limit(100)
        self._order((self.drill, 5))
        self._invoice(10)
        roles = {
            "portal": "base.group_portal",
            "warehouse": "stock.group_stock_user",
            "seller": "sales_team.group_sale_salesman",
            "clerk": CLERK,
            "manager": f"{CLERK},kontor_credit_risk.group_credit_manager,kontor_credit_risk.group_override_limit,"
            "kontor_credit_risk.group_override_block",
        }
        self.assertIn(("res.partner", "action_set_manual_block"), public_methods(self.env, "kontor_credit_risk"))
        self.assertEqual(tracebacks(self.env, "kontor_credit_risk", roles), [])

    def test_who_has_no_right_writes_nothing_of_the_credit_risk(self):
        """Limits, defaults, insurances, delays and guards, by every role that doesn't keep them (003-29…31)."""
        self._limit(100)
        self.env["kontor.credit.insurance"].create(
            {"partner_id": self.customer.id, "insurer_id": self.customer.id, "amount": 1}
        )
        group = self.env["res.partner.category"].create({"name": "Kleinkunden"})
        self.env["kontor.credit.limit.default"].create({"category_id": group.id, "amount": 30})
        self._order((self.drill, 1)).action_confirm()
        override = "kontor_credit_risk.group_override"
        roles = {
            "portal": "base.group_portal",
            "warehouse": "stock.group_stock_user",
            "seller": "sales_team.group_sale_salesman",
            "clerk": CLERK,
            "leader": "sales_team.group_sale_manager",
            "accountant": "account.group_account_user",
            "releaser": f"{CLERK},{override}_overdue,{override}_internal_overdue,{override}_block",
        }
        self.assertEqual(writes(self.env, "kontor_credit_risk", roles), [])
        limiter = {"limiter": f"{CLERK},{override}_limit"}
        self.assertEqual(writes(self.env, "kontor_credit_risk", limiter, but=("kontor.credit.limit",)), [])
