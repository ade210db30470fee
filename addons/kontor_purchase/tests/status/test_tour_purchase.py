from odoo.tests import HttpCase, new_test_user, tagged

from ..common import PurchaseCase


@tagged("post_install", "-at_install", "kontor_once")
class TestTourPurchase(PurchaseCase, HttpCase):
    """The supplier order's life on the screen, by somebody with the rights for it (000-8)."""

    def test_life_from_request_to_completed(self):
        groups = "purchase.group_purchase_user,stock.group_stock_user,account.group_account_invoice"
        user = new_test_user(self.env, "kontor_small_office", groups=groups, lang="en_US")
        order = self._purchase((self.hammer, 10), user=user)
        self.env.flush_all()
        self.start_tour(f"/odoo/action-kontor_purchase.action_request/{order.id}", "kontor_purchase_life", login=user.login)
        self.env.invalidate_all()
        self.assertPurchaseStatus(order, "done")
        self.assertEqual(sorted(order.picking_ids.move_ids.mapped("quantity")), [4, 6])
        self.assertEqual(order.invoice_ids.ref, "ER-77")
        self.assertIn(order.invoice_ids.payment_state, ("paid", "in_payment"))
