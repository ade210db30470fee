from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import CreditCase


@tagged("post_install", "-at_install")
class TestManualBlocks(CreditCase):
    """003-25…28: each value of the manual block against each operation."""

    def test_003_26a_liefersperre_stops_deliveries_only(self):
        order = self._in_status("order", (self.drill, 5))
        self.customer.manual_block = "delivery"
        with self.assertRaisesRegex(UserError, "Delivery Block"):
            order.change_status("delivery")
        self._order((self.drill, 1)).action_confirm()
        order.order_line.product_uom_qty = 6
        self.assertEqual(order.amount_total, 600)

    def test_003_27_liefer_und_bestellsperre(self):
        order = self._in_status("order", (self.drill, 5))
        quotation = self._order((self.drill, 1))
        self.customer.manual_block = "order"
        with self.assertRaisesRegex(UserError, "Delivery and Order Block"):
            quotation.action_confirm()
        for change in (
            lambda: order.order_line.write({"product_uom_qty": 6}),
            lambda: order.order_line.write({"product_uom_qty": 4}),
            lambda: order.write({"client_order_ref": "neu"}),
            lambda: order.change_status("delivery"),
        ):
            with self.assertRaisesRegex(UserError, "Delivery and Order Block"), self.env.cr.savepoint():
                change()
                self.env.flush_all()
            self.env.invalidate_all()
        self._order((self.drill, 1)).order_line.product_uom_qty = 3
        order.change_status("cancel")
        self.assertStatus(order, "cancel")

    def test_001_2_a_blocked_customer_gets_no_addendum(self):
        order = self._in_status("invoice", (self.drill, 5))
        self.customer.manual_block = "quotation"
        with self.assertRaisesRegex(UserError, "Quotation Block"):
            order.action_addendum()

    def test_003_28_no_quotations_either(self):
        quotation = self._order((self.drill, 1))
        self.customer.manual_block = "quotation"
        for change in (
            lambda: self._order((self.drill, 1)),
            lambda: quotation.order_line.write({"product_uom_qty": 3}),
            lambda: quotation.action_quotation_send(),
            lambda: quotation.action_quotation_sent(),
            lambda: quotation.write({"state": "sent"}),
            lambda: quotation.action_confirm(),
            lambda: quotation.copy(),
        ):
            with self.assertRaisesRegex(UserError, "Quotation Block"), self.env.cr.savepoint():
                change()
        quotation.action_cancel()

    def test_the_block_of_a_company_holds_for_its_contacts(self):
        contact = self.env["res.partner"].create({"name": "Herr Kern", "parent_id": self.customer.id})
        self.customer.manual_block = "order"
        with self.assertRaises(UserError):
            self._order((self.drill, 1), partner_id=contact.id).action_confirm()

    def test_no_rule_softens_the_manual_block(self):
        with self.assertRaises(UserError):
            self.env["kontor.block.rule"].create({"reason_code": "manual_block", "operation": "order", "effect": "none"})

    def test_002_14_one_order_is_blocked(self):
        order = self._order((self.drill, 1))
        with self.assertRaises(UserError):
            order.with_user(self.clerk).action_block_order("Rückfrage")
        order.with_user(self.credit_manager).action_block_order("Rückfrage")
        with self.assertRaisesRegex(UserError, "Rückfrage"):
            order.action_confirm()
        self._order((self.drill, 1)).action_confirm()
        with self.assertRaises(UserError):
            order.write({"credit_hold": False})
        order.with_user(self.credit_manager).action_unblock_order()
        order.action_confirm()
        self.assertStatus(order, "order")
