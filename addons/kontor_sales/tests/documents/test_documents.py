import io
import re
from datetime import timedelta

from lxml import html
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged
from pypdf import PdfReader

from ..common import OrderCase

ORDER = "sale.action_report_saleorder"
DELIVERY = "stock.action_report_delivery"
CASH_ON_DELIVERY = "kontor_sales.action_report_cash_on_delivery"
INVOICE = "account.account_invoices"
PICK_LIST = "stock.action_report_picking"


class DocumentCase(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Documents are written in the customer's language.
        cls.customer.lang = "en_US"
        cls.consumer = cls.env["res.partner"].create({"name": "Jörg Müßig", "lang": "en_US"})
        cls.tax = cls.drill.taxes_id
        cls.env.flush_all()

    def _text(self, report, records, user=None):
        """Render a document as HTML and return its text, white space made simple."""
        reports = self.env["ir.actions.report"].with_user(user or self.clerk)
        content = reports._render_qweb_html(report, records.ids)[0]
        body = html.fromstring(content)
        return re.sub(r"[\s\ufeff]+", " ", " ".join(body.itertext())).replace("- ", "-")

    def _cells(self, report, record, table):
        """Return the texts of the table's cells, row by row."""
        content = self.env["ir.actions.report"].with_user(self.clerk)._render_qweb_html(report, record.ids)[0]
        rows = html.fromstring(content).xpath(f"//table[{table}]//tbody/tr")
        return [[re.sub(r"\s+", " ", cell.text_content()).strip() for cell in row.xpath("./td")] for row in rows]

    def assertIncludes(self, text, *parts):
        for part in parts:
            self.assertIn(part, text)

    def _down_payment(self, order, amount, pay=True):
        moves = self.env["account.move"].browse(order.create_invoice_of_type("down_payment", amount=amount, post=True))
        if pay:
            self._pay(moves)
        return moves

    def _deliver(self, order, quantity):
        """Deliver a quantity of the first position, and return this delivery."""
        before = order.picking_ids.filtered(lambda picking: picking.state == "done")
        order.change_status("delivery", quantities=[{"line_id": order.order_line[0].id, "quantity": quantity}])
        return order.picking_ids.filtered(lambda picking: picking.state == "done") - before

    def assertCollects(self, picking, total, paid):
        """Check the gross value of a delivery, what of it is paid, and that the rest is to be collected."""
        amounts = picking._get_cash_on_delivery_amounts()
        self.assertAlmostEqual(amounts["amount_total"], total)
        self.assertAlmostEqual(amounts["amount_paid"], paid)
        self.assertAlmostEqual(amounts["amount_to_collect"], total - paid)


@tagged("post_install", "-at_install", "kontor_once")
class TestNetAndGross(DocumentCase):
    """001-13: business customers see net prices, the others prices including tax."""

    LINES = "contains(@class, 'o_main_table')"

    def test_001_13_quotation_and_confirmation(self):
        order = self._order((self.drill, 2))
        self.assertEqual(order.order_line.price_unit, 100)
        for state, title in (("quotation", "Quotation (Draft) "), ("order", "Order Confirmation No. ")):
            with self.subTest(state=state):
                if state == "order":
                    order.change_status("order")
                self.customer.business_customer = True
                text = self._text(ORDER, order)
                self.assertIncludes(text, title + order.name, "100.00", "200.00", "38.00", "238.00", "Untaxed Amount")
                self.assertNotIn("incl. tax", text)
                self.customer.business_customer = False
                text = self._text(ORDER, order)
                self.assertIncludes(text, title + order.name, "119.00", "238.00", "Total incl. tax", "included", "38.00")
                self.assertNotIn("Untaxed Amount", text)
        self.assertIn("238.00", self._cells(ORDER, order, self.LINES)[0][-1])

    def test_001_13_invoice(self):
        order = self._in_status("invoice", (self.drill, 2))
        invoice = order.invoice_ids
        text = self._text(INVOICE, invoice)
        self.assertIncludes(text, f"Invoice No. {invoice.name}", "100.00", "200.00", "38.00", "238.00", "Untaxed Amount")
        self.customer.business_customer = False
        text = self._text(INVOICE, invoice)
        self.assertIncludes(text, "119.00", "238.00", "Total incl. tax", "included", "on 200.00", "38.00")
        self.assertNotIn("Untaxed Amount", text)
        self.assertNotIn("100.00", text)

    def test_001_13_the_customer_decides_not_how_prices_are_kept(self):
        for tax_included in (False, True):
            with self.subTest(tax_included=tax_included):
                tax = self.tax.copy({"name": f"19 {tax_included}", "price_include_override": "tax_included"})
                product = self._product("Säge", list_price=119 if tax_included else 100, invoice_policy="order")
                product.taxes_id = tax if tax_included else self.tax
                order = self._order((product, 3))
                invoice = self.env["account.move"]
                order.change_status("order")
                invoice = invoice.browse(order.create_invoice_of_type("full", post=True))
                for document in (order, invoice):
                    line = (order.order_line, invoice.invoice_line_ids)[document == invoice]
                    self.customer.business_customer = True
                    prices = document._get_printed_prices()
                    self.assertAlmostEqual(prices[line]["unit"], 100)
                    self.assertAlmostEqual(prices[line]["total"], 300)
                    self.customer.business_customer = False
                    prices = document._get_printed_prices()
                    self.assertAlmostEqual(prices[line]["unit"], 119)
                    self.assertAlmostEqual(prices[line]["total"], 357)

    def test_001_13_contacts_follow_their_company(self):
        contact = self.env["res.partner"].create({"name": "Einkauf", "parent_id": self.customer.id})
        self.assertFalse(self._order(partner_id=contact.id)._prints_gross_prices())
        self.assertTrue(self._order(partner_id=self.consumer.id)._prints_gross_prices())

    def test_001_13_lines_add_up_to_the_total(self):
        """With taxes rounded once per document, line by line rounded amounts would miss the total by a cent or more."""
        self.company.tax_calculation_rounding_method = "round_globally"
        self.customer.business_customer = False
        order = self._order(*[(self.screw, quantity) for quantity in (1, 1, 1, 2)])
        order.order_line.price_unit = 0.99
        order.order_line[3].discount = 12.5
        self.assertNotAlmostEqual(sum(order.order_line.mapped("price_total")), order.amount_total)
        printed = order._get_printed_prices()
        self.assertAlmostEqual(sum(price["total"] for price in printed.values()), order.amount_total)
        order.change_status("invoice")
        invoice = order.invoice_ids
        printed = invoice._get_printed_prices()
        self.assertAlmostEqual(sum(price["total"] for price in printed.values()), invoice.amount_total)
        order.change_status("cancel")
        credit_note = order.invoice_ids - invoice
        printed = credit_note._get_printed_prices()
        self.assertAlmostEqual(sum(price["total"] for price in printed.values()), credit_note.amount_total)

    def test_001_13_sections_show_the_sum_of_their_lines(self):
        self.customer.business_customer = False
        order = self._order(
            order_line=[
                Command.create({"name": "Werkzeug", "display_type": "line_section"}),
                Command.create({"product_id": self.drill.id}),
                Command.create({"product_id": self.setup.id}),
            ]
        )
        rows = self._cells(ORDER, order, self.LINES)
        self.assertEqual(rows[0][0], "Werkzeug")
        self.assertIn("178.50", rows[0][-1])
        order.change_status("invoice")
        rows = self._cells(INVOICE, order.invoice_ids, self.LINES)
        self.assertIn("178.50", rows[0][-1])

    def test_001_13_purchase_documents_stay_as_they_are(self):
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.consumer.id,
                "invoice_line_ids": [Command.create({"product_id": self.drill.id, "price_unit": 100})],
            }
        )
        self.assertFalse(bill._prints_gross_prices())

    def test_001_13_assigned_by_condition(self):
        """An administrator may assign a document of its own to either kind of customer."""
        own = self.env.ref(INVOICE).copy({"name": "Bruttorechnung"})
        status = self.env.ref("kontor_sales.order_status_invoice")
        status.report_line_ids.condition = "business"
        status.report_line_ids = [Command.create({"report_id": own.id, "condition": "consumer"})]
        order = self._in_status("invoice")
        for business, report in ((True, self.env.ref(INVOICE)), (False, own)):
            self.customer.business_customer = business
            actions = order.action_print_status_documents()
            self.assertEqual([action["name"] for action in actions], [report.name])


