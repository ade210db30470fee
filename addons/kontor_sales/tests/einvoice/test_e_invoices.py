import json
import pathlib
import subprocess
import sys

from odoo import Command
from odoo.tests import tagged

from ..invoicing.test_final_invoice import InvoicingCase

#: Rules of a format: EN 16931, and what XRechnung adds to it.
RULES = {
    "ubl_de": ("EN16931-UBL-validation.xsl", "XRechnung-UBL-validation.xsl"),
    "cii": ("EN16931-CII-validation.xsl",),
}


@tagged("post_install", "-at_install", "kontor_once")
class TestEInvoices(InvoicingCase):
    """ZUGFeRD (CII) and XRechnung (UBL) of every type of invoice and of credit notes keep the official rules."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        script = pathlib.Path(__file__).with_name("e_invoice_validator.py")
        cls.validator = subprocess.Popen(
            [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        cls.addClassCleanup(cls.validator.communicate)
        euro = cls.env.ref("base.EUR")
        euro.active = True
        if cls.company.currency_id != euro:
            cls.company.currency_id = euro
        cls.company.write(
            {
                "name": "Kontor Muster GmbH",
                "street": "Speicherstraße 5",
                "zip": "20457",
                "city": "Hamburg",
                "country_id": cls.env.ref("base.de").id,
                "vat": "DE123456788",
                "phone": "+49 40 1234560",
                "email": "rechnung@kontor-muster.example",
            }
        )
        cls.company.partner_id.bank_ids = [
            Command.create({"acc_number": "DE89370400440532013000", "allow_out_payment": True})
        ]
        cls.customer.write(
            {
                "street": "Hafenweg 1",
                "zip": "48155",
                "city": "Münster",
                "country_id": cls.env.ref("base.de").id,
                "vat": "DE136695976",
                "email": "einkauf@baumarkt-sued.example",
            }
        )

    def _check_valid(self, moves):
        for move in moves:
            self.assertEqual(move.state, "posted")
            for code, rules in RULES.items():
                xml, errors = self.env[f"account.edi.xml.{code}"]._export_invoice(move)
                self.assertFalse(errors, f"{move.order_invoice_type} {code}")
                for rule in rules:
                    failed = self._get_failed(xml, rule)
                    self.assertFalse(failed, f"{move.order_invoice_type} {code} {rule}\n" + "\n".join(failed))

    def _get_failed(self, xml, rule):
        """Return the rules that an e-invoice breaks, as texts."""
        self.validator.stdin.write(json.dumps({"xml": xml.decode(), "rule": rule}) + "\n")
        self.validator.stdin.flush()
        answer = json.loads(self.validator.stdout.readline())
        self.assertGreater(answer["checked"], 5, "the rules were applied")
        return answer["broken"]

    def test_the_rules_find_a_mistake(self):
        order = self._order((self.plank, 1))
        order.change_status("invoice")
        xml, _errors = self.env["account.edi.xml.ubl_de"]._export_invoice(order.invoice_ids)
        wrong = xml.replace(b">119.00<", b">120.00<", 1)
        self.assertNotEqual(wrong, xml)
        self.assertTrue(self._get_failed(wrong, "EN16931-UBL-validation.xsl"))

    def test_full_invoice(self):
        order = self._order((self.plank, 10), (self.book, 3))
        order.order_line[0].discount = 12.5
        order.change_status("delivery")
        self._check_valid(self._invoices(order, "full"))

    def test_down_payment_part_and_final_invoice(self):
        order = self._order((self.plank, 10), (self.book, 7))
        order.change_status("order")
        moves = self._invoices(order, "down_payment", percentage=33.3)
        self._deliver(order, 4, 2)
        moves |= self._invoices(order, "partial", picking_ids=order._get_pickings_to_invoice().ids)
        order.change_status("invoice")
        self.assertEqual(set(order.invoice_ids.mapped("order_invoice_type")), {"down_payment", "partial", "final"})
        self._check_valid(order.invoice_ids)

    def test_004_19_the_amounts_of_a_rounded_down_payment_add_up(self):
        self.company.tax_calculation_rounding_method = "round_globally"
        quantities_and_prices = [(3, 14.9), (2, 79.9), (8, 46.5), (6, 19.6), (4, 68), (30, 4.85), (8, 68), (1, 145)]
        order = self._order(*[(self.plank, quantity) for quantity, _price in quantities_and_prices])
        for line, (_quantity, price) in zip(order.order_line, quantities_and_prices, strict=True):
            line.price_unit = price
        order.order_line[0].discount = 5
        order.change_status("order")
        down_payment = self._invoices(order, "down_payment", percentage=40)
        (group,) = down_payment.tax_totals["subtotals"][0]["tax_groups"]
        self.assertAlmostEqual(group["base_amount"], down_payment.amount_untaxed)
        self.assertAlmostEqual(down_payment.amount_total, order.currency_id.round(order.amount_total * 0.4))
        order.change_status("invoice")
        self.assertAlmostEqual(sum(order.invoice_ids.mapped("amount_total")), order.amount_total)
        self._check_valid(order.invoice_ids)

    def test_final_invoice_with_nothing_to_pay(self):
        order = self._order((self.plank, 10))
        order.change_status("order")
        self._invoices(order, "down_payment", percentage=100)
        order.change_status("invoice")
        self._check_valid(order.invoice_ids)

    def test_collective_invoice(self):
        orders = self._order((self.plank, 1)) | self._order((self.book, 2))
        self.customer.invoicing_rule = "weekly"
        for order in orders:
            order.change_status("delivery")
        moves = self.env["account.move"].browse(orders.invoice_by_rule()["invoice_ids"])
        moves.action_post()
        self._check_valid(moves)

    def test_credit_note_of_the_difference(self):
        order = self._order((self.plank, 10), (self.book, 3))
        order.change_status("invoice")
        self._return(order.picking_ids, 2)
        credit_note = self.env["account.move"].browse(order.action_create_credit_note_difference())
        credit_note.action_post()
        self._check_valid(credit_note)

    def test_credit_note_that_settles_down_payments(self):
        order = self._order((self.plank, 10))
        order.change_status("order")
        self._invoices(order, "down_payment", percentage=50)
        self._deliver(order, 2)
        self._close(order)
        credit_note = self.env["account.move"].browse(order.action_create_credit_note_difference())
        credit_note.action_post()
        self._check_valid(credit_note)

    def test_credit_note_of_a_reduced_price(self):
        order = self._order((self.plank, 10))
        order.change_status("invoice")
        order.order_line.price_unit = 90
        credit_note = self.env["account.move"].browse(order.action_create_credit_note_difference())
        credit_note.action_post()
        self._check_valid(credit_note)

    def test_cancellation_invoice(self):
        order = self._order((self.plank, 10))
        order.change_status("invoice")
        order.change_status("cancel", reason="Irrtum")
        self._check_valid(order.invoice_ids.filtered(lambda move: move.move_type == "out_refund"))

    def test_cash_discount(self):
        skonto = self.env["account.payment.term"].create(
            {
                "name": "2 % Skonto",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "early_pay_discount_computation": "included",
                "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})],
            }
        )
        order = self._order((self.plank, 10), payment_term_id=skonto.id)
        order.change_status("order")
        self._invoices(order, "down_payment", percentage=50)
        order.change_status("invoice")
        self._check_valid(order.invoice_ids)
