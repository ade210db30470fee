from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..common import PurchaseCase


@tagged("post_install", "-at_install")
class TestPurchaseRights(PurchaseCase):
    """Who may do what on the supplier side, whatever a caller over RPC sends (000-8)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.purchase_limit = 500

    def _dear(self):
        return self._purchase((self.hammer, 50, 20))  # 1,000 net, 1,190 gross

    def test_a_manager_has_the_rights_to_release_and_a_buyer_has_not(self):
        for right in ("kontor_purchase.group_approve_order", "kontor_purchase.group_release_bill"):
            self.assertTrue(self.purchase_manager.has_group(right))
            self.assertFalse(self.buyer.has_group(right))

    # -- the limit ------------------------------------------------------------------------------------------------

    def test_nobody_writes_the_amounts_that_the_limit_is_compared_with(self):
        order = self._dear()
        for values in ({"amount_total": 1}, {"amount_untaxed": 1}, {"amount_tax": 0}, {"currency_rate": 1000}):
            with self.assertRaisesRegex(UserError, "follows from"):
                order.write(values)
            with self.assertRaisesRegex(UserError, "follows from"):
                self._purchase((self.hammer, 50, 20), **values)
        for values in ({"price_total": 1}, {"price_subtotal": 1}, {"price_tax": 0}):
            with self.assertRaisesRegex(UserError, "follows from"):
                order.order_line.write(values)
            with self.assertRaisesRegex(UserError, "follows from"):
                order.write({"order_line": [Command.update(order.order_line.id, values)]})
        self.assertEqual(order.amount_total, 1190)
        with self.assertRaisesRegex(UserError, "order limit"):
            order.change_status("order")

    def test_a_position_moved_into_a_confirmed_order_counts(self):
        small = self._purchase((self.nail, 10))
        small.change_status("order")
        dear = self._dear()
        with self.assertRaises(UserError) as refusal:
            dear.order_line.order_id = small
        self.assertIn("order limit", str(refusal.exception))
        self.assertEqual(small.amount_untaxed, 20)

    def test_a_confirmed_order_does_not_change_to_a_blocked_supplier(self):
        order = self._purchase((self.nail, 10))
        order.change_status("order")
        self.other_supplier.supplier_block = "order"
        with self.assertRaises(UserError) as refusal:
            order.partner_id = self.other_supplier
        self.assertIn("is blocked", str(refusal.exception))
        self.assertEqual(order.partner_id, self.supplier)

    # -- what came ------------------------------------------------------------------------------------------------

    def test_nobody_writes_how_much_has_come(self):
        """A bill is compared with what came; the warehouse's receipts alone say how much that is."""
        order = self._purchase((self.hammer, 5))
        order.change_status("order")
        self._receive(order, hammer=2)
        line = order.order_line
        for values in (
            {"qty_received": 5},
            {"qty_received_manual": 5},
            {"qty_received_method": "manual"},
            {"qty_invoiced": 0},
            {"qty_to_invoice": 5},
        ):
            with self.assertRaisesRegex(UserError, "follows from"):
                line.write(values)
            with self.assertRaisesRegex(UserError, "follows from"):
                order.write({"order_line": [Command.update(line.id, values)]})
        self.assertEqual(line.qty_received, 2)

    def test_headings_and_texts_are_saved_as_the_form_sends_them(self):
        """The form sends the closed fields of a new row along, with their zeros."""
        order = self._purchase(user=self.buyer)
        order.with_user(self.buyer).write(
            {
                "order_line": [
                    Command.create({"display_type": kind, "name": kind, "product_qty": 0, "qty_received": 0})
                    for kind in ("line_section", "line_subsection", "line_note")
                ]
            }
        )
        self.assertEqual(order.order_line.mapped("display_type"), [False, "line_section", "line_subsection", "line_note"])
        with self.assertRaisesRegex(UserError, "can't be written"):
            order.with_user(self.buyer).order_line[0].qty_received = 1

    def test_an_order_waits_for_the_one_who_may_approve_it(self):
        """Core's approval: the buyer's click approves nothing, the manager's does."""
        self.env.company.write({"po_double_validation": "two_step", "po_double_validation_amount": 1})
        order = self._purchase(user=self.buyer)
        order.with_user(self.buyer).button_confirm()
        self.assertEqual(order.state, "to approve")
        order.with_user(self.buyer).button_approve()
        self.assertEqual(order.state, "to approve")
        order.with_user(self.purchase_manager).button_approve()
        self.assertEqual(order.state, "purchase")

    def test_what_has_come_of_a_service_is_entered(self):
        service = self._product("Montage", type="service", purchase_method="receive", standard_price=10)
        order = self._purchase((service, 5))
        order.change_status("order")
        order.order_line.qty_received = 3
        self.assertEqual(order.order_line.qty_received, 3)
        self.assertPurchaseStatus(order, "receipt")

    # -- what the supplier knows ----------------------------------------------------------------------------------

    def test_nobody_writes_what_the_supplier_knows(self):
        order = self._purchase((self.nail, 10))
        order.change_status("order")
        order.order_line.product_qty = 12
        for values in ({"told_lines": False}, {"completed_on": "2020-01-01"}):
            with self.assertRaises(UserError):
                order.write(values)
        order.record_change()
        change = order.change_ids
        for tamper in (
            lambda: change.with_user(self.buyer).write({"lines": []}),
            lambda: change.with_user(self.buyer).unlink(),
            lambda: change.with_user(self.buyer).create({"order_id": order.id, "number": 9, "user_id": self.buyer.id}),
        ):
            with self.assertRaises(UserError):
                tamper()

    # -- the rules themselves -------------------------------------------------------------------------------------

    def test_buyers_do_not_change_the_rules(self):
        transition = self.env["purchase.order.status.transition"].search([], limit=1)
        status = self.env["purchase.order.status"].search([], limit=1)
        rule = self.env["kontor.block.rule"].search([("reason_code", "=", "order_limit")], limit=1)
        for user in (self.buyer, self.seller, self.bookkeeper):
            for tamper in (
                lambda user=user: transition.with_user(user).write({"allowed": False}),
                lambda user=user: transition.with_user(user).create({"from_id": status.id, "to_id": status.id}),
                lambda user=user: transition.with_user(user).unlink(),
                lambda user=user: status.with_user(user).write({"name": "Egal"}),
                lambda user=user: rule.with_user(user).write({"effect": "none"}),
                lambda user=user: self.company.with_user(user).write({"purchase_limit": 0}),
                lambda user=user: user.with_user(user).write({"purchase_limit_rule": "none"}),
                lambda user=user: self.env["res.config.settings"].with_user(user).create({"purchase_limit": 0}).execute(),
            ):
                with self.assertRaises(UserError):
                    tamper()

    def test_003_29_31_the_purchase_manager_sets_the_rules_of_purchasing_alone(self):
        rules = self.env["kontor.block.rule"].search([("company_id", "=", self.company.id)])
        own = {"order_limit", "bill_deviation"}
        self.assertLessEqual(own, set(rules.mapped("reason_code")))
        for rule in rules:
            rule = rule.with_user(self.purchase_manager)
            self.assertEqual(rule.may_change, rule.reason_code in own)
            if rule.may_change:
                rule.effect = "warn"
            else:
                with self.assertRaises(UserError):
                    rule.effect = "none"

    def test_000_8_what_holds_for_all_companies_is_changed_by_who_works_for_all(self):
        transition = self.env["purchase.order.status.transition"].search([], limit=1).with_user(self.purchase_manager)
        report = self.env["purchase.order.status.report"].search([], limit=1).with_user(self.purchase_manager)
        self.purchase_manager.company_ids = self.env["res.company"].search([])
        transition.allowed = True
        other = self.env["res.company"].create({"name": "Andere GmbH"})
        for change in (
            lambda: transition.write({"allowed": False}),
            lambda: transition.from_id.write({"name": "Anders"}),
            lambda: report.write({"sequence": 1}),
            lambda: report.copy(),
            lambda: report.unlink(),
        ):
            with self.assertRaisesRegex(UserError, "holds for all companies"):
                change()
        self.purchase_manager.company_ids += other
        transition.allowed = False

    def test_the_manager_forbids_but_does_not_allow_what_the_law_forbids(self):
        statuses = self.env["purchase.order.status"]._by_code()
        transitions = self.env["purchase.order.status.transition"].with_user(self.purchase_manager)
        transition = transitions.search([("from_id.code", "=", "request"), ("to_id.code", "=", "order")])
        with self.assertRaises(UserError):
            transition.write({"from_id": statuses["done"].id})
        transition.allowed = False
        with self.assertRaisesRegex(UserError, "settings forbid"):
            self._purchase().change_status("order")
        with self.assertRaisesRegex(UserError, "settings forbid"):
            self._purchase().button_confirm()

    def test_a_billed_order_is_not_cancelled(self):
        order = self._in_purchase_status("bill")
        for user in (self.buyer, self.purchase_manager):
            own = order.with_user(user)
            for cancel in (
                own.button_cancel,
                lambda own=own: own.change_status("cancel", reason="Irrtum"),
                lambda own=own: own.write({"state": "cancel"}),
                lambda own=own: own.write({"lifecycle_status": "cancel"}),
                own.button_draft,
                own.unlink,
            ):
                with self.assertRaises(UserError):
                    cancel()
        self.assertPurchaseStatus(order, "bill")

    # -- sales, warehouse, other companies ------------------------------------------------------------------------

    def test_whoever_keeps_the_books_does_not_change_what_was_agreed(self):
        """Core lets accounting write on supplier orders; a bill would agree with any price then."""
        request, order = self._purchase((self.nail, 10)), self._purchase((self.nail, 10))
        order.change_status("order")
        line = order.order_line.with_user(self.bookkeeper)
        for act in (
            request.with_user(self.bookkeeper).button_confirm,
            request.with_user(self.bookkeeper).button_approve,
            lambda: line.write({"price_unit": 3}),
            lambda: line.write({"product_qty": 20}),
            lambda: order.with_user(self.bookkeeper).write({"order_line": [Command.update(line.id, {"price_unit": 3})]}),
            lambda: order.with_user(self.bookkeeper).write({"partner_id": self.other_supplier.id}),
            lambda: order.with_user(self.bookkeeper).write({"currency_id": self.env.ref("base.USD").id}),
        ):
            with self.assertRaisesRegex(UserError, "lack the right"):
                act()
        self._receive(order)
        self._bill(order)
        self.assertPurchaseStatus(order, "bill")

    def test_000_8_nothing_of_an_order_is_written_by_who_does_not_buy(self):
        """Not only what it is worth: dates, references and remarks are the buyers', too."""
        request, order = self._purchase((self.nail, 10)), self._purchase((self.nail, 10))
        order.change_status("order")
        changes = {
            "note": "Anders",
            "date_planned": "2031-01-01",
            "payment_term_id": self.env.ref("account.account_payment_term_30days").id,
            "origin": "X",
            "partner_ref": "AB-4711",
            "priority": "1",
            "locked": True,
            "incoterm_id": self.env.ref("account.incoterm_EXW").id,
            "dest_address_id": self.other_supplier.id,
            "picking_type_id": self.env["stock.picking.type"].search([], limit=1).id,
            "acknowledged": True,
        }
        for document in (request, order):
            for name, value in changes.items():
                with self.subTest(name=name), self.assertRaisesRegex(UserError, "lack the right"):
                    document.with_user(self.bookkeeper).write({name: value})
            for name, value in {"date_planned": "2031-01-01", "name": "Anders"}.items():
                with self.subTest(line=name), self.assertRaisesRegex(UserError, "lack the right"):
                    document.order_line.with_user(self.bookkeeper).write({name: value})
        answer = order.with_user(self.bookkeeper).load([".id", "partner_ref"], [[str(order.id), "AB-4711"]])
        self.assertIn("lack the right", str(answer["messages"]))
        self.assertFalse(order.partner_ref)
        order.with_user(self.bookkeeper).message_post(body="Wann kommt die Rechnung?")
        order.with_user(self.bookkeeper).activity_schedule("mail.mail_activity_data_todo", user_id=self.buyer.id)
        order.with_user(self.buyer).write({"partner_ref": "AB-4711", "note": "Bitte anrufen"})
        self.assertEqual(order.partner_ref, "AB-4711")

    def test_reminders_of_other_companies_are_out_of_reach(self):
        order = self._purchase((self.nail, 10))
        order.change_status("order")
        order.order_line.date_planned = "2020-01-01"
        reminder = self.env["kontor.receipt.reminder"].browse(order.remind_receipts())
        other = self.env["res.company"].create({"name": "Andere GmbH"})
        stranger = new_test_user(
            self.env,
            "kontor_stranger",
            groups="purchase.group_purchase_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.env.invalidate_all()
        for act in (
            lambda: reminder.with_user(stranger).read(["name"]),
            lambda: reminder.line_ids.with_user(stranger).read(["quantity"]),
            lambda: reminder.with_user(stranger).action_print(),
            lambda: reminder.with_user(stranger).action_send_email(),
            lambda: order.with_user(stranger).remind_receipts(),
            lambda: order.with_user(stranger).action_print_change(),
            lambda: order.with_user(stranger).get_request_comparison(),
            lambda: order.with_user(stranger).get_status_options(),
        ):
            with self.assertRaises(UserError):
                act()
        self.assertFalse(self.env["kontor.receipt.reminder"].with_user(stranger).search([("id", "=", reminder.id)]))
        for values in ({"name": "X"}, {"emailed_on": False}, {"line_ids": [Command.clear()]}):
            with self.assertRaises(UserError):
                reminder.with_user(self.buyer).write(values)

    def test_000_8_a_supplier_sheds_no_block_by_belonging_to_another_one(self):
        other, blocked = self.env["res.partner"].create(
            [{"name": "Freier Lieferant", "is_company": True}, {"name": "Gesperrter Lieferant", "is_company": True}]
        )
        company = self.env["res.company"].create({"name": "Schwester GmbH"})
        blocked.with_company(company).supplier_block = "order"  # in whichever company
        editor = new_test_user(self.env, "kontor_editor", groups="purchase.group_purchase_user,base.group_partner_manager")
        merge = self.env["base.partner.merge.automatic.wizard"].with_user(editor)
        for way in (
            lambda: blocked.with_user(editor).write({"is_company": False, "parent_id": other.id}),
            lambda: merge._merge((blocked | other).ids, other.with_user(editor)),
        ):
            with self.assertRaisesRegex(UserError, "Gesperrter Lieferant.*would be lost"), self.env.cr.savepoint():
                way()
        self.assertEqual(blocked.with_company(company).supplier_block, "order")
        blocked.with_company(company).supplier_block = "none"
        blocked.with_user(editor).write({"is_company": False, "parent_id": other.id})
        self.assertEqual(blocked.commercial_partner_id, other)
