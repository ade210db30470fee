from datetime import date, timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import DunningCase


@tagged("post_install", "-at_install")
class TestInterest(DunningCase):
    """Interest for default by § 288 BGB, against a sum made day by day."""

    def _by_hand(self, amount, begin, end, margin):
        """Add up the interest of every single day."""
        rates = [(rate.date_from, rate.rate) for rate in self.env["kontor.base.rate"].search([], order="date_from")]
        total, day = 0.0, begin
        while day < end:
            day += timedelta(days=1)
            base = [value for start, value in rates if start <= day][-1]
            length = 366 if day.year % 4 == 0 else 365
            total += amount * (base + margin) / 100 / length
        return total

    def test_known_figures(self):
        rates = self.env["kontor.base.rate"]
        # a whole year of 365 days at 2.27 + 9, then 1.27 + 9 in its second half: 181 and 184 days
        expected = 1000 * (181 * 11.27 + 184 * 10.27) / 100 / 365
        self.assertAlmostEqual(rates.get_interest(1000, "2024-12-31", "2025-12-31"), round(expected, 2))
        self.assertAlmostEqual(rates.get_interest(1000, "2024-12-31", "2025-12-31", False), round(expected - 40, 2))
        self.assertEqual(rates.get_interest(1000, "2025-03-01", "2025-03-01"), 0)
        # one day in a leap year
        self.assertAlmostEqual(rates.get_interest(100000, "2024-02-28", "2024-02-29"), round(100000 * 0.1262 / 366, 2))
        # the negative base rate lowers the interest
        self.assertAlmostEqual(rates.get_interest(1000, "2017-12-31", "2018-12-31"), 81.2)

    def test_day_by_day_over_many_rates(self):
        rates = self.env["kontor.base.rate"]
        for begin, end in (
            (date(2016, 8, 3), date(2025, 11, 20)),
            (date(2022, 12, 30), date(2023, 1, 2)),
            (date(2024, 6, 29), date(2024, 7, 1)),
        ):
            with self.subTest(begin=begin):
                self.assertAlmostEqual(
                    rates.get_interest(1234.56, begin, end), self._by_hand(1234.56, begin, end, 9), places=2
                )

    def test_a_run_warns_when_the_rate_of_its_half_year_is_missing(self):
        rates = self.env["kontor.base.rate"]
        rates.search([("date_from", ">", "2024-01-01")]).unlink()
        run = self.env["kontor.dunning.run"].with_user(self.dunner).create({"date": "2024-06-30"})
        self.assertFalse(run.base_rate_warning)
        run.date = "2024-07-01"
        self.assertIn("3.62", run.base_rate_warning)
        self.assertIn("Base Rates", run.base_rate_warning)
        self.env["kontor.dunning.level"].search([]).interest = False
        run.invalidate_recordset()
        self.assertFalse(run.base_rate_warning, "where no level charges interest, nothing is missing")
        self.procedure.level_ids.interest = True
        # who reads the warning can enter the rate
        rates.with_user(self.dunner).create({"date_from": "2024-07-01", "rate": 3.37})
        run.invalidate_recordset()
        self.assertFalse(run.base_rate_warning)
        menus = self.env["ir.ui.menu"].with_user(self.dunner)._visible_menu_ids()
        self.assertIn(self.env.ref("kontor_dunning.menu_base_rate").id, menus)

    def test_bad_arguments(self):
        rates = self.env["kontor.base.rate"]
        for arguments in (("x", "2025-01-01", "2025-02-01"), (1, "nonsense", "2025-02-01"), (1, False, "2025-02-01")):
            with self.assertRaises(UserError):
                rates.get_interest(*arguments)

    def test_letter_charges_interest_by_the_day(self):
        self.reminder.interest = True
        invoice = self._invoice(100, 1000)
        letter = self._dun()
        begin = invoice.invoice_date_due
        self.assertAlmostEqual(letter.interest_amount, self._by_hand(1000, begin, self.date, 9), places=2)
        self.assertAlmostEqual(letter.line_ids.interest_amount, letter.interest_amount)
        self.assertEqual(letter.line_ids.days_overdue, 100)

    def test_286_a_consumer_who_was_told_is_in_default_30_days_after_due_and_received(self):
        self.reminder.interest = True
        person = self._partner("Erika Muster", is_company=False)
        # by post the invoice is received after three days; the day after the 30th is the first with interest
        for overdue, days in ((33, 0), (34, 1), (50, 17)):
            with self.subTest(overdue=overdue):
                invoice = self._invoice(overdue, 100000, person)
                self.assertTrue(invoice.has_default_notice)
                letter = self._run().letter_ids
                begin = self.date - timedelta(days=days)
                self.assertAlmostEqual(letter.interest_amount, self._by_hand(100000, begin, self.date, 5), places=2)
                letter.run_id.unlink()
                self._item(invoice).no_followup = True

    def test_286_a_consumer_who_was_not_told_is_in_default_with_the_first_letter(self):
        self.company.prints_default_notice = False
        self.procedure.level_ids.interest = True
        person = self._partner("Erika Muster", is_company=False)
        invoice = self._invoice(90, 100000, person)
        self.assertFalse(invoice.has_default_notice)
        first = self._dun()
        self.assertEqual(first.channel, "print")
        self.assertEqual(first.interest_amount, 0, "nothing before the first letter")
        day = self.date + timedelta(days=40)
        second = self._run(day).letter_ids
        begin = self.date + timedelta(days=3)
        self.assertAlmostEqual(second.interest_amount, self._by_hand(100000, begin, day, 5), places=2)

    def test_partial_payment_by_its_date(self):
        self.reminder.interest = True
        invoice = self._invoice(90, 1000)
        paid_on = self.date - timedelta(days=30)
        self._part_payment(invoice, 400, paid_on)
        letter = self._dun()
        self.assertEqual(letter.amount_due, 600)
        begin = invoice.invoice_date_due
        expected = self._by_hand(400, begin, paid_on, 9) + self._by_hand(600, begin, self.date, 9)
        self.assertAlmostEqual(letter.interest_amount, expected, places=2)

    def test_payment_before_the_due_date_earns_nothing(self):
        self.reminder.interest = True
        invoice = self._invoice(30, 1000, invoice_date=self.date - timedelta(days=60))
        self._part_payment(invoice, 400, self.date - timedelta(days=45))
        letter = self._dun()
        self.assertAlmostEqual(letter.interest_amount, self._by_hand(600, invoice.invoice_date_due, self.date, 9), places=2)
