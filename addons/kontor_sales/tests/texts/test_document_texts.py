from datetime import date

from odoo import Command
from odoo.tests import tagged

from ..documents.test_documents import DELIVERY, INVOICE, DocumentCase


@tagged("post_install", "-at_install", "kontor_once")
class TestInvoiceTexts(DocumentCase):
    """What an invoice or a Rechnungskorrektur says in words, in German."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("de_DE")
        cls.customer.lang = "de_DE"
        cls.skonto = cls.env["account.payment.term"].create(
            {
                "name": "10 Tage 2 %, 30 Tage netto",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "early_pay_discount_computation": "included",
                "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})],
            }
        )

    def test_001_7_a_cancellation_says_what_is_credited_and_why(self):
        order = self._in_status("invoice")
        invoice = order.invoice_ids
        reason = self.env["sale.order.cancel.reason"].create({"name": "Fehlmenge im Lager"})
        order.change_status("cancel", reason_id=reason.id, reason="Kunde ist sauer")
        credit_note = order.invoice_ids - invoice
        text = self._text(INVOICE, credit_note)
        self.assertIncludes(
            text,
            f"Rechnungskorrektur (Storno) Nr. {credit_note.name}",
            f"Korrekturnr. {credit_note.name}",
            f"Mit diesem Beleg stornieren wir unsere Rechnung {invoice.name} vom",
            "wird Ihnen gutgeschrieben",
            "Grund: Fehlmenge im Lager",
            f"verrechnet mit {invoice.name}",
        )
        for word in ("Gutschrift", "Rechnungsnr.", "Bezahlt am", "Überweisung", "sauer"):
            self.assertNotIn(word, text)
        text = self._text(INVOICE, invoice)
        self.assertIn(f"verrechnet mit {credit_note.name}", text)
        self.assertNotIn("Überweisung", text, "nothing is left to be paid")

    def test_004_14_a_suspicion_stays_in_the_house(self):
        order = self._in_status("invoice")
        invoice = order.invoice_ids
        reason = self.env["sale.order.cancel.reason"].create({"name": "Betrug", "is_printed": False})
        order.change_status("cancel", reason_id=reason.id)
        credit_note = order.invoice_ids - invoice
        self.assertNotIn("Betrug", self._text(INVOICE, credit_note))

    def test_004_25_the_reason_of_a_correction_by_hand_is_printed_and_firm(self):
        invoice = self._in_status("invoice").invoice_ids
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids)
        wizard = wizard.create({"reason": "Nachlass wegen Kratzern", "journal_id": invoice.journal_id.id})
        credit_note = self.env["account.move"].browse(wizard.reverse_moves()["res_id"])
        self.assertEqual(credit_note.correction_reason, "Nachlass wegen Kratzern")
        credit_note.action_post()
        self.assertIncludes(
            self._text(INVOICE, credit_note),
            f"Rechnungskorrektur Nr. {credit_note.name}",
            f"berichtigen wir unsere Rechnung {invoice.name}",
            "Grund: Nachlass wegen Kratzern",
        )
        self.assertIn("correction_reason", credit_note._get_firm_fields())

    def test_004_23_money_is_paid(self):
        invoice = self._in_status("invoice").invoice_ids
        self._pay(invoice, date=date(2026, 11, 5))
        text = self._text(INVOICE, invoice)
        self.assertIn("Bezahlt am 05.11.2026", text)
        self.assertNotIn("verrechnet", text)

    def test_000_13_skonto_names_its_last_day(self):
        order = self._order((self.drill, 10))
        order.payment_term_id = self.skonto
        order.change_status("order")
        invoice = self.env["account.move"].browse(
            order.create_invoice_of_type("full", post=True, invoice_date=date(2026, 11, 29))
        )
        self.assertRegex(self._text(INVOICE, invoice), r"Bei Zahlung bis 09\.12\.2026: 1\.166,20 €")
        for day, amount in ((date(2026, 12, 9), 1166.2), (date(2026, 12, 10), 1190)):
            wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
            self.assertAlmostEqual(wizard.create({"payment_date": day}).amount, amount)

    def test_004_19_a_down_payment_says_what_it_is_for(self):
        order = self._order((self.drill, 10))
        order.payment_term_id = self.skonto
        order.change_status("order")
        invoice = self.env["account.move"].browse(order.create_invoice_of_type("down_payment", percentage=30, post=True))
        day = order.date_order.strftime("%d.%m.%Y")
        text = self._text(INVOICE, invoice)
        self.assertIncludes(
            text,
            f"Anzahlung von 30 % gemäß Auftragsbestätigung {order.name} vom {day};"
            " vereinbarter Gesamtpreis 1.190,00 € inkl. USt",
        )
        self.assertNotIn("Bei Zahlung bis", text, "no Skonto on a down payment unless somebody chose it")
        self.assertNotIn("1,00 Einheit", text)
        self.assertFalse(invoice.invoice_payment_term_id.early_discount)

    def test_288_consumers_are_told_when_they_are_in_default(self):
        for business, told in ((True, False), (False, True)):
            self.customer.business_customer = business
            invoice = self._in_status("invoice").invoice_ids
            self.assertEqual(invoice.has_default_notice, told)
            self.assertEqual("§ 286 Abs. 3 BGB" in self._text(INVOICE, invoice), told)
        self.company.notice_text_of_default = "Sie kommen nach 30 Tagen in Verzug."
        self.assertIn("Sie kommen nach 30 Tagen in Verzug.", self._text(INVOICE, invoice))
        self.company.prints_default_notice = False
        self.assertFalse(self._in_status("invoice").invoice_ids.has_default_notice)

    def test_14_private_customers_keep_the_invoice_of_work_on_property(self):
        self.setup.is_work_on_property = True
        for business, told in ((True, False), (False, True)):
            self.customer.business_customer = business
            invoice = self._in_status("invoice", (self.setup, 1)).invoice_ids
            self.assertEqual("zwei Jahre aufzubewahren" in self._text(INVOICE, invoice), told)


@tagged("post_install", "-at_install", "kontor_once")
class TestDeliveryNote(DocumentCase):
    """000-6: ordered, delivered before, now and left, with units, numbers and texts as on the order."""

    def _rows(self, picking):
        return [row[:1] + row[2:] for row in self._cells(DELIVERY, picking, "@name='delivery_table'")]

    def test_000_6_parts_of_an_order(self):
        order = self._order((self.setup, 1), (self.drill, 10), (self.screw, 5))
        order.order_line[1].name = "Bohrmaschine\nGravur: Für Oma"
        order.change_status("delivery", quantities=[{"line_id": order.order_line[1].id, "quantity": 4}])
        first = order.picking_ids.filtered(lambda picking: picking.state == "done")
        self.assertEqual(self._rows(first), [["2", "10 Units", "0 Units", "4 Units", "6 Units"]])
        text = self._text(DELIVERY, first)
        self.assertIncludes(text, "Gravur: Für Oma", "Still to be delivered of this order")
        missing = self._cells(DELIVERY, first, "@name='missing_table'")
        self.assertEqual([row[0] for row in missing], ["3"])
        rest = order.picking_ids - first
        self.assertEqual(self._rows(rest)[0], ["2", "10 Units", "4 Units", "6 Units", "–"])
        order.change_status("delivery")
        self.assertEqual(self._rows(rest)[0], ["2", "10 Units", "4 Units", "6 Units", "–"])
        # what came later changes nothing on the first
        self.assertEqual(self._rows(first), [["2", "10 Units", "0 Units", "4 Units", "6 Units"]])
        back = self._return(first, 1)
        self.assertEqual(self._rows(back), [["2", "1 Units"]])
        self.assertIncludes(self._text(DELIVERY, back), f"Return of: {first.name}", f"Order No.: {order.name}")

    def test_000_6_lots_stand_beside_what_is_left(self):
        self.drill.tracking = "lot"
        location = self.warehouse.lot_stock_id
        for name in ("CH-1", "CH-2"):
            lot = self.env["stock.lot"].create({"name": name, "product_id": self.drill.id})
            self.env["stock.quant"]._update_available_quantity(self.drill, location, 3, lot_id=lot)
        order = self._order((self.drill, 5))
        order.change_status("order")
        picking = order.picking_ids
        picking.action_assign()
        picking.move_ids.move_line_ids.filtered(lambda line: not line.lot_id).unlink()
        picking.move_ids.picked = True
        picking._action_done()
        text = self._text(DELIVERY, picking)
        self.assertIncludes(text, "Lot/Serial Number:", "CH-1", "CH-2", "Ordered", "5 Units")
