from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ...models.status.order_status import ORDER_STATUSES, STATUS_LAW
from ..common import OrderCase

CODES = [code for code, _name in ORDER_STATUSES]
#: Dunning is the job of kontor_dunning; without it the status can't be reached.
REACHABLE = [code for code in CODES if code != "dunning"]


@tagged("post_install", "-at_install")
class TestTransitionTable(OrderCase):
    """001-9: every cell of the table, both ways."""

    def test_001_9_each_allowed_change_does_its_work(self):
        expected = {"order": "order", "delivery": "delivery", "quotation": "quotation", "cancel": "cancel"}
        for source, target in sorted(STATUS_LAW):
            if "dunning" in (source, target):
                continue
            with self.subTest(source=source, target=target):
                order = self._in_status(source)
                order.change_status(target)
                self.assertStatus(order, expected.get(target, target))

    def test_001_9_each_forbidden_change_says_why_and_changes_nothing(self):
        for source in REACHABLE:
            for target in CODES:
                if self._is_possible(source, target):
                    continue
                with self.subTest(source=source, target=target):
                    order = self._in_status(source)
                    moves, pickings = order.invoice_ids, order.picking_ids.mapped("state")
                    with self.assertRaises(UserError) as refusal:
                        order.change_status(target)
                    self.assertIn(order.name, str(refusal.exception))
                    self.assertStatus(order, source)
                    self.assertEqual(order.invoice_ids, moves)
                    self.assertEqual(order.picking_ids.mapped("state"), pickings)

    def test_001_9_the_dialog_offers_exactly_what_can_be_done(self):
        for source in REACHABLE:
            order = self._in_status(source)
            options = {option["status"]: option for option in order.get_status_options()}
            self.assertEqual(list(options), CODES)
            for target in CODES:
                with self.subTest(source=source, target=target):
                    allowed = self._is_possible(source, target)
                    self.assertEqual(options[target]["allowed"], allowed)
                    self.assertEqual(not options[target]["reason"], allowed)

    def test_001_9_nobody_can_allow_what_the_table_forbids(self):
        status = {record.code: record for record in self.env["order.status"].search([])}
        for source in CODES:
            for target in CODES:
                if (source, target) in STATUS_LAW:
                    continue
                with self.subTest(source=source, target=target), self.assertRaises(ValidationError):
                    self.env["order.status.transition"].create(
                        {"from_id": status[source].id, "to_id": status[target].id, "allowed": True}
                    )

    def test_001_9_every_lawful_change_is_in_the_settings(self):
        transitions = self.env["order.status.transition"].search([])
        self.assertEqual({(t.from_id.code, t.to_id.code) for t in transitions}, set(STATUS_LAW))

    def test_001_9_a_change_forbidden_in_the_settings_is_forbidden_everywhere(self):
        order = self._in_status("quotation")
        self._transition("quotation", "order").allowed = False
        with self.assertRaisesRegex(UserError, "settings forbid"):
            order.change_status("order")
        with self.assertRaisesRegex(UserError, "settings forbid"):
            order.action_confirm()
        self.assertStatus(order, "quotation")
        self._transition("quotation", "cancel").allowed = False
        with self.assertRaisesRegex(UserError, "settings forbid"):
            order.action_cancel()
        self.assertStatus(order, "quotation")

    def test_001_9_a_change_can_be_reserved_to_a_group(self):
        order = self._in_status("order")
        group = self.env.ref("sales_team.group_sale_manager")
        self._transition("order", "cancel").group_id = group
        with self.assertRaisesRegex(UserError, "Only users with the right"):
            order.change_status("cancel")
        self.clerk.group_ids = [Command.link(group.id)]
        order.change_status("cancel")
        self.assertStatus(order, "cancel")

    def test_001_9_the_cells_of_the_table_stay_where_they_are(self):
        manager = self._manager()
        transition = self._transition("invoice", "done").with_user(manager)
        with self.assertRaises(UserError):
            transition.to_id = self.env.ref("kontor_sales.order_status_order")
        with self.assertRaises(AccessError):
            transition.unlink()
        with self.assertRaises(UserError):
            self.env["order.status"].with_user(manager).create({"code": "done", "name": "Done again"})
        transition.allowed = False
        self.assertFalse(transition.allowed)

    def _is_possible(self, source, target):
        """Tell whether the table allows a change that somebody here can carry out.

        Nothing is dunned on the day on which it is due, as the invoices here are; kontor_dunning tries the days after.
        """
        return (source, target) in STATUS_LAW and target != "dunning"

    def _transition(self, source, target):
        return self.env["order.status.transition"].search([("from_id.code", "=", source), ("to_id.code", "=", target)])

    def _manager(self):
        self.clerk.group_ids = [Command.link(self.env.ref("sales_team.group_sale_manager").id)]
        return self.clerk


