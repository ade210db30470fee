import io
import re

from odoo import Command
from odoo.tests import HttpCase, tagged
from odoo.tools.misc import formatLang
from pypdf import PdfReader

from ..common import OrderCase

ORDER = "sale.action_report_saleorder"
INVOICE = "account.account_invoices"
CASH_ON_DELIVERY = "kontor_sales.action_report_cash_on_delivery"


@tagged("post_install", "-at_install", "kontor_once")
class TestCarryOver(HttpCase, OrderCase):
    """000-5: documents of several pages carry their sum over from page to page. Checked in real PDFs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.external_report_layout_id = cls.env.ref("l10n_din5008.external_layout_din5008")
        cls.company.paperformat_id = cls.env.ref("l10n_din5008.paperformat_euro_din")
        cls.customer.write({"lang": "en_US", "business_customer": True})
        cls.consumer = cls.env["res.partner"].create({"name": "Jörg Müßig", "lang": "en_US"})
        cls.parts = cls._product("Ersatzteil", type="service", invoice_policy="order", list_price=1)

    def _long_order(self, count=45, partner=None, product=None, **line_values):
        """Make an order of positions "Posten 001" …, each with a price of its own; some descriptions are long."""
        lines = []
        for number in range(1, count + 1):
            text = f"Posten {number:03}"
            if number == 20:
                text += "\n" + "\n".join(f"Zeile {row} der ausführlichen Beschreibung" for row in range(1, 110))
            values = {
                "product_id": (product or self.parts).id,
                "name": text,
                "product_uom_qty": number % 4 + 1,
                "price_unit": 3.33 * number + 0.07,
                "discount": 12.5 if number % 7 == 0 else 0,
            }
            lines.append(Command.create({**values, **line_values}))
        return self._order_of(lines, partner)

    def _order_of(self, lines, partner=None):
        return (
            self.env["sale.order"]
            .with_user(self.clerk)
            .create({"partner_id": (partner or self.customer).id, "order_line": lines})
        )

    def _pdf(self, report, records):
        reports = self.env["ir.actions.report"].with_user(self.clerk).with_context(force_report_rendering=True)
        content, report_type = reports._render_qweb_pdf(report, records.ids)
        self.assertEqual(report_type, "pdf")
        return PdfReader(io.BytesIO(content))

    def _pages(self, pdf):
        return [re.sub(r"\s+", " ", page.extract_text()) for page in pdf.pages]

    def _printed(self, document):
        """Return what a document prints for each position, ``{"Posten 001": amount}``."""
        prices = document._get_printed_prices()
        return {re.search(r"Posten \d{3}", line.name)[0]: price["total"] for line, price in prices.items()}

    def assertCarriesOver(self, pages, amounts, total):
        """Check the sums of all pages against the positions that stand on them.

        :param list pages: the texts of one document's pages
        :param dict amounts: ``{"Posten 001": its printed amount}``
        :param float total: what all positions come to
        """
        self.assertGreater(len(pages), 2, "the document has several pages")
        self.assertAlmostEqual(sum(amounts.values()), total, 2)
        running = 0.0
        last = next(number for number, text in enumerate(pages, 1) if re.search(r"Total (incl\. tax )?[\d,.]+\s?€", text))
        for number, text in enumerate(pages, 1):
            before = formatLang(self.env, running, digits=2)
            if number == 1 or number > last:
                self.assertNotIn("Carried forward", text)
            else:
                self.assertRegex(text, rf"Carried forward {re.escape(before)}\s?€", f"page {number}")
            running += sum(amounts[name] for name in re.findall(r"Posten \d{3}", text))
            here = formatLang(self.env, running, digits=2)
            if number < last:
                self.assertRegex(text, rf"Subtotal {re.escape(here)}\s?€", f"page {number}")
            else:
                self.assertNotIn("Subtotal", text, "what follows the totals isn't carried over")
            self.assertIn(f"Page: {number} of {len(pages)}", text)
        self.assertAlmostEqual(running, total, 2)

    def test_order_confirmation_net(self):
        order = self._long_order()
        order.change_status("order")
        self.assertCarriesOver(self._pages(self._pdf(ORDER, order)), self._printed(order), order.amount_untaxed)

    def test_order_confirmation_gross(self):
        order = self._long_order(partner=self.consumer)
        order.change_status("order")
        self.assertCarriesOver(self._pages(self._pdf(ORDER, order)), self._printed(order), order.amount_total)

    def test_200_positions_on_an_invoice_and_on_its_credit_note(self):
        order = self._long_order(200)
        order.change_status("order")
        invoice = self.env["account.move"].browse(order.create_invoice_of_type("full", post=True))
        amounts = self._printed(invoice)
        self.assertEqual(len(amounts), 200)
        self.assertCarriesOver(self._pages(self._pdf(INVOICE, invoice)), amounts, invoice.amount_untaxed)
        credit_note = invoice._reverse_moves()
        credit_note.action_post()
        self.assertCarriesOver(self._pages(self._pdf(INVOICE, credit_note)), amounts, credit_note.amount_untaxed)

    def test_invoice_gross(self):
        order = self._long_order(partner=self.consumer)
        order.change_status("order")
        invoice = self.env["account.move"].browse(order.create_invoice_of_type("full", post=True))
        self.assertCarriesOver(self._pages(self._pdf(INVOICE, invoice)), self._printed(invoice), invoice.amount_total)

    def test_001_12_cash_on_delivery(self):
        self.customer.cash_on_delivery = True
        order = self._long_order(product=self.drill)
        order.change_status("order")
        pages = self._pages(self._pdf(CASH_ON_DELIVERY, order.picking_ids))
        self.customer.business_customer = False  # what the delivery prints includes tax, whoever the customer is
        self.assertCarriesOver(pages, self._printed(order), order.amount_total)

    def test_a_section_that_hides_its_prices_counts_with_its_sum(self):
        lines = [
            Command.create({"display_type": "line_section", "name": "Paket A", "collapse_prices": True}),
            *(
                Command.create({"product_id": self.parts.id, "name": f"Teil {number}", "price_unit": 10})
                for number in range(1, 31)
            ),
            Command.create({"display_type": "line_section", "name": "Paket B"}),
            Command.create({"product_id": self.parts.id, "name": "Zubehör", "price_unit": 7}),
        ]
        order = self._order_of(lines)
        order.change_status("order")
        invoice = self.env["account.move"].browse(order.create_invoice_of_type("full", post=True))
        for report, document in ((ORDER, order), (INVOICE, invoice)):
            with self.subTest(report=report):
                pages = self._pages(self._pdf(report, document))
                self.assertGreater(len(pages), 1)
                self.assertRegex(pages[0], r"Subtotal 300\.00\s?€")
                self.assertRegex(pages[1], r"Carried forward 300\.00\s?€")

    def test_totals_alone_on_the_last_page_are_preceded_by_the_sum(self):
        # Wherever the page ends: one of these documents has its totals, which stay together, pushed to the next page.
        orders = self.env["sale.order"].union(*(self._long_order(count, name="Posten") for count in range(17, 27)))
        orders.change_status("order")
        alone = 0
        shown = self._pages_of_each(orders)
        for order, pages in shown.items():
            if len(pages) == 2 and "Posten" not in pages[1] and "Total" in pages[1]:
                net = re.escape(formatLang(self.env, order.amount_untaxed, digits=2))
                self.assertRegex(pages[0], rf"Subtotal {net}\s?€")
                self.assertRegex(pages[1], rf"Carried forward {net}\s?€")
                alone += 1
        self.assertTrue(alone, [(len(pages), pages[-1][-400:]) for pages in shown.values()])

    def _pages_of_each(self, orders):
        """Print orders together, and return the texts of the pages of each one."""
        reports = self.env["ir.actions.report"].with_user(self.clerk).with_context(force_report_rendering=True)
        streams, _type = reports._pre_render_qweb_pdf(ORDER, orders.ids)
        self.assertEqual(set(streams), set(orders.ids))
        return {order: self._pages(PdfReader(streams[order.id]["stream"])) for order in orders}

    def test_several_documents_in_one_pdf_are_still_told_apart(self):
        orders = self._long_order() | self._long_order(3) | self._long_order(partner=self.consumer)
        orders.change_status("order")
        long, short, gross = self._pages_of_each(orders).values()
        self.assertEqual(len(short), 1)
        self.assertNotIn("Carried forward", short[0])
        self.assertNotIn("Subtotal", short[0])
        self.assertCarriesOver(long, self._printed(orders[0]), orders[0].amount_untaxed)
        self.assertCarriesOver(gross, self._printed(orders[2]), orders[2].amount_total)

    def test_no_link_is_left_and_the_page_stays_as_it_was(self):
        order = self._long_order(25)
        order.change_status("order")
        pdf = self._pdf(ORDER, order)
        links = [
            annotation.get_object()["/A"].get("/URI", "")
            for page in pdf.pages
            for annotation in page.get("/Annots", [])
            if "/A" in annotation.get_object()
        ]
        self.assertFalse([link for link in links if "carry" in link])
        self.assertEqual({tuple(map(round, page.mediabox[2:])) for page in pdf.pages}, {(595, 842)})

    def test_other_layouts_have_no_room_for_it(self):
        self.company.external_report_layout_id = self.env.ref("web.external_layout_standard")
        order = self._long_order(25)
        order.change_status("order")
        self.assertNotIn("Carried forward", " ".join(self._pages(self._pdf(ORDER, order))))
