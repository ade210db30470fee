from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import DunningCase


@tagged("post_install", "-at_install")
class TestRights(DunningCase):
    """Who may dun, and who may only see it."""

    def test_only_the_dunning_right_makes_runs(self):
        invoice = self._invoice(10)
        for user in (self.clerk, self.seller):
            with self.assertRaises(UserError):
                self.env["kontor.dunning.run"].with_user(user).create({"date": self.date})
        run = self._run()
        for method in ("action_confirm", "action_reset", "action_propose", "simulate"):
            with self.assertRaises(UserError):
                getattr(run.with_user(self.clerk), method)()
        run.action_confirm()
        with self.assertRaises(UserError):
            run.letter_ids.with_user(self.clerk).action_withdraw("x")
        self.assertEqual(invoice.dunning_level_id, self.reminder)

    def test_000_11_who_enters_customers_exempts_nobody_from_dunning(self):
        with self.assertRaisesRegex(UserError, "You enter and change customers"):
            self.customer.with_user(self.clerk).write({"dunning_exempt": True, "dunning_exempt_reason": "Kulanz"})
        self.customer.with_user(self.clerk).phone = "+49 40 1"

    def test_salespeople_see_letters_and_levels(self):
        invoice = self._invoice(10)
        letter = self._dun()
        self.assertEqual(letter.with_user(self.seller).amount_due, 100)
        self.assertEqual(self.customer.with_user(self.seller).dunning_level_id, self.reminder)
        self.assertEqual(invoice.with_user(self.clerk).dunning_level_id, self.reminder)
        with self.assertRaises(AccessError):
            self.env["kontor.base.rate"].with_user(self.seller).create({"date_from": "2030-01-01", "rate": 1})

    def test_base_rates_hold_for_all_companies_and_are_changed_by_who_works_for_all(self):
        rates = self.env["kontor.base.rate"].with_user(self.dunner)
        self.dunner.company_ids = self.env["res.company"].search([])
        rate = rates.create({"date_from": "2031-01-01", "rate": 1})
        other = self.env["res.company"].create({"name": "Andere GmbH"})
        for change in (
            lambda: rates.create({"date_from": "2031-07-01", "rate": 2}),
            lambda: rate.write({"rate": 9}),
            lambda: rate.unlink(),
        ):
            with self.assertRaisesRegex(UserError, "holds for all companies"):
                change()
        admin = new_test_user(self.env, "einrichter", groups="base.group_system")
        rate.with_user(admin).rate = 2
        self.dunner.company_ids += other
        rate.rate = 3

    def test_003_29_31_the_dunning_clerk_sets_what_a_dunning_level_stops_alone(self):
        for rule in self.env["kontor.block.rule"].search([("company_id", "=", self.company.id)]):
            rule = rule.with_user(self.dunner)
            self.assertEqual(rule.may_change, rule.reason_code == "dunning_level")
            if rule.may_change:
                rule.effect = "warn"
            else:
                with self.assertRaises(UserError):
                    rule.effect = "none"

    def test_001_4_only_the_dunning_right_duns_an_order(self):
        """Neither who bills nor who sells; the dialog says which right is missing, and the change says the same."""
        order = self._in_status("invoice")
        order.invoice_ids.line_ids.filtered("date_maturity").date_maturity = self._after(-7)
        for user in (self.clerk, self.seller):
            option = {option["status"]: option for option in order.with_user(user).get_status_options()}["dunning"]
            self.assertIn("right to dun customers", option["reason"])
            with self.assertRaises(UserError) as refusal:
                order.with_user(user).change_status("dunning", reason="Eilt")
            self.assertIn(option["reason"], str(refusal.exception))
        self.assertFalse(order.invoice_ids.dunning_line_ids)
        self.assertTrue(order.with_user(self.dunner).change_status("dunning"))

    def test_other_companies_are_not_seen(self):
        other = self.env["res.company"].create({"name": "Fremd GmbH"})
        stranger = new_test_user(
            self.env,
            "kontor_stranger",
            groups="kontor_dunning.group_dunning_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self._invoice(10)
        letter = self._dun()
        with self.assertRaises(AccessError):
            letter.with_user(stranger).read(["name"])
        self.assertFalse(self.env["kontor.dunning.run"].with_user(stranger).search([]))

    def test_no_context_key_lifts_a_rule(self):
        self._invoice(10)
        letter = self._dun()
        admin = self.env.ref("base.user_admin")
        with self.assertRaises(UserError):
            letter.with_user(admin).with_context(force=True, bypass=True, su=True).write({"fee_amount": 1})

    def test_000_9_own_documents_only_means_letters_of_own_invoices(self):
        """A letter is one document: those see it whose invoices it demands, and everybody when it demands nobody's."""
        own_only = new_test_user(self.env, "eigene", groups="sales_team.group_sale_salesman")
        billing = new_test_user(
            self.env, "eigene_abrechnung", groups="sales_team.group_sale_salesman,account.group_account_invoice"
        )
        customers = {}
        for name, sellers in {
            "own": [own_only],
            "others": [self.seller],
            "shared": [self.seller, own_only],
            "nobody": [False],
            "others_and_nobody": [False, self.seller],
        }.items():
            customer = self.env["res.partner"].create({"name": name, "is_company": True})
            for seller in sellers:
                self._invoice(10, partner=customer).invoice_user_id = seller
            customers[name] = customer
        run = self._run()
        run.action_confirm()
        letters = {
            name: run.letter_ids.filtered(lambda letter, customer=customer: letter.partner_id == customer)
            for name, customer in customers.items()
        }
        everything = self.env["kontor.dunning.letter"].union(*letters.values())
        self.assertEqual(len(everything), 5)
        for user, names in (
            (own_only, {"own", "shared", "nobody"}),
            (billing, set(letters)),
            (self.seller, set(letters)),
        ):
            seen = everything.browse().union(*(letters[name] for name in names))
            with self.subTest(user=user.login):
                found = everything.with_user(user).search([("id", "in", everything.ids)])
                self.assertEqual(found, seen)
                items = self.env["kontor.dunning.letter.line"].with_user(user).search([("letter_id", "in", everything.ids)])
                self.assertEqual(items.sudo().letter_id, seen)
                self.assertEqual(items, seen.sudo().line_ids, "a letter that is seen is seen whole")
                listed = (
                    self.env["kontor.customer.document"]
                    .with_user(user)
                    .search([("document_model", "=", "kontor.dunning.letter"), ("document_id", "in", everything.ids)])
                )
                self.assertEqual(set(listed.mapped("document_id")), set(seen.ids))
        partners = self.env["res.partner"].with_user(own_only)
        self.assertEqual(partners.quick_open(letters["own"].name)["id"], letters["own"].id)
        with self.assertRaisesRegex(UserError, "that you may see"):
            partners.quick_open(letters["others"].name)
        recent = customers["others"].with_user(own_only).get_customer_header()["recent_documents"]
        self.assertFalse([row for row in recent if row["letter"] == "M"])
        self.assertEqual(customers["others"].with_user(own_only).dunning_letter_count, 0)

    def test_salespeople_and_warehouse_do_not_work_on_letters(self):
        warehouse = new_test_user(self.env, "nur_lager", groups="stock.group_stock_user")
        self._invoice(10)
        letter = self._dun()
        for user in (self.seller, self.clerk, warehouse):
            own = letter.with_user(user)
            for work in (
                own.action_book_charges,
                own.action_send_email,
                own.action_exclude,
                own.action_include,
                lambda own=own: own.action_withdraw("x"),
                lambda own=own: own.write({"note": "x"}),
            ):
                with self.assertRaises(UserError):
                    work()
        with self.assertRaises(AccessError):
            letter.with_user(warehouse).action_print()