@tagged("post_install", "-at_install", "kontor_once")
class TestCashOnDelivery(DocumentCase):
    """001-12: the Nachnahmerechnung and the amount to collect."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.cash_on_delivery = True

    def test_001_12_value_of_each_part_delivery(self):
        order = self._in_status("order", (self.drill, 5), (self.setup, 1))
        first = self._deliver(order, 2)
        self.assertCollects(first, 238, 0)
        rest = order.picking_ids - first
        self.assertEqual(rest.state, "assigned")
        self.assertCollects(rest, 357, 0)
        amounts = rest._get_cash_on_delivery_amounts()
        self.assertEqual([(item["line"], item["quantity"]) for item in amounts["lines"]], [(order.order_line[0], 3)])

    def test_001_12_prices_with_discount_include_tax_for_every_customer(self):
        order = self._order((self.drill, 2))
        order.order_line.discount = 10
        order.change_status("delivery")
        for business in (True, False):
            self.customer.business_customer = business
            amounts = order.picking_ids._get_cash_on_delivery_amounts()
            self.assertAlmostEqual(amounts["lines"][0]["unit"], 119)
            self.assertAlmostEqual(amounts["lines"][0]["total"], 214.2)
            self.assertAlmostEqual(amounts["amount_to_collect"], 214.2)
            self.assertAlmostEqual(amounts["tax_totals"]["tax_amount_currency"], 34.2)

    def test_001_12_units_of_measure(self):
        order = self._order((self.drill, 1))
        order.order_line.product_uom_id = self.env.ref("uom.product_uom_dozen")
        order.order_line.price_unit = 1000
        order.change_status("order")
        first = self._deliver(order, 0.5)
        self.assertEqual(first.move_ids.quantity, 0.5 if first.move_ids.product_uom != self.drill.uom_id else 6)
        self.assertCollects(first, 595, 0)

    def test_001_12_down_payments_are_used_up_in_turn(self):
        order = self._in_status("order", (self.drill, 10))
        self._down_payment(order, 300)
        first = self._deliver(order, 2)
        self.assertCollects(first, 238, 238)
        second = self._deliver(order, 3)
        self.assertCollects(second, 357, 62)
        third = self._deliver(order, 5)
        self.assertCollects(third, 595, 0)
        # an earlier delivery printed once more says the same
        self.assertCollects(first, 238, 238)

    def test_001_12_only_what_was_paid_is_deducted(self):
        order = self._in_status("order", (self.drill, 5))
        down_payment = self._down_payment(order, 200, pay=False)
        delivery = order.picking_ids
        self.assertCollects(delivery, 595, 0)
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=down_payment.ids)
        wizard.create({"amount": 50, "payment_difference_handling": "open"})._create_payments()
        self.assertCollects(delivery, 595, 50)
        self._pay(down_payment)
        self.assertCollects(delivery, 595, 200)

    def test_001_12_a_credited_down_payment_counts_only_while_the_money_is_here(self):
        order = self._in_status("order", (self.drill, 5))
        down_payment = self._down_payment(order, 200, pay=False)
        down_payment._reverse_moves(cancel=True)
        self.assertEqual(down_payment.payment_state, "reversed")
        self.assertCollects(order.picking_ids, 595, 0)
        paid = self._down_payment(order, 100)
        credit_note = paid._reverse_moves()
        credit_note._post()
        self._pay(credit_note)
        self.assertCollects(order.picking_ids, 595, 0)

    def test_001_12_never_negative_and_nothing_to_collect_when_all_is_paid(self):
        order = self._in_status("order", (self.drill, 5), (self.setup, 1))
        self._pay(self.env["account.move"].browse(order.create_invoice_of_type("full", post=True)))
        first = order.picking_ids
        first.move_ids.quantity = 2
        first.move_ids.picked = True
        first.with_context(skip_backorder=True, skip_sms=True).button_validate()
        self.assertCollects(first, 238, 238)
        self.assertCollects(first.backorder_ids, 357, 357)

    def test_001_12_used_once_also_when_invoiced(self):
        order = self._in_status("order", (self.drill, 4))
        self._down_payment(order, 119)
        first = self._deliver(order, 2)
        partial = order.create_invoice_of_type("partial", picking_ids=first.ids, post=True)
        # the carrier's money arrives
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=partial)
        wizard.create({"amount": 119, "payment_difference_handling": "open"})._create_payments()
        self.assertCollects(self._deliver(order, 2), 238, 0)

    def test_001_12_goods_taken_back_give_their_part_back(self):
        order = self._in_status("order", (self.drill, 4))
        self._down_payment(order, 238)
        first = self._deliver(order, 2)
        self.assertCollects(first, 238, 238)
        returned = self._return(first, 1)
        # the test takes less than a second, real goods take longer; nobody dates a delivery back
        first.sudo().date_done -= timedelta(days=2)
        returned.sudo().date_done -= timedelta(days=1)
        self.assertCollects(self._deliver(order, 2), 238, 119)

    def test_001_12_the_share_of_a_collective_invoice(self):
        one = self._in_status("order", (self.drill, 1))
        other = self._in_status("order", (self.drill, 3))
        invoice = (one | other)._create_invoices()
        self.assertEqual(len(invoice), 1)
        invoice.action_post()
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        wizard.create({"amount": 238, "payment_difference_handling": "open"})._create_payments()
        self.assertCollects(one.picking_ids, 119, 59.5)
        self.assertCollects(other.picking_ids, 357, 178.5)

    def test_001_12_a_set_counts_by_its_components(self):
        """A set is one position, its delivery has the components: the set's price follows their share."""
        order = self._order((self.setup, 2))
        order.change_status("order")
        line = order.order_line
        values = {
            "location_id": self.warehouse.lot_stock_id.id,
            "location_dest_id": self.customer.property_stock_customer.id,
            "picking_type_id": self.warehouse.out_type_id.id,
            "sale_line_id": line.id,
        }
        picking = self.env["stock.picking"].create(
            {
                "partner_id": self.customer.id,
                "picking_type_id": self.warehouse.out_type_id.id,
                "move_ids": [
                    Command.create({**values, "product_id": self.drill.id, "product_uom_qty": 2}),
                    Command.create({**values, "product_id": self.screw.id, "product_uom_qty": 8}),
                ],
            }
        )
        self.assertEqual(picking._get_order_line_quantities(), {line: 2})
        picking.action_confirm()
        drills, screws = picking.move_ids
        drills.quantity, screws.quantity = 1, 4
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        rest = picking.backorder_ids
        self.assertEqual(picking._get_order_line_quantities(), {line: 1})
        self.assertEqual(rest._get_order_line_quantities(), {line: 1})
        rest.action_cancel()
        self.assertEqual(picking._get_order_line_quantities(), {line: 1})

    def test_001_12_the_document(self):
        order = self._in_status("order", (self.drill, 5))
        self._down_payment(order, 119)
        picking = self._deliver(order, 2)
        for business in (True, False):
            self.customer.business_customer = business
            text = self._text(CASH_ON_DELIVERY, picking)
            self.assertIncludes(
                text,
                f"Cash-on-Delivery Invoice No. {picking.name}",
                order.name,
                "Bohrmaschine",
                *("119.00", "238.00", "Total incl. tax"),
                *("less payments received", "-119.00", "amount to collect"),
                "Remaining quantities not yet delivered",
                "not an invoice within the meaning of § 14 UStG",
            )
            self.assertTrue(text.index("amount to collect") < text.rindex("119.00"))
            # no tax is stated: neither the net value nor the tax or its rate
            for stated in ("100.00", "200.00", " 38.00", "19%", "included"):
                self.assertNotIn(stated, text)
        # the Lieferschein of the same delivery shows no price
        text = self._text(DELIVERY, picking)
        self.assertIncludes(text, f"Delivery Note No. {picking.name}", "Bohrmaschine")
        self.assertNotIn("119.00", text)
        self.assertNotIn("amount to collect", text)

    def test_001_12_printed_instead_of_the_delivery_note(self):
        for cash_on_delivery, report in ((True, CASH_ON_DELIVERY), (False, DELIVERY)):
            self.customer.cash_on_delivery = cash_on_delivery
            order = self._in_status("delivery")
            actions = order.action_print_status_documents()
            self.assertEqual([action["report_name"] for action in actions], [self.env.ref(report).report_name])
            offered = self.env.ref(CASH_ON_DELIVERY).get_valid_action_reports("stock.picking", order.picking_ids.ids)
            self.assertEqual(bool(offered), cash_on_delivery)

    def test_001_12_the_warehouse_prints_it(self):
        picker = new_test_user(self.env, "kontor_picker", groups="stock.group_stock_user")
        order = self._in_status("order", (self.drill, 5))
        self._down_payment(order, 119)
        text = self._text(CASH_ON_DELIVERY, order.picking_ids, user=picker)
        self.assertIncludes(text, "595.00", "476.00")
        self.assertIncludes(self._text(DELIVERY, order.picking_ids, user=picker), order.name)

    def test_001_12_without_an_order_there_is_nothing_to_collect(self):
        receipt = self.env["stock.picking"].create(
            {"partner_id": self.customer.id, "picking_type_id": self.warehouse.in_type_id.id}
        )
        with self.assertRaisesRegex(UserError, "nothing to collect"):
            receipt._get_cash_on_delivery_amounts()


