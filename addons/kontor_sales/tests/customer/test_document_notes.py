from odoo.tests import new_test_user, tagged

from ..documents.test_documents import CASH_ON_DELIVERY, DELIVERY, INVOICE, ORDER, DocumentCase


@tagged("post_install", "-at_install", "kontor_once")
class TestDocumentNotes(DocumentCase):
    """003-46: each note says on which documents it is printed."""

    def _note(self, text, **values):
        return (
            self.env["kontor.customer.note"]
            .with_user(self.clerk)
            .create({"partner_id": self.customer.id, "subject": text, "text": text, **values})
        )

    def test_each_document_prints_its_own(self):
        self._note("Nur intern")
        self._note("Steht im Angebot", print_on_quotation=True)
        self._note("Steht in der Bestätigung", print_on_order=True)
        self._note("Nur über Tor 3", print_on_delivery=True)
        self._note("Bitte Kostenstelle angeben", print_on_invoice=True)
        order = self._order()
        order.action_issue_quotation()
        texts = {"quotation": self._text(ORDER, order)}
        order.change_status("invoice")
        texts.update(
            order=self._text(ORDER, order),
            delivery=self._text(DELIVERY, order.picking_ids),
            invoice=self._text(INVOICE, order.invoice_ids),
        )
        notes = {
            "quotation": "Steht im Angebot",
            "order": "Steht in der Bestätigung",
            "delivery": "Nur über Tor 3",
            "invoice": "Bitte Kostenstelle angeben",
        }
        for document, text in texts.items():
            printed = {name for name, note in notes.items() if note in text}
            self.assertEqual(printed, {document})
            self.assertNotIn("Nur intern", text)
        self.assertIn("Nur über Tor 3", self._text(CASH_ON_DELIVERY, order.picking_ids))
        order.change_status("cancel", reason="Irrtum")
        credit_note = order.invoice_ids.filtered(lambda move: move.move_type == "out_refund")
        self.assertNotIn("Kostenstelle", self._text(INVOICE, credit_note))

    def test_several_notes_the_latest_first(self):
        self._note("Ältere Notiz", print_on_delivery=True, date="2026-01-01")
        self._note("Neuere Notiz", print_on_delivery=True, print_on_order=True, date="2026-02-01")
        gone = self._note("Erledigt", print_on_delivery=True)
        gone.active = False
        order = self._in_status("delivery")
        self.assertEqual(order.picking_ids[:1]._get_printed_notes(), ["Neuere Notiz", "Ältere Notiz"])
        self.assertEqual(order._get_printed_notes(), ["Neuere Notiz"])

    def test_the_warehouse_prints_them_too(self):
        picker = new_test_user(self.env, "kontor_note_picker", groups="stock.group_stock_user")
        self._note("Nur über Tor 3", print_on_delivery=True)
        order = self._in_status("order")
        self.assertIn("Nur über Tor 3", self._text(DELIVERY, order.picking_ids, user=picker))

    def test_notes_of_another_company_and_of_contacts(self):
        other = self.env["res.company"].create({"name": "Schwester GmbH"})
        self._note("Nur für die Schwester", print_on_order=True).sudo().company_id = other
        self._note("Für alle", print_on_order=True).company_id = False
        contact = self.env["res.partner"].create({"name": "Frau Süß", "parent_id": self.customer.id})
        order = self._order(partner_id=contact.id)
        order.change_status("order")
        self.assertEqual(order._get_printed_notes(), ["Für alle"])

    def test_a_receipt_prints_none(self):
        self._note("Nur über Tor 3", print_on_delivery=True)
        receipt = self.env["stock.picking"].create(
            {"partner_id": self.customer.id, "picking_type_id": self.warehouse.in_type_id.id}
        )
        self.assertEqual(receipt._get_printed_notes(), [])

    def test_the_mark_of_the_header_follows(self):
        """Who only knew one mark goes on with it: it means quotation and confirmation, as it did."""
        note = self._note("Nur über Tor 3", print_on_delivery=True)
        self.assertTrue(note.for_printing)
        note.print_on_delivery = False
        self.assertFalse(note.for_printing)
        note.for_printing = True
        self.assertEqual(
            (note.print_on_quotation, note.print_on_order, note.print_on_delivery, note.print_on_invoice),
            (True, True, False, False),
        )
        note.for_printing = False
        self.assertFalse(note.print_on_quotation or note.print_on_order)
        marked = self._note("Ware", for_printing=True)
        self.assertTrue(marked.print_on_quotation and marked.print_on_order)
        self.company.header_top_right = "note"
        header = self.customer.with_user(self.clerk).get_customer_header()
        self.assertEqual([entry["value"] for entry in header["customer"]["top_right"]], ["Ware"])
