from dataclasses import replace

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...tools.declarations import DeclarationError, LockEvent
from ..common import OrderCase

GOOD = LockEvent("order", "urgent", "after getting urgent", 25, lambda order: order.client_order_ref == "urgent")


@tagged("post_install", "-at_install")
class TestLockEvents(OrderCase):
    """An event that locks a document is declared once; what its author forgot is told when the registry is loaded."""

    def setUp(self):
        super().setUp()
        self.locks = self.env["kontor.document.lock"]
        self.declared = self.locks._lock_events()

    def _declare(self, *events):
        self.patch(self.env.registry["kontor.document.lock"], "_lock_events", lambda _self: [*self.declared, *events])

    def test_002_17_row_order_name_and_judgement_follow_from_the_declaration(self):
        self._declare(GOOD)
        self.locks._register_hook()
        self.locks._ensure_locks()
        locks = self.locks.search([("company_id", "=", self.company.id), ("document", "=", "order")])
        self.assertEqual(
            locks.mapped("event"),
            ["confirmed", "first_delivery", "urgent", "complete_delivery", "first_invoice", "complete_invoice"],
        )
        lock = locks.filtered(lambda own: own.event == "urgent")
        self.assertEqual(lock.display_name, "Order after getting urgent")
        lock.is_active = True
        order = self._in_status("order", (self.drill, 1))
        order.with_user(self.clerk).client_order_ref = "urgent"
        with self.assertRaisesRegex(UserError, "after getting urgent"):
            order.with_user(self.clerk).client_order_ref = "calm"

    def test_002_17_an_update_brings_the_rows_and_the_order_of_older_databases(self):
        """What was stored is the place in a list: an event that was added to it would have left the others behind."""
        self._declare(GOOD)
        self.env.cr.execute("UPDATE kontor_document_lock SET event_sequence = 0")
        self.locks.invalidate_model(["event_sequence"])
        self.patch(self.env.registry, "updated_modules", ["kontor_sales"])
        self.locks._register_hook()
        self.env.flush_all()
        locks = self.locks.search([("company_id", "=", self.company.id), ("document", "=", "invoice")])
        self.assertEqual(locks.mapped("event"), ["sent", "posted", "paid"])
        self.assertTrue(self.locks.search([("company_id", "=", self.company.id), ("event", "=", "urgent")]))

    def test_002_17_what_was_forgotten_is_an_error_when_the_registry_is_loaded(self):
        mistakes = {
            "no code": {"code": ""},
            "no name": {"name": ""},
            "no sequence": {"sequence": 0},
            "nothing tells whether it has happened": {"happened": None},
            "there is no document “letter”": {"document": "letter"},
            "“order.first_delivery” has the same sequence": {"sequence": 20},
            "“order.confirmed” has another name": {"document": "delivery", "code": "confirmed"},
        }
        for message, change in mistakes.items():
            with self.subTest(message):
                self._declare(replace(GOOD, **change))
                with self.assertRaisesRegex(DeclarationError, message):
                    self.locks._register_hook()
        self._declare(GOOD, replace(GOOD, sequence=27))
        with self.assertRaisesRegex(DeclarationError, "“order.urgent” is declared twice"):
            self.locks._register_hook()
