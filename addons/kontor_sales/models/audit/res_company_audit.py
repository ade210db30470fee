from odoo import api, models


class ResCompany(models.Model):
    """A company with German books keeps its audit trail and secures its sales journals from the first day on."""

    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._set_up_audit()
        return companies

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & {"country_id", "account_fiscal_country_id"}:
            self._set_up_audit()
        return res

    def _keeps_german_books(self):
        """Tell whether this company's books follow German law."""
        self.ensure_one()
        # without a chart of accounts no books are kept yet: they will follow the company's country
        country = self.account_fiscal_country_id if self.chart_template else self.country_id
        return country.code == "DE"

    def _set_up_audit(self):
        """Switch on audit trail and hash chain of those of these companies that keep German books."""
        # sudo: whoever creates a company gets what the law asks for
        german = self.sudo().filtered(lambda company: company._keeps_german_books())
        german.filtered(lambda company: not company.restrictive_audit_trail).restrictive_audit_trail = True
        # sudo: as above
        self.env["account.journal"].sudo().search(
            [("company_id", "in", german.ids), ("type", "=", "sale")]
        )._set_up_hash_chain()
