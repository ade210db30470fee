import re

from lxml import html
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
