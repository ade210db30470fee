from odoo import models
from odoo.exceptions import UserError

from .res_partner_credit import MANUAL_BLOCK_GROUPS

#: Who keeps limits; they belong to the customer that has them.
LIMIT_GROUP = "kontor_credit_risk.group_credit_manager"


class ResPartner(models.Model):
    """A customer with a block or a limit becomes part of another one only by who may lift them (003-27…31, 002-12).

    What belongs to another customer is judged by that one's blocks and limits: who made a contact of a blocked customer
    would have lifted his block.
    """

    _inherit = "res.partner"

    def write(self, vals):
        if {"parent_id", "is_company"} & vals.keys():
            self._filter_losing_independence(vals)._refuse_to_shed_decisions()
        return super().write(vals)

    def _filter_losing_independence(self, vals):
        """Return those of these customers of their own who would belong to another one after a change.

        :param dict vals: the values of ``write``
        """
        # sudo: only to compare
        return self.sudo().filtered(
            lambda partner: partner.commercial_partner_id == partner
            and not vals.get("is_company", partner.is_company)
            and vals.get("parent_id", partner.parent_id.id)
        ).with_env(self.env)

    def _refuse_to_shed_decisions(self):
        """Refuse to let these customers be judged as others, unless the user may lift their blocks and change their limits.

        :raises UserError: naming the customer, what would be lost, and who can help
        """
        if self.env.su:
            return
        # sudo: a block of any company is lost
        companies = self.env["res.company"].sudo().search([])  # pylint: disable=no-search-all
        for partner in self:
            missing = set()
            for company in companies:
                own = partner.with_company(company)
                if own.sudo().manual_block in MANUAL_BLOCK_GROUPS:
                    missing |= own._get_missing_block_rights({"manual_block": "none"})
            # sudo: as above
            limits = self.env["kontor.credit.limit"].sudo().search_count([("partner_id", "=", partner.id)], limit=1)
            if limits and not self.env.user.has_group(LIMIT_GROUP):
                missing.add(LIMIT_GROUP)
            if missing:
                raise UserError(
                    "\n".join(
                        [
                            self.env._(
                                "%s has a block or a limit of its own, which would be lost if it belonged to another"
                                " customer.",
                                partner.sudo().display_name,
                            ),
                            *self.env["kontor.block.mixin"]._get_releaser_texts(missing),
                        ]
                    )
                )
