from odoo.tests import tagged

from .common import PurchaseCase


@tagged("post_install", "-at_install")
class TestPurchaseRights(PurchaseCase):
    """Who may do what on the supplier side (000-8)."""

    def test_a_manager_has_the_rights_to_release_and_a_buyer_has_not(self):
        for right in ("kontor_purchase.group_approve_order", "kontor_purchase.group_release_bill"):
            self.assertTrue(self.purchase_manager.has_group(right))
            self.assertFalse(self.buyer.has_group(right))
