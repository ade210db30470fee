from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import OrderCase
from ..odoo_test_helper_19 import FakeModelLoader


@tagged("post_install", "-at_install")
class TestDunningHooks(OrderCase):
    """001-2, 001-9: the row and the column "Mahnung" of the table, with a module that duns."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.loader = FakeModelLoader(cls.env, cls.__module__)
        cls.loader.backup_registry()
        cls.addClassCleanup(cls.loader.restore_registry)
        from ..fake_dunning import SaleOrder  # importing it at the top would make it part of the addon

        cls.loader.update_registry((SaleOrder,))

    def _dunned(self):
        order = self._in_status("invoice")
        order.change_status("dunning")
        self.assertStatus(order, "dunning")
        return order

    def test_001_2_an_invoice_is_dunned_and_then_at_the_next_level(self):
        order = self._dunned()
        self.assertEqual(order.lifecycle_label, "Dunning (reminder)")
        order.change_status("dunning")
        self.assertEqual(order.lifecycle_label, "Dunning (dunning)")
        with self.assertRaisesRegex(UserError, "last level"):
            order.change_status("dunning")

    def test_001_2_only_an_invoiced_order_is_dunned(self):
        for status in ("quotation", "order", "delivery", "done", "cancel"):
            with self.subTest(status=status):
                order = self._in_status(status)
                with self.assertRaises(UserError):
                    order.change_status("dunning")
                self.assertStatus(order, status)

    def test_001_2_from_mahnung_an_order_is_only_dunned_completed_or_cancelled(self):
        for target in ("quotation", "order", "delivery", "invoice"):
            with self.subTest(target=target):
                order = self._dunned()
                with self.assertRaisesRegex(UserError, "only be dunned, completed or cancelled"):
                    order.change_status(target)
                self.assertStatus(order, "dunning")
        for target in ("done", "cancel"):
            with self.subTest(target=target):
                order = self._dunned()
                order.change_status(target)
                self.assertStatus(order, target)

    def test_a_withdrawn_dunning_falls_back_to_rechnung(self):
        order = self._dunned()
        order.fake_dunning_kind = False
        order.modified(["state"])
        self.assertStatus(order, "invoice")

    def test_an_overdue_part_invoice_does_not_make_the_order_a_dunned_one(self):
        order = self._in_status("order", (self.drill, 5))
        order.create_invoice_of_type("partial", lines=[{"line_id": order.order_line.id, "quantity": 1}], post=True)
        order.fake_dunning_kind = "reminder"
        order.modified(["state"])
        self.assertStatus(order, "order")

    def test_001_11_a_dunning_letter_is_assigned_by_its_level(self):
        assignment = self.env["order.status.report"].create(
            {
                "status_id": self.env.ref("kontor_sales.order_status_dunning").id,
                "report_id": self.env.ref("account.account_invoices").id,
                "dunning_kind": "dunning",
            }
        )
        order = self._dunned()
        self.assertFalse(assignment._applies_to(order))
        order.change_status("dunning")
        self.assertTrue(assignment._applies_to(order))
