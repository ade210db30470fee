from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import DunningCase


@tagged("post_install", "-at_install")
class TestCharges(DunningCase):
    """Fees, interest and the 40-euro lump sum, and booking them once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_book_charges = True
        cls.reminder.write({"fee": 5, "interest": True, "lump_sum": True})

    def test_booked_as_their_own_document(self):
        self._invoice(100, 1000)
        letter = self._dun()
        charge = letter.charge_move_id
        self.assertEqual(charge.state, "posted")
        self.assertEqual(charge.amount_total, letter.fee_amount + letter.interest_amount + letter.lump_sum_amount)
        self.assertEqual(charge.amount_tax, 0)
        self.assertEqual(letter.lump_sum_amount, 40)
        self.assertTrue(charge.is_dunning_charge)
        accounts = charge.invoice_line_ids.account_id
        self.assertEqual(accounts, self.company.dunning_fee_account_id | self.company.dunning_interest_account_id)
        with self.assertRaisesRegex(UserError, "booked already"):
            letter.with_user(self.dunner).action_book_charges()

    def test_booked_charges_are_firm_and_the_invoice_that_was_dunned_stays_posted(self):
        invoice = self._invoice(100, 1000)
        letter = self._dun()
        charge = letter.charge_move_id
        for user in (self.dunner, self.env.ref("base.user_admin")):
            for change in (
                lambda user=user: charge.invoice_line_ids[0].with_user(user).write({"price_unit": 1}),
                lambda user=user: charge.with_user(user).write({"narration": "neu"}),
                lambda user=user: charge.with_user(user).write({"partner_id": user.partner_id.id}),
            ):
                with self.assertRaisesRegex(UserError, "is posted"):
                    change()
            own = invoice.with_user(user)
            self.assertFalse(own.show_reset_to_draft_button)
            with self.assertRaisesRegex(UserError, f"dunned for it by {letter.display_name}"):
                own.button_cancel()

    def test_stops_are_kept_in_the_log_of_the_invoice(self):
        invoice = self._invoice(10).with_context(tracking_disable=False)
        self.env.cr.precommit.run()  # what was created and changed in one go isn't tracked
        invoice.with_user(self.dunner).write({"is_disputed": True, "dispute_reason": "Menge"})
        self.env.flush_all()
        self.env.cr.precommit.run()
        invoice.invalidate_recordset(["message_ids"])
        tracked = invoice.message_ids.sudo().tracking_value_ids
        self.assertEqual(set(tracked.field_id.mapped("name")), {"is_disputed", "dispute_reason"})

    def test_charges_are_listed_but_not_dunned_and_bear_no_interest(self):
        self._invoice(100, 1000)
        first = self._dun()
        second = self._dun(self._after(20))
        charge = second.line_ids.filtered(lambda line: line.role == "charge")
        self.assertEqual(charge.move_id, first.charge_move_id)
        self.assertFalse(charge.is_new or charge.level_id or charge.interest_amount)
        self.assertEqual(second.amount_due, 1000 + first.charge_move_id.amount_total)
        self.assertFalse(first.charge_move_id.dunning_level_id)
        # what was booked is not charged again
        rates = self.env["kontor.base.rate"]
        self.assertEqual(second.interest_amount, rates.get_interest(1000, self.date, self._after(20)))
        self.assertEqual(second.lump_sum_amount, 0)

    def test_not_booked_is_charged_in_full_again(self):
        self.company.dunning_book_charges = False
        invoice = self._invoice(100, 1000)
        letter = self._dun()
        self.assertFalse(letter.charge_move_id)
        second = self._dun(self._after(20))
        rates = self.env["kontor.base.rate"]
        self.assertEqual(second.interest_amount, rates.get_interest(1000, invoice.invoice_date_due, self._after(20)))
        letter.with_user(self.dunner).action_book_charges()
        self.assertTrue(letter.charge_move_id)

    def test_withdrawing_takes_the_charges_back(self):
        self._invoice(100, 1000)
        letter = self._dun()
        letter.with_user(self.dunner).action_withdraw("Irrtum")
        self.assertEqual(letter.charge_move_id.payment_state, "reversed")
        self.assertEqual(self._balance(), 1000)
        again = self._dun()
        self.assertEqual(again.interest_amount, letter.interest_amount)
        self.assertEqual(again.lump_sum_amount, 40)

    def test_consumers_pay_no_lump_sum(self):
        person = self._partner("Erika", is_company=False)
        self._invoice(100, 1000, person)
        self.assertEqual(self._dun().lump_sum_amount, 0)

    def test_missing_accounts(self):
        self.company.dunning_fee_account_id = False
        invoice = self._invoice(100, 1000)
        run = self._run()
        with self.assertRaisesRegex(UserError, "journal and the accounts"), self.env.cr.savepoint():
            run.action_confirm()
        self.assertFalse(invoice.dunning_level_id)
