from lxml import etree
from odoo import Command
from odoo.tests import tagged

from .common import EInvoiceCase, find_broken_rules

#: Name → country, company?, VAT id, tax of the chart of accounts (``{}``: its name), further values.
CUSTOMERS = {
    "company": ("de", True, "DE136695976", "tax_ust_19_{}", {}),
    "company without VAT id": ("de", True, False, "tax_ust_19_{}", {}),
    "private": ("de", False, False, "tax_ust_7_{}", {}),
    "authority": ("de", True, False, "tax_ust_19_{}", {"leitweg_id": "04011000-1234512345-06"}),
    "authority with VAT id": ("de", True, "DE136695976", "tax_ust_19_{}", {"leitweg_id": "991-33333TEST-33"}),
    "company in the EU": ("at", True, "ATU30350410", "tax_eu_sale_{}", {}),
    "company in the EU without VAT id": ("at", True, False, "tax_ust_19_{}", {}),
    "service in the EU": ("at", True, "ATU30350410", "tax_free_eu_{}", {}),
    "private in the EU": ("fr", False, False, "tax_ust_19_{}", {}),
    "company in Switzerland": ("ch", True, "CHE-107.787.577 MWST", "tax_export_{}", {}),
    "company in Switzerland without VAT id": ("ch", True, False, "tax_export_{}", {}),
    "private in Switzerland": ("ch", False, False, "tax_export_{}", {}),
    "service in Switzerland": ("ch", True, False, "tax_free_third_country_{}", {}),
    "company in the USA": ("us", True, False, "tax_export_{}", {}),
    "private in the USA": ("us", False, False, "tax_export_{}", {}),
    "construction": ("de", True, "DE136695976", "tax_ust_free_bau_{}", {}),
}
#: The customers whose orders go through Anzahlung, part and final invoice.
IN_PARTS = (
    "company without VAT id",
    "private",
    "authority",
    "company in the EU",
    "company in Switzerland",
    "company in the USA",
)
IN_DOLLARS = "company in the USA"


