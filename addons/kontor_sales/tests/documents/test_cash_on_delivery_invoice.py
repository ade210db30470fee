from odoo.tests import tagged

from .test_documents import CASH_ON_DELIVERY, INVOICE, DocumentCase


@tagged("post_install", "-at_install", "kontor_once")
class TestCashOnDeliveryInvoice(DocumentCase):
    """001-12: of two papers for the same goods only the invoice states the tax, and nobody is asked to pay twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.cash_on_delivery = True
        cls.account = cls.env["res.partner.bank"].create(
            {
                "acc_number": "DE89370400440532013000",
                "partner_id": cls.company.partner_id.id,
                "bank_id": cls.env["res.bank"].create({"name": "Commerzbank", "bic": "COBADEFFXXX"}).id,
                "allow_out_payment": True,
            }
        )
        cls.term = cls.env.ref("account.account_payment_term_30days")
        cls.term.note = "Zahlbar innerhalb von 30 Tagen."

    def _invoice(self, *positions):
        order = self._order(*positions, payment_term_id=self.term.id)
        order.change_status("invoice")
        order.invoice_ids.partner_bank_id = self.account
        return order.invoice_ids

    def test_the_invoice_asks_for_no_transfer(self):
        invoice = self._invoice((self.drill, 2))
        text = self._text(INVOICE, invoice)
        self.assertIncludes(text, "The amount is collected by cash on delivery.", "238.00", "38.00")
        for asked in ("on this account", "Payment Communication", "Zahlbar innerhalb", "Due", "Girocode"):
            self.assertNotIn(asked, text.replace(self.account.acc_number, ""))
        self.customer.cash_on_delivery = False
        text = self._text(INVOICE, self._invoice((self.drill, 2)))
        self.assertIncludes(text, "on this account", "Zahlbar innerhalb", "Girocode")
        self.assertNotIn("cash on delivery", text)

    def test_000_13_what_is_paid_otherwise_is_not_transferred(self):
        """Direct debit, PayPal, card and cash: no bank line and no Girocode, so that nobody pays twice."""
        self.customer.cash_on_delivery = False
        sentences = {
            "direct_debit": "The amount is collected by direct debit. Please don't transfer it.",
            "paypal": "You pay with PayPal.",
            "card": "You pay by credit card.",
            "cash": "You pay in cash.",
        }
        method = self.env["account.payment.method.line"].search(
            [("company_id", "=", self.company.id), ("payment_type", "=", "inbound")], limit=1
        )
        for kind, sentence in sentences.items():
            method.payment_kind = kind
            self.customer.property_inbound_payment_method_line_id = method
            text = self._text(INVOICE, self._invoice((self.drill, 1)))
            self.assertIncludes(text, sentence, "Zahlbar innerhalb")
            for asked in ("on this account", "Payment Communication", "Girocode"):
                self.assertNotIn(asked, text, kind)
        method.payment_kind = "transfer"
        self.assertIncludes(self._text(INVOICE, self._invoice((self.drill, 1))), "on this account", "Girocode")

    def test_only_the_rest_is_transferred(self):
        """The carrier collects the goods; a service on the same invoice is paid like any other."""
        invoice = self._invoice((self.drill, 2), (self.setup, 1))
        self.assertAlmostEqual(invoice._get_collected_amount(), 238.0)
        self.assertFalse(invoice._is_collected_on_delivery() or invoice.display_qr_code)
        text = self._text(INVOICE, invoice)
        self.assertIncludes(text, "Collected by cash on delivery: 238.00", "only the rest: 59.50", "on this account")

    def test_services_alone_are_transferred(self):
        invoice = self._invoice((self.setup, 2))
        self.assertEqual(invoice._get_collected_amount(), 0.0)
        text = self._text(INVOICE, invoice)
        self.assertIncludes(text, "on this account", "Girocode")
        self.assertNotIn("cash on delivery", text)

    def test_a_down_payment_is_transferred_and_deducted(self):
        order = self._in_status("order", (self.drill, 5))
        advance = self._down_payment(order, 119)
        self.assertEqual(advance._get_collected_amount(), 0.0)
        order.change_status("invoice")
        final = order.invoice_ids - advance
        self.assertAlmostEqual(final._get_collected_amount(), 476.0)
        self.assertTrue(final._is_collected_on_delivery())

    def test_other_documents(self):
        invoice = self._invoice((self.drill, 2))
        credit_note = invoice._reverse_moves()
        credit_note.action_post()
        self.assertEqual(credit_note._get_collected_amount(), 0.0)
        other = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_line_ids": [(0, 0, {"product_id": self.drill.id, "price_unit": 10})],
            }
        )
        self.assertEqual(other._get_collected_amount(), 0.0, "no order, no delivery")

    def test_the_delivery_s_paper_is_no_invoice(self):
        order = self._in_status("delivery")
        picking = order.picking_ids.filtered(lambda picking: picking.state == "done")
        text = self._text(CASH_ON_DELIVERY, picking)
        self.assertIncludes(text, "This is not an invoice within the meaning of § 14 UStG.", "Total incl. tax", "238.00")
        for stated in ("Untaxed", "19%", " 38.00", "Taxes"):
            self.assertNotIn(stated, text)
