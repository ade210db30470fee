from odoo.tests import tagged

from ..common import PurchaseCase


@tagged("post_install", "-at_install", "kontor_once")
class TestSupplierNotes(PurchaseCase):
    """003-46: a note about the supplier stands on the order to him."""

    def _text(self, order):
        reports = self.env["ir.actions.report"].with_user(self.buyer)
        return reports._render_qweb_html("purchase.action_report_purchase_order", order.ids)[0].decode()

    def test_it_is_printed_on_the_order(self):
        notes = self.env["kontor.customer.note"].with_user(self.buyer)
        notes.create({"partner_id": self.supplier.id, "subject": "Nur auf Europaletten", "print_on_purchase": True})
        notes.create({"partner_id": self.supplier.id, "subject": "Zahlt schleppend"})
        order = self._purchase()
        self.assertNotIn("Europaletten", self._text(order), "a request orders nothing yet")
        order.change_status("order")
        self.assertIn("Nur auf Europaletten", self._text(order))
        self.assertNotIn("schleppend", self._text(order))

    def test_the_buyer_has_a_list_of_them(self):
        self.supplier.supplier_rank = 1
        action = self.env["ir.actions.act_window"]._for_xml_id("kontor_purchase.action_supplier_note")
        self.assertEqual(action["res_model"], "kontor.customer.note")
        note = (
            self.env["kontor.customer.note"]
            .with_user(self.buyer)
            .with_context(default_print_on_purchase=True)
            .create({"partner_id": self.supplier.id, "subject": "Palettentausch"})
        )
        self.assertTrue(note.print_on_purchase and note.for_printing)
        found = self.env["kontor.customer.note"].with_user(self.buyer).search([("partner_id.supplier_rank", ">", 0)])
        self.assertIn(note, found)
