from odoo.tests import tagged

from ..invoicing.test_final_invoice import InvoicingCase


@tagged("post_install", "-at_install")
class TestCashOnDeliveryDiscount(InvoicingCase):
    """001-12: a discount on the whole order is taken off what the carrier collects, with each delivery's share."""

    def _discounted(self, *positions):
        order = self._order(*positions)
        self.env["sale.order.discount"].create(
            {"sale_order_id": order.id, "discount_type": "so_discount", "discount_percentage": 0.1}
        ).action_apply_discount()
        order.change_status("order")
        return order

    def test_the_whole_order_in_one_delivery(self):
        order = self._discounted((self.plank, 10), (self.book, 10))
        order.change_status("delivery")
        amounts = order.picking_ids._get_cash_on_delivery_amounts()
        self.assertAlmostEqual(amounts["amount_to_collect"], order.amount_total)
        self.assertAlmostEqual(sum(item["total"] for item in amounts["lines"]), order.amount_total)

    def test_each_delivery_its_share(self):
        order = self._discounted((self.plank, 10))
        first = self._deliver(order, 4)
        rest = order.picking_ids - first
        self.assertAlmostEqual(first._get_cash_on_delivery_amounts()["amount_to_collect"], 4 * 119 * 0.9)
        self.assertAlmostEqual(rest._get_cash_on_delivery_amounts()["amount_to_collect"], 6 * 119 * 0.9)

    def test_only_goods_with_the_discounts_own_tax_bear_it(self):
        order = self._discounted((self.plank, 1), (self.book, 1))
        books = self._deliver(order, 0, 1)
        self.assertAlmostEqual(books._get_cash_on_delivery_amounts()["tax_totals"]["base_amount_currency"], 30.0, 2)
