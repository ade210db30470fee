from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CreditCase


@tagged("post_install", "-at_install")
class TestWorkList(CreditCase):
    """Gesperrte Belege: released, rejected, rechecked, many at once; the clerk is told (002-14)."""

    def setUp(self):
        super().setUp()
        self._limit(100)
        self.orders = self._order((self.drill, 5), user_id=self.clerk.id) | self._order(
            (self.drill, 2), user_id=self.clerk.id
        )
        self.orders._record_blocked("order")
        self.entries = self.env["kontor.blocked.document"].search([("document_id", "in", self.orders.ids)])

    def _told(self, order):
        return self.env["mail.message"].search(
            [("model", "=", "sale.order"), ("res_id", "=", order.id), ("partner_ids", "in", self.clerk.partner_id.ids)]
        )

    def test_a_blocked_document_is_listed_once_with_its_reasons(self):
        self.orders._record_blocked("order")
        self.assertEqual(len(self.entries), 2)
        entry = self.entries.filtered(lambda entry: entry.document_id == self.orders[0].id)
        self.assertEqual((entry.amount, entry.user_id, entry.partner_id), (500, self.clerk, self.customer))
        self.assertIn("exceeds the limit", entry.reason_text)
        found = entry.search([("reason_codes", "like", ",limit,"), ("amount", ">=", 400)])
        self.assertIn(entry, found)

    def test_many_are_released_at_once_and_the_clerk_is_told(self):
        ids = self.entries.with_user(self.releaser).action_release("Geprüft")
        self.assertEqual(len(ids), 2)
        self.assertEqual(set(self.entries.mapped("state")), {"released"})
        self.assertTrue(self._told(self.orders[0]))
        self.orders.action_confirm()

    def test_many_are_rejected_at_once_and_the_clerk_is_told(self):
        with self.assertRaises(UserError):
            self.entries.with_user(self.clerk).action_reject("Nein")
        self.entries.with_user(self.releaser).action_reject("Erst zahlen")
        self.assertEqual(set(self.entries.mapped("state")), {"rejected"})
        self.assertIn("Erst zahlen", self._told(self.orders[0])[:1].body)
        with self.assertRaises(UserError):
            self.orders[0].action_confirm()

    def test_a_recheck_frees_what_nothing_blocks_any_more(self):
        self.entries.with_user(self.releaser).action_recheck()
        self.assertEqual(set(self.entries.mapped("state")), {"open"})
        self.env["kontor.credit.limit"].search([("partner_id", "=", self.customer.id)]).amount = 5000
        self.assertEqual(self.entries.with_user(self.releaser).action_recheck(), 2)
        self.assertEqual(set(self.entries.mapped("state")), {"freed"})
        self.assertTrue(self._told(self.orders[0]))

    def test_the_daily_recheck_frees_and_finds(self):
        other = self.env["res.partner"].create({"name": "Später gesperrt"})
        order = self._order((self.drill, 1), partner_id=other.id)
        order.action_confirm()
        other.manual_block = "delivery"
        self.env["kontor.credit.limit"].search([("partner_id", "=", self.customer.id)]).amount = 5000
        with self.enter_registry_test_mode():
            self.env.ref("kontor_sales.cron_recheck_blocked_documents").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(set(self.entries.mapped("state")), {"freed"})
        entry = self.env["kontor.blocked.document"].search(
            [("document_model", "=", "stock.picking"), ("document_id", "in", order.picking_ids.ids)]
        )
        self.assertEqual((entry.state, entry.operation), ("open", "delivery"))

    def test_an_entry_of_a_document_that_is_done_leaves_the_list(self):
        self.orders[0].action_cancel()
        self.entries._recheck()
        self.assertEqual(self.entries.filtered(lambda e: e.document_id == self.orders[0].id).state, "freed")

    def test_002_14_the_proposals_are_combinable(self):
        wizard = self._wizard(self.orders[0], self.credit_manager | self.releaser)
        wizard.write({"release": False, "set_limit": True, "limit_amount": 600, "justification": "Gute Erfahrung"})
        wizard.action_apply()
        self.assertEqual(self._figures().limit_amount, 600)
        self.orders[0].action_confirm()
        wizard = self._wizard(self.orders[1], self.credit_manager | self.releaser)
        wizard.write(
            {
                "release": False,
                "reject": True,
                "block_order": True,
                "block_customer": True,
                "manual_block": "order",
                "justification": "Reicht",
            }
        )
        wizard.action_apply()
        self.assertTrue(self.orders[1].credit_hold)
        self.assertEqual(self.customer.manual_block, "order")

    def _wizard(self, order, users):
        user = users[0]
        user.group_ids |= users.group_ids
        action = order.with_user(user).action_open_release_wizard()
        return self.env[action["res_model"]].with_user(user).browse(action["res_id"])

    def test_the_dialog_releases_an_order_with_its_deliveries(self):
        wizard = self._wizard(self.orders[0], self.releaser)
        wizard.write({"justification": "Zusage", "with_deliveries": True})
        wizard.action_apply()
        self.orders[0].change_status("delivery")
        self.assertStatus(self.orders[0], "delivery")

    def test_the_dialog_needs_a_decision_and_the_rights(self):
        wizard = self._wizard(self.orders[0], self.clerk)
        wizard.write({"release": False})
        with self.assertRaises(UserError):
            wizard.action_apply()
        wizard.write({"release": True, "justification": "Bitte"})
        with self.assertRaisesRegex(UserError, "can't release"):
            wizard.action_apply()
