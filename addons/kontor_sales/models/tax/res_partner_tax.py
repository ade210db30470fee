from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _is_business(self):
        """Tell whether a customer buys as a business: a company, or somebody with a VAT id."""
        self.ensure_one()
        owner = self.commercial_partner_id
        return owner.is_company or bool(owner.vat and owner.vat != "/")

    def _has_foreign_vat_id(self, company):
        """Tell whether a customer's VAT id is one of another country of the EU (§ 6a Abs. 1 Nr. 4 UStG).

        :param company: ``res.company`` that sells; a VAT id of its own country gives no exemption
        """
        self.ensure_one()
        prefix = (self.vat or "")[:2].upper()
        own = company.account_fiscal_country_id.code
        codes = set(self.env.ref("account.europe_vat").country_ids.mapped("code")) - {own, "GR"} | {"EL"}
        return prefix in codes

    def _get_vat_required_valid(self, company=None):
        """A German VAT id, or one from outside the EU, doesn't make a supply within the EU exempt."""
        valid = super()._get_vat_required_valid(company=company)
        if valid and company and company.account_fiscal_country_id.code == "DE":
            return self._has_foreign_vat_id(company)
        return valid
