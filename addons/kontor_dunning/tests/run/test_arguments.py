from odoo.addons.kontor_sales.tests.unusable_arguments import public_methods, tracebacks, writes
from odoo.tests import tagged

from ..common import DunningCase


@tagged("post_install", "-at_install")
class TestArguments(DunningCase):
    """Whatever is sent over RPC is answered with data or a sentence, never with a traceback."""

    def test_every_public_method_with_unusable_arguments(self):
        self._invoice(10)
        self._dun()
        roles = {
            "portal": "base.group_portal",
            "warehouse": "stock.group_stock_user",
            "seller": "sales_team.group_sale_salesman",
            "clerk": "account.group_account_invoice",
            "dunner": "kontor_dunning.group_dunning_manager,sales_team.group_sale_salesman_all_leads",
        }
        self.assertIn(("kontor.dunning.run", "simulate"), public_methods(self.env, "kontor_dunning"))
        self.assertEqual(tracebacks(self.env, "kontor_dunning", roles), [])

    def test_who_has_no_right_writes_nothing_of_the_dunning(self):
        """Procedures, levels, runs, letters, their items and base rates, by every role that doesn't dun."""
        self._invoice(10)
        self._dun()
        roles = {
            "portal": "base.group_portal",
            "warehouse": "stock.group_stock_user",
            "seller": "sales_team.group_sale_salesman",
            "leader": "sales_team.group_sale_manager",
            "clerk": "account.group_account_invoice,sales_team.group_sale_salesman_all_leads",
            "accountant": "account.group_account_user",
        }
        self.assertEqual(writes(self.env, "kontor_dunning", roles), [])
