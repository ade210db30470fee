from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import DunningCase


@tagged("post_install", "-at_install")
class TestRun(DunningCase):
    """The run: propose, simulate, change, confirm."""

    def test_a_simulation_changes_nothing(self):
        invoice = self._invoice(10, 100)
        run = self.env["kontor.dunning.run"].with_user(self.dunner).create({"date": self.date})
        letters = run.simulate()
        self.assertEqual([letter["partner"] for letter in letters], [self.customer.display_name])
        self.assertEqual(letters[0]["amount_total"], 100)
        [item] = letters[0]["items"]
        self.assertEqual((item["document"], item["due"]), (invoice.name, str(invoice.invoice_date_due)))
        self.assertEqual((item["days_overdue"], item["role"], item["is_new"]), (10, "due", True))
        self.assertEqual((item["level"], item["amount"]), (self.reminder.name, 100.0))
        self.assertIsInstance(item["amount"], float)
        self.assertEqual(run.state, "draft")
        self.assertFalse(self.env["kontor.dunning.letter"].search([("run_id", "=", run.id)]))
        self.assertFalse(invoice.dunning_level_id)
        run.action_propose()
        for name in ("amount_due", "fee_amount", "interest_amount", "credit_amount", "amount_total", "balance"):
            self.assertEqual(run.letter_ids[name], letters[0][name], name)

    def test_a_proposal_is_no_letter(self):
        invoice = self._invoice(10)
        run = self._run()
        self.assertEqual((run.state, run.letter_ids.state), ("proposed", "draft"))
        self.assertFalse(invoice.dunning_level_id)
        self.assertFalse(run.letter_ids.name)
        run.action_reset()
        self.assertEqual(run.state, "draft")
        self.assertFalse(run.letter_ids)

    def test_stored_amounts_agree_with_the_compute(self):
        """The proposal is written by SQL; the ORM must come to the same figures."""
        self.reminder.write({"fee": 3, "interest": True, "lump_sum": True})
        self._invoice(100, 333.33)
        self._invoice(12, 66.67)
        letter = self._run().letter_ids
        names = ["amount_due", "credit_amount", "interest_amount", "lump_sum_amount", "amount_total", "item_count", "state"]
        before = letter.read(names)
        letter.sudo()._compute_amounts()
        letter.sudo()._compute_amount_total()
        letter.sudo()._compute_state()
        self.assertEqual(letter.read(names), before)
        self.assertEqual(letter.lump_sum_amount, 80)

    def test_exclude_a_customer_and_an_item(self):
        other = self._partner("Anderer")
        first, second = self._invoice(10, 10), self._invoice(10, 20)
        excluded = self._invoice(10, 40, other)
        run = self._run()
        run.letter_ids.filtered(lambda letter: letter.partner_id == other).action_exclude()
        mine = run.letter_ids.filtered(lambda letter: letter.partner_id == self.customer)
        mine.line_ids.filtered(lambda line: line.move_id == first).excluded = True
        self.assertEqual(mine.amount_due, 20)
        run.action_confirm()
        self.assertEqual(run.letter_ids, mine)
        self.assertEqual(second.dunning_level_id, self.reminder)
        self.assertFalse(first.dunning_level_id)
        self.assertFalse(excluded.dunning_level_id)
        again = self._dun()
        self.assertEqual(again.line_ids.filtered("is_new").move_id, first | excluded)

    def test_an_excluded_customer_comes_back_unless_dunned_elsewhere(self):
        self._invoice(10)
        run = self._run()
        run.letter_ids.action_exclude()
        run.letter_ids.action_include()
        run.letter_ids.action_exclude()
        self._dun()
        with self.assertRaisesRegex(UserError, "another dunning letter"):
            run.letter_ids.action_include()

    def test_lower_the_level(self):
        old, new = self._invoice(30, 100), self._invoice(1, 50)
        self._dun()
        run = self._run(self._after(14))
        letter = run.letter_ids
        self.assertEqual(letter.level_id, self.dunning)
        letter.level_id = self.reminder
        self.assertEqual(letter.level_id, self.reminder)
        self.assertEqual((letter.fee_amount, letter.interest_amount), (0, 0))
        self.assertEqual(letter.line_ids.filtered("is_new").move_id, new)
        self.assertEqual(letter.amount_due, 150)
        with self.assertRaisesRegex(UserError, "raised"):
            letter.level_id = self.final
        run.action_confirm()
        self.assertEqual(old.dunning_level_id, self.reminder)
        self.assertEqual(new.dunning_level_id, self.reminder)
        # the older one goes on where it was
        self.assertEqual(self._dun(self._after(15)).line_ids.filtered("is_new").move_id, old)

    def test_a_level_is_not_lowered_to_one_that_was_sent(self):
        self._invoice(30)
        self._dun()
        letter = self._run(self._after(14)).letter_ids
        with self.assertRaisesRegex(UserError, "same level twice"):
            letter.level_id = self.reminder

    def test_change_fee_and_interest(self):
        self._invoice(10, 100)
        run = self._run()
        run.letter_ids.write({"fee_amount": 7, "interest_amount": 1.5})
        self.assertEqual(run.letter_ids.amount_total, 108.5)
        run.action_confirm()
        self.assertEqual(run.letter_ids.amount_total, 108.5)

    def test_what_is_paid_after_the_proposal_is_not_dunned(self):
        other = self._partner("Anderer")
        paid, partly, disputed = self._invoice(10, 10), self._invoice(10, 100), self._invoice(10, 40)
        self._invoice(10, 70, other)
        run = self._run()
        self._pay(paid)
        self._part_payment(partly, 60)
        disputed.write({"is_disputed": True, "dispute_reason": "Falsche Ware"})
        other.write({"dunning_exempt": True, "dunning_exempt_reason": "Stundung"})
        run.action_confirm()
        self.assertEqual(run.letter_ids.partner_id, self.customer)
        self.assertEqual(run.letter_ids.line_ids.move_id, partly)
        self.assertEqual(run.letter_ids.amount_due, 40)
        self.assertEqual(run.state, "done")

    def test_selection(self):
        tag = self.env["res.partner.category"].create({"name": "A-Kunde"})
        other = self._partner("Anderer", category_id=[(6, 0, tag.ids)])
        self._invoice(30)
        self._invoice(30, partner=other)
        for chosen in ({"partner_ids": [(6, 0, other.ids)]}, {"category_ids": [(6, 0, tag.ids)]}):
            run = self._run(**chosen)
            self.assertEqual(run.letter_ids.partner_id, other)
            run.action_reset()
        self._dun()
        self.assertFalse(self._run(self._after(14), max_kind="reminder").letter_ids)
        self.assertEqual(len(self._run(self._after(14), max_kind="dunning").letter_ids), 2)

    def test_a_confirmed_run_is_firm(self):
        self._invoice(10)
        run = self._run()
        letter = run.letter_ids
        run.action_confirm()
        self.assertTrue(run.action_confirm(), "once more does nothing")
        self.assertEqual(len(run.letter_ids), 1)
        for call in (run.action_propose, run.action_reset, run.unlink):
            with self.assertRaises(UserError):
                call()
        admin = self.env.ref("base.user_admin")
        for values in ({"fee_amount": 1}, {"state": "draft"}, {"level_id": self.final.id}, {"date": self.date}):
            with self.assertRaises(UserError):
                letter.with_user(admin).write(values)
        for record in (letter, letter.line_ids, letter.sudo()):
            with self.assertRaises(UserError):
                record.unlink()
        with self.assertRaises(UserError):
            letter.line_ids.with_user(admin).write({"excluded": True})
        with self.assertRaises(UserError):
            run.with_user(admin).write({"state": "draft"})
        with self.assertRaises(UserError):
            self.env["kontor.dunning.letter"].with_user(admin).create(
                {"partner_id": self.customer.id, "level_id": self.final.id}
            )

    def test_a_draft_cannot_claim_what_it_is_not(self):
        self._invoice(10)
        letter = self._run().letter_ids.with_user(self.dunner)
        for values in ({"state": "sent"}, {"sent_on": fields.Datetime.now()}, {"amount_due": 1}, {"partner_id": 1}):
            with self.assertRaises(UserError):
                letter.write(values)
        with self.assertRaises(UserError):
            letter.line_ids.write({"level_id": self.final.id})

    def test_companies_are_dunned_apart(self):
        other = self.env["res.company"].create({"name": "Tochter GmbH", "country_id": self.env.ref("base.de").id})
        procedure = self.env["kontor.dunning.procedure"].search([("company_id", "=", other.id)])
        self.assertEqual(procedure.level_ids.mapped("kind"), ["reminder", "dunning", "final_demand"])
        self.env["account.chart.template"].try_loading("de_skr03", company=other, install_demo=False)
        self._invoice(10, 100)
        self.env.user.company_ids |= other
        case = type(self)
        env = case.env
        try:
            case.env = env(context={**env.context, "allowed_company_ids": other.ids})
            self._invoice(10, 500)
        finally:
            case.env = env
        self.assertEqual(self._dun().amount_due, 100)
        run = self.env["kontor.dunning.run"].create({"company_id": other.id, "date": self.date})
        run.action_propose()
        self.assertEqual(run.letter_ids.amount_due, 500)
        self.assertEqual(run.letter_ids.procedure_id, procedure)

    def test_automatic_run(self):
        self.procedure.automatic_level_id = self.dunning
        by_hand = self.procedure.copy({"name": "Von Hand", "sequence": 999})
        other = self._partner("Anderer", dunning_procedure_id=by_hand.id)
        invoice = self._invoice(40)
        self._invoice(40, partner=other)
        runs = self.env["kontor.dunning.run"]
        with self.enter_registry_test_mode():
            for _time in range(2):
                self.env.ref("kontor_dunning.ir_cron_automatic").method_direct_trigger()
                self.env.ref("kontor_dunning.ir_cron_confirm").method_direct_trigger()
        self.env.invalidate_all()
        run = runs.search([("is_automatic", "=", True), ("date", "=", self.date)])
        self.assertEqual(len(run), 1)
        self.assertEqual(run.state, "done")
        self.assertEqual(run.letter_ids.partner_id, self.customer)
        self.assertEqual(invoice.dunning_level_id, self.reminder)
        self.assertFalse(other.dunning_level_id)

    def test_the_automatic_run_stops_at_the_chosen_level(self):
        self.procedure.automatic_level_id = self.reminder
        self._invoice(40)
        self._dun()
        run = self.env["kontor.dunning.run"].create({"date": self._after(20), "is_automatic": True})
        run.action_propose()
        self.assertFalse(run.letter_ids)

    def test_bad_calls(self):
        runs = self.env["kontor.dunning.run"]
        for method in ("action_propose", "action_confirm", "action_reset", "simulate"):
            with self.assertRaises(UserError):
                getattr(runs, method)()
        letters = self.env["kontor.dunning.letter"]
        for method in ("action_exclude", "action_include", "action_print", "action_send_email", "action_book_charges"):
            with self.assertRaises(UserError):
                getattr(letters, method)()
        with self.assertRaises(UserError):
            letters.action_withdraw("x")
        run = runs.create({"date": self.date})
        with self.assertRaises(UserError):
            run.action_confirm()

    def test_queries_do_not_grow(self):
        def count(number):
            for index in range(number):
                self._invoice(10, 10, self._partner(f"Kunde {number}-{index}"))
            run = self.env["kontor.dunning.run"].create({"date": self.date})
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            run.action_propose()
            self.env.flush_all()
            queries = self.env.cr.sql_log_count - before
            self.assertEqual(len(run.letter_ids), number)
            return queries

        few = count(2)
        self.assertLessEqual(count(30), few)
