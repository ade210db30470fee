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
        if xrechnung and not move._get_einvoice_payment(xrechnung=True)["bank"] and move._asks_for_transfer():
            found.append(self.env._("The invoice names no bank account to pay to: choose one under “Recipient Bank”."))
        return found

    def _asks_for_transfer(self):
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
            found += self._missing_values(company.partner_id.commercial_partner_id, ["phone", "email"])
        if not company.vat and not company.l10n_de_stnr:
            found.append(
                self.env._("%(company)s has neither a VAT id nor a tax number: enter one in its data.", company=company.name)
            )
        if OUT_OF_SCOPE in self._get_einvoice_categories() and not company.company_registry:
            found.append(
                self.env._(
                    "An e-invoice on what is outside VAT names no VAT ids; %(company)s needs its register number instead.",
                    company=company.name,
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
