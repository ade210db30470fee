"""The models of purchasing behind the write gate; the guards: ``kontor_sales/models/framework/write_gate.py``."""

from odoo import api, models


class PurchaseOrder(models.Model):
    _name = "purchase.order"
    _inherit = ["purchase.order", "kontor.write.gate"]

    @api.model_create_multi
    def create(self, vals_list):
        return self._create_through_gate(super().create, vals_list)

    def write(self, vals):
        return self._write_through_gate(super().write, vals)

    def unlink(self):
        return self._unlink_through_gate(super().unlink)


class PurchaseOrderLine(models.Model):
    _name = "purchase.order.line"
    _inherit = ["purchase.order.line", "kontor.write.gate"]

    @api.model_create_multi
    def create(self, vals_list):
        return self._create_through_gate(super().create, vals_list)

    def write(self, vals):
        return self._write_through_gate(super().write, vals)

    def unlink(self):
        return self._unlink_through_gate(super().unlink)