@tagged("post_install", "-at_install")
class TestNobodyWritesAStatus(OrderCase):
    """The status follows from the documents, by every route."""

    def test_computed_fields_cannot_be_written(self):
        order = self._in_status("order")
        for name, value in [
            ("lifecycle_status", "done"),
            ("fulfilment_stage", "done"),
            ("is_settled", True),
            ("is_left_to_invoice", False),
            ("ordered_on", False),
            ("preparation_done_on", "2026-01-01 00:00:00"),
        ]:
            with self.subTest(field=name), self.assertRaises(UserError):
                order.write({name: value})
        self.assertStatus(order, "order")

    def test_state_cannot_be_written_around_the_document_work(self):
        quotation = self._in_status("quotation")
        for context in ({}, {"kontor_sales.state_work": 1}, {"bypass": True}):
            with self.assertRaises(UserError):
                quotation.with_context(**context).write({"state": "sale"})
        with self.assertRaises(UserError):
            quotation.create({"partner_id": self.customer.id, "state": "sale"})
        order = self._in_status("order")
        with self.assertRaises(UserError):
            order.write({"state": "cancel"})
        with self.assertRaises(UserError):
            order.write({"state": "draft"})
        with self.assertRaisesRegex(UserError, "isn't issued"):
            quotation.write({"state": "sent"})
        self.assertStatus(quotation, "quotation")

    def test_import_cannot_write_a_status(self):
        result = (
            self.env["sale.order"]
            .with_user(self.clerk)
            .load(["partner_id/.id", "lifecycle_status"], [[str(self.customer.id), "Completed"]])
        )
        self.assertFalse(result["ids"])

    def test_a_cancelled_order_is_not_revived(self):
        order = self._in_status("order")
        order.action_cancel()
        with self.assertRaisesRegex(UserError, "Duplicate"):
            order.action_draft()
        copy = order.copy()
        self.assertStatus(copy, "quotation")
        self.assertFalse(copy.fulfilment_stage)


@tagged("post_install", "-at_install")
class TestBadInput(OrderCase):
    """Unusable arguments are answered with a sentence, never with a traceback, and change nothing."""

    def test_change_status_with_unusable_arguments(self):
        order = self._in_status("order")
        line = order.order_line
        calls = [
            ("nonsense", {}),
            (None, {}),
            (["order"], {}),
            ("delivery", {"quantities": "all"}),
            ("delivery", {"quantities": []}),
            ("delivery", {"quantities": [{"line_id": 0, "quantity": 1}]}),
            ("delivery", {"quantities": [{"line_id": line.id, "quantity": -1}]}),
            ("delivery", {"quantities": [{"line_id": line.id, "quantity": 6}]}),
            ("delivery", {"quantities": [{"line_id": line.id, "quantity": "2"}]}),
            ("delivery", {"quantities": [{"line_id": line.id, "quantity": 0}]}),
            ("delivery", {"quantities": [{"line_id": line.id, "quantity": 1}] * 2}),
            ("delivery", {"invoice_type": "final"}),
            ("invoice", {"invoice_type": "nonsense"}),
            ("invoice", {"invoice_date": "31.12.2026"}),
            ("invoice", {"invoice_date": 5}),
            ("cancel", {"reason_id": 0}),
            ("cancel", {"reason_id": "1"}),
        ]
        for target, options in calls:
            with self.subTest(target=target, options=options), self.assertRaises(UserError):
                order.change_status(target, **options)
            self.assertStatus(order, "order")
        with self.assertRaises(UserError):
            self.env["sale.order"].change_status("order")
        with self.assertRaises(UserError):
            self.env["sale.order"].get_status_options()
        with self.assertRaises(UserError):
            (order | self._in_status("quotation")).get_status_options()

    def test_payment_options(self):
        order = self._in_status("invoice")
        sale_journal = self.env["account.journal"].search([("type", "=", "sale")], limit=1)
        for options in (
            {"journal_id": 0},
            {"journal_id": sale_journal.id},
            {"payment_date": "soon"},
            {"payment_method_line_id": -1},
        ):
            with self.subTest(options=options), self.assertRaises(UserError):
                order.change_status("done", **options)
            self.assertStatus(order, "invoice")

    def test_several_orders_are_changed_together_or_not_at_all(self):
        first, second = self._in_status("quotation"), self._in_status("order")
        third = self._in_status("cancel")
        (first | second).change_status("delivery")
        self.assertStatus(first, "delivery")
        self.assertStatus(second, "delivery")
        fourth = self._in_status("quotation")
        with self.assertRaisesRegex(UserError, third.name):
            (fourth | third).change_status("order")
        self.assertStatus(fourth, "quotation")

    def test_a_quotation_without_positions_is_not_ordered(self):
        order = self.env["sale.order"].with_user(self.clerk).create({"partner_id": self.customer.id})
        for target in ("order", "delivery", "invoice"):
            with self.assertRaisesRegex(UserError, "no positions"):
                order.change_status(target)
        self.assertStatus(order, "quotation")

    def test_004_1_an_order_needs_a_known_customer(self):
        order = self._order()
        order.sudo().partner_id = self.env.ref("base.public_partner")
        with self.assertRaisesRegex(UserError, "known customer"):
            order.change_status("order")

    def test_000_1_a_prospect_becomes_a_customer_with_the_first_order(self):
        contact = self.env["res.partner"].create({"name": "Frau Kern", "parent_id": self.customer.id})
        order = self._order(partner_id=contact.id)
        self.assertEqual(self.customer.customer_state, "prospect")
        order.change_status("order")
        self.assertEqual(self.customer.customer_state, "customer")
        self.assertEqual(contact.customer_state, "customer")
