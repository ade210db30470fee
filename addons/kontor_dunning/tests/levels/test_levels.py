from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..common import DunningCase


@tagged("post_install", "-at_install")
class TestLevels(DunningCase):
    """001-4: three levels, reached in that order; what is left out."""

    def test_001_4_three_levels_in_that_order(self):
        invoice = self._invoice(8)
        letter = self._dun()
        self.assertEqual(letter.level_id, self.reminder)
        self.assertEqual(letter.state, "sent")
        self.assertTrue(letter.name)
        self.assertEqual(invoice.dunning_level_id, self.reminder)
        self.assertEqual(invoice.last_dunning_date, self.date)
        self.assertEqual(self.customer.dunning_level_id, self.reminder)
        self.assertFalse(self._dun(), "nothing more on the same day")
        self.assertFalse(self._dun(self._after(10)), "18 days overdue: too early for the next level")
        self.assertEqual(self._dun(self._after(14)).level_id, self.dunning)
        self.assertFalse(self._dun(self._after(27)), "13 days after the last letter")
        self.assertEqual(self._dun(self._after(28)).level_id, self.final)
        self.assertFalse(self._dun(self._after(100)), "the last level is reached")
        self.assertEqual(invoice.dunning_level_id, self.final)
        self.assertEqual(invoice.dunning_line_count, 3)

    def test_an_old_item_begins_with_the_first_level(self):
        self._invoice(200)
        self.assertEqual(self._dun().level_id, self.reminder)

    def test_more_levels(self):
        extra = self.env["kontor.dunning.level"].create(
            {
                "procedure_id": self.procedure.id,
                "name": "Zweite Erinnerung",
                "kind": "reminder",
                "sequence": 15,
                "days": 10,
                "min_days_since_last": 2,
            }
        )
        self._invoice(10)
        self.assertEqual(self._dun().level_id, self.reminder)
        self.assertEqual(self._dun(self._after(2)).level_id, extra)
        self.assertEqual(self._dun(self._after(30)).level_id, self.dunning)

    def test_the_order_of_the_kinds_is_firm(self):
        with self.assertRaises(ValidationError):
            self.reminder.kind = "final_demand"

    def test_one_letter_for_all_due_items(self):
        old, new, waiting = self._invoice(40, 100), self._invoice(9, 50), self._invoice(3, 25)
        self._invoice(-50, 1000)  # not due yet
        letter = self._dun()
        self.assertEqual(letter.amount_due, 175)
        self.assertEqual(letter.balance, 1175)
        self.assertEqual(letter.line_ids.filtered("is_new").move_id, old | new)
        self.assertFalse(letter.line_ids.filtered(lambda line: line.move_id == waiting).level_id)
        self.assertFalse(waiting.dunning_level_id)
        second = self._dun(self._after(14))
        self.assertEqual(second.level_id, self.dunning)
        levels = {line.move_id: line.level_id for line in second.line_ids}
        self.assertEqual(levels, {old: self.dunning, new: self.dunning, waiting: self.reminder})

    def test_instalments_are_dunned_one_by_one(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "50/50",
                "line_ids": [
                    (5, 0, 0),
                    (0, 0, {"value": "percent", "value_amount": 50, "nb_days": 0}),
                    (0, 0, {"value": "percent", "value_amount": 50, "nb_days": 60}),
                ],
            }
        )
        invoice = self._invoice(
            0, 100, invoice_date=self.date - timedelta(days=10), invoice_payment_term_id=term.id, invoice_date_due=False
        )
        letter = self._dun()
        self.assertEqual(letter.amount_due, 50)
        self.assertEqual(letter.balance, 100)
        self.assertEqual(invoice.dunning_level_id, self.reminder)

    def test_contacts_share_one_letter(self):
        contact = self._partner("Filiale", parent_id=self.customer.id, type="invoice", is_company=False)
        self._invoice(10, partner=contact)
        self._invoice(10)
        letter = self._dun()
        self.assertEqual(letter.partner_id, self.customer)
        self.assertEqual(letter.address_id, contact)
        self.assertEqual(letter.amount_due, 200)
        self.assertEqual(contact.dunning_level_id, self.reminder)

    def test_credits_are_shown_and_taken_off(self):
        self._invoice(10, 100)
        credit = self.env["account.payment"].create(
            {"partner_id": self.customer.id, "amount": 30, "payment_type": "inbound", "partner_type": "customer"}
        )
        credit.action_post()
        letter = self._dun()
        self.assertEqual((letter.amount_due, letter.credit_amount, letter.amount_total), (100, 30, 70))

    def test_nothing_is_dunned_when_credits_cover_it(self):
        self._invoice(10, 100)
        credit = self.env["account.payment"].create(
            {"partner_id": self.customer.id, "amount": 100, "payment_type": "inbound", "partner_type": "customer"}
        )
        credit.action_post()
        self.assertFalse(self._dun())

    def test_minimum_amount(self):
        self.reminder.minimum_amount = 50
        self._invoice(10, 30)
        self.assertFalse(self._dun())
        self._invoice(10, 20)
        self.assertEqual(self._dun().amount_due, 50)

    def test_exempt_customer(self):
        with self.assertRaises(ValidationError):
            self.customer.dunning_exempt = True
        self.customer.write(
            {
                "dunning_exempt": True,
                "dunning_exempt_reason": "Ratenvereinbarung",
                "dunning_exempt_until": self._after(5),
            }
        )
        self._invoice(10)
        self.assertFalse(self._dun())
        self.assertFalse(self._dun(self._after(5)))
        self.assertTrue(self._dun(self._after(6)))

    def test_what_another_company_exempts_is_dunned_here(self):
        other = self.env["res.company"].create({"name": "Zweite GmbH", "country_id": self.env.ref("base.de").id})
        self.customer.with_company(other).write({"dunning_exempt": True, "dunning_exempt_reason": "Ratenplan"})
        self.assertFalse(self.customer.dunning_exempt)
        self._invoice(10)
        letter = self._dun()
        self.assertTrue(letter)
        self.customer.write({"dunning_exempt": True, "dunning_exempt_reason": "Auch hier"})
        self.assertFalse(self._dun(self._after(20)))

    def test_exempt_disputed_and_no_followup_invoices(self):
        exempt, disputed, no_followup, normal = (self._invoice(10, amount) for amount in (1, 2, 4, 8))
        with self.assertRaises(ValidationError):
            exempt.dunning_exempt = True
        with self.assertRaises(ValidationError):
            disputed.is_disputed = True
        exempt.write({"dunning_exempt": True, "dunning_exempt_reason": "Kulanz", "dunning_exempt_until": self._after(1)})
        disputed.write({"is_disputed": True, "dispute_reason": "Ware beschädigt"})
        no_followup.no_followup = True
        letter = self._dun()
        self.assertEqual(letter.line_ids.move_id, normal)
        self.assertEqual(letter.balance, 15)
        self.assertEqual(self._dun(self._after(2)).line_ids.filtered("is_new").move_id, exempt)

    def test_procedures_by_customer_group(self):
        tag = self.env["res.partner.category"].create({"name": "Behörde"})
        authority = self._partner("Stadt", category_id=[(6, 0, tag.ids)])
        person = self._partner("Erika", is_company=False)
        gentle = self.procedure.copy({"name": "Behörden", "sequence": 1, "category_ids": [(6, 0, tag.ids)]})
        gentle.level_ids.days = 90
        private = self.procedure.copy({"name": "Privat", "sequence": 2, "audience": "consumer"})
        own = self.procedure.copy({"name": "Eigenes", "sequence": 999})
        special = self._partner("Sonderfall", dunning_procedure_id=own.id)
        for partner in (authority, person, special, self.customer):
            self._invoice(10, partner=partner)
        letters = self._dun()
        self.assertEqual(
            {letter.partner_id: letter.procedure_id for letter in letters},
            {person: private, special: own, self.customer: self.procedure},
        )

    def test_a_customer_who_changes_the_procedure_goes_on_at_the_next_level(self):
        self._invoice(30)
        self._dun()
        other = self.procedure.copy({"name": "Anderes", "sequence": 999})
        self.customer.dunning_procedure_id = other
        self.assertEqual(self._dun(self._after(14)).level_id, other.level_ids.sorted()[1])

    def test_currencies_are_dunned_apart(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create({"currency_id": dollar.id, "name": "2020-01-01", "rate": 2.0})
        self.reminder.fee = 5
        self._invoice(10, 100)
        self._invoice(10, 300, currency_id=dollar.id)
        letters = self._dun()
        found = {letter.currency_id.name: (letter.amount_due, letter.fee_amount) for letter in letters}
        self.assertEqual(found, {self.company.currency_id.name: (100, 5), "USD": (300, 10)})

    def test_levels_are_set_by_letters_only(self):
        invoice = self._invoice(10)
        admin = self.env.ref("base.user_admin")
        with self.assertRaises(UserError):
            invoice.with_user(admin).dunning_level_id = self.final
        with self.assertRaises(UserError):
            self._item(invoice).with_user(admin).dunning_level_id = self.final

    def test_texts_are_filled_in_and_checked(self):
        self._invoice(10, 100)
        letter = self._dun()
        self.assertIn("100", letter._text("text_before"))
        with self.assertRaises(ValidationError):
            self.reminder.text_before = "Please pay {everything}"
        with self.assertRaises(ValidationError):
            self.reminder.text_before = "Please pay {0.__class__}"
