from dataclasses import replace

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...tools.declarations import DeclarationError, PrintCondition
from ..common import OrderCase

GOOD = PrintCondition("urgent", "Urgent", lambda order: order.client_order_ref == "urgent")


@tagged("post_install", "-at_install")
class TestPrintConditions(OrderCase):
    """A condition of the print assignment is declared once; what its author forgot is told when the registry is loaded."""

    def setUp(self):
        super().setUp()
        self.assignments = self.env["order.status.report"]
        self.declared = self.assignments._conditions()

    def _declare(self, *conditions):
        self.patch(self.env.registry["order.status.report"], "_conditions", lambda _self: [*self.declared, *conditions])

    def test_001_11_a_condition_is_chosen_and_judged_by_its_declaration(self):
        self._declare(GOOD)
        self.assignments._register_hook()
        assignment = self.env.ref("kontor_sales.order_status_report_delivery")
        assignment.condition = "urgent"
        order = self._order((self.drill, 1))
        self.assertFalse(assignment._applies_to(order))
        order.client_order_ref = "urgent"
        self.assertTrue(assignment._applies_to(order))

    def test_001_11_a_condition_whose_addon_is_gone_prints_nothing_and_is_told_in_the_log(self):
        assignment = self.env.ref("kontor_sales.order_status_report_delivery")
        self.env.cr.execute("UPDATE order_status_report SET condition = 'urgent' WHERE id = %s", [assignment.id])
        assignment.invalidate_recordset()
        self.assertFalse(assignment._applies_to(self._order((self.drill, 1))))
        with self.assertLogs("odoo.addons.kontor_sales.models.status.order_status_report", "ERROR") as log:
            self.assignments._register_hook()
        self.assertIn("nobody declares the condition “urgent”", log.output[0])

    def test_001_11_what_was_forgotten_is_an_error_when_the_registry_is_loaded(self):
        mistakes = {
            "no code": {"code": ""},
            "“urgent”: no name": {"name": ""},
            "“urgent”: nothing tells when it applies": {"applies": None},
        }
        for message, change in mistakes.items():
            with self.subTest(message):
                self._declare(replace(GOOD, **change))
                with self.assertRaisesRegex(DeclarationError, message):
                    self.assignments._register_hook()
        self._declare(GOOD, replace(GOOD, name="Very urgent"))
        with self.assertRaisesRegex(DeclarationError, "“urgent” is declared twice"):
            self.assignments._register_hook()


@tagged("post_install", "-at_install")
class TestOptionDeclarations(OrderCase):
    """An option of ``change_status`` is declared and taken, or the registry says so when it is loaded."""

    def setUp(self):
        super().setUp()
        self.orders = self.env["sale.order"]
        self.model = self.env.registry["sale.order"]
        self.declared = self.orders._target_options()

    def _declare(self, target, name):
        options = self.declared | {target: (*self.declared.get(target, ()), name)}
        self.patch(self.model, "_target_options", lambda _self: options)

    def test_001_9_an_addon_adds_an_option_that_reaches_the_work(self):
        given = []
        work = self.model._do_order

        def do_order(order, colour=None, **options):
            given.append(colour)
            return work(order, **options)

        self._declare("order", "colour")
        self.patch(self.model, "_do_order", do_order)
        self.orders._register_hook()
        self._order((self.drill, 1)).change_status("order", colour="blue")
        self.assertEqual(given, ["blue"])

    def test_001_9_an_option_that_is_declared_but_not_taken(self):
        self._declare("order", "colour")
        with self.assertRaisesRegex(DeclarationError, "“order”: _do_order doesn't take “colour”"):
            self.orders._register_hook()

    def test_001_9_an_option_that_is_taken_but_not_declared(self):
        self.patch(self.model, "_do_order", lambda _self, colour=None: None)
        with self.assertRaisesRegex(DeclarationError, "“order”: “colour” is not declared"):
            self.orders._register_hook()

    def test_001_9_an_option_of_a_status_that_does_not_exist(self):
        self._declare("parade", "colour")
        with self.assertRaisesRegex(DeclarationError, "“parade” is not a status"):
            self.orders._register_hook()

    def test_001_9_an_unknown_option_is_refused_with_its_name(self):
        with self.assertRaisesRegex(UserError, "Unknown options for the status “order”: colour"):
            self._order((self.drill, 1)).change_status("order", colour="blue")
