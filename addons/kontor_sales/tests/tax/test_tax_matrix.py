from odoo import Command
from odoo.tests import tagged

from ..common import OrderCase

#: Country → VAT id of a company there.
VAT_IDS = {"DE": "DE123456788", "AT": "ATU12345675", "CH": "CHE-123.456.788 MWST", "US": "12-3456789"}
#: Country, company?, VAT id? → what goods and what services bear.
MATRIX = {
    ("DE", True, True): ("standard", "standard"),
    ("DE", True, False): ("standard", "standard"),
    ("DE", False, False): ("standard", "standard"),
    ("AT", True, True): ("intra_goods", "intra_service"),
    ("AT", True, False): ("standard", "standard"),
    ("AT", False, True): ("intra_goods", "intra_service"),
    ("AT", False, False): ("standard", "standard"),
    ("CH", True, True): ("export", "third_service"),
    ("CH", True, False): ("export", "third_service"),
    ("CH", False, False): ("export", "standard"),
    ("US", True, True): ("export", "third_service"),
    ("US", True, False): ("export", "third_service"),
    ("US", False, False): ("export", "standard"),
}
#: Revenue accounts of SKR03 by treatment.
ACCOUNTS = {"standard": "8400", "intra_goods": "8125", "intra_service": "8336", "export": "8120", "third_service": "8338"}


