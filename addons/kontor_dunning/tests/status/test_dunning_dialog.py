from datetime import timedelta

from freezegun import freeze_time
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..common import DunningCase


@tagged("post_install", "-at_install")
class TestDunningDialog(DunningCase):
    """001-4: the status dialog duns by the days of the levels; earlier needs a reason, and the letter is shown first."""

    def _invoiced(self, overdue, *positions):
        """Return an invoiced order, due some days ago, as the dunning clerk sees it."""
        order = self._order(*positions)
        order.change_status("order")
        order.change_status("invoice")
        order.invoice_ids.invoice_date_due = self.date - timedelta(days=overdue)
        return order.with_user(self.dunner)

    def _letters(self, order):
        return order.sudo().invoice_ids.dunning_line_ids.letter_id

    def _option(self, order):
        return {option["status"]: option for option in order.get_status_options()}["dunning"]

    def _dialog(self, orders, target="dunning"):
        action = orders.with_user(self.dunner).action_open_status_dialog(target)
        return self.env[action["res_model"]].with_user(self.dunner).browse(action["res_id"])

    def test_001_4_a_level_comes_to_its_day(self):
        """Seven days after the due day, not on the sixth; the second fourteen days after the letter, not on the 13th."""
        early = self._invoiced(self.reminder.days - 1)
        self.assertEqual(self._option(early)["needs"], ["reason"])
        with self.assertRaisesRegex(UserError, "has its day on .*needs a reason"):
            early.change_status("dunning")
        self.assertFalse(self._letters(early))
        order = self._invoiced(self.reminder.days)
        self.assertEqual(self._option(order)["needs"], [])
        self.assertTrue(order.change_status("dunning"))
        self.assertEqual(order.dunning_level_id, self.reminder)
        for days, needs in ((self.dunning.min_days_since_last - 1, ["reason"]), (self.dunning.min_days_since_last, [])):
            with freeze_time(self.date + timedelta(days=days)):
                self.assertEqual(self._option(order)["needs"], needs)
                if needs:
                    with self.assertRaisesRegex(UserError, "has its day on"):
                        order.change_status("dunning")
                else:
                    order.change_status("dunning")
        self.assertEqual(order.dunning_level_id, self.dunning)
        self.assertFalse(any(self._letters(order).mapped("early_reason")))

    def test_001_4_the_days_after_the_letter_before_hold_for_what_is_long_overdue(self):
        order = self._invoiced(100)
        order.change_status("dunning")
        with freeze_time(self.date + timedelta(days=self.dunning.min_days_since_last - 1)):
            with self.assertRaisesRegex(UserError, "14 days after the letter before"):
                order.change_status("dunning")
        with freeze_time(self.date + timedelta(days=self.dunning.min_days_since_last)):
            order.change_status("dunning")
        self.assertEqual(order.dunning_level_id, self.dunning)

    def test_001_4_the_days_after_due_hold_for_the_second_level_too(self):
        self.dunning.min_days_since_last = 0
        order = self._invoiced(self.dunning.days - 1)
        order.change_status("dunning")
        with self.assertRaisesRegex(UserError, "21 days after the due date"):
            order.change_status("dunning")
        with freeze_time(self.date + timedelta(days=1)):
            order.change_status("dunning")
        self.assertEqual(order.dunning_level_id, self.dunning)

    def test_001_4_going_on_earlier_keeps_its_reason(self):
        order = self._invoiced(1)
        order.change_status("dunning", reason="  Der Kunde zieht um ")
        letter = self._letters(order)
        self.assertEqual((letter.state, letter.level_id), ("sent", self.reminder))
        self.assertEqual(letter.early_reason, "Der Kunde zieht um")
        self.assertTrue(any("Der Kunde zieht um" in str(message.body) for message in letter.message_ids))
        for user in (self.dunner, self.env.ref("base.user_admin")):
            with self.assertRaises(UserError):
                letter.with_user(user).early_reason = "Anders"

    def test_001_4_a_reason_that_nobody_needed_is_not_kept(self):
        order = self._invoiced(self.reminder.days)
        order.change_status("dunning", reason="Vorsorglich")
        self.assertFalse(self._letters(order).early_reason)

    def test_001_4_unusable_reasons(self):
        order = self._invoiced(1)
        for reason in ("", "   ", None, False):
            with self.assertRaisesRegex(UserError, "needs a reason"):
                order.change_status("dunning", reason=reason)
        for reason in (5, ["x"], {"a": 1}):
            with self.assertRaisesRegex(UserError, "is not a text"):
                order.change_status("dunning", reason=reason)
        self.assertFalse(self._letters(order))

    def test_001_4_without_a_reason_only_what_has_come_to_its_day_rises(self):
        order = self._order()
        order.change_status("order")
        lines = [{"line_id": order.order_line.id, "quantity": 2}]
        first = self.env["account.move"].browse(order.create_invoice_of_type("partial", lines=lines, post=True))
        order.change_status("invoice")
        later = order.invoice_ids - first
        for invoice, days in ((first, self.reminder.days), (later, 1)):
            invoice.invoice_date_due = self.date - timedelta(days=days)
        order.with_user(self.dunner).change_status("dunning")
        self.assertEqual(first.dunning_level_id, self.reminder)
        self.assertFalse(later.dunning_level_id)

    def test_001_4_the_letter_is_shown_before_it_is_issued(self):
        self.reminder.write({"fee": 3, "interest": True})
        order = self._invoiced(30)
        invoice = order.sudo().invoice_ids
        told = "\n".join(self._option(order)["consequences"])
        letters = self.env["kontor.dunning.letter"].search_count([])
        for part in (self.reminder.name, invoice.name, "30 days", "595.00", "fee", "3.00", "interest", self.customer.name):
            self.assertIn(part, told)
        self.assertEqual(self.env["kontor.dunning.letter"].search_count([]), letters, "nothing is written")
        order.change_status("dunning")
        letter = self._letters(order)
        self.assertIn(order._money(letter.amount_total, letter.currency_id), told)
        self.assertIn(order._money(letter.interest_amount, letter.currency_id), told)

    def test_001_4_the_dialog_asks_for_the_reason_only_when_it_is_early(self):
        dialog = self._dialog(self._invoiced(self.reminder.days))
        self.assertFalse(dialog.is_dunning_early)
        self.assertIn(self.reminder.name, dialog.consequences)
        dialog.action_change()
        early = self._invoiced(1)
        dialog = self._dialog(early)
        self.assertTrue(dialog.is_dunning_early)
        self.assertIn("has its day on", dialog.consequences)
        with self.assertRaisesRegex(UserError, "Enter the reason"):
            dialog.action_change()
        self.assertFalse(self._letters(early))
        dialog.dunning_reason = "Der Kunde zieht um"
        dialog.action_change()
        self.assertEqual(self._letters(early).early_reason, "Der Kunde zieht um")
        dialog.target = "done"
        self.assertFalse(dialog.is_dunning_early)

    def test_001_4_several_orders_the_reason_is_kept_where_it_was_needed(self):
        ripe, early = self._invoiced(self.reminder.days), self._invoiced(1)
        dialog = self._dialog(ripe | early)
        self.assertTrue(dialog.is_dunning_early)
        dialog.dunning_reason = "Der Kunde zieht um"
        dialog.action_change()
        self.assertFalse(self._letters(ripe).early_reason)
        self.assertEqual(self._letters(early).early_reason, "Der Kunde zieht um")

    def test_001_4_nobody_without_the_right_duns_on_any_way(self):
        """The dialog, the change over RPC, letters and runs written by hand, and the steps of others' runs."""
        order = self._invoiced(30)
        run = self._run()
        run.action_reset()
        letters = self.env["kontor.dunning.letter"]
        values = {"partner_id": self.customer.id, "level_id": self.reminder.id, "date": self.date}
        boss = new_test_user(self.env, "verkaufsleitung", groups="sales_team.group_sale_manager,stock.group_stock_manager")
        for user in (self.clerk, self.seller, boss):
            own = order.with_user(user)
            dialog = self.env["order.status.change"].with_user(user).create({"order_ids": own.ids, "target": "dunning"})
            attempts = (
                lambda own=own: own.change_status("dunning", reason="Eilt"),
                dialog.action_change,
                lambda user=user: letters.with_user(user).create(values),
                lambda user=user: self.env["kontor.dunning.run"].with_user(user).create({"date": self.date}),
                run.with_user(user).action_propose,
            )
            for attempt in attempts:
                with self.assertRaises(UserError):
                    attempt()
        self.assertFalse(order.dunning_level_id)
        self.assertFalse(self._letters(order))
