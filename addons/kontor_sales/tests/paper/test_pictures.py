import contextlib
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import tagged

from ..common import OrderCase
from ..pictures import PictureCase

ORDER, DELIVERY, INVOICE = "sale.action_report_saleorder", "stock.action_report_delivery", "account.account_invoices"
CASH_ON_DELIVERY = "kontor_sales.action_report_cash_on_delivery"
DAY = fields.Date.to_date("2026-03-02")


class PaperCase(PictureCase, OrderCase):
    """Documents whose numbers, days and texts are the same on every machine."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._lay_out_company()
        cls._without_hash_chain()  # the pictures' numbers follow on no others: in a chain that would be a gap
        cls.env["res.lang"]._activate_lang("de_DE")
        cls.clerk.write({"name": "Petra Sommer", "phone": "+49 40 123456-12", "email": "petra@muster.example"})
        cls.customer.write(
            {
                "street": "Werftstraße 20",
                "zip": "26721",
                "city": "Emden",
                "country_id": cls.env.ref("base.de").id,
                "ref": "10019",
                "lang": "de_DE" if cls.env["res.lang"]._get_data(code="de_DE").active else "en_US",
                "business_customer": True,
            }
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Kern", "contact_title": "Frau Dr.", "parent_id": cls.customer.id, "type": "contact"}
        )

    def _order_to_print(self, number, status=None):
        """Make an order whose numbers, days and texts are the same on every machine."""
        text = "Bohrmaschine\n" + "Mit zwei Gängen und einem Futter aus Metall, im Koffer. " * 3
        lines = [
            Command.create({"product_id": self.drill.id, "name": text, "product_uom_qty": 2, "price_unit": 219.5}),
            Command.create(
                {"product_id": self.screw.id, "name": "Schrauben, Paket", "product_uom_qty": 40, "price_unit": 7.2}
            ),
        ]
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "contact_id": self.contact.id,
                "name": number,
                "user_id": self.clerk.id,
                "client_order_ref": "BST 7517",
                "date_order": "2026-03-02 09:00:00",
                "validity_date": "2026-04-01",
                "order_line": lines,
                "intro_text": False,
                "closing_text": False,
            }
        )
        if status:
            order.change_status(status)
        order.date_order = "2026-03-02 09:00:00"
        return order

    def _on_the_day(self):
        """Let it be the pictures' day: numbers are given once, and never again."""
        patches = contextlib.ExitStack()
        patches.enter_context(patch.object(fields.Date, "context_today", lambda *args, **kwargs: DAY))
        patches.enter_context(patch.object(fields.Date, "today", lambda *args: DAY))
        return patches

    def _post(self, invoice, number):
        invoice.write({"name": number, "invoice_date": DAY, "invoice_user_id": self.clerk.id})
        invoice.action_post()

    def _date(self, pickings, number="WA/9000"):
        """Give deliveries a number and a day."""
        for count, picking in enumerate(pickings):
            picking.write({"name": f"{number}{count}", "date_done": "2026-03-03 09:00:00"})
            picking.move_ids.write({"date": "2026-03-03 09:00:00"})


@tagged("post_install", "-at_install", "kontor_once")
class TestPictures(PaperCase):
    """Each kind of document of an order looks as it did: it is compared with a picture."""

    def test_orders_and_deliveries(self):
        order = self._order_to_print("S90001")
        self.assertLooksAsBefore("draft", ORDER, order, __file__)
        order = self._order_to_print("S90002", "order")
        self.assertLooksAsBefore("confirmation", ORDER, order, __file__)
        order.change_status("delivery")
        self._date(order.picking_ids)
        self.assertLooksAsBefore("delivery", DELIVERY, order.picking_ids, __file__)
        self.customer.cash_on_delivery = True
        self.assertLooksAsBefore("cash_on_delivery", CASH_ON_DELIVERY, order.picking_ids, __file__)

    def test_invoices(self):
        order = self._order_to_print("S90003", "order")
        order.change_status("delivery")
        self._date(order.picking_ids)
        with self._on_the_day():
            invoice = order._create_invoices()
            self._post(invoice, "RE/2026/90001")
        self.assertLooksAsBefore("invoice", INVOICE, invoice, __file__)
        credit = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "name": "RRE/2026/90001",
                "partner_id": self.customer.id,
                "invoice_date": DAY,
                "invoice_user_id": self.clerk.id,
                "reversed_entry_id": invoice.id,
                "invoice_line_ids": [
                    Command.create({"product_id": self.drill.id, "name": "Bohrmaschine", "quantity": 1, "price_unit": 219.5})
                ],
            }
        )
        self.assertLooksAsBefore("credit_note", INVOICE, credit, __file__)