@tagged("post_install", "-at_install", "kontor_once")
class TestOrderDocuments(DocumentCase):
    """001-11, 000-4: Stornorechnung, Gutschrift, and special requests on every document."""

    def test_001_11_cancellation_invoice_names_the_invoice(self):
        order = self._in_status("invoice")
        invoice = order.invoice_ids
        order.change_status("cancel")
        credit_note = order.invoice_ids - invoice
        self.assertTrue(credit_note.is_cancellation_invoice)
        date = self.env["ir.qweb.field.date"].value_to_html(invoice.invoice_date, {})
        text = self._text(INVOICE, credit_note)
        self.assertIncludes(
            text,
            f"Cancellation Invoice No. {credit_note.name}",
            f"This document cancels invoice {invoice.name} of {date}",
            order.name,
        )
        # settled with the invoice is not paid
        self.assertNotIn("Paid on", text)
        self.assertIn(f"Cancelled transaction No. {order.name}", self._text(ORDER, order))

    def test_001_11_an_ordinary_credit_note_stays_one(self):
        order = self._in_status("invoice")
        invoice = order.invoice_ids
        credit_note = invoice._reverse_moves([{"invoice_date": self.today}])
        credit_note.invoice_line_ids.quantity = 2
        credit_note.action_post()
        title = f"Credit Note No. {credit_note.name}"
        self.assertIncludes(self._text(INVOICE, credit_note), title, f"refers to invoice {invoice.name}")
        order.change_status("cancel")
        last = order.invoice_ids - invoice - credit_note
        self.assertIn("Cancellation Invoice", self._text(INVOICE, last))
        # printed once more after the cancellation, it is the same document
        self.assertIn(title, self._text(INVOICE, credit_note))

    def test_001_11_titles_on_other_layouts(self):
        self.company.external_report_layout_id = self.env.ref("web.external_layout_standard")
        self.customer.cash_on_delivery = True
        order = self._in_status("quotation")
        self.assertIn(f"Quotation # {order.name} (Draft)", self._text(ORDER, order))
        order.change_status("invoice")
        self.assertIn(f"Order Confirmation No. {order.name}", self._text(ORDER, order))
        picking, invoice = order.picking_ids, order.invoice_ids
        self.assertIn(f"Cash-on-Delivery Invoice {picking.name}", self._text(CASH_ON_DELIVERY, picking))
        self.assertIn(f"Delivery Note {picking.name}", self._text(DELIVERY, picking))
        order.change_status("cancel")
        self.assertIn("Cancellation Invoice", self._text(INVOICE, order.invoice_ids - invoice))

    def test_000_4_special_requests_on_every_document(self):
        order = self._order((self.drill, 2), (self.screw, 1))
        order.special_request = "Anlieferung am Hintereingang\nund bitte <leise>"
        order.order_line[0].special_request = "Gravur „Maßarbeit“"
        parts = ("Anlieferung am Hintereingang", "und bitte <leise>", "Gravur „Maßarbeit“")

        def check(report, record):
            text = self._text(report, record)
            for part in parts:
                self.assertEqual(text.count(part), 1, (report, part))

        check(ORDER, order)
        order.change_status("order")
        check(ORDER, order)
        for report in (PICK_LIST, DELIVERY, CASH_ON_DELIVERY):
            check(report, order.picking_ids)
        order.change_status("delivery")
        for report in (DELIVERY, CASH_ON_DELIVERY):
            check(report, order.picking_ids)
        order.change_status("invoice")
        check(INVOICE, order.invoice_ids)

    def test_000_4_in_each_step_of_the_warehouse(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order = self._order((self.drill, 2))
        order.special_request = "Nur vormittags"
        order.order_line.special_request = "Gravur"
        order.change_status("delivery")
        self.assertEqual(len(order.picking_ids), 3)
        for picking in order.picking_ids:
            text = self._text(PICK_LIST, picking)
            self.assertIncludes(text, "Nur vormittags", "Gravur")

    def test_000_4_lines_with_different_requests_stay_apart(self):
        order = self._order((self.drill, 1), (self.drill, 2), (self.drill, 3))
        order.order_line[0].special_request = "rot"
        order.order_line[1].special_request = "blau"
        order.change_status("delivery")
        rows = self._cells(DELIVERY, order.picking_ids, "@name='stock_move_line_table'")
        self.assertEqual(
            [(row[0].replace("Special request:", "|"), row[-1]) for row in rows],
            [("Bohrmaschine | rot", "1 Units"), ("Bohrmaschine | blau", "2 Units"), ("Bohrmaschine", "3 Units")],
        )

    def test_000_4_collective_invoice_has_each_request_once(self):
        orders = self.env["sale.order"]
        for request in ("Erster Wunsch", False, "Dritter Wunsch"):
            order = self._order((self.drill, 1), (self.setup, 1))
            order.special_request = request
            order.change_status("order")
            orders |= order
        invoice = orders._create_invoices()
        text = self._text(INVOICE, invoice)
        for request in ("Erster Wunsch", "Dritter Wunsch"):
            self.assertEqual(text.count(request), 1)


@tagged("post_install", "-at_install", "kontor_once")
class TestDocumentsAsPdf(HttpCase, DocumentCase):
    """The real thing, once: wkhtmltopdf's PDF holds the text, and the print log knows the new document."""

    def test_001_12_cash_on_delivery_invoice(self):
        self.customer.cash_on_delivery = True
        order = self._in_status("delivery")
        order.special_request = "Bitte klingeln bei Süß & Söhne"
        picking = order.picking_ids.filtered(lambda picking: picking.state == "done")
        self.assertEqual(order.lifecycle_label, "Delivery")
        reports = self.env["ir.actions.report"].with_user(self.clerk).with_context(force_report_rendering=True)
        content, report_type = reports._render_qweb_pdf(CASH_ON_DELIVERY, picking.ids)
        self.assertEqual(report_type, "pdf")
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        text = re.sub(r"\s+", " ", text)
        self.assertIncludes(text, picking.name, "Bohrmaschine", "Süß & Söhne", "119.00", "238.00", "amount to collect")
        self.env.invalidate_all()
        self.assertEqual(order.lifecycle_label, "Delivery (D)")
