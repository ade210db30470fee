from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ...models.tax import distance_sales
from .test_tax_matrix import VAT_IDS, TaxCase


@tagged("post_install", "-at_install")
class TestShopTaxes(TaxCase):
    """What shops send for customers abroad gets the tax that the law asks for, whatever the shop has charged (004-2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.drill.default_code, cls.setup.default_code = "BM-1", "AUFBAU"

    def _vals(self, country, is_company=False, vat=False, **values):
        customer = {
            "name": f"Shopkunde {country}",
            "email": f"kunde-{country}@example.com".lower(),
            "street": "Weg 1",
            "zip": "1010",
            "city": "Stadt",
            "country_code": country,
            "is_company": is_company,
        }
        return {
            "source": "webshop",
            "reference": f"T-{country}",
            "customer": {**customer, **({"vat": vat} if vat else {})},
            "lines": [
                {"sku": "BM-1", "quantity": 1, "price_unit": 100.0},
                {"sku": "AUFBAU", "quantity": 1, "price_unit": 50},
            ],
            **values,
        }

    def _import(self, *args, **values):
        answer = self.env["sale.order"].import_channel_order(self._vals(*args, **values))
        return self.env["sale.order"].browse(answer["order_id"])

    def _refusal(self, *args, **values):
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            self._import(*args, **values)
        return str(caught.exception)

    def test_004_2_each_position_bears_the_tax_of_its_customer(self):
        cases = (
            # country, company, VAT id, goods, services, total
            ("CH", False, False, ("export", "standard"), 159.5),
            ("US", True, False, ("export", "third_service"), 150.0),
            ("AT", True, VAT_IDS["AT"], ("intra_goods", "intra_service"), 150.0),
            ("FR", False, False, ("standard", "standard"), 178.5),
        )
        for country, is_company, vat, treatments, total in cases:
            with self.subTest(country=country):
                order = self._import(country, is_company, vat, total=total)
                self.assertEqual(self._treatments(order), treatments)
                self.assertEqual(order.amount_total, total)

    def test_004_2_an_order_created_over_the_interface_bears_it_too(self):
        for (country, is_company), treatments in {
            ("CH", False): ("export",),
            ("AT", True): ("intra_goods",),
            ("US", True): ("export",),
        }.items():
            buyer = self._buyer(country, is_company, with_vat=is_company)
            line = Command.create({"product_id": self.drill.id, "product_uom_qty": 1, "price_unit": 119.0})
            order = self.env["sale.order"].create({"partner_id": buyer.id, "order_line": [line]})
            self.assertEqual((self._treatments(order), order.amount_total), (treatments, 119.0))

    def test_004_2_german_vat_of_the_shop_is_refused_with_the_reason(self):
        text = self._refusal("CH", total=178.5)
        for words in ("178.50", "159.50", "Switzerland", "§ 14c UStG"):
            self.assertIn(words, text)
        text = self._refusal("US", True, payment={"prepaid": True, "amount": 178.5})
        self.assertIn("United States", text)
        self.assertNotIn("§ 14c", self._refusal("FR", total=200.0), "another mistake has nothing to do with taxes")

    def test_004_2_vat_that_the_shop_forgot_is_refused_with_the_reason(self):
        buyer = self._buyer("AT", with_vat=False, ref="K-77")
        text = self._refusal("AT", True, VAT_IDS["AT"], total=150.0, customer={"number": "K-77", "vat": VAT_IDS["AT"]})
        self.assertIn("German VAT is due: Käufer AT (Austria)", text)
        buyer.vat = VAT_IDS["AT"]
        order = self._import("AT", total=150.0, customer={"number": "K-77"}, payment={"prepaid": True})
        self.assertEqual(order.invoice_ids.state, "posted")
        self.assertIn("was never checked", " ".join(order.message_ids.mapped("body")))

    def test_goods_for_private_persons_in_the_eu_up_to_the_threshold(self):
        """§ 3c UStG: German VAT up to 10,000 euros a year, and OSS isn't set up."""
        buyer = self._buyer("AT", is_company=False, with_vat=False)
        order = self._order((self.drill, 1), partner_id=buyer.id)
        self.assertFalse(order.tax_warning)
        before = self.env["kontor.tax.fit.mixin"]._sum_distance_sales(self.company, 1900)
        for other in (buyer, self._buyer("AT"), self._buyer("DE", is_company=False, with_vat=False)):
            invoice = self._free_invoice(other, service_date_start="2031-05-01", invoice_date="2031-05-02")
            invoice.invoice_line_ids[0].price_unit = 9950
            invoice.action_post()
        after = self.env["kontor.tax.fit.mixin"]._sum_distance_sales(self.company, 1900)
        grown = {year: after[year] - before.get(year, 0.0) for year in after if after[year] != before.get(year)}
        self.assertEqual(grown, {2031: 9950})
        self.patch(distance_sales, "THRESHOLD", before.get(date.today().year, 0.0) + 90)
        order.invalidate_recordset()
        self.assertIn("enter a fiscal position for Austria", order.tax_warning)
        order.order_line.tax_ids = self._of_chart("tax_ust_19_{}").copy({"tax_treatment": False})
        self.assertFalse(order.tax_warning, "a tax of one's own for the country")