class TaxCase(OrderCase):
    """A company with the German chart as it is delivered, and customers of every kind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"vat": "DE811569869", "country_id": cls.env.ref("base.de").id})
        cls.env["account.chart.template"]._prepare_german_taxes(cls.company)
        cls.chart = cls.env["account.chart.template"].with_company(cls.company)
        full = cls._of_chart("tax_ust_19_{}")
        (cls.drill | cls.screw | cls.setup | cls.repair).taxes_id = full

    @classmethod
    def _of_chart(cls, name):
        return cls.chart.ref(name.format(cls.company.chart_template[3:]))

    @classmethod
    def _buyer(cls, country, is_company=True, with_vat=True, **values):
        return cls.env["res.partner"].create(
            {
                "name": f"Käufer {country}",
                "is_company": is_company,
                "country_id": cls.env.ref(f"base.{country.lower()}").id,
                "vat": VAT_IDS[country] if with_vat else False,
                **values,
            }
        )

    def _treatments(self, document):
        """Return what each position of an order, or line of an invoice, bears."""
        lines = document.order_line if document._name == "sale.order" else document.invoice_line_ids
        return tuple(",".join(line.tax_ids.mapped("tax_treatment")) for line in lines)

    def _free_invoice(self, buyer, **values):
        return self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": buyer.id,
                "invoice_line_ids": [
                    Command.create({"product_id": product.id, "price_unit": 100}) for product in (self.drill, self.setup)
                ],
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestTaxMatrix(TaxCase):
    """The tax follows from country, VAT id and kind of supply, position by position (§§ 3a, 4, 6, 6a UStG)."""

    def test_orders_and_free_invoices(self):
        """Goods, services and both on one document, for every kind of customer."""
        for (country, is_company, with_vat), wanted in MATRIX.items():
            buyer = self._buyer(country, is_company, with_vat)
            with self.subTest(country=country, company=is_company, vat=with_vat):
                order = self._order((self.drill, 1), (self.setup, 1), partner_id=buyer.id)
                self.assertEqual(self._treatments(order), wanted)
                invoice = self._free_invoice(buyer)
                self.assertEqual(self._treatments(invoice), wanted)
                accounts = tuple(line.account_id.code for line in invoice.invoice_line_ids)
                self.assertEqual(accounts, tuple(ACCOUNTS[treatment] for treatment in wanted))

    def test_goods_follow_the_delivery_address_and_services_the_seat(self):
        """A delivery to another country than the customer's own."""
        cases = (
            # customer, goods go to → goods, services
            (("DE", True, True), "CH", ("export", "standard")),
            (("DE", False, False), "US", ("export", "standard")),
            (("DE", True, True), "AT", ("standard", "standard")),
            (("AT", True, True), "DE", ("standard", "intra_service")),
            (("AT", True, True), "CH", ("export", "intra_service")),
            (("CH", True, True), "DE", ("standard", "third_service")),
            (("CH", True, True), "AT", ("standard", "third_service")),
            (("CH", False, False), "DE", ("standard", "standard")),
        )
        for (country, is_company, with_vat), target, wanted in cases:
            buyer = self._buyer(country, is_company, with_vat)
            own = self._buyer(target, parent_id=buyer.id, type="delivery", is_company=False, with_vat=False)
            other = self._buyer(target, is_company=False, with_vat=False)
            for address in (own, other):
                with self.subTest(customer=country, target=target, own=address == own):
                    order = self._order(
                        (self.drill, 1), (self.setup, 1), partner_id=buyer.id, partner_shipping_id=address.id
                    )
                    self.assertEqual(self._treatments(order), wanted)
                    invoice = self._free_invoice(buyer, partner_shipping_id=address.id)
                    self.assertEqual(self._treatments(invoice), wanted)

    def test_a_third_partys_address_in_the_eu_keeps_the_customers_vat_id(self):
        """Drop shipment to the customer's customer in another country of the EU: the VAT id is the buyer's."""
        buyer, reader = self._buyer("AT"), self._buyer("AT", is_company=False, with_vat=False)
        order = self._order((self.drill, 1), partner_id=buyer.id, partner_shipping_id=reader.id)
        self.assertEqual(self._treatments(order), ("intra_goods",))

    def test_an_austrian_with_a_german_vat_id_is_taxed(self):
        """§ 6a Abs. 1 Nr. 4 UStG: the VAT id must be one of another country."""
        buyer = self._buyer("AT", vat=VAT_IDS["DE"])
        order = self._order((self.drill, 1), (self.setup, 1), partner_id=buyer.id)
        self.assertEqual(self._treatments(order), ("standard", "standard"))

    def test_a_position_chosen_by_hand_decides(self):
        """For goods and for services."""
        domestic = self._of_chart("fiscal_position_domestic_{}")
        buyer = self._buyer("AT", property_account_position_id=domestic.id)
        order = self._order((self.drill, 1), (self.setup, 1), partner_id=buyer.id)
        self.assertEqual(self._treatments(order), ("standard", "standard"))
        order.fiscal_position_id = self._of_chart("fiscal_position_eu_vat_id_partner_{}")
        order.action_update_taxes()
        self.assertEqual(self._treatments(order), ("intra_goods", "intra_service"))

    def test_shipping_costs_share_the_fate_of_the_goods(self):
        """UStAE 3.10: with goods they are exempt, with services alone they are services."""
        shipping = self.company._get_shipping_product()
        shipping.taxes_id = self._of_chart("tax_ust_19_{}")
        buyer = self._buyer("AT")
        mixed = self._order((self.drill, 1), (self.setup, 1), (shipping, 1), partner_id=buyer.id)
        self.assertEqual(self._treatments(mixed), ("intra_goods", "intra_service", "intra_goods"))
        services = self._order((self.setup, 1), (shipping, 1), partner_id=buyer.id)
        self.assertEqual(self._treatments(services), ("intra_service", "intra_service"))

    def test_a_free_position_is_goods(self):
        """What is sold without an article is more often a spare part than work."""
        self.company._get_free_position_product().taxes_id = self._of_chart("tax_ust_19_{}")
        order = self._order((self.setup, 1), partner_id=self._buyer("AT").id)
        order.order_line = [Command.create({"is_free_position": True, "name": "Sonderteil", "price_unit": 5})]
        self.assertEqual(self._treatments(order), ("intra_service", "intra_goods"))

    def test_the_canary_islands_lie_outside(self):
        """They belong to Spain, but not to the VAT area of the EU."""
        buyer = self._buyer("AT", country_id=self.env.ref("base.es").id, vat="ESA12345674")
        self.assertEqual(self._treatments(self._order((self.drill, 1), partner_id=buyer.id)), ("intra_goods",))
        buyer.state_id = self.env.ref("base.state_es_gc")
        self.assertEqual(self._treatments(self._order((self.drill, 1), partner_id=buyer.id)), ("export",))

    def test_the_invoice_of_an_order_keeps_taxes_and_books_apart(self):
        """Goods and services of one order stand on accounts of their own, as UStVA and ZM need them."""
        order = self._order((self.drill, 1), (self.setup, 1), partner_id=self._buyer("AT").id)
        order.change_status("order")
        invoice = order._create_invoices()
        self.assertEqual(self._treatments(invoice), ("intra_goods", "intra_service"))
        self.assertEqual(invoice.invoice_line_ids.mapped("account_id.code"), ["8125", "8336"])

    def test_the_other_chart(self):
        """SKR04 applies its position for the EU without asking for a VAT id: a private Austrian would buy free of VAT."""
        company = self.env["res.company"].create({"name": "Zweigwerk GmbH", "country_id": self.env.ref("base.de").id})
        self.env["account.chart.template"].try_loading("de_skr04", company=company, install_demo=False)
        positions = self.env["account.fiscal.position"].with_company(company)
        full = self.env["account.chart.template"].with_company(company).ref("tax_ust_19_skr04")
        for key in (("AT", False, False), ("AT", True, True), ("CH", True, False), ("CH", False, False)):
            buyer = self._buyer(*key)
            position = positions._get_fiscal_position(buyer)
            service = position._of_services(company, buyer, buyer)._map_tax_of_kind(full, "service")
            self.assertEqual((position.map_tax(full).tax_treatment, service.tax_treatment), MATRIX[key])

    def test_gross_prices_lose_only_a_tax_that_is_not_owed(self):
        """A private Swiss pays the setup with its 19 %, and the drill without."""
        gross = self._of_chart("tax_ust_19_{}").copy({"name": "19 % brutto", "price_include_override": "tax_included"})
        self._of_chart("tax_export_{}").original_tax_ids += gross
        self._of_chart("tax_free_third_country_{}").original_tax_ids += gross
        (self.drill | self.setup).taxes_id = gross
        (self.drill | self.setup).list_price = 119
        order = self._order((self.drill, 1), (self.setup, 1), partner_id=self._buyer("CH", False, False).id)
        self.assertEqual(order.order_line.mapped("price_unit"), [100, 119])
