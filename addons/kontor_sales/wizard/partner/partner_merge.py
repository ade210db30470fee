from odoo import models


class MergePartnerWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Refuse to merge partners away together with blocks or limits, which core doesn't take along (003-27)."""
        partners = self.env["res.partner"].browse(partner_ids).exists()
        kept = dst_partner or self._get_ordered_partner(partners.ids)[-1:]
        (partners - kept)._refuse_to_lose_decisions()
        return super()._merge(partner_ids, dst_partner=dst_partner, extra_checks=extra_checks)
