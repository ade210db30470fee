from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..common import CLERK, CreditCase


@tagged("post_install", "-at_install")
class TestPosting(CreditCase):
    """002-13: the risk is asked at posting an invoice, too: it warns, and what was posted is kept on the work list."""

    def setUp(self):
        super().setUp()
        self.clerk.lang = "en_US"
        self._limit(100)

    def _draft(self, amount=500, partner=None):
        return (
            self.env["account.move"]
            .with_user(self.clerk)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": (partner or self.customer).id,
                    "invoice_date": self.today,
                    "invoice_line_ids": [
                        Command.create({"name": "Ware", "quantity": 1, "price_unit": amount, "tax_ids": False})
                    ],
                }
            )
        )

    def _entries(self, move):
        return self.env["kontor.blocked.document"].search(
            [("document_model", "=", "account.move"), ("document_id", "=", move.id)]
        )

    def _block(self):
        self.env["kontor.block.rule"].search(
            [("reason_code", "=", "limit"), ("operation", "=", "invoice"), ("company_id", "=", self.company.id)]
        ).effect = "block"

    def _wizard(self, move, user):
        action = move.with_user(user).with_context(ask_about_risk=True).action_post()
        return self.env[action["res_model"]].with_user(user).browse(action["res_id"])

    def test_002_13_over_rpc_it_is_posted_and_kept_on_the_list(self):
        move = self._draft()
        move.action_post()
        self.assertEqual(move.state, "posted")
        entry = self._entries(move)
        self.assertEqual((entry.effect, entry.standing, entry.state, entry.amount), ("warn", "warn", "open", 500))
        self.assertIn("exceeds the limit", entry.reason_text)
        self.assertEqual(entry.operation, "invoice")

    def test_002_13_up_to_the_limit_nothing_is_asked_or_kept(self):
        for amount, listed in ((100, False), (0.01, True)):
            move = self._draft(amount)
            answer = move.with_context(ask_about_risk=True).action_post()
            self.assertEqual(bool(answer), listed)
            if listed:
                move.action_post()
            self.assertEqual(bool(self._entries(move)), listed)

    def test_002_13_an_order_s_invoice_is_asked_about_as_well(self):
        self.customer.credit_limit_ids.amount = 1000
        order = self._in_status("order", (self.drill, 5))
        self.customer.credit_limit_ids.amount = 100
        move = self.env["account.move"].browse(order.create_invoice_of_type("final", post=True))
        self.assertEqual(self._entries(move).effect, "warn")

    def test_002_13_the_dialogs_of_the_order_tell_it_before(self):
        self.customer.credit_limit_ids.amount = 1000
        order = self._in_status("order", (self.drill, 5))
        order.change_status("delivery")
        options = {option["status"]: option for option in order.get_status_options()}
        self.assertNotIn("exceeds the limit", "".join(options["invoice"]["consequences"]))
        dialog = self.env["sale.order.invoice"].browse(order.action_open_invoice_dialog()["res_id"])
        self.assertFalse(dialog.risk_text)
        self.customer.credit_limit_ids.amount = 100
        options = {option["status"]: option for option in order.get_status_options()}
        self.assertTrue(options["invoice"]["allowed"])
        self.assertRegex("".join(options["invoice"]["consequences"]), "(?s)posted all the same.*exceeds the limit")
        dialog = self.env["sale.order.invoice"].browse(order.action_open_invoice_dialog()["res_id"])
        self.assertIn("exceeds the limit", dialog.risk_text)

    def test_002_13_many_are_posted_and_each_is_kept(self):
        moves = self._draft(80) | self._draft(80) | self._draft(80, self.env["res.partner"].create({"name": "Frei"}))
        self.env["validate.account.move"].with_user(self.clerk).create(
            {"move_ids": [Command.set(moves.ids)]}
        ).validate_move()
        self.assertEqual(set(moves.mapped("state")), {"posted"})
        self.assertEqual([len(self._entries(move)) for move in moves], [0, 1, 0], "judged together and in order")

    def test_002_13_a_batch_goes_on_without_what_a_rule_blocks(self):
        self._block()
        free = self._draft(80, self.env["res.partner"].create({"name": "Frei"}))
        blocked = self._draft()
        self.env["validate.account.move"].with_user(self.clerk).create(
            {"move_ids": [Command.set((blocked | free).ids)]}
        ).validate_move()
        self.assertEqual((blocked.state, free.state), ("draft", "posted"))
        with self.assertRaisesRegex(UserError, "exceeds the limit"):
            self.env["validate.account.move"].with_user(self.clerk).create(
                {"move_ids": [Command.set(blocked.ids)]}
            ).validate_move()

    def test_002_13_the_screen_asks_before_with_the_proposals(self):
        move = self._draft()
        wizard = self._wizard(move, self.clerk)
        self.assertEqual(move.state, "draft")
        self.assertIn("exceeds the limit", wizard.line_ids.left_text)
        self.assertFalse(wizard.may_decide or wizard.may_reject or wizard.release)
        wizard.action_apply()
        self.assertEqual(move.state, "posted")
        self.assertEqual(self._entries(move).state, "open")

    def test_002_13_released_before_it_is_posted_it_isn_t_on_the_list(self):
        move = self._draft()
        wizard = self._wizard(move, self.releaser)
        self.assertTrue(wizard.may_release and wizard.may_set_limit)
        self.assertFalse(wizard.release, "it is posted without a release, too")
        wizard.write({"release": True, "justification": "Zusage der Bank"})
        wizard.action_apply()
        self.assertEqual(move.state, "posted")
        self.assertFalse(self._entries(move))
        self.assertEqual(move.release_count, 1)

    def test_002_13_a_new_limit_before_it_is_posted(self):
        move = self._draft()
        wizard = self._wizard(move, self.releaser)
        wizard.set_limit = True
        wizard._onchange_set_limit()
        self.assertEqual(wizard.limit_amount, 500, "what the invoice needs")
        wizard.justification = "Gute Erfahrung"
        wizard.action_apply()
        self.assertEqual((move.state, self._figures().limit_amount), ("posted", 500))
        self.assertFalse(self._entries(move))

    def test_002_14_posted_and_the_customer_blocked_from_then_on(self):
        blocker = new_test_user(self.env, "sperrt", groups=f"{CLERK},kontor_credit_risk.group_override_block")
        move = self._draft()
        wizard = self._wizard(move, blocker)
        wizard.write({"block_customer": True, "manual_block": "order", "justification": "Das war die letzte"})
        wizard.action_apply()
        self.assertEqual((move.state, self.customer.manual_block), ("posted", "order"))

    def test_002_14_a_warning_is_decided_on_the_list(self):
        moves = self._draft() | self._draft() | self._draft()
        moves.action_post()
        entries = [self._entries(move) for move in moves]
        entries[0].with_user(self.releaser).action_release("Gesehen")
        release = self.env["kontor.release"].search(
            [("document_model", "=", "account.move"), ("document_id", "=", moves[0].id)]
        )
        self.assertEqual((entries[0].state, release.state, release.amount), ("released", "used", 500))
        self.assertEqual(entries[1]._recheck(), 0, "the customer still owes it")
        self._pay(moves[1])
        entries[1]._recheck()
        self.assertEqual(entries[1].state, "freed", "what is paid is no risk any more")
        self.customer.credit_limit_ids.amount = 5000
        entries[2]._recheck()
        self.assertEqual(entries[2].state, "freed")

    def test_002_13_nobody_is_told_that_a_posted_invoice_is_blocked(self):
        seller = self.seller
        move = self._draft()
        move.invoice_user_id = seller
        move.action_post()
        told = self.env["mail.message"].search([("partner_ids", "in", seller.partner_id.ids)])
        self.assertFalse(told.filtered(lambda message: "blocked" in (message.subject or "")))

    def test_a_refund_and_a_bill_are_no_risk(self):
        refund = self._draft()
        refund.move_type = "out_refund"
        refund.action_post()
        self.assertFalse(self._entries(refund))

    def test_003_27_an_invoice_without_an_order_is_only_told_about_the_block(self):
        self.customer.credit_limit_ids.amount = 1000
        self.customer.manual_block = "order"
        move = self._draft()
        self.assertIn("Delivery and Order Block", move.block_warning)
        move.action_post()
        self.assertEqual(self._entries(move).reason_codes, ",manual_block,")


