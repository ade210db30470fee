from odoo.tests import tagged

from .test_pictures import DAY, DELIVERY, INVOICE, ORDER, PaperCase


@tagged("post_install", "-at_install", "kontor_once")
class TestInvoicePictures(PaperCase):
    """Each kind of invoice looks as it did, and so do the papers for customers abroad."""

    def _invoice(self, number, orders, **values):
        """Invoice orders under a number and on a day that are the same on every machine."""
        with self._on_the_day():
            invoice = orders._create_invoices(**values)
            self._post(invoice, number)
        return invoice

    def _delivered_order(self, number, name=None):
        order = self._order_to_print(number, "order")
        order.change_status("delivery")
        self._date(order.picking_ids, name or "WA/9000")
        return order

    def test_advance_part_and_final_invoice(self):
        order = self._order_to_print("S90011", "order")
        with self._on_the_day():
            wizard = self.env["sale.advance.payment.inv"].with_context(active_model="sale.order", active_ids=order.ids)
            wizard.create({"advance_payment_method": "percentage", "amount": 30}).create_invoices()
            self._post(order.invoice_ids, "RE/2026/90011")
        self.assertLooksAsBefore("invoice_advance", INVOICE, order.invoice_ids, __file__)
        line = order.order_line.filtered(lambda item: item.product_id == self.screw)
        order.change_status("delivery", quantities=[{"line_id": line.id, "quantity": 15}])
        self._date(order.picking_ids.filtered(lambda item: item.state == "done"), "WA/9101")
        first = order.picking_ids.filtered(lambda item: item.state == "done")
        self.assertLooksAsBefore("delivery_part", DELIVERY, first, __file__)
        order.change_status("delivery")
        self._date(order.picking_ids - first, "WA/9102")
        final = self._invoice("RE/2026/90012", order, final=True)
        self.assertLooksAsBefore("invoice_final", INVOICE, final, __file__)

    def test_collective_invoice(self):
        orders = self.env["sale.order"].union(*(self._delivered_order(f"S9002{n}", f"WA/902{n}") for n in range(5)))
        with self._on_the_day():
            invoice = orders._create_collective_invoice(orders.picking_ids, DAY)
            self._post(invoice, "RE/2026/90021")
        self.assertEqual(len(invoice), 1)
        self.assertLooksAsBefore("invoice_collective", INVOICE, invoice, __file__)

    def test_cash_on_delivery_invoice(self):
        self.customer.cash_on_delivery = True
        order = self._delivered_order("S90031", "WA/9031")
        self.assertLooksAsBefore("cash_on_delivery_invoice", INVOICE, self._invoice("RE/2026/90031", order), __file__)

    def test_english_and_export(self):
        buyer = self.customer.copy(
            {
                "name": "Swiss Tools AG",
                "country_id": self.env.ref("base.ch").id,
                "street": "Ring 1",
                "zip": "8001",
                "city": "Zürich",
                "lang": "en_US",
                "ref": "10020",
            }
        )
        self.customer, self.contact = buyer, self.env["res.partner"]
        order = self._order_to_print("S90041", "order")
        self.assertLooksAsBefore("confirmation_english", ORDER, order, __file__)
