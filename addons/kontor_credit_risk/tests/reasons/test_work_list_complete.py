from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..common import CLERK, CreditCase


@tagged("post_install", "-at_install")
class TestWorkListIsComplete(CreditCase):
    """002-13, 002-14: whatever a block refuses stands on the work list, by whatever way it was tried; nothing doubled."""

    def setUp(self):
        super().setUp()
        self._limit(100)

    def _refused(self, call):
        """Let a call be refused as in a request: all of it is undone, and then what the cursor kept is written."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            with self.assertRaises(UserError), self.env.cr.savepoint():
                call()
            self._end_transaction()

    def _end_transaction(self):
        self.env.cr.postrollback.run()
        self.env.cr.postcommit.clear()
        self.env.invalidate_all()

    def _entries(self, *documents):
        """Return what the work list says about documents: (model, operation, reasons, state), the latest first."""
        entries = self.env["kontor.blocked.document"].search([])
        keys = {(document._name, record.id) for document in documents for record in document}
        entries = entries.filtered(lambda entry: (entry.document_model, entry.document_id) in keys)
        return [(entry.document_model, entry.operation, entry.reason_codes, entry.state) for entry in entries]

    def _block_invoices(self):
        self.env["kontor.block.rule"].search(
            [("reason_code", "=", "limit"), ("operation", "=", "invoice"), ("company_id", "=", self.company.id)]
        ).effect = "block"

    def test_002_14_a_refused_change_of_status_is_listed_like_a_refused_button(self):
        for target in ("order", "delivery", "invoice"):
            order = self._order((self.drill, 5)).with_user(self.clerk)
            with self.subTest(target=target):
                self._refused(lambda order=order, target=target: order.change_status(target))
                self.assertEqual(self._entries(order), [("sale.order", "order", ",limit,", "open")])
                self._refused(order.action_confirm)
                self.assertEqual(len(self._entries(order)), 1, "nothing doubled")

    def test_002_14_the_status_dialog_lists_what_it_refuses(self):
        order = self._order((self.drill, 5)).with_user(self.clerk)
        action = order.action_open_status_dialog("order")
        wizard = self.env[action["res_model"]].with_user(self.clerk).browse(action["res_id"])
        order.get_status_options()
        self._end_transaction()
        self.assertFalse(self._entries(order), "looking is no refusal")
        wizard.target = "order"
        self._refused(wizard.action_change)
        self.assertEqual(self._entries(order), [("sale.order", "order", ",limit,", "open")])

    def test_002_14_what_the_table_forbids_is_no_matter_for_the_work_list(self):
        order = self._order((self.drill, 5))
        self.env["order.status.transition"].search(
            [("from_id.code", "=", "quotation"), ("to_id.code", "=", "order")]
        ).allowed = False
        self._refused(lambda: order.change_status("order"))
        self.assertFalse(self._entries(order))

    def test_002_14_a_refused_delivery_is_listed_itself(self):
        order = self._order((self.drill, 1))
        order.action_confirm()
        self._invoice(200)
        self._refused(lambda: order.with_user(self.clerk).change_status("delivery"))
        self.assertEqual(self._entries(order, order.picking_ids), [("stock.picking", "delivery", ",limit,", "open")])
        self._refused(order.picking_ids.with_user(self.clerk).button_validate)
        self.assertEqual(len(self._entries(order, order.picking_ids)), 1)

    def test_002_14_a_delivery_that_is_undone_leaves_its_place_to_the_order(self):
        """Quotation straight to Lieferung: the order is released, what it would deliver is not."""
        order = self._order((self.drill, 5))
        order.with_user(self.releaser).release_blocks("order", "Zusage")
        self._refused(lambda: order.with_user(self.clerk).change_status("delivery"))
        self.assertEqual(self._entries(order), [("sale.order", "delivery", ",limit,", "open")])
        entry = self.env["kontor.blocked.document"].search([("document_id", "=", order.id), ("state", "=", "open")])
        self.assertEqual(entry._recheck(), 0, "it is still to be decided")
        entry.with_user(self.releaser).action_release("Auch die Ware")
        order.with_user(self.clerk).change_status("delivery")
        self.assertStatus(order, "delivery")

    def test_002_13_an_invoice_that_is_undone_leaves_its_place_to_the_order(self):
        self._block_invoices()
        for name, invoice in {
            "status": lambda order: order.change_status("invoice"),
            "preparation": lambda order: order.action_preparation_done(),
            "posted at once": lambda order: order.create_invoice_of_type("final", post=True),
        }.items():
            order = self._order((self.drill, 1))
            order.action_confirm()
            order.change_status("delivery") if name == "posted at once" else None
            self.customer.commercial_partner_id.credit_limit_ids.amount = 1
            with self.subTest(way=name):
                self._refused(lambda order=order, invoice=invoice: invoice(order.with_user(self.clerk)))
                found = self._entries(order, order.picking_ids)
                self.assertEqual([entry[2:] for entry in found], [(",limit,", "open")])
                self.assertIn(found[0][:2], [("sale.order", "invoice"), ("stock.picking", "delivery")])
            self.customer.commercial_partner_id.credit_limit_ids.amount = 1000

    def test_002_7_a_collective_run_lists_what_it_leaves_out(self):
        self._block_invoices()
        order = self._order((self.screw, 5))
        order.action_confirm()
        order.change_status("delivery")
        self.customer.credit_limit_ids.amount = 1
        batches = self.env["kontor.collective.invoicing"]
        with self.enter_registry_test_mode():
            batch = batches._start(self.company, order, until=self.today)
            batch.sudo()._process()
            self._end_transaction()
        self.assertEqual(batch.item_ids.state, "failed")
        self.assertEqual(self._entries(order), [("sale.order", "invoice", ",limit,", "open")])

    def test_004_9_an_ordered_version_that_is_refused_is_listed(self):
        order = self._order((self.drill, 5))
        order.action_issue_quotation()
        version = order.version_ids
        self._refused(lambda: order.with_user(self.clerk).action_order_version(version.id))
        self.assertEqual(self._entries(order), [("sale.order", "order", ",limit,", "open")])

    def test_002_14_what_goes_through_leaves_the_list_at_once(self):
        order = self._order((self.drill, 5))
        self._refused(lambda: order.with_user(self.clerk).change_status("order"))
        self.customer.credit_limit_ids.amount = 1000
        order.change_status("order")
        self.assertEqual(self._entries(order), [("sale.order", "order", ",limit,", "freed")])

    def test_002_14_refused_and_released_in_one_call_is_not_listed(self):
        order = self._order((self.drill, 5))
        with self.enter_registry_test_mode():
            with self.assertRaises(UserError), self.env.cr.savepoint():
                order.change_status("order")
            order.with_user(self.releaser).release_blocks("order", "Zusage")
            order.change_status("order")
            self._end_transaction()
        self.assertFalse(self._entries(order))


@tagged("post_install", "-at_install")
class TestReleasesAddUp(CreditCase):
    """003-29…31: each person releases the reasons of his own rights; the rest stays, named with who can."""

    RIGHTS = {
        "limit": "group_override_limit",
        "overdue": "group_override_overdue",
        "manual_block": "group_override_block",
    }

    def setUp(self):
        super().setUp()
        self._limit(100)
        self._invoice(10, due_in=-5)
        self.customer.manual_block = "order"
        self.users = {
            code: new_test_user(self.env, f"nur_{code}", groups=f"{CLERK},kontor_credit_risk.{group}")
            for code, group in self.RIGHTS.items()
        }
        # written when the customer was not blocked yet
        self.order = self._order((self.drill, 5), partner_id=self.env["res.partner"].create({"name": "Neu"}).id)
        self.env.cr.execute(
            "UPDATE sale_order SET partner_id = %(id)s, partner_invoice_id = %(id)s WHERE id = %(order)s",
            {"id": self.customer.id, "order": self.order.id},
        )
        self.env.invalidate_all()

    def _left(self, order=None):
        order = order or self.order
        return {reason["code"] for reason in order._get_blocks("order")[order]}

    def test_each_releases_his_own_and_then_the_order_goes_through(self):
        self.assertEqual(self._left(), set(self.RIGHTS))
        self.order._record_blocked("order")
        entry = self.env["kontor.blocked.document"].search([("document_id", "=", self.order.id)])
        left = set(self.RIGHTS)
        for code, user in self.users.items():
            self.assertEqual(entry.state, "open")
            ids = self.order.with_user(user).release_blocks("order", f"Geprüft: {code}")
            release = self.env["kontor.release"].browse(ids)
            self.assertEqual((release.reason_code, release.user_id), (code, user))
            left.remove(code)
            self.assertEqual(self._left(), left)
            if left:
                self.assertEqual(set(entry.reason_codes.strip(",").split(",")), left, "the list shows what is left")
                with self.assertRaisesRegex(UserError, "|".join(self.users[other].login for other in left)):
                    self.order.action_confirm()
        self.assertEqual(entry.state, "released")
        self.order.action_confirm()
        self.assertStatus(self.order, "order")

    def test_who_may_release_none_of_it_reads_who_can(self):
        with self.assertRaisesRegex(UserError, "(?s)can't release.*nur_limit"):
            self.order.with_user(self.clerk).release_blocks("order", "Bitte")
        self.order.with_user(self.users["limit"]).release_blocks("order", "Meins")
        with self.assertRaisesRegex(UserError, "(?s)can't release.*nur_overdue"):
            self.order.with_user(self.users["limit"]).release_blocks("order", "Noch einmal")
        self.assertEqual(self._left(), {"overdue", "manual_block"})

    def test_the_dialog_says_before_what_is_released_and_what_stays_with_whom(self):
        user = self.users["limit"]
        action = self.order.with_user(user).action_open_release_wizard()
        wizard = self.env[action["res_model"]].with_user(user).browse(action["res_id"])
        line = wizard.line_ids
        self.assertTrue(wizard.may_release and wizard.stays_blocked and wizard.release)
        self.assertIn("exceeds the limit", line.release_text)
        self.assertNotIn("exceeds the limit", line.left_text)
        self.assertRegex(line.left_text, r"is overdue.*nur_overdue")
        self.assertRegex(line.left_text, r"Delivery and Order Block.*nur_manual_block")
        wizard.justification = "Meins"
        wizard.action_apply()
        self.assertEqual(self._left(), {"overdue", "manual_block"})
        action = self.order.with_user(self.clerk).action_open_release_wizard()
        wizard = self.env[action["res_model"]].with_user(self.clerk).browse(action["res_id"])
        self.assertFalse(wizard.may_release or wizard.release)

    def test_many_are_released_at_once_each_as_far_as_the_right_goes(self):
        other = self.env["res.partner"].create({"name": "Nur Limit"})
        self._limit(100, partner=other)
        simple = self._order((self.drill, 2), partner_id=other.id)
        (self.order | simple)._record_blocked("order")
        entries = self.env["kontor.blocked.document"].search([("document_id", "in", (self.order | simple).ids)])
        user = self.users["limit"]
        mine = self.env["kontor.blocked.document"].with_user(user)
        self.assertEqual(mine.search([("may_release", "=", True), ("id", "in", entries.ids)]), entries.with_user(user))
        ids = entries.with_user(user).action_release("Alles durchgesehen")
        self.assertEqual(len(ids), 2)
        states = {entry.document_id: entry.state for entry in entries}
        self.assertEqual(states, {self.order.id: "open", simple.id: "released"})
        left = entries.filtered(lambda entry: entry.state == "open")
        self.assertFalse(mine.search([("may_release", "=", True), ("id", "in", left.ids)]))
        self.assertRegex(left.releaser_text, "(?s)nur_manual_block.*nur_overdue|nur_overdue.*nur_manual_block")
        with self.assertRaisesRegex(UserError, "can't release"):
            left.with_user(user).action_release("Noch einmal")

    def test_credit_controller_and_dunning_clerk_release_together(self):
        """An order with a credit reason and a dunning level: neither could release it alone, or together."""
        if not self.is_dunning_installed:
            return  # the addons don't know each other; with both of them this is the case of the demo's S00185
        self.company._init_dunning_procedure()
        level = self.env["kontor.dunning.level"].search([("company_id", "=", self.company.id)], limit=1)
        level.block_order = True
        invoice = self._invoice(20, due_in=-30)
        self.env.flush_all()
        self.env.cr.execute("UPDATE account_move SET dunning_level_id = %s WHERE id = %s", [level.id, invoice.id])
        self.env.invalidate_all()
        self.customer.manual_block = "none"
        dunner = new_test_user(self.env, "nur_mahnung", groups=f"{CLERK},kontor_dunning.group_dunning_manager")
        self.assertEqual(self._left(), {"limit", "overdue", "internal_overdue", "dunning_level"})
        self.users["limit"].group_ids += self.env.ref("kontor_credit_risk.group_override_internal_overdue")
        self.users["limit"].group_ids += self.env.ref("kontor_credit_risk.group_override_overdue")
        self.assertEqual(len(self.order.with_user(self.users["limit"]).release_blocks("order", "Kredit geprüft")), 3)
        with self.assertRaisesRegex(UserError, "nur_mahnung"):
            self.order.action_confirm()
        self.assertEqual(len(self.order.with_user(dunner).release_blocks("order", "Zahlung angekündigt")), 1)
        self.order.action_confirm()
        self.assertStatus(self.order, "order")

    def test_who_may_release_one_reason_may_reject(self):
        self.order._record_blocked("order")
        entry = self.env["kontor.blocked.document"].search([("document_id", "=", self.order.id)])
        with self.assertRaisesRegex(UserError, "can't release"):
            entry.with_user(self.clerk).action_reject("Nein")
        entry.with_user(self.users["overdue"]).action_reject("Erst zahlen")
        self.assertEqual(entry.state, "rejected")
