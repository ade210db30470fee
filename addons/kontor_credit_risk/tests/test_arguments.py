from odoo.addons.kontor_sales.tests.unusable_arguments import public_methods, tracebacks
from odoo.tests import tagged

from .common import CLERK, CreditCase


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
