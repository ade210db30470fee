import re

from lxml import html
from odoo import fields
from odoo.tests import tagged

from ..common import PurchaseCase


@tagged("post_install", "-at_install", "kontor_once")
class TestPurchaseTexts(PurchaseCase):
    """000-8: requests and orders are letters, and their e-mails are called like them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("de_DE")
        cls.supplier.write({"lang": "de_DE", "vat": "DE136695976", "email": "nord@example.com"})

    def _text(self, report, order):
        content = self.env["ir.actions.report"]._render_qweb_html(report, order.ids)[0]
        return re.sub(r"\s+", " ", " ".join(html.fromstring(content).itertext()))

    def test_000_8_a_request_asks_until_when(self):
        order = self._purchase((self.hammer, 5))
        text = self._text("purchase.report_purchase_quotation", order)
        self.assertNotIn("Antwort erbeten", text, "nobody said until when")
        self.assertIn("bitte machen Sie uns ein Angebot über die folgenden Waren:", text)
        order.date_order = fields.Datetime.add(fields.Datetime.now(), days=7)
        text = self._text("purchase.report_purchase_quotation", order)
        for part in (
            "Sehr geehrte Damen und Herren,",
            f"Anfragenr.: {order.name}",
            "Antwort erbeten bis:",
            "Mit freundlichen Grüßen",
            "Ihre USt-IdNr.:",
        ):
            self.assertIn(part, text)
        action = order.with_context(send_rfq=True).action_rfq_send()
        template = self.env["mail.template"].browse(action["context"]["default_template_id"])
        self.assertEqual(template, self.env.ref("kontor_purchase.mail_template_request"))
        values = template._generate_template(order.ids, ("subject", "body_html"))[order.id]
        self.assertEqual(values["subject"], f"Anfrage {order.name} – {self.company.name}")

    def test_000_8_an_order_says_what_it_costs(self):
        order = self._purchase((self.hammer, 5))
        order.order_line.price_unit = 0.125
        order.payment_term_id = False
        order.change_status("order")
        text = self._text("purchase.action_report_purchase_order", order)
        for part in (
            f"Bestellung {order.name}",
            f"Bestellnr.: {order.name}",
            "wir bestellen",
            "0,125 €",
            "Mit freundlichen Grüßen",
        ):
            self.assertIn(part, text)
        for part in ("Zahlungsbedingungen:", "Antwort erbeten", "Bestellfrist"):
            self.assertNotIn(part, text)
        values = self.env.ref("kontor_purchase.mail_template_order")._generate_template(
            order.ids, ("subject", "body_html", "report_template_ids")
        )[order.id]
        self.assertEqual(values["subject"], f"Bestellung {order.name} – {self.company.name}")
        self.assertIn("Sehr geehrte Damen und Herren,", values["body_html"])
        names = [name.removesuffix(".html").removesuffix(".pdf") for name, _content in values["attachments"]]
        self.assertEqual(names, [f"Bestellung {order.name}"])

    def test_000_8_letters_name_whom_they_are_for_and_who_writes(self):
        person = {
            "name": "Erika Kern",
            "salutation": "ms",
            "lang": "de_DE",
            "parent_id": self.supplier.id,
            "email": "kern@example.com",
        }
        contact = self.env["res.partner"].create(person)
        order = self._purchase((self.hammer, 5), partner_id=contact.id, user_id=self.buyer.id)
        order.change_status("order")
        order.order_line.product_qty = 8
        change = self.env["purchase.order.change"].browse(order.record_change())
        order.order_line.date_planned = fields.Datetime.subtract(fields.Datetime.now(), days=3)
        reminder = (
            self.env["kontor.receipt.reminder"]
            .browse(order.with_user(self.buyer).remind_receipts())
            .with_user(self.env.user)
        )
        for report, record in (
            ("kontor_purchase.action_report_order_change", change),
            ("kontor_purchase.action_report_receipt_reminder", reminder),
        ):
            text = self._text(report, record)
            self.assertIn("Sehr geehrte Frau Kern,", text)
            self.assertIn(f"Mit freundlichen Grüßen {self.buyer.name}", text)
        template = self.env.ref("kontor_purchase.mail_template_receipt_reminder")
        body = template._generate_template(reminder.ids, ("body_html",))[reminder.id]["body_html"]
        self.assertIn("Sehr geehrte Frau Kern,", body)

    def test_000_8_what_goes_back_has_a_slip_of_its_own(self):
        order = self._purchase((self.hammer, 5), partner_ref="AN 5512")
        order.order_line.name = f"{self.hammer.display_name}\nmit Gravur"
        self.supplier.ref = "70012"
        order.button_confirm()
        arrival = self._receive(order)
        wizard = self.env["stock.return.picking"].with_context(active_id=arrival.id, active_model="stock.picking").create({})
        wizard.product_return_moves.quantity = 2
        slip = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self.assertEqual(slip._get_document_title(), f"Rücklieferschein {slip.name}")
        text = self._text("stock.action_report_delivery", slip)
        for part in (
            f"Rücklieferschein Nr. {slip.name}",
            f"Unsere Bestellung: {order.name}",
            "Ihr Zeichen: AN 5512",
            "Lieferantennr.: 70012",
            f"{self.hammer.display_name} mit Gravur",
        ):
            self.assertIn(part, text)
        for part in ("Kundennr", "Leistungsempfänger", f"{self.hammer.display_name} {self.hammer.display_name}"):
            self.assertNotIn(part, text)

    def test_000_8_a_cancelled_order_says_so(self):
        order = self._in_purchase_status("cancel")
        self.assertIn("hiermit stornieren wir diese Bestellung:", self._text("purchase.action_report_purchase_order", order))

    def test_000_8_only_a_discount_that_is_given_is_printed(self):
        order = self._purchase((self.hammer, 5))
        self.assertNotIn("Rabatt", self._text("purchase.action_report_purchase_order", order))
        order.order_line.discount = 10
        self.assertIn("10,00 %", self._text("purchase.action_report_purchase_order", order))
