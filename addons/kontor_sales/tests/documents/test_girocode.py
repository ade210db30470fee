from lxml import html
from odoo.tests import tagged

from ..common import OrderCase

INVOICE = "account.account_invoices"


@tagged("post_install", "-at_install", "kontor_once")
class TestGirocode(OrderCase):
    """004-23: what is to be paid carries a Girocode (EPC069-12) with the open amount and the invoice's number."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.lang = "en_US"
        cls.company.write({"qr_code": True, "name": "Nordwind Großhandel GmbH"})
        cls.account = cls.env["res.partner.bank"].create(
            {
                "acc_number": "DE89370400440532013000",
                "partner_id": cls.company.partner_id.id,
                "bank_id": cls.env["res.bank"].create({"name": "Commerzbank", "bic": "COBADEFFXXX"}).id,
                "allow_out_payment": True,
            }
        )

    def _invoice(self, **values):
        order = self._order(**values)
        order.change_status("invoice")
        order.invoice_ids.partner_bank_id = self.account
        return order.invoice_ids

    def _shows_code(self, move):
        content = self.env["ir.actions.report"].with_user(self.clerk)._render_qweb_html(INVOICE, move.ids)[0]
        page = html.fromstring(content)
        self.assertFalse(page.xpath("//div[@id='qrcode']//img"), "Odoo's own code isn't printed beside it")
        return bool(page.xpath("//div[@name='girocode']/img[starts-with(@src, 'data:image')]"))

    def _parameters(self, move):
        reference = move.payment_reference
        return move.partner_bank_id._get_qr_code_generation_params(
            "sct_qr", move.amount_residual, move.currency_id, move.partner_id, reference, reference
        )

    def _payload(self, move):
        return self._parameters(move)["value"].split("\n")

    def test_payload(self):
        move = self._invoice()
        self.assertTrue(move._is_paid_by_girocode())
        self.assertTrue(self._shows_code(move))
        self.assertEqual(self._parameters(move)["barLevel"], "M")
        self.assertEqual(
            self._payload(move),
            [
                "BCD",
                "002",
                "1",
                "SCT",
                "COBADEFFXXX",
                "Nordwind Großhandel GmbH",
                "DE89370400440532013000",
                f"EUR{move.amount_total:.2f}",
                "",
                "",
                move.name,
                "",
            ],
        )

    def test_the_same_picture_each_time(self):
        move = self._invoice()
        first = move._generate_qr_code()
        self.assertTrue(first.startswith("data:image/png;base64,"))
        self.assertEqual(move._generate_qr_code(), first, "a page that is printed anew stays what it was")

    def test_a_long_name_of_the_company(self):
        self.account.acc_holder_name = "Nordwind Großhandel GmbH " * 4
        self.assertEqual(len(self._payload(self._invoice())[5]), 70, "as many as the banks' apps read")

    def test_open_amount_after_a_part_payment(self):
        move = self._invoice()
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids).create(
            {"amount": 100, "payment_difference_handling": "open"}
        )._create_payments()
        self.assertTrue(self._shows_code(move))
        self.assertEqual(self._payload(move)[7], f"EUR{move.amount_total - 100:.2f}")

    def test_004_19_down_payment(self):
        order = self._order()
        order.change_status("order")
        move = self.env["account.move"].browse(order.create_invoice_of_type("down_payment", percentage=30, post=True))
        move.partner_bank_id = self.account
        self.assertTrue(self._shows_code(move))
        self.assertEqual(self._payload(move)[7], f"EUR{move.amount_total:.2f}")

    def test_printing_writes_nothing_onto_the_posted_invoice(self):
        move = self._invoice()
        self.assertTrue(self._shows_code(move))
        self.assertFalse(move.qr_code_method)

    def test_none_where_nothing_is_to_be_transferred(self):
        paid = self._invoice()
        self._pay(paid)
        self.assertFalse(self._shows_code(paid), "paid")
        draft = self._order()
        draft.change_status("order")
        draft_invoice = self.env["account.move"].browse(draft.create_invoice_of_type("full"))
        draft_invoice.partner_bank_id = self.account
        self.assertFalse(self._shows_code(draft_invoice), "a draft")
        self.assertFalse(draft_invoice.qr_code_method, "nor is one drawn, and its method noted")
        credit_note = self._invoice()._reverse_moves()
        credit_note.action_post()
        self.assertFalse(self._shows_code(credit_note), "a credit note")

    def test_001_12_the_carrier_collects(self):
        self.customer.cash_on_delivery = True
        self.assertFalse(self._shows_code(self._invoice()))
        order = self._order()
        order.change_status("order")
        advance = self.env["account.move"].browse(order.create_invoice_of_type("down_payment", amount=50, post=True))
        advance.partner_bank_id = self.account
        self.assertTrue(self._shows_code(advance), "an Anzahlung is transferred before the delivery")

    def test_only_euro(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        pricelist = self.env["product.pricelist"].create({"name": "USD", "currency_id": dollar.id})
        move = self._invoice(pricelist_id=pricelist.id)
        self.assertEqual(move.currency_id, dollar)
        self.assertFalse(self._shows_code(move))

    def test_a_company_can_switch_it_off(self):
        self.company.qr_code = False
        self.assertFalse(self._shows_code(self._invoice()))
