from odoo import Command
from odoo.tests import TransactionCase, tagged

from .test_documents import CASH_ON_DELIVERY, INVOICE, ORDER, DocumentCase


@tagged("post_install", "-at_install")
class TestPriceDecimals(TransactionCase):
    """A unit price has as many decimals as are used, and so many that its line can be reckoned again."""

    def test_001_13_decimals_of_a_price(self):
        euro = self.env.ref("base.EUR")
        for price, line, decimals in (
            (0.137, (), 3),
            (0.0823, (), 4),
            (12.0, (), 2),
            (12.5, (), 2),
            (0.137, (1250, 0, 171.25), 3),
            (0.163, (33, 3, 5.22), 3),
            (1 / 3, (3, 0, 1.0), 2 + 1),  # 3 × 0.33 is 0.99, 3 × 0.333 rounds to 1.00
            (6.67 * 1.19, (1, 0, 7.94), 2),
            (6.67 * 1.19, (100, 0, 793.73), 4),
            (541.215 / 3, (3, 0, 541.21), 2 + 1),  # a line that bears a cent of its document
        ):
            with self.subTest(price=price, line=line):
                self.assertEqual(euro._get_price_decimals(price, *line), decimals)

    def test_001_13_prices_as_texts(self):
        euro = self.env.ref("base.EUR").with_context(lang="en_US")
        euro.position = "after"
        self.assertEqual(euro._format_price(0.137), "0.137\N{NO-BREAK SPACE}€")
        self.assertEqual(euro._format_price(1234.5), "1,234.50\N{NO-BREAK SPACE}€")
        self.assertEqual(euro._format_price(-0.0823), "-0.0823\N{NO-BREAK SPACE}€")


@tagged("post_install", "-at_install")
class TestPrintedPrices(DocumentCase):
    """001-13: what a document prints for a line can be reckoned: quantity × unit price less discount is the total."""

    def _screws(self, partner, price, quantity, discount=0):
        order = self._order((self.drill, quantity), partner_id=partner.id)
        order.order_line.write({"price_unit": price, "discount": discount})
        return order

    def test_001_13_the_price_of_a_screw_on_all_documents(self):
        order = self._screws(self.customer, 0.137, 250)
        self.assertIncludes(self._text(ORDER, order), "0.137", "34.25")
        order.change_status("invoice")
        self.assertIncludes(self._text(INVOICE, order.invoice_ids), "0.137", "34.25")

    def test_001_13_gross_prices_fit_their_lines(self):
        order = self._screws(self.consumer, 0.137, 33, discount=3)
        for line, printed in order._get_printed_prices().items():
            unit = float(printed["unit_text"].replace("€", "").replace(",", ""))
            self.assertAlmostEqual(round(33 * unit * 0.97, 2), printed["total"], 2)
            self.assertEqual(line.product_uom_qty, 33)
        order.change_status("order")
        text = self._text(CASH_ON_DELIVERY, order.picking_ids)
        self.assertIncludes(text, printed["unit_text"].replace("\N{NO-BREAK SPACE}", " "))

    def test_001_13_four_decimals_of_the_company(self):
        self.env.ref("product.decimal_price").digits = 4
        order = self._screws(self.customer, 0.1370, 2)
        self.assertIn("0.137 ", self._text(ORDER, order))
        order.order_line = [Command.update(order.order_line.id, {"price_unit": 12})]
        self.assertIn("12.00 ", self._text(ORDER, order))

    def test_004_9_a_version_keeps_all_decimals(self):
        order = self._screws(self.customer, 0.0823, 100)
        order.action_issue_quotation()
        order.env.flush_all()
        order.version_ids.line_ids.invalidate_recordset()
        self.assertEqual(order.version_ids.line_ids.price_unit, 0.0823)
        self.assertIn("0.0823", self._text("kontor_sales.action_report_quotation_version", order.version_ids))
