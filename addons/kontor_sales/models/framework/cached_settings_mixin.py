from odoo import api, models


class CachedSettingsMixin(models.AbstractModel):
    """Settings whose readers keep what they read (``ormcache``): every change makes all processes read them again."""

    _name = "kontor.cached.settings.mixin"
    _description = "Settings Kept in the Cache"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
