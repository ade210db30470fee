from odoo import Command
from odoo.tests import tagged

from .common import EInvoiceCase, find_broken_rules


@tagged("post_install", "-at_install", "kontor_once")
class TestEInvoices(EInvoiceCase):
    """ZUGFeRD (CII) and XRechnung (UBL) of every type of invoice and of credit notes keep the official rules."""

    def test_the_rules_find_a_mistake(self):
        order = self._order((self.plank, 1))
        order.change_status("invoice")
        xml = self._export(order.invoice_ids, "xrechnung")
        wrong = xml.replace(b">119.00<", b">120.00<", 1)
        self.assertNotEqual(wrong, xml)
        self.assertTrue(find_broken_rules([("wrong", "xrechnung", wrong)]))

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
