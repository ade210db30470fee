from odoo.tests import new_test_user, tagged

from ..invoicing.test_final_invoice import InvoicingCase
from ..lock_matrix import LockMatrix


@tagged("post_install", "-at_install")
class TestLockMatrix(InvoicingCase, LockMatrix):
    """002-17: each lock × each step × each kind of order works, or is refused with a sentence."""

    def test_a_plain_order(self):
        self._walk(self._order((self.plank, 10)), [*self._quotation_steps(), *self._order_steps()])

    def test_an_issued_quotation(self):
        self._walk(self._order((self.plank, 10)), [*self._quotation_steps(issue=True), *self._order_steps()])

    def test_an_order_with_a_down_payment(self):
        order = self._order((self.plank, 10))
        order.change_status("order")
        self._walk(order, self._order_steps(down_payment=True))

    def test_an_article_with_a_reordering_rule_and_no_supplier(self):
        self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.plank.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "product_min_qty": 2000,
                "product_max_qty": 2000,
                "trigger": "auto",
            }
        )
        self._walk(self._order((self.plank, 10)), [*self._quotation_steps(), *self._order_steps()])

    def test_an_order_of_a_shop(self):
        groups = "sales_team.group_sale_salesman_all_leads,account.group_account_invoice,base.group_partner_manager"
        shop = self.env["sale.order"].with_user(new_test_user(self.env, "kontor_shop", groups=groups))
        self.plank.default_code = "DIELE"
        self.customer.ref = "K-1001"
        values = {
            "source": "webshop",
            "customer": {"number": "K-1001"},
            "ordered_on": "2026-03-01",
            "lines": [{"sku": "DIELE", "quantity": 10, "price_unit": 90.0}],
        }
        for locks in ([("order", "confirmed")], [("quotation", "sent")]):
            with self._undone(locks):
                answer = shop.import_channel_order({**values, "reference": "W-1"})
                self.assertEqual(shop.browse(answer["order_id"]).state, "sale")
        order = shop.browse(shop.import_channel_order({**values, "reference": "W-2"})["order_id"])
        self._walk(order.with_user(self.clerk), self._order_steps())
