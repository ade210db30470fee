from odoo import models


class AccountEdiXmlUblDe(models.AbstractModel):
    """Seller and buyer of an XRechnung: identifiers that they have, and no others in their place."""

    _inherit = "account.edi.xml.ubl_de"

    def _get_party_node(self, vals):
        node = super()._get_party_node(vals)
        partner, customer = vals["partner"], vals["partner"].commercial_partner_id
        node["cac:PartyTaxScheme"] = self._get_party_tax_schemes(vals)
        # A register number (BT-30, BT-47) is one: neither the VAT id nor the Leitweg-ID.
        node["cac:PartyLegalEntity"]["cbc:CompanyID"] = {"_text": customer.company_registry or None}
        if not customer.peppol_endpoint and not partner.email and customer.email:
            node["cbc:EndpointID"] = {"_text": customer.email, "schemeID": "EM"}
        if vals["role"] == "supplier":
            self._say_who_sells(node, vals)
        return node

    def _say_who_sells(self, node, vals):
        """Name the clerk whom the customer calls (BG-6), and by what the seller is identified (BT-29)."""
        contact = vals["invoice"]._get_einvoice_contact()
        for tag, name in {"cbc:Name": "name", "cbc:Telephone": "phone", "cbc:ElectronicMail": "email"}.items():
            node["cac:Contact"][tag] = {"_text": contact[name] or None}
        identifier = vals["invoice"]._get_einvoice_seller_identifier()
        if identifier:
            node["cac:PartyIdentification"] = {"cbc:ID": {"_text": identifier}}

    def _get_party_tax_schemes(self, vals):
        """Return the VAT id (BT-31, BT-48) and the seller's tax number (BT-32), as far as there are any."""
        partner = vals["partner"].commercial_partner_id
        schemes = []
        if partner.vat and partner.vat != "/":
            # without the country in front it is none of the EU's (BR-CO-09)
            scheme = "VAT" if partner.vat[:2].isalpha() else "NOT_EU_VAT"
            schemes.append(_tax_scheme(partner.vat, scheme))
        if vals["role"] == "supplier" and vals["company"].l10n_de_stnr:
            schemes.append(_tax_scheme(vals["company"].l10n_de_stnr, "FC"))
        return schemes


def _tax_scheme(number, scheme):
    """Return the node of a number by which a party is known to a tax office."""
    return {"cbc:CompanyID": {"_text": number}, "cac:TaxScheme": {"cbc:ID": {"_text": scheme}}}
