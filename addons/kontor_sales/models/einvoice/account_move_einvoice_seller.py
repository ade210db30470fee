import re

from odoo import models

#: What XRechnung takes for a telephone number (BR-DE-27) and for an e-mail address (BR-DE-28).
PHONE = re.compile(r"(.*\d){3}", re.DOTALL)
EMAIL = re.compile(r"[^@\s]+@([^@.\s]+\.)+[^@.\s]+")


class AccountMove(models.Model):
    """Who sells and delivered, as e-invoices say it: the clerk, the seller's identifier, the delivery note."""

    _inherit = "account.move"

    def _get_einvoice_contact(self):
        """Return whom the customer calls about this invoice (BG-6): the printed clerk, or the company.

        What the clerk has no usable number or address of is the company's.

        :return: dict with ``name``, ``phone`` and ``email``; ``phone`` and ``email`` are False where nobody has one
        """
        self.ensure_one()
        # sudo: what stands on the invoice anyway
        company, clerk = self.company_id.sudo().partner_id.commercial_partner_id, self._get_printed_clerk()
        phones = (text for text in (clerk.phone, company.phone) if text and PHONE.match(text))
        emails = (text for text in (clerk.email, company.email) if text and EMAIL.fullmatch(text.strip()))
        return {"name": clerk.name or company.name, "phone": next(phones, False), "email": next(emails, "").strip() or False}

    def _get_einvoice_seller_identifier(self):
        """Return the tax number of a company that has neither a VAT id nor a register number: some identifier must stand
        (BT-29, BR-CO-26).

        :return: str, or False
        """
        self.ensure_one()
        # sudo: what stands on the invoice anyway
        company = self.company_id.sudo()
        return not company.vat and not company.company_registry and company.l10n_de_stnr

    def _get_einvoice_delivery_note(self):
        """Return the number of the delivery note (BT-16), where this invoice is about one delivery alone.

        :return: str, or False
        """
        self.ensure_one()
        # sudo: it is named on the document, whoever exports it
        deliveries = self.sudo().delivery_ids
        return deliveries.name if len(deliveries) == 1 and self.move_type == "out_invoice" else False
