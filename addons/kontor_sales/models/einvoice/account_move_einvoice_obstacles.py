from odoo import models

from .account_move_einvoice import INTRA_COMMUNITY, OUT_OF_SCOPE, REVERSE_CHARGE


class AccountMove(models.Model):
    """What is missing for an e-invoice of this invoice, said before anything is sent."""

    _inherit = "account.move"

    def _get_einvoice_obstacles(self, edi_format):
        """Return why no valid e-invoice can be made of this invoice.

        :param str edi_format: ``xrechnung`` or ``facturx`` (ZUGFeRD); others are not judged
        :return: list of sentences; empty when nothing is missing
        """
        self.ensure_one()
        if edi_format not in ("xrechnung", "facturx") or not self.is_sale_document():
            return []
        xrechnung = edi_format == "xrechnung"
        # sudo: what stands on the invoice anyway
        move = self.sudo()
        found = move._get_seller_obstacles(xrechnung) + move._get_buyer_obstacles(xrechnung)
        found += move._get_tax_obstacles()
        if xrechnung and not move._get_einvoice_payment(xrechnung=True)["bank"] and move._is_paid_by_transfer():
            found.append(self.env._("The invoice names no bank account to pay to: choose one under “Recipient Bank”."))
        return found

    def _is_paid_by_transfer(self):
        """Tell whether this document is to be paid by a transfer, wherever to."""
        return (
            self.move_type == "out_invoice"
            and not self._is_collected_on_delivery()
            and not self._get_kind_without_transfer()
        )

    def _get_seller_obstacles(self, xrechnung):
        """Return what the company lacks, as sentences."""
        company = self.company_id
        found = self._missing_values(company.partner_id.commercial_partner_id, self._needed_address(xrechnung))
        if xrechnung:
            found += self._get_contact_obstacles()
        if not company.vat and not company.l10n_de_stnr:
            found.append(
                self.env._("%(company)s has neither a VAT id nor a tax number: enter one in its data.", company=company.name)
            )
        return found

    def _get_contact_obstacles(self):
        """Return why nobody can be named whom the customer may call and write to (BR-DE-5 to 7, 27, 28), as sentences."""
        contact, company = self._get_einvoice_contact(), self.company_id.partner_id.commercial_partner_id
        missing = [name for name in ("phone", "email") if not contact[name]]
        found = self._missing_values(company, missing)
        for name in missing:
            if company[name]:
                found.append(
                    self.env._(
                        "“%(value)s” is no usable %(field)s: correct it in the data of %(company)s.",
                        value=company[name],
                        field=company._fields[name]._description_string(self.env),
                        company=company.name,
                    )
                )
        return found

    def _get_tax_obstacles(self):
        """Return why the taxes of positions can't be said (UBL-SR-48, BR-O-05), as sentences."""
        found = []
        for line in self.invoice_line_ids.filtered(lambda line: line.display_type == "product"):
            rates = line.tax_ids.flatten_taxes_hierarchy().filtered(lambda tax: tax.amount_type != "fixed")
            if len(rates) != 1:
                found.append(
                    self.env._(
                        "The position “%(position)s” has %(count)s taxes: an e-invoice wants exactly one at each position.",
                        position=(line.name or line.product_id.name or "").split("\n")[0],
                        count=len(rates),
                    )
                )
        outside = self.invoice_line_ids.tax_ids.flatten_taxes_hierarchy().filtered(
            lambda tax: tax.ubl_cii_tax_category_code == OUT_OF_SCOPE
        )
        for tax in outside:
            found.append(
                self.env._(
                    "The tax “%(tax)s” has the category O, which allows no VAT ids and no other tax on the invoice: choose"
                    " the VAT treatment “Not taxable” at the tax.",
                    tax=tax.name,
                )
            )
        return found

    def _get_buyer_obstacles(self, xrechnung):
        """Return what the customer lacks, as sentences."""
        partner, customer = self.partner_id, self.partner_id.commercial_partner_id
        found = self._missing_values(partner, self._needed_address(xrechnung))
        if self.partner_shipping_id and self.partner_shipping_id != partner:
            found += self._missing_values(self.partner_shipping_id, self._needed_address(xrechnung))
        if xrechnung and not customer.peppol_endpoint and not (partner.email or customer.email):
            found.append(
                self.env._(
                    "%(customer)s has neither an e-mail address nor a Leitweg-ID: an XRechnung needs one of them as its"
                    " electronic address.",
                    customer=customer.name,
                )
            )
        if not customer.vat and self._get_einvoice_categories() & {INTRA_COMMUNITY, REVERSE_CHARGE}:
            found.append(
                self.env._(
                    "%(customer)s has no VAT id, which an intra-community supply and reverse charge need.",
                    customer=customer.name,
                )
            )
        return found

    def _needed_address(self, xrechnung):
        """Return the fields of an address that a format needs."""
        return ["zip", "city", "country_id"] if xrechnung else ["country_id"]

    def _missing_values(self, partner, names):
        """Return a sentence that names the empty ones of these fields, in a list; an empty list when all are filled."""
        missing = [partner._fields[name]._description_string(self.env) for name in names if not partner[name]]
        if not missing:
            return []
        return [
            self.env._(
                "%(partner)s lacks: %(fields)s.",
                partner=partner.display_name,
                fields=", ".join(missing),
            )
        ]
