from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _is_business(self):
        """Tell whether a customer buys as a business: a company, or somebody with a VAT id."""
        self.ensure_one()
        owner = self.commercial_partner_id
        return owner.is_company or bool(owner.vat and owner.vat != "/")
