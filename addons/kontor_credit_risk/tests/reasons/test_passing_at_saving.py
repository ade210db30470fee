from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from ..common import CLERK, CreditCase

RIGHT = "kontor_credit_risk.group_override"


@tagged("post_install", "-at_install")
class TestPassingAtSaving(CreditCase):
    """003-28, 003-29…31: who has the right passes at saving, with a reason; the release is made with the record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sabine = new_test_user(cls.env, "sabine_k", groups=f"{CLERK},{RIGHT}_quotation_block", lang="en_US")
        cls.blocker = new_test_user(cls.env, "nur_bestellsperre", groups=f"{CLERK},{RIGHT}_block", lang="en_US")
        cls.clerk.lang = "en_US"
        cls.customer.manual_block = "quotation"
        cls.customer.manual_block_reason = "Insolvenz beantragt"

    def _releases(self, order):
        return self.env["kontor.release"].search(
            [("document_model", "=", "sale.order"), ("document_id", "=", order.id)], order="id"
        )

    def _quote(self, user, quantity=5, **values):
        return self._order((self.drill, quantity), user=user, **values)

    def test_003_29_a_new_quotation_is_saved_with_a_reason_and_its_release(self):
        order = self._quote(self.sabine, release_justification="  Vorkasse zugesagt ")
        release = self._releases(order)
        self.assertEqual(
            (release.operation, release.reason_code, release.amount, release.user_id, release.justification),
            ("quotation", "manual_block", 500, self.sabine, "Vorkasse zugesagt"),
        )
        self.assertEqual(release.state, "used")
        self.assertFalse(order.release_justification, "it is said for one saving, and kept in the release alone")
        self.assertIn("Vorkasse zugesagt", " ".join(order.message_ids.mapped("body")))

    def test_003_28_without_the_right_nobody_saves_one_and_reads_who_can(self):
        for user in (self.clerk, self.blocker, self.releaser, self.credit_manager):
            for values in ({}, {"release_justification": "Bitte"}):
                with self.subTest(user=user.login, **values), self.assertRaises(UserError) as refusal:
                    self._quote(user, **values)
                message = str(refusal.exception)
                self.assertIn("The new document for Baumarkt Süd GmbH is blocked", message)
                self.assertIn("Insolvenz beantragt", message)
                self.assertIn("sabine_k", message)
                self.assertNotIn("give the reason", message)

    def test_003_29_who_has_the_right_is_asked_for_the_reason(self):
        for text in (None, False, "", "   "):
            with self.subTest(text=text), self.assertRaisesRegex(UserError, "(?s)Insolvenz.*give the reason in the field"):
                self._quote(self.sabine, release_justification=text)
        with self.assertRaisesRegex(UserError, "give the reason"):
            self._quote(self.sabine)
        for text in (5, [1], [None], {"a": 1}):
            with self.subTest(text=text), self.assertRaises(UserError):
                self._quote(self.sabine, release_justification=text)

    def test_003_31_no_default_in_the_context_and_no_earlier_reason_lets_pass(self):
        with self.assertRaisesRegex(UserError, "give the reason"):
            self.env["sale.order"].with_user(self.sabine).with_context(
                default_release_justification="Aus dem Kontext", release_justification="Auch nicht"
            ).create({"partner_id": self.customer.id})
        order = self._quote(self.sabine, release_justification="Einmal")
        order.write({"release_justification": "Auf Vorrat"})
        self.assertFalse(self._releases(order)[1:], "a reason alone releases nothing")
        with self.assertRaisesRegex(UserError, "give the reason"):
            order.order_line.product_uom_qty = 6

    def test_003_31_the_release_arms_again_when_the_quotation_grows(self):
        order = self._quote(self.sabine, release_justification="Vorkasse")
        order.order_line.product_uom_qty = 4
        order.client_order_ref = "kleiner"
        order.order_line.product_uom_qty = 5
        self.assertEqual(len(self._releases(order)), 1, "up to its amount nothing is asked")
        grow = {"order_line": [Command.update(order.order_line.id, {"product_uom_qty": 6})]}
        with self.assertRaisesRegex(UserError, "give the reason"), self.env.cr.savepoint():
            order.write(grow)
        self.env.invalidate_all()
        order.write({**grow, "release_justification": "Auch das im Voraus"})
        self.assertEqual(self._releases(order).mapped("amount"), [500, 600])
        with self.assertRaisesRegex(UserError, "sabine_k"), self.env.cr.savepoint():
            order.with_user(self.clerk).write({"order_line": [Command.update(order.order_line.id, {"product_uom_qty": 7})]})
        self.env.invalidate_all()
        order.with_user(self.clerk).order_line.product_uom_qty = 6
        self.assertEqual(order.amount_total, 600)

    def test_003_28_positions_by_themselves_and_their_deletion_are_changes_too(self):
        order = self._quote(self.sabine, release_justification="Vorkasse")
        self.env["kontor.release"].browse(self._releases(order).ids)._note({"valid_until": self._days(-1)})
        lines = self.env["sale.order.line"].with_user(self.sabine)
        for change in (
            lambda: lines.create({"order_id": order.id, "product_id": self.setup.id}),
            lambda: order.order_line.write({"name": "Anders"}),
            lambda: order.order_line.unlink(),
        ):
            with self.assertRaisesRegex(UserError, "give the reason"), self.env.cr.savepoint():
                change()
                self.env.flush_all()
            self.env.invalidate_all()

    def test_several_in_one_call_each_with_its_reason(self):
        orders = self.env["sale.order"].with_user(self.sabine)
        values = {"partner_id": self.customer.id}
        with self.assertRaisesRegex(UserError, "give the reason"), self.env.cr.savepoint():
            orders.create([{**values, "release_justification": "Eins"}, values])
        made = orders.create([{**values, "release_justification": text} for text in ("Eins", "Zwei")])
        self.assertEqual([self._releases(order).justification for order in made], ["Eins", "Zwei"])

    def test_003_27_a_confirmed_order_changes_with_a_reason(self):
        self.customer.manual_block = "none"
        order = self._in_status("order", (self.drill, 5)).with_user(self.blocker)
        self.customer.manual_block = "order"
        with self.assertRaisesRegex(UserError, "give the reason"), self.env.cr.savepoint():
            order.client_order_ref = "neu"
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "nur_bestellsperre"), self.env.cr.savepoint():
            order.with_user(self.clerk).write({"client_order_ref": "neu", "release_justification": "Bitte"})
        self.env.invalidate_all()
        order.write({"client_order_ref": "neu", "release_justification": "Kunde hat angerufen"})
        self.assertEqual(self._releases(order).mapped("operation"), ["order"])
        order.client_order_ref = "noch einmal"
        self.assertEqual(order.client_order_ref, "noch einmal", "as long as it isn't worth more")

    def test_002_13_an_order_grows_beyond_the_limit_with_a_reason(self):
        self.customer.manual_block = "none"
        self._limit(500)
        order = self._in_status("order", (self.drill, 5)).with_user(self.releaser)
        order.write(
            {
                "order_line": [Command.update(order.order_line.id, {"product_uom_qty": 6})],
                "release_justification": "Bank hat zugesagt",
            }
        )
        release = self._releases(order)
        self.assertEqual((release.reason_code, release.amount), ("limit", 600))

    def test_what_is_not_blocked_needs_no_reason_and_makes_no_release(self):
        self.customer.manual_block = "none"
        order = self._quote(self.clerk, release_justification="Wäre nicht nötig")
        self.assertFalse(self._releases(order))

    # -- the rights -------------------------------------------------------------------------------------------------

    def test_003_29_each_manual_block_needs_its_own_right(self):
        self.customer.manual_block = "none"
        order = self._quote(self.clerk)
        for block, mine, others in (
            ("order", self.blocker, self.sabine),
            ("quotation", self.sabine, self.blocker),
        ):
            self.customer.manual_block = block
            with self.assertRaisesRegex(UserError, f"(?s)can't release.*{mine.login}"):
                order.with_user(others).release_blocks("order", "Bitte")
            (release_id,) = order.with_user(mine).release_blocks("order", "Geprüft")
            release = self.env["kontor.release"].browse(release_id)
            with self.assertRaises(UserError):
                release.with_user(others).action_revoke()
        order.action_confirm()
        self.assertStatus(order, "order")

    def test_003_29_a_release_of_the_weaker_block_doesn_t_lift_the_stronger_one(self):
        self.customer.manual_block = "none"
        order = self._quote(self.clerk)
        self.customer.manual_block = "order"
        order.with_user(self.blocker).release_blocks("order", "Geprüft")
        self.assertFalse(order._get_blocks("order")[order])
        self.customer.manual_block = "quotation"
        with self.assertRaisesRegex(UserError, "Quotation Block"):
            order.action_confirm()

    def test_003_26_who_releases_a_block_sets_and_lifts_it(self):
        customer = self.customer
        with self.assertRaisesRegex(UserError, "sabine_k"):
            customer.with_user(self.blocker).action_set_manual_block("none")
        with self.assertRaises(UserError):
            customer.with_user(self.clerk).action_set_manual_block("none")
        customer.with_user(self.sabine).action_set_manual_block("none")
        with self.assertRaises(UserError):
            customer.with_user(self.sabine).action_set_manual_block("order", "Nicht mein Recht")
        with self.assertRaises(UserError):
            customer.with_user(self.blocker).action_set_manual_block("quotation", "Nicht mein Recht")
        customer.with_user(self.blocker).action_set_manual_block("order", "Mahnung")
        customer.with_user(self.credit_manager).action_set_manual_block("quotation", "Insolvenz")
        self.assertEqual(customer.manual_block, "quotation")

    def test_003_29_the_update_lets_everybody_keep_what_he_had(self):
        self.customer.manual_block = "none"
        order = self._quote(self.clerk)
        self.customer.manual_block = "order"
        self.env["kontor.release"].browse(order.with_user(self.blocker).release_blocks("order", "Vor dem Update"))
        self.customer.manual_block = "quotation"
        order._record_blocked("order")
        self.env["kontor.blocked.document"].search([("document_id", "=", order.id)]).group_xmlids = f",{RIGHT}_block,"
        self.env["res.partner"]._split_block_rights()
        self.assertTrue(self.blocker.has_group(f"{RIGHT}_quotation_block"))
        self.assertFalse(order._get_blocks("order")[order], "a release that was made goes on counting")
        entry = self.env["kontor.blocked.document"].search([("document_id", "=", order.id)])
        self.assertEqual(entry.group_xmlids, f",{RIGHT}_quotation_block,")

    # -- the form ---------------------------------------------------------------------------------------------------

    def test_003_28_the_form_says_it_at_once_and_asks_who_has_the_right(self):
        form = Form(self.env["sale.order"].with_user(self.clerk))
        form.partner_id = self.customer
        self.assertIn("Insolvenz beantragt", form.block_text)
        self.assertIn("sabine_k", form.block_text)
        self.assertFalse(form.is_release_wanted)
        form = Form(self.env["sale.order"].with_user(self.sabine))
        self.assertFalse(form.is_release_wanted)
        form.partner_id = self.customer
        self.assertTrue(form.is_release_wanted)
        form.release_justification = "Vorkasse"
        order = form.save()
        self.assertEqual(self._releases(order).justification, "Vorkasse")
        self.assertFalse(form.release_justification)
        self.assertFalse(form.is_release_wanted, "it is released now")

    def test_003_31_the_form_asks_again_only_when_it_has_to(self):
        order = self._quote(self.sabine, release_justification="Vorkasse")
        form = Form(order)
        self.assertFalse(form.is_release_wanted)
        with form.order_line.edit(0) as line:
            line.product_uom_qty = 4
        self.assertFalse(form.is_release_wanted)
        with form.order_line.edit(0) as line:
            line.product_uom_qty = 6
        self.assertTrue(form.is_release_wanted)

    def test_002_13_the_form_asks_when_a_confirmed_order_outgrows_the_limit(self):
        self.customer.manual_block = "none"
        self._limit(500)
        order = self._in_status("order", (self.drill, 5))
        form = Form(order.with_user(self.releaser))
        self.assertFalse(form.is_release_wanted)
        with form.order_line.edit(0) as line:
            line.product_uom_qty = 6
        self.assertTrue(form.is_release_wanted)
        self.assertIn("exceeds the limit", form.block_text)
        self.assertRegex(form.block_text, r"by .*100\.00.*this document .*100\.00")

    # -- other ways -------------------------------------------------------------------------------------------------

    def test_003_28_a_shop_s_order_is_refused_as_before(self):
        with self.assertRaisesRegex(UserError, "Quotation Block"):
            self.env["sale.order"].with_user(self.clerk)._create_channel_order({"partner_id": self.customer.id})

    def test_003_29_the_refusal_names_its_documents_for_the_dialog(self):
        order = self._quote(self.sabine, release_justification="Vorkasse")
        with self.assertRaises(UserError) as refusal:
            order.action_confirm()
        blocked = refusal.exception.context["kontor_blocked"]
        self.assertEqual((blocked["model"], blocked["ids"], blocked["operation"]), ("sale.order", order.ids, "order"))
        action = order.action_open_release_wizard(blocked["operation"])
        wizard = self.env[action["res_model"]].with_user(self.sabine).browse(action["res_id"])
        wizard.justification = "Geld ist da"
        wizard.action_apply()
        order.action_confirm()
        self.assertStatus(order, "order")
        with self.assertRaises(UserError):
            order.action_open_release_wizard("nonsense")
