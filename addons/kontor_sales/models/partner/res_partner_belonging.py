from odoo import models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """What was decided about a partner isn't shed by belonging to another one (003-27, 003-28, 000-8).

    Whoever becomes a contact of another one, or is merged into another one, is judged by that one's blocks and limits.
    """

    _inherit = "res.partner"

    def write(self, vals):
        if not self.env.su and {"parent_id", "is_company"} & vals.keys():
            self._filter_losing_independence(vals)._refuse_to_lose_decisions()
        return super().write(vals)

    def _filter_losing_independence(self, vals):
        """Return those of these partners who stand for themselves, and would belong to another one after a change.

        :param dict vals: the values of ``write``
        """
        # sudo: only to compare
        return (
            self.sudo()
            .filtered(
                lambda partner: (
                    partner.commercial_partner_id == partner
                    and not vals.get("is_company", partner.is_company)
                    and vals.get("parent_id", partner.parent_id.id)
                )
            )
            .with_env(self.env)
        )

    def _refuse_to_lose_decisions(self):
        """Refuse to let these partners be judged as others, unless the user may lift what was decided about them.

        :raises UserError: naming the partner, what would be lost, and who can help
        """
        if self.env.su or not self:
            return
        for partner, groups in self._get_missing_rights_to_lose().items():
            raise UserError(
                "\n".join(
                    [
                        self.env._(
                            "%s has a block or a limit of its own, which would be lost if it belonged to another partner.",
                            partner.display_name,
                        ),
                        *self.env["kontor.block.mixin"]._get_changer_texts(groups),
                    ]
                )
            )

    def _get_missing_rights_to_lose(self):
        """Return which rights the user lacks to lift what was decided about these partners; an addon adds its own.

        :return: ``{res.partner: set of xmlids of groups}``, only for partners for whom one is missing
        """
        return {}
