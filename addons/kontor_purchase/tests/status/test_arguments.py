from odoo.addons.kontor_sales.tests.unusable_arguments import public_methods, tracebacks
from odoo.tests import tagged

from ..common import PurchaseCase


@tagged("post_install", "-at_install")
class TestArguments(PurchaseCase):
    """Whatever is sent over RPC is answered with data or a sentence, never with a traceback."""

    def test_every_public_method_with_unusable_arguments(self):
        self._in_purchase_status("receipt")
        roles = {
            "portal": "base.group_portal",
            "seller": "sales_team.group_sale_salesman",
            "buyer": "purchase.group_purchase_user,stock.group_stock_user,account.group_account_invoice",
        }
        self.assertIn(("purchase.order", "get_request_comparison"), public_methods(self.env, "kontor_purchase"))
        self.assertEqual(tracebacks(self.env, "kontor_purchase", roles), [])
