"""A stand-in for kontor_dunning: what a module that duns has to extend, and nothing else."""

from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    fake_dunning_kind = fields.Char()

    def _get_status_facts(self):
        facts = super()._get_status_facts()
        self.flush_model(["fake_dunning_kind"])
        self.env.cr.execute(
            "SELECT id FROM sale_order WHERE fake_dunning_kind IS NOT NULL AND id IN %s", [tuple(self.ids) or (0,)]
        )
        for (order_id,) in self.env.cr.fetchall():
            facts[order_id]["dunned"] = True
        return facts

    def _get_dunning_kind(self):
        return self.fake_dunning_kind or False

    def _needed_rights(self, target):
        return [] if target == "dunning" else super()._needed_rights(target)

    def _needed_options_of_dunning(self):
        return []

    def _obstacle_dunning(self):
        return "The last level is reached." if self.fake_dunning_kind == "dunning" else False

    def _do_dunning(self):
        self.fake_dunning_kind = "dunning" if self.fake_dunning_kind else "reminder"
        self.modified(["state"])

    def _status_text(self, names):
        text = super()._status_text(names)
        return f"{text} ({self.fake_dunning_kind})" if self.lifecycle_status == "dunning" else text
