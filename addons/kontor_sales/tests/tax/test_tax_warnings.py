from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_tax_matrix import TaxCase


@tagged("post_install", "-at_install")
class TestTaxWarnings(TaxCase):
    """A document says where its taxes don't fit its customer; what is surely wrong isn't posted."""

    def _wrong_order(self, buyer, tax):
        order = self._order((self.drill, 1), partner_id=buyer.id)
        order.order_line.tax_ids = self._of_chart(tax)
        return order

    def _checked(self, buyer):
        self.env["kontor.vat.check"].create(
            {
                "partner_id": buyer.id,
                "company_id": self.company.id,
                "vat": buyer.vat,
                "checked_on": "2099-01-01",
                "result": "valid",
                "user_id": self.clerk.id,
            }
        )
        buyer.invalidate_recordset()
        return buyer

    def test_what_fits_is_not_spoken_of(self):
        """Customers at home, in Switzerland, and an Austrian whose VAT id was checked."""
        for buyer in (self._buyer("DE"), self._buyer("CH"), self._checked(self._buyer("AT")), self.customer):
            order = self._order((self.drill, 1), (self.setup, 1), partner_id=buyer.id)
            self.assertFalse(order.tax_warning)
            self.assertFalse(self._free_invoice(buyer).tax_warning)

    def test_a_tax_that_does_not_fit_the_country(self):
        """19 % to Switzerland, an export that stays in Germany, a supply within the EU that leaves it."""
        cases = (
            ("CH", "tax_ust_19_{}", "Switzerland are normally “Export"),
            ("DE", "tax_export_{}", "Germany are normally “Taxed in Germany"),
            ("US", "tax_eu_sale_{}", "United States are normally “Export"),
        )
        for country, tax, words in cases:
            with self.subTest(country=country):
                order = self._wrong_order(self._buyer(country), tax)
                self.assertIn(words, order.tax_warning)
                invoice = self._free_invoice(order.partner_id)
                invoice.invoice_line_ids[0].tax_ids = self._of_chart(tax)
                self.assertIn(words, invoice.tax_warning)

    def test_a_service_may_be_an_exception(self):
        """Property in Germany is taxed there: the sentence says so, nothing is refused."""
        order = self._order((self.setup, 1), partner_id=self._checked(self._buyer("AT")).id)
        order.order_line.tax_ids = self._of_chart("tax_ust_19_{}")
        self.assertIn("property", order.tax_warning)
        order.change_status("order")
        order.change_status("invoice")
        self.assertEqual(order.invoice_ids.state, "posted")

    def test_a_vat_id_that_is_missing_or_was_never_checked(self):
        """Before the order is confirmed, and before the invoice is posted."""
        self.assertIn("without a VAT id", self._order(partner_id=self._buyer("AT", with_vat=False).id).tax_warning)
        order = self._order(partner_id=self._buyer("AT").id)
        self.assertIn("was never checked", order.tax_warning)
        for target in ("order", "invoice"):
            self.assertIn("was never checked", " ".join(order._status_consequences(target)))
        order.change_status("order")
        self.assertIn("was never checked", order._create_invoices().tax_warning)

    def test_exempt_without_a_vat_id_is_not_posted(self):
        """§ 6a Abs. 1 Nr. 4 UStG makes it a condition; on each way to the invoice."""
        buyer = self._buyer("AT", with_vat=False)
        order = self._wrong_order(buyer, "tax_eu_sale_{}")
        order.change_status("order")
        self.assertIn("has no VAT id of another country", " ".join(order._status_consequences("invoice")))
        with self.assertRaisesRegex(UserError, "has no VAT id of another country.*Who may change customers"):
            order.change_status("invoice")
        invoice = self._free_invoice(buyer)
        invoice.invoice_line_ids[1].tax_ids = self._of_chart("tax_free_eu_{}")
        with self.assertRaisesRegex(UserError, "has no VAT id of another country"):
            invoice.with_user(self.clerk).action_post()
        buyer.vat = "ATU12345675"
        invoice.action_post()
        refund = invoice._reverse_moves([{}])
        buyer.vat = False
        refund.action_post()
        self.assertEqual(refund.state, "posted")

    def test_an_advance_is_refused_as_well(self):
        """What is asked before the delivery is exempt on the same condition."""
        order = self._wrong_order(self._buyer("AT", with_vat=False), "tax_eu_sale_{}")
        order.change_status("order")
        wizard = self.env["sale.advance.payment.inv"].with_context(active_model="sale.order", active_ids=order.ids)
        invoice = wizard.create({"advance_payment_method": "percentage", "amount": 50})._create_invoices(order)
        with self.assertRaisesRegex(UserError, "has no VAT id of another country"):
            invoice.action_post()

    def test_the_recipient_owes_the_tax_at_home(self):
        """§ 13b: the e-invoice names the recipient's VAT id."""
        order = self._wrong_order(self._buyer("DE", with_vat=False), "tax_ust_free_bau_{}")
        self.assertIn("§ 13b", order.tax_warning)
        order.partner_id.vat = "DE123456788"
        self.assertFalse(order.tax_warning)

    def test_own_vat_id(self):
        """The invoice must name it, too (§ 14a Abs. 3 UStG)."""
        self.company.vat = False
        order = self._order(partner_id=self._checked(self._buyer("AT")).id)
        self.assertIn("Your own VAT id is missing", order.tax_warning)

    def test_goods_that_the_customer_comes_for(self):
        """They stay exempt, and the proof that is missing is spoken of."""
        order = self._order(partner_id=self._checked(self._buyer("AT")).id)
        if "carrier_id" not in order._fields:
            self.patch(self.env.registry["sale.order"], "_is_picked_up", lambda order: True)
        else:
            product = self.env["product.product"].create({"name": "Abholung", "type": "service"})
            order.carrier_id = self.env["delivery.carrier"].create(
                {"name": "Abholung", "product_id": product.id, "customer_picks_up": True}
            )
        order.invalidate_recordset(["tax_warning"])
        self.assertEqual(self._treatments(order), ("intra_goods",))
        self.assertIn("Gelangensbestätigung", order.tax_warning)

    def test_an_exemption_at_home_holds_for_everybody(self):
        """A small business exempts customers in Switzerland as any other."""
        order = self._wrong_order(self._buyer("CH"), "tax_ust_no_ustpflicht_{}")
        self.assertFalse(order.tax_warning)
        order.order_line.tax_ids = [Command.clear()]
        self.assertIn("normally “Export", order.tax_warning)