@tagged("post_install", "-at_install")
class TestDecisionsByRight(CreditCase):
    """002-14: the dialog offers a user just the decisions that he has the right for, and the server takes no others."""

    RIGHTS = {
        "nobody": "",
        "limit": "kontor_credit_risk.group_override_limit",
        "overdue": "kontor_credit_risk.group_override_overdue",
        "block": "kontor_credit_risk.group_override_block",
        "quotation_block": "kontor_credit_risk.group_override_quotation_block",
        "manager": "kontor_credit_risk.group_credit_manager",
    }
    #: What each of them may do about an order beyond its limit.
    MAY = {
        "nobody": set(),
        "limit": {"release", "reject", "set_limit"},
        "overdue": set(),
        "block": {"block_customer", "block_order"},
        "quotation_block": {"block_customer"},
        "manager": {"set_limit", "block_customer", "block_order"},
    }

    def test_002_14_each_right_and_each_decision(self):
        self._limit(100)
        for name, group in self.RIGHTS.items():
            user = new_test_user(self.env, f"darf_{name}", groups=",".join(filter(None, [CLERK, group])))
            order = self._order((self.drill, 5))
            for decision in ("release", "reject", "set_limit", "block_customer", "block_order"):
                action = order.with_user(user).action_open_release_wizard()
                wizard = self.env[action["res_model"]].with_user(user).browse(action["res_id"])
                allowed = decision in self.MAY[name]
                with self.subTest(right=name, decision=decision):
                    self.assertEqual(wizard[f"may_{decision}"], allowed)
                    self.assertEqual(wizard.may_decide, bool(self.MAY[name]))
                    values = {"release": False, decision: True, "justification": "Weil", "limit_amount": 500}
                    with self.env.cr.savepoint() as savepoint:
                        wizard.write(values)
                        if allowed:
                            wizard.action_apply()
                        else:
                            with self.assertRaises(UserError):
                                wizard.action_apply()
                        savepoint.rollback()
                self.env.invalidate_all()

    def test_002_14_each_block_of_the_customer_by_its_own_right(self):
        self._limit(100)
        order = self._order((self.drill, 5))
        for name, own, other in (("block", "order", "quotation"), ("quotation_block", "quotation", "order")):
            user = new_test_user(self.env, f"sperrt_{name}", groups=f"{CLERK},{self.RIGHTS[name]}")
            action = order.with_user(user).action_open_release_wizard()
            wizard = self.env[action["res_model"]].with_user(user).browse(action["res_id"])
            self.assertEqual(wizard.manual_block, own, "the one that he may set is proposed")
            wizard.write({"block_customer": True, "manual_block": other, "justification": "Weil"})
            with self.assertRaises(UserError):
                wizard.action_apply()
