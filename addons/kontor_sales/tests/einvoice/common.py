import atexit
import functools
import json
import pathlib
import subprocess
import sys

from odoo import Command
from odoo.tests import tagged

from ..invoicing.test_final_invoice import InvoicingCase

#: The rules of a format: EN 16931, and what XRechnung and ZUGFeRD (profile EXTENDED) add to it.
RULES = {
    "xrechnung": ("EN16931-UBL-validation.xsl", "XRechnung-UBL-validation.xsl"),
    "facturx": ("EN16931-CII-validation.xsl", "FACTUR-X_EXTENDED.xslt"),
}
#: Rules of EN 16931 alone that the profile EXTENDED is there to go beyond: discounts for early payment.
EXTENDED = {"CII-SR-408"}


@functools.lru_cache(maxsize=1)
def _start_validator():
    script = pathlib.Path(__file__).with_name("e_invoice_validator.py")
    process = subprocess.Popen([sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(process.terminate)
    return process


def get_validator():
    """Return the validator. It takes seconds to read the rules, so it is one for as long as Odoo lets it live: a class."""
    if _start_validator().poll() is not None:
        _start_validator.cache_clear()
    return _start_validator()


def find_broken_rules(documents):
    """Validate e-invoices.

    :param documents: list of ``(name, format, xml)``
    :return: list of texts, one for each rule that one of them breaks, warnings among them
    """
    validator = get_validator()
    asked = [(name, rule, xml) for name, edi_format, xml in documents for rule in RULES[edi_format]]
    broken = []
    for name, rule, xml in asked:
        validator.stdin.write(json.dumps({"xml": xml.decode(), "rule": rule}) + "\n")
        validator.stdin.flush()
        answer = json.loads(validator.stdout.readline())
        if answer["checked"] <= 5:
            broken.append(f"{name}: {rule} was not applied")
        broken += [f"{name}, {rule}: {text}" for text in answer["broken"] if text.split()[1].rstrip(":") not in EXTENDED]
    return broken


@tagged("post_install", "-at_install", "kontor_once")
class EInvoiceCase(InvoicingCase):
    """A German company that can make e-invoices, and a German customer with a VAT id."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
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
                "company_registry": "HRB 12345",
                "phone": "+49 40 1234560",
                "email": "rechnung@kontor-muster.example",
            }
        )
        cls.account = cls.env["res.partner.bank"].create(
            {"acc_number": "DE89370400440532013000", "allow_out_payment": True, "partner_id": cls.company.partner_id.id}
        )
        cls.company.partner_id.bank_ids = [Command.set(cls.account.ids)]
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

    def _export(self, move, edi_format):
        """Return the XML of an invoice, as bytes; nothing is missing for it."""
        xml, errors = self.env["res.partner"]._get_edi_builder(edi_format)._export_invoice(move)
        self.assertFalse(errors, f"{move.name} {edi_format}")
        return xml

    def _check_valid(self, moves):
        """Both formats of these invoices keep all rules, without a warning."""
        documents = []
        for move in moves:
            self.assertEqual(move.state, "posted")
            name = f"{move.name} ({move.order_invoice_type})"
            documents += [(name, edi_format, self._export(move, edi_format)) for edi_format in RULES]
        self.assertFalse(broken := find_broken_rules(documents), "\n".join(broken))
