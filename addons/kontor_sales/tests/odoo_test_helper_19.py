"""Use odoo-test-helper on Odoo 19.

Version 2.1.3 was written for earlier releases: a name it imports has moved, and the registry is extended and restored
another way. Drop this module when the helper knows Odoo 19.
"""

from odoo.models import MetaModel
from odoo.orm.model_classes import add_to_registry

MetaModel.module_to_models = MetaModel._module_to_models__

import odoo_test_helper  # noqa: E402


class FakeModelLoader(odoo_test_helper.FakeModelLoader):
    def backup_registry(self):
        res = super().backup_registry()
        for name, model in self.env.registry.models.items():
            self._original_registry[name]["base"] = model._base_classes__
        return res

    def update_registry(self, odoo_models):
        self.env.flush_all()
        names = [add_to_registry(self.env.registry, model)._name for model in odoo_models]
        self.env.registry._setup_models__(self.env.cr, names)
        self.env.registry.init_models(self.env.cr, names, {"models_to_check": True})

    def restore_registry(self):
        registry = self.env.registry
        changed = []
        for name, original in self._original_registry.items():
            model = registry[name]
            if model._base_classes__ != original["base"]:
                model._base_classes__ = original["base"]
                model._setup_done__ = False
                changed.append(name)
        for name in set(registry.models) - set(self._original_registry):
            del registry.models[name]
        self._clean_module_to_model()
        registry._setup_models__(self.env.cr, changed)


__all__ = ["FakeModelLoader"]
