from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..common import CLERK, CreditCase


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

    def _news(self):
        """Return what the clerk was told, the latest last."""
        self.env.invalidate_all()
        return self.env["mail.message"].search(
            [("partner_ids", "in", self.clerk.partner_id.ids), ("message_type", "=", "user_notification")], order="id"
        )

    def test_the_clerk_is_told_once_that_documents_are_blocked(self):
        self.clerk.lang = "en_US"
        self.assertEqual(len(self._news()), 1, "one message for both orders")
        for order in self.orders:
            self.assertIn(order.name, self._news().body)
        self.assertIn("exceeds the limit", self._news().body)
        self.orders._record_blocked("order")
        self.orders[0].order_line.product_uom_qty = 6
        self.orders._record_blocked("order")
        self.assertEqual(len(self._news()), 1, "the same block is not told twice")
        third = self._order((self.drill, 3), user_id=self.clerk.id)
        third._record_blocked("order")
        self.assertEqual((self._news()[-1].model, self._news()[-1].res_id), ("sale.order", third.id))
        self.assertIn("is blocked", self._news()[-1].subject)

    def test_who_was_refused_himself_is_not_told_again(self):
        third = self._order((self.drill, 3), user_id=self.clerk.id)
        values = third._blocked_values("order", third._get_blocks("order")[third])
        self.env["kontor.blocked.document"]._record([values], knows=self.clerk.id)
        self.assertEqual(len(self._news()), 1)
        self.assertEqual(self.env["kontor.blocked.document"].search_count([("document_id", "=", third.id)]), 1)

    def test_the_clerk_reads_it_in_his_language(self):
        self.clerk.lang = "de_DE"
        self.entries.with_user(self.releaser).action_release("Geprüft")
        self.assertIn("freigegeben", self._news()[-1].subject)

    def test_what_was_rejected_stays_off_the_list_until_something_changes(self):
        other = self.env["res.partner"].create({"name": "Später gesperrt"})
        order = self._order((self.drill, 1), partner_id=other.id, user_id=self.clerk.id)
        order.action_confirm()
        other.manual_block = "delivery"
        self._recheck_daily()
        entry = self._delivery_entries(order)
        self.assertEqual(entry.state, "open")
        entry.with_user(self._with_all_rights()).action_reject("Erst reden")
        told = len(self._news())
        self._recheck_daily()
        self.assertEqual(self._delivery_entries(order), entry, "the daily recheck doesn't bring it back")
        order.picking_ids._record_blocked("delivery")
        self.assertEqual(len(self._delivery_entries(order)), 2, "somebody tried again")
        self.assertEqual(len(self._news()), told, "the clerk knows")
        other.manual_block = "none"
        self._recheck_daily()
        self.assertEqual(set(self._delivery_entries(order).mapped("state")), {"freed", "rejected"})
        other.manual_block = "delivery"
        self._recheck_daily()
        self.assertEqual(self._delivery_entries(order)[:1].state, "open", "a new block")

    def _delivery_entries(self, order):
        return self.env["kontor.blocked.document"].search(
            [("document_model", "=", "stock.picking"), ("document_id", "in", order.picking_ids.ids)]
        )

    def _recheck_daily(self):
        with self.enter_registry_test_mode():
            self.env.ref("kontor_sales.cron_recheck_blocked_documents").method_direct_trigger()
        self.env.invalidate_all()

    def _with_all_rights(self):
        return new_test_user(self.env, "kontor_all_rights", groups=f"{CLERK},kontor_credit_risk.group_override_block")

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
        self._recheck_daily()
        self.assertEqual(set(self.entries.mapped("state")), {"freed"})
        entry = self._delivery_entries(order)
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
        wizard.write({"release": False, "set_limit": True, "limit_amount": 9000})
        with self.assertRaisesRegex(UserError, "lack the right to change limits"):
            wizard.action_apply()
        self.assertEqual(self._figures().limit_amount, 100)

    def test_a_new_limit_is_for_one_customer(self):
        other = self._order((self.drill, 5), partner_id=self.env["res.partner"].create({"name": "Zweiter"}).id)
        self._limit(50, partner=other.partner_id)
        wizard = self._wizard(self.orders[0] | other, self.releaser)
        wizard.write({"release": False, "set_limit": True, "limit_amount": 0, "justification": "Beide"})
        with self.assertRaisesRegex(UserError, "Zweiter"):
            wizard.action_apply()
        self.assertEqual([self._figures().limit_amount, self._figures(other.partner_id).limit_amount], [100, 50])

    def test_002_13_the_dialog_proposes_the_limit_that_suffices(self):
        self._invoice(30)
        wizard = self._wizard(self.orders[0], self.releaser)
        wizard.set_limit = True
        wizard._onchange_set_limit()
        self.assertEqual(wizard.limit_amount, 530)
        wizard.write({"release": False, "justification": "Reicht genau"})
        wizard.action_apply()
        self.orders[0].action_confirm()
        with self.assertRaises(UserError):
            self.orders[1].action_confirm()
