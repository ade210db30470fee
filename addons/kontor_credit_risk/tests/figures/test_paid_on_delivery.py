from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import CreditCase


@tagged("post_install", "-at_install")
class TestPaidOnDelivery(CreditCase):
    """An order that is paid on delivery needs no credit, by its own Zahlungsart (003-17, 001-12)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        methods = cls.bank.inbound_payment_method_line_ids
        cls.cod = methods.filtered(lambda line: line.payment_kind == "cod")
        cls.transfer = methods.filtered(lambda line: line.payment_kind == "transfer")
        cls._limit(100)

    def test_the_order_s_way_of_paying_decides(self):
        self.assertTrue(self._order((self.drill, 5)).uses_credit)
        order = self._order((self.drill, 5), preferred_payment_method_line_id=self.cod.id)
        self.assertFalse(order.uses_credit)
        order.change_status("order")
        self.assertStatus(order, "order")
        self.assertEqual(order.order_line.credit_open_amount, 0)

    def test_a_marked_customer_s_order_by_transfer_needs_credit(self):
        self.customer.cash_on_delivery = True
        order = self._order((self.drill, 5), preferred_payment_method_line_id=self.transfer.id)
        with self.assertRaisesRegex(UserError, "limit"):
            order.action_confirm()

    def test_paid_otherwise_afterwards_it_is_judged_again(self):
        """Nobody gets credit by confirming an order as cash on delivery and changing that."""
        order = self._order((self.drill, 5), preferred_payment_method_line_id=self.cod.id)
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "limit"):
            order.preferred_payment_method_line_id = self.transfer

    def test_paid_otherwise_afterwards_within_the_limit(self):
        small = self._order((self.drill, 1), preferred_payment_method_line_id=self.cod.id)
        small.action_confirm()
        small.preferred_payment_method_line_id = self.transfer
        self.assertTrue(small.uses_credit)
        self.assertEqual(small.order_line.credit_open_amount, 100)
        small.preferred_payment_method_line_id = self.cod
        self.assertFalse(small.uses_credit)

    def test_an_invoice_of_its_own_paid_on_delivery(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "preferred_payment_method_line_id": self.cod.id,
                "invoice_line_ids": [(0, 0, {"name": "Ware", "quantity": 1, "price_unit": 500, "tax_ids": False})],
            }
        )
        self.assertFalse(invoice._get_block_reasons("invoice")[invoice])
        invoice.preferred_payment_method_line_id = self.transfer
        self.assertTrue(invoice._get_block_reasons("invoice")[invoice])
