from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_quotation_versions import QuotationCase


@tagged("post_install", "-at_install")
class TestOrderingVersions(QuotationCase):
    """000-3, 002-1, 004-9: the order arises from exactly the version that the customer accepted."""

    def test_the_latest_version_by_default(self):
        quotation = self._issued()
        version = self._revise(quotation, client_order_ref="Zwei")
        quotation.action_order_version()
        self.assertStatus(quotation, "order")
        self.assertEqual(quotation.quotation_stage, "ordered")
        self.assertEqual(quotation.ordered_version_id, version)
        self.assertEqual(version.state, "ordered")
        self.assertEqual(quotation.version_label, version.label)

    def test_by_the_dialog_and_cores_button_it_is_the_issued_version(self):
        for order in (lambda q: q.change_status("order"), lambda q: q.action_confirm()):
            quotation = self._issued()
            order(quotation)
            self.assertEqual(quotation.ordered_version_id, quotation.version_ids)

    def test_an_earlier_version_is_restored_exactly(self):
        quotation = self._issued((self.drill, 5), (self.screw, 10), special_request="Anlieferung bis 10 Uhr")
        quotation_lines = [(li.product_id, li.product_uom_qty, li.price_unit, li.name) for li in quotation.order_line]
        first = quotation.version_ids
        quotation.action_revise_quotation("mehr")
        quotation.order_line[0].unlink()
        quotation.order_line.write({"product_uom_qty": 3, "price_unit": 7, "name": "Andere Schrauben"})
        quotation.write(
            {
                "special_request": False,
                "order_line": [
                    Command.create({"product_id": self.setup.id}),
                    Command.create({"display_type": "line_section", "name": "Dienste"}),
                ],
            }
        )
        quotation.action_issue_quotation()
        quotation.action_order_version(first.id)
        self.assertEqual(quotation.ordered_version_id, first)
        self.assertEqual(
            [(li.product_id, li.product_uom_qty, li.price_unit, li.name) for li in quotation.order_line], quotation_lines
        )
        self.assertEqual(quotation.amount_total, first.amount_total)
        self.assertEqual(quotation.special_request, "Anlieferung bis 10 Uhr")
        self.assertEqual(quotation.picking_ids.move_ids.mapped("product_uom_qty"), [5, 10])
        second = quotation.version_ids - first
        self.assertEqual((first.state, second.state), ("ordered", "superseded"))
        quotation.change_status("quotation")  # the list of versions says which one stands, as the quotation does
        self.assertEqual(quotation.issued_version_id, first)
        self.assertEqual((first.state, second.state), ("current", "superseded"))
        versions = self.env["sale.order.version"].search([("order_id", "=", quotation.id), ("state", "=", "current")])
        self.assertEqual(versions, first)

    def test_a_version_that_cannot_be_restored_exactly_is_refused(self):
        quotation = self._issued()
        first = quotation.version_ids
        self._revise(quotation, client_order_ref="Zwei")
        quotation.sudo().order_line.tax_ids.amount = 21
        with self.assertRaisesRegex(UserError, "can't be restored"):
            quotation.action_order_version(first.id)
        self.env.invalidate_all()
        self.assertEqual(quotation.quotation_stage, "issued")
        self.assertEqual(quotation.client_order_ref, "Zwei")

    def test_expired_versions_cannot_be_ordered(self):
        quotation = self._issued(validity_date=self.today)
        self.env.cr.execute(
            "UPDATE sale_order_version SET validity_date = %s WHERE id = %s",
            [self.today - timedelta(days=1), quotation.version_ids.id],
        )
        self.env.invalidate_all()
        for order in (
            lambda: quotation.action_order_version(),
            lambda: quotation.action_confirm(),
            lambda: quotation.change_status("order"),
        ):
            with self.assertRaisesRegex(UserError, "valid until"):
                order()
        self.assertStatus(quotation, "quotation")
        last_day = self._issued(validity_date=self.today)
        last_day.action_order_version()
        self.assertStatus(last_day, "order")

    def test_what_is_being_revised_is_not_ordered_by_accident(self):
        quotation = self._issued()
        quotation.action_revise_quotation("Änderung")
        quotation.order_line.price_unit = 1
        with self.assertRaisesRegex(UserError, "being revised"):
            quotation.action_confirm()
        with self.assertRaisesRegex(UserError, "being revised"):
            quotation.change_status("order")
        quotation.action_order_version(quotation.version_ids.id)
        self.assertEqual(quotation.order_line.price_unit, 100)

    def test_bad_versions(self):
        quotation, other = self._issued(), self._issued()
        for version_id in (0, -1, True, other.version_ids.id, "1"):
            with self.assertRaises(UserError):
                quotation.action_order_version(version_id)
        with self.assertRaises(UserError):
            self._order().action_order_version()
        with self.assertRaises(UserError):
            (quotation | other).action_order_version()

    def test_002_2_every_line_stays_editable_after_ordering(self):
        quotation = self._issued()
        quotation.action_order_version()
        quotation.order_line.price_unit = 80
        quotation.order_line.product_uom_qty = 6
        self.assertEqual(quotation.amount_untaxed, 480)
        self.assertEqual(quotation.ordered_version_id.amount_untaxed, 500)

    def test_back_to_the_quotation_it_is_issued_again(self):
        quotation = self._issued()
        quotation.change_status("order")
        quotation.change_status("quotation")
        self.assertEqual(quotation.quotation_stage, "issued")
        self.assertFalse(quotation.ordered_version_id)
        with self.assertRaises(UserError):
            quotation.order_line.price_unit = 1
