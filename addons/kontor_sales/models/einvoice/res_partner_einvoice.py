import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: Scheme of the Leitweg-ID among the electronic addresses (EAS).
LEITWEG = "0204"
#: Authority, perhaps a part of it, check digits.
LEITWEG_PATTERN = re.compile(r"^\d{2,12}(-[A-Z0-9]{1,30})?-\d{2}$")


class ResPartner(models.Model):
    """Which e-invoice a customer gets, and the Leitweg-ID of authorities (004-19)."""

    _inherit = "res.partner"

    invoice_edi_format = fields.Selection(
        selection_add=[("facturx", "ZUGFeRD (PDF with XML)"), ("xrechnung", "XRechnung (XML)")]
    )
    leitweg_id = fields.Char(
        string="Leitweg-ID",
        compute="_compute_leitweg_id",
        inverse="_inverse_leitweg_id",
        search="_search_leitweg_id",
        help="Under which a German authority receives invoices; with it the customer gets XRechnungen. The authority names"
        " it with its order, for example 04011000-1234512345-06.",
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Call the formats what Germans call them, also where core's own translation is in the database."""
        fields_info = super().fields_get(allfields, attributes)
        info = fields_info.get("invoice_edi_format", {})
        if "selection" in info:
            names = {"facturx": self.env._("ZUGFeRD (PDF with XML)"), "xrechnung": self.env._("XRechnung (XML)")}
            info["selection"] = [(value, names.get(value, name)) for value, name in info["selection"]]
        return fields_info

    @api.depends(
        "invoice_edi_format_store", "peppol_eas", "peppol_endpoint", "is_company", "business_customer", "country_id"
    )
    def _compute_invoice_edi_format(self):
        return super()._compute_invoice_edi_format()

    @api.depends("peppol_eas", "peppol_endpoint")
    def _compute_leitweg_id(self):
        for partner in self:
            partner.leitweg_id = partner.peppol_eas == LEITWEG and partner.peppol_endpoint

    def _inverse_leitweg_id(self):
        for partner in self:
            if partner.leitweg_id:
                number = partner.leitweg_id.strip().upper()
                partner._check_leitweg_id(number)
                partner.write({"peppol_eas": LEITWEG, "peppol_endpoint": number})
            elif partner.peppol_eas == LEITWEG:
                partner.write({"peppol_eas": "9930", "peppol_endpoint": partner.vat or False})

    def _search_leitweg_id(self, operator, value):
        return [("peppol_eas", "=", LEITWEG), ("peppol_endpoint", operator, value)]

    @api.constrains("peppol_eas", "peppol_endpoint")
    def _check_leitweg_endpoint(self):
        """Judge what core's own fields say by an interface or an import as what is entered as a Leitweg-ID."""
        for partner in self:
            if partner.peppol_eas == LEITWEG and partner.peppol_endpoint:
                partner._check_leitweg_id(partner.peppol_endpoint)

    def _check_leitweg_id(self, number):
        """Refuse what is no Leitweg-ID: its last two digits are a check of all others (ISO 7064, mod 97-10).

        :param str number: in capitals
        :raises ValidationError: on a typing error
        """
        matches = LEITWEG_PATTERN.match(number)
        if not matches or int("".join(str(int(sign, 36)) for sign in number.replace("-", ""))) % 97 != 1:
            raise ValidationError(
                self.env._(
                    "“%(number)s” is no Leitweg-ID: digits, perhaps a part with letters, and two check digits, as in"
                    " 04011000-1234512345-06. The authority names it with its order.",
                    number=number,
                )
            )

    def _get_suggested_invoice_edi_format(self):
        """Return the format that follows from what kind of customer it is; whoever keeps the customer can choose another.

        Authorities with a Leitweg-ID get an XRechnung. German businesses get ZUGFeRD, which is an e-invoice (§ 14 UStG) and
        a readable PDF in one. Consumers, and customers abroad, need none.
        """
        res = super()._get_suggested_invoice_edi_format()
        customer, company = self.commercial_partner_id, self.env.company
        if company.account_fiscal_country_id.code != "DE" or res:
            return res
        if customer.peppol_eas == LEITWEG and customer.peppol_endpoint:
            return "xrechnung"
        is_business = customer.business_customer or customer.is_company
        identified = company.vat or company.l10n_de_stnr
        return "facturx" if is_business and customer.country_code == "DE" and identified else False
