from odoo import api, models
from odoo.exceptions import UserError


class SharedSettingsMixin(models.AbstractModel):
    """Settings that hold for all companies at once: changed only by who answers for all of them.

    That is whoever administers the settings, or has the right to these settings and works for every company. In a house
    with one company nothing changes for its managers.
    """

    _name = "kontor.shared.settings.mixin"
    _description = "Settings of All Companies"

    @api.model
    def _refuse_for_one_company(self):
        """Refuse a change by someone who doesn't work for all companies.

        :raises UserError:
        """
        if self.env.su or self.env.user.has_group("base.group_system"):
            return
        # sudo: how many companies there are, for somebody who may not see them all
        others = self.env["res.company"].sudo().search([("id", "not in", self.env.user.company_ids.ids)])
        if others:
            raise UserError(
                self.env._(
                    "“%(setting)s” holds for all companies. It is changed by someone who works for all of them or by an"
                    " administrator of the settings.",
                    setting=self.env["ir.model"]._get(self._name).name,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        self.browse().check_access("create")
        self._refuse_for_one_company()
        return super().create(vals_list)

    def write(self, vals):
        self.check_access("write")
        self._refuse_for_one_company()
        return super().write(vals)

    def unlink(self):
        self.check_access("unlink")
        self._refuse_for_one_company()
        return super().unlink()
