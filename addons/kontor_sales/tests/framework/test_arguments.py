from odoo.tests import tagged

from ..common import OrderCase
from ..unusable_arguments import public_methods, tracebacks


@tagged("post_install", "-at_install")
class TestArguments(OrderCase):
    """Whatever is sent over RPC is answered with data or a sentence, never with a traceback."""

    def test_every_public_method_with_unusable_arguments(self):
        self._in_status("invoice")
        self._order(user=self.clerk).action_issue_quotation()
        roles = {
            "portal": "base.group_portal",
            "warehouse": "stock.group_stock_user",
            "clerk": "sales_team.group_sale_salesman_all_leads,stock.group_stock_user,account.group_account_invoice",
        }
        self.assertIn(("sale.order", "change_status"), public_methods(self.env, "kontor_sales"))
        self.assertEqual(tracebacks(self.env, "kontor_sales", roles), [])