@tagged("post_install", "-at_install", "kontor_once")
class TestEInvoiceKinds(EInvoiceCase):
    """Every kind of invoice to every kind of customer, with a VAT id or without, keeps the rules of both formats."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"]._prepare_german_taxes(cls.company)
        dollar = cls.env.ref("base.USD")
        dollar.active = True
        cls.env["res.currency.rate"].create({"currency_id": dollar.id, "rate": 1.1, "name": "2020-01-01"})
        pricelists = [{"name": "EUR", "sequence": 1}, {"name": "USD", "sequence": 2, "currency_id": dollar.id}]
        cls.euros, cls.dollars = cls.env["product.pricelist"].create(pricelists)
        cls.partners = {name: cls._partner(name, *values) for name, values in CUSTOMERS.items()}

    @classmethod
    def _partner(cls, name, country, is_company, vat, _tax, values):
        return cls.env["res.partner"].create(
            {
                "name": f"Kunde {name}",
                "is_company": is_company,
                "street": "Weg 1",
                "zip": "12345",
                "city": "Ort",
                "country_id": cls.env.ref(f"base.{country}").id,
                "vat": vat,
                "email": "rechnung@kunde.example",
                **values,
            }
        )

    def _order_for(self, name, *positions):
        """Make an order of a kind of customer with its tax; some prices have four decimals, some a discount."""
        pricelist = self.dollars if name == IN_DOLLARS else self.euros
        order = self._order(*positions, partner_id=self.partners[name].id, pricelist_id=pricelist.id)
        chart = self.env["account.chart.template"].with_company(self.company)
        order.order_line.tax_ids = chart.ref(CUSTOMERS[name][3].format(self.company.chart_template[3:]))
        order.order_line[0].discount = 12.5
        return order

    def _whole_and_cancelled(self, name):
        """Return a full invoice and its Storno."""
        order = self._order_for(name, (self.plank, 3), (self.book, 7))
        order.change_status("invoice")
        order.change_status("cancel", reason="Irrtum")
        return order.invoice_ids

    def _in_parts(self, name):
        """Return the Anzahlung, a part invoice and the Schlussrechnung of an order, and a credit note of its difference."""
        order = self._order_for(name, (self.plank, 10), (self.book, 7))
        order.change_status("order")
        self._invoices(order, "down_payment", percentage=33.3)
        self._deliver(order, 4, 2)
        self._invoices(order, "partial", picking_ids=order._get_pickings_to_invoice().ids)
        order.change_status("invoice")
        return order.invoice_ids

    def _collective(self, name):
        """Return a collective invoice of two orders."""
        orders = self._order_for(name, (self.plank, 1)) | self._order_for(name, (self.book, 2))
        self.partners[name].invoicing_rule = "weekly"
        for order in orders:
            order.change_status("delivery")
        moves = self.env["account.move"].browse(orders.invoice_by_rule()["invoice_ids"])
        moves.action_post()
        return moves

    def _credited(self, name):
        """Return the credit note of what came back."""
        order = self._order_for(name, (self.plank, 10))
        order.change_status("invoice")
        self._return(order.picking_ids, 2)
        credit_note = self.env["account.move"].browse(order.action_create_credit_note_difference())
        credit_note.action_post()
        return credit_note

    def test_004_19_all_kinds_of_invoices_to_all_kinds_of_customers(self):
        made = [(name, move) for name in CUSTOMERS for move in self._whole_and_cancelled(name)]
        made += [(name, move) for name in IN_PARTS for move in self._in_parts(name)]
        made += [(name, move) for name in ("company", "authority") for move in self._collective(name)]
        made += [(name, move) for name in ("private", "company in Switzerland") for move in self._credited(name)]
        self.assertGreaterEqual(len(made), 40)
        documents = []
        for name, move in made:
            title = f"{name}: {move.order_invoice_type} {move.name}"
            ubl, cii = self._export(move, "xrechnung"), self._export(move, "facturx")
            self._check_amounts(title, move, ubl, cii)
            documents += [(title, "xrechnung", ubl), (title, "facturx", cii)]
        self.assertFalse(broken := find_broken_rules(documents), "\n".join(broken))

    def _check_amounts(self, title, move, ubl, cii):
        """Both formats say the amounts of the entry."""
        amounts = {
            "net": (move.amount_untaxed, "TaxExclusiveAmount", "TaxBasisTotalAmount"),
            "gross": (move.amount_total, "TaxInclusiveAmount", "GrandTotalAmount"),
            "payable": (move.amount_total, "PayableAmount", "DuePayableAmount"),
        }
        trees = etree.fromstring(ubl), etree.fromstring(cii)
        for what, (amount, *names) in amounts.items():
            for tree, tag in zip(trees, names):
                (text,) = tree.xpath(f"//*[local-name()='{tag}']/text()")
                self.assertAlmostEqual(float(text), amount, 2, f"{title}: {what} in {tag}")


@tagged("post_install", "-at_install", "kontor_once")
class TestEInvoiceFacts(EInvoiceCase):
    """What an e-invoice says beyond positions and taxes."""

    def _tree(self, move, edi_format="xrechnung"):
        return etree.fromstring(self._export(move, edi_format))

    def _texts(self, tree, path):
        steps = "/".join(f"*[local-name()='{step}']" for step in path.split("/"))
        return tree.xpath(f"//{steps}/text()")

    def test_type_codes_and_preceding_invoices(self):
        order = self._order((self.plank, 10), client_order_ref="BST 4711")
        order.change_status("order")
        down_payment = self._invoices(order, "down_payment", percentage=30)
        self._deliver(order, 4)
        partial = self._invoices(order, "partial", picking_ids=order._get_pickings_to_invoice().ids)
        order.change_status("invoice")
        final = order.invoice_ids - down_payment - partial
        earlier = [down_payment.name, partial.name]
        codes = {down_payment: ("380", "386"), partial: ("326", "326"), final: ("380", "380")}
        for move, expected in codes.items():
            ubl, cii = self._tree(move), self._tree(move, "facturx")
            found = self._texts(ubl, "InvoiceTypeCode") + self._texts(cii, "ExchangedDocument/TypeCode")
            self.assertEqual(tuple(found), expected)
            listed = earlier if move == final else []
            self.assertEqual(self._texts(ubl, "InvoiceDocumentReference/ID"), listed)
            self.assertEqual(self._texts(cii, "InvoiceReferencedDocument/IssuerAssignedID"), listed)
            self.assertEqual(self._texts(ubl, "OrderReference/ID"), ["BST 4711"])
        self.assertFalse(self._texts(self._tree(down_payment), "ActualDeliveryDate"), "nothing is delivered yet")
        self.assertEqual(len(self._texts(self._tree(partial), "ActualDeliveryDate")), 1)

    def test_a_storno_names_its_invoice_and_is_payable_in_full(self):
        order = self._order((self.plank, 10))
        order.change_status("invoice")
        invoice = order.invoice_ids
        order.change_status("cancel", reason="Irrtum")
        storno = order.invoice_ids - invoice
        self.assertEqual(storno.amount_residual, 0, "it was set off against the invoice")
        for move in (invoice, storno):
            ubl, cii = self._tree(move), self._tree(move, "facturx")
            self.assertEqual(self._texts(ubl, "PayableAmount"), ["1190.00"])
            self.assertEqual(self._texts(cii, "DuePayableAmount"), ["1190.00"])
            self.assertEqual(self._texts(ubl, "PrepaidAmount"), ["0.00"])
        ubl = self._tree(storno)
        self.assertEqual(self._texts(ubl, "CreditNoteTypeCode"), ["381"])
        self.assertEqual(self._texts(ubl, "InvoiceDocumentReference/ID"), [invoice.name])
        self.assertEqual(self._texts(ubl, "InvoiceDocumentReference/IssueDate"), [str(invoice.invoice_date)])
        self.assertEqual(self._texts(ubl, "PaymentMeansCode"), ["97"])
        self.assertNotIn(invoice.name, self._texts(ubl, "OrderReference/ID"))

    def test_skonto_is_read_by_machines(self):
        skonto = self.env["account.payment.term"].create(
            {
                "name": "10 Tage 2 %, 30 Tage netto",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})],
            }
        )
        order = self._order((self.plank, 10), payment_term_id=skonto.id)
        order.change_status("invoice")
        (note,) = self._texts(self._tree(order.invoice_ids), "PaymentTerms/Note")
        self.assertEqual(note, "10 Tage 2 %, 30 Tage netto\n#SKONTO#TAGE=10#PROZENT=2.00#\n")
        cii = self._tree(order.invoice_ids, "facturx")
        terms = "ApplicableTradePaymentDiscountTerms"
        self.assertEqual(self._texts(cii, f"{terms}/BasisPeriodMeasure"), ["10"])
        self.assertEqual(self._texts(cii, f"{terms}/CalculationPercent"), ["2.00"])

    def test_the_tax_of_an_invoice_in_dollars_is_said_in_euro(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create({"currency_id": dollar.id, "rate": 1.25, "name": "2020-01-01"})
        pricelist = self.env["product.pricelist"].create({"name": "USD", "currency_id": dollar.id})
        order = self._order((self.plank, 10), pricelist_id=pricelist.id)
        order.change_status("invoice")
        move = order.invoice_ids
        in_euro = f"{move.amount_tax_signed:.2f}"
        ubl, cii = self._tree(move), self._tree(move, "facturx")
        for tree in (ubl, cii):
            self.assertEqual(self._texts(tree, "TaxCurrencyCode"), ["EUR"])
        self.assertEqual(ubl.xpath("//*[local-name()='TaxTotal']/*[@currencyID='EUR']/text()"), [in_euro])
        self.assertEqual(cii.xpath("//*[local-name()='TaxTotalAmount'][@currencyID='EUR']/text()"), [in_euro])
        self._check_valid(move)

    def test_an_authority_is_known_by_its_leitweg_id_alone(self):
        self.customer.write({"vat": False, "company_registry": False})
        self.customer.leitweg_id = "04011000-1234512345-06"
        order = self._order((self.plank, 1))
        order.change_status("invoice")
        ubl = self._tree(order.invoice_ids)
        self.assertEqual(self._texts(ubl, "BuyerReference"), ["04011000-1234512345-06"])
        self.assertEqual(self._texts(ubl, "AccountingCustomerParty/Party/EndpointID"), ["04011000-1234512345-06"])
        self.assertFalse(self._texts(ubl, "AccountingCustomerParty/Party/PartyTaxScheme/CompanyID"))
        self.assertFalse(self._texts(ubl, "AccountingCustomerParty/Party/PartyLegalEntity/CompanyID"))

    def test_means_of_payment(self):
        order = self._order((self.plank, 1))
        order.change_status("invoice")
        move = order.invoice_ids
        self.assertEqual(self._texts(self._tree(move), "PaymentMeansCode"), ["58"])
        self.assertEqual(self._texts(self._tree(move), "PayeeFinancialAccount/ID"), ["DE89370400440532013000"])
        lines = self.env["account.payment.method.line"].search([("company_id", "=", self.company.id)])
        for kind, codes in {"direct_debit": ("ZZZ", "59"), "cod": ("ZZZ", "ZZZ"), "paypal": ("68", "68")}.items():
            line = lines.filtered(lambda line, kind=kind: line.payment_kind == kind)[:1]
            move.preferred_payment_method_line_id = line
            ubl, cii = self._tree(move), self._tree(move, "facturx")
            self.assertEqual(
                (*self._texts(ubl, "PaymentMeansCode"), *self._texts(cii, "SpecifiedTradeSettlementPaymentMeans/TypeCode")),
                codes,
            )
            self.assertFalse(self._texts(ubl, "PayeeFinancialAccount/ID"), "nobody pays twice")
            self._check_valid(move)

    def test_the_export_is_in_the_customers_format(self):
        for edi_format, name in (("facturx", "_factur_x.xml"), ("xrechnung", "_ubl_de.xml")):
            self.customer.invoice_edi_format = edi_format
            order = self._order((self.plank, 1))
            order.change_status("invoice")
            document = order.invoice_ids._get_invoice_legal_documents("ubl", allow_fallback=True)
            self.assertTrue(document["filename"].endswith(name), document["filename"])

    def test_prices_of_parts_of_a_cent(self):
        decimals = self.env["decimal.precision"].search([("name", "=", "Product Price")])
        decimals.digits = 4
        order = self._order((self.plank, 1000))
        order.order_line.price_unit = 0.137
        order.change_status("invoice")
        cii = self._tree(order.invoice_ids, "facturx")
        self.assertEqual(self._texts(cii, "NetPriceProductTradePrice/ChargeAmount"), ["0.137"])
        self.assertEqual(self._texts(cii, "SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount"), ["137.00"])
