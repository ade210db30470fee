from odoo.addons.kontor_credit_risk.tests.common import CreditCase
from odoo.exceptions import UserError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestWorkshop(CreditCase):
    """003-30: workshop orders under either stronger block only with the flag."""

    def _repair(self):
        return self.env["repair.order"].create({"partner_id": self.customer.id, "product_id": self.setup.id})

    def test_003_30_a_delivery_block_stops_no_workshop_order(self):
        self.customer.manual_block = "delivery"
        self._repair().action_validate()

    def test_003_30_the_stronger_blocks_stop_them_without_the_flag(self):
        before = self._repair()
        for block in ("order", "quotation"):
            self.customer.manual_block = block
            with self.assertRaisesRegex(UserError, "Workshop"), self.env.cr.savepoint():
                self._repair()
            with self.assertRaisesRegex(UserError, "Workshop"), self.env.cr.savepoint():
                before.action_validate()

    def test_003_30_with_the_flag_they_are_taken_and_invoiced(self):
        self.customer.write({"manual_block": "quotation", "workshop_allowed": True})
        repair = self._repair()
        repair.action_validate()
        repair.action_create_sale_order()
        order = repair.sale_order_id
        self.assertTrue(order)
        self.assertFalse(order._get_blocks("invoice")[order])
        order.with_user(self.credit_manager).action_block_order("Reklamation")
        self.assertTrue(order._get_blocks("invoice")[order], "blocked itself, it isn't invoiced")
        with self.assertRaises(UserError):
            self._order((self.drill, 1))

    def test_003_30_block_and_flag_of_another_company_do_not_count(self):
        other = self.env["res.company"].create({"name": "Zweite GmbH", "country_id": self.env.ref("base.de").id})
        self.customer.with_company(other).write({"manual_block": "order"})
        self._repair().action_validate()
        self.customer.manual_block = "order"
        self.customer.with_company(other).workshop_allowed = True
        with self.assertRaisesRegex(UserError, "Workshop"):
            self._repair()
