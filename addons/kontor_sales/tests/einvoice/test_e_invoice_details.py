from lxml import etree
from odoo import Command
from odoo.tests import tagged

from .common import EInvoiceCase


@tagged("post_install", "-at_install", "kontor_once")
class TestEInvoiceDetails(EInvoiceCase):
    """What goes back, whom the customer calls, what identifies the seller, and what no valid e-invoice can say."""

    def _invoice(self, *positions, **values):
        order = self._order(*positions or [(self.plank, 3)], **values)
        order.change_status("invoice")
        return order.invoice_ids

    def _texts(self, move, edi_format, path):
        steps = "/".join(f"*[local-name()='{step}']" for step in path.split("/"))
        return etree.fromstring(self._export(move, edi_format)).xpath(f"//{steps}/text()")

    def _lines(self, *values):
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_line_ids": [Command.create({"tax_ids": self.tax_19.ids, **line}) for line in values],
            }
        )
        move.action_post()
        return move

    def test_004_19_what_goes_back_and_surcharges_with_a_discount(self):
        """A returned deposit less its discount, a price below nothing, a negative discount; the sums are the entry's."""
        move = self._lines(
            {"name": "Palette", "quantity": 4, "price_unit": 100, "discount": -10},
            {"name": "Pfand zurück", "quantity": -2, "price_unit": 8, "discount": 10},
            {"name": "Rabatt", "quantity": 2, "price_unit": -5, "discount": 33.33},
            {"name": "Zurück zum Einkauf", "quantity": -2, "price_unit": -10, "discount": 10},
            {"name": "Dazu", "quantity": 1, "price_unit": 5, "discount": 100},
        )
        self._check_valid(move)
        for edi_format, tag in (("xrechnung", "TaxInclusiveAmount"), ("facturx", "GrandTotalAmount")):
            self.assertEqual(self._texts(move, edi_format, tag), [f"{move.amount_total:.2f}"])
        net = [f"{line.price_subtotal:.2f}" for line in move.invoice_line_ids]
        self.assertEqual(self._texts(move, "xrechnung", "InvoiceLine/LineExtensionAmount"), net)

    def test_a_discount_is_what_makes_the_position_recomputable(self):
        gross = self.tax_19.copy({"name": "brutto", "price_include_override": "tax_included"})
        move = self._lines({"name": "Schraube", "quantity": 33, "price_unit": 0.16, "discount": 3, "tax_ids": gross.ids})
        (price,) = self._texts(move, "xrechnung", "Price/PriceAmount")
        (discount,) = self._texts(move, "xrechnung", "InvoiceLine/AllowanceCharge/Amount")
        self.assertEqual(round(33 * float(price) - float(discount), 2), move.amount_untaxed)

    def test_the_contact_is_the_printed_clerk(self):
        self.clerk.partner_id.write(
            {"name": "Petra Kern", "phone": "+49 40 1234599", "email": "petra@kontor-muster.example"}
        )
        move = self._invoice()
        said = ["Petra Kern", "+49 40 1234599", "petra@kontor-muster.example"]
        for names in (
            ("xrechnung", "Name", "Telephone", "ElectronicMail"),
            (
                "facturx",
                "PersonName",
                "TelephoneUniversalCommunication/CompleteNumber",
                "EmailURIUniversalCommunication/URIID",
            ),
        ):
            edi_format, *tags = names
            seller = (
                "AccountingSupplierParty/Party/Contact"
                if edi_format == "xrechnung"
                else ("SellerTradeParty/DefinedTradeContact")
            )
            found = [text for tag in tags for text in self._texts(move, edi_format, f"{seller}/{tag}")]
            self.assertEqual(found, said)
        self._check_valid(move)
        # what the clerk has none of is the company's
        self.clerk.partner_id.write({"phone": False, "email": "petra"})
        contact = move._get_einvoice_contact()
        self.assertEqual((contact["phone"], contact["email"]), (self.company.phone, self.company.email))

    def test_who_can_be_called_by_nobody_sends_no_xrechnung(self):
        move = self._invoice()
        self.clerk.partner_id.write({"phone": False, "email": False})
        self.company.write({"phone": "x", "email": False})
        found = "\n".join(move._get_einvoice_obstacles("xrechnung"))
        self.assertIn("Kontor Muster GmbH lacks: Email.", found)
        self.assertIn("“x” is no usable Phone", found)
        self.assertFalse(move._get_einvoice_obstacles("facturx"))

    def test_a_company_is_identified_by_its_tax_number_alone(self):
        self.company.write({"vat": False, "company_registry": False, "l10n_de_stnr": "2893081508152"})
        self._check_valid(self._invoice())

    def test_the_delivery_note_of_one_delivery(self):
        order = self._order((self.plank, 10))
        order.change_status("order")
        delivery = self._deliver(order, 4)
        move = self._invoices(order, "partial", picking_ids=delivery.ids)
        self.assertEqual(self._texts(move, "xrechnung", "DespatchDocumentReference/ID"), [delivery.name])
        self.assertEqual(self._texts(move, "facturx", "DespatchAdviceReferencedDocument/IssuerAssignedID"), [delivery.name])
        self._check_valid(move)

    def test_taxes_that_no_e_invoice_can_say_are_refused(self):
        outside = self.env["account.tax"].create(
            {"name": "Außerhalb", "amount": 0, "type_tax_use": "sale", "ubl_cii_tax_category_code": "O"}
        )
        expected = {
            "“Ohne” has 0 taxes": {"name": "Ohne", "price_unit": 1, "tax_ids": []},
            "“Zwei” has 2 taxes": {"name": "Zwei", "price_unit": 1, "tax_ids": (self.tax_19 | self.tax_7).ids},
            "“Außerhalb” has the category O": {"name": "O", "price_unit": 1, "tax_ids": outside.ids},
        }
        for sentence, line in expected.items():
            move = self._lines(line)
            for edi_format in ("xrechnung", "facturx"):
                found = move._get_einvoice_obstacles(edi_format)
                self.assertEqual(len(found), 1)
                self.assertIn(sentence, found[0])
                _xml, errors = self.env["res.partner"]._get_edi_builder(edi_format)._export_invoice(move)
                self.assertEqual(errors, set(found), "core's own sentence isn't said a second time")
