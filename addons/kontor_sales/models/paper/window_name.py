from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_window_name(self):
        """Put the salutation before a person's name, in the case that the address field asks for: Herrn, Frau (DIN 5008)."""
        name = super()._get_window_name()
        if self.is_company or not name:
            return name
        if self.salutation == "ms":
            return self.env._("Ms %(name)s", name=name)
        if self.salutation == "mr":
            return self.env._("Mr %(name)s", name=name)
        return name
