from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, HttpCase, tagged

from ...models.status.purchase_order_status_record import PURCHASE_LAW, PURCHASE_STATUSES
from ..common import PurchaseCase


@tagged("post_install", "-at_install")
class TestPurchaseStatusModel(HttpCase, PurchaseCase):
    """The transition table of supplier orders: nobody gets around it."""

    def _print(self, report, records):
        reports = self.env["ir.actions.report"].with_user(self.buyer)
        content, report_type = reports.with_context(force_report_rendering=True)._render_qweb_pdf(report, records.ids)
        self.assertEqual(report_type, "pdf")
        self.env.invalidate_all()

    def test_the_table_is_the_law(self):
        transitions = self.env["purchase.order.status.transition"].search([])
        self.assertEqual({(t.from_id.code, t.to_id.code) for t in transitions}, set(PURCHASE_LAW))

    def test_what_the_law_forbids_is_refused_with_a_reason(self):
        codes = [code for code, _name in PURCHASE_STATUSES]
        for source in codes:
            order = self._in_purchase_status(source)
            admin = order.with_user(self.env.ref("base.user_admin"))
            options = {option["status"]: option for option in admin.get_status_options()}
            self.assertEqual(list(options), codes)
            for target in codes:
                if (source, target) not in PURCHASE_LAW:
                    self.assertFalse(options[target]["allowed"], (source, target))
                    self.assertTrue(options[target]["reason"])

    def test_nobody_allows_what_the_law_forbids(self):
        statuses = self.env["purchase.order.status"]._by_code()
        with self.assertRaises(ValidationError):
            self.env["purchase.order.status.transition"].create(
                {"from_id": statuses["done"].id, "to_id": statuses["order"].id, "allowed": True}
            )

    def test_a_setting_forbids_more_for_the_button_too(self):
        transition = self.env.ref("kontor_purchase.transition_request_order")
        transition.with_user(self.purchase_manager).allowed = False
        order = self._purchase()
        for confirm in (order.button_confirm, order.button_approve, lambda: order.change_status("order")):
            with self.assertRaisesRegex(UserError, "settings forbid"):
                confirm()

    def test_nobody_writes_a_status(self):
        order = self._purchase()
        for values in ({"state": "purchase"}, {"lifecycle_status": "done"}, {"is_settled": True}, {"state": "to approve"}):
            with self.assertRaises(UserError):
                order.write(values)
            with self.assertRaises(UserError):
                self._purchase(**values)
        with self.assertRaises(UserError):
            self.env["purchase.order"].with_user(self.buyer).with_context(default_state="purchase").create(
                {"partner_id": self.supplier.id}
            )
        self.assertPurchaseStatus(order, "request")

    def test_refusals_call_the_documents_of_purchasing_by_their_names(self):
        """000-8: a supplier order is received and billed, not delivered and invoiced."""
        order, cancelled = self._purchase(), self._in_purchase_status("cancel")
        for act, words in (
            (lambda: order.write({"state": "purchase"}), "receiving, billing"),
            (lambda: order.write({"lifecycle_status": "done"}), "documents of a supplier order"),
            (cancelled.button_draft, "cancelled supplier order"),
            (lambda: cancelled.write({"state": "draft"}), "supplier order"),
        ):
            with self.assertRaisesRegex(UserError, words):
                act()

    def test_nothing_is_billed_twice_and_nothing_of_a_cancelled_order(self):
        """000-8: core makes a draft over nothing; the supplier's own file becomes a bill at any time."""
        drafted = self._in_purchase_status("order")
        with self.assertRaisesRegex(UserError, "not been received yet"):
            drafted.action_create_invoice()
        self._receive(drafted)
        drafted.action_create_invoice()
        for order, words in (
            (self._in_purchase_status("request"), "Only a confirmed order"),
            (self._in_purchase_status("cancel"), "is cancelled"),
            (drafted, "on drafts already"),
            (self._in_purchase_status("bill"), "nothing left to bill"),
            (self._in_purchase_status("done"), "nothing left to bill"),
        ):
            before = len(order.sudo().invoice_ids)
            with self.assertRaisesRegex(UserError, words):
                order.action_create_invoice()
            self.assertEqual(len(order.sudo().invoice_ids), before)

    def test_unusable_calls_are_answered_with_a_sentence(self):
        order = self._purchase()
        empty = self.env["purchase.order"].with_user(self.buyer)
        for call in (
            lambda: empty.change_status("order"),
            lambda: empty.get_status_options(),
            lambda: order.change_status("bestellt"),
            lambda: order.change_status("order", colour="red"),
            lambda: order.change_status("order", alternatives="maybe"),
            lambda: order.request_from("everybody"),
            lambda: order.request_from([0]),
        ):
            with self.assertRaises(UserError):
                call()

    def test_the_buyer_lacks_the_right_to_bill(self):
        order = self._in_purchase_status("receipt")
        options = {option["status"]: option for option in order.get_status_options()}
        self.assertIn("right to post bills", options["bill"]["reason"])
        with self.assertRaisesRegex(UserError, "right to post bills"):
            order.change_status("bill")

    def test_the_dialog_changes_the_status(self):
        order = self._in_purchase_status("order")
        action = order.action_open_status_dialog("receipt")
        dialog = self.env[action["res_model"]].with_user(self.buyer).browse(action["res_id"])
        self.assertEqual(dialog.target, "receipt")
        with Form(dialog) as form:
            with form.line_ids.edit(0) as line:
                self.assertEqual(line.left, 5)
                line.quantity = 2
        dialog.action_change()
        self.assertPurchaseStatus(order, "receipt")
        self.assertEqual(order.order_line.qty_received, 2)

    def test_printing_marks_the_status(self):
        order = self._purchase()
        self.assertEqual(order.lifecycle_label, "Request")
        self._print("purchase.report_purchase_quotation", order)
        self.assertEqual(order.lifecycle_label, "Request (D)")
        self.assertEqual(
            [option["printed"] for option in order.get_status_options()], [True, False, False, False, False, False]
        )
        order.change_status("order")
        self.assertEqual(order.lifecycle_label, "Order")
        with self.assertRaisesRegex(UserError, "can't be deleted"):
            self.env["purchase.order.print"].search([("order_id", "=", order.id)]).unlink()

    def test_thousand_orders_take_the_same_queries_as_one(self):
        orders = self.env["purchase.order"]
        for _number in range(10):
            orders |= self._purchase()
        self.env.flush_all()
        one, many = orders[:1], orders[1:]
        counts = []
        for some in (one, many):
            some.invalidate_recordset()
            some.modified(["state"])
            start = self.env.cr.sql_log_count
            some.mapped("lifecycle_status")
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0])
