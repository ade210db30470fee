from odoo import models

#: Who blocks suppliers, and lifts their blocks.
BLOCK_GROUP = "kontor_purchase.group_approve_order"


class ResPartner(models.Model):
    """The block of a supplier isn't shed by belonging to another one (000-8)."""

    _inherit = "res.partner"

    def _get_missing_rights_to_lose(self):
        missing = super()._get_missing_rights_to_lose()
        if self.env.user.has_group(BLOCK_GROUP):
            return missing
        # sudo: a block of any company would be lost
        for company in self.env["res.company"].sudo().search([]):  # pylint: disable=no-search-all
            for partner in self.sudo().with_company(company):  # sudo: as above
                if partner.supplier_block not in (False, "none"):
                    missing.setdefault(self.browse(partner.id), set()).add(BLOCK_GROUP)
        return missing
