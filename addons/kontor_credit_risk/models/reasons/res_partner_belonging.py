from odoo import models

from .block_rule import MANUAL_BLOCK_GROUPS

#: Who keeps limits; they belong to the customer that has them.
LIMIT_GROUP = "kontor_credit_risk.group_credit_manager"


class ResPartner(models.Model):
    """Blocks and limits aren't shed by belonging to another customer (003-27…31, 002-12)."""

    _inherit = "res.partner"

    def _get_missing_rights_to_lose(self):
        missing = super()._get_missing_rights_to_lose()
        # sudo: a block or a limit of any company would be lost
        companies = self.env["res.company"].sudo().search([])  # pylint: disable=no-search-all
        for partner in self:
            for own in (partner.with_company(company) for company in companies):
                # sudo: as above
                if own.sudo().manual_block in MANUAL_BLOCK_GROUPS:
                    groups = own._get_missing_block_rights({"manual_block": "none"})
                    if groups:
                        missing.setdefault(partner, set()).update(groups)
        if not self.env.user.has_group(LIMIT_GROUP):
            # sudo: as above
            limits = self.env["kontor.credit.limit"].sudo()
            for (partner,) in limits._read_group([("partner_id", "in", self.ids)], ["partner_id"]):
                missing.setdefault(self.browse(partner.id), set()).add(LIMIT_GROUP)
        return missing
