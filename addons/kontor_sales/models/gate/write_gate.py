"""The models of sales behind the write gate; the guards and their order: ``models/framework/write_gate.py``."""

from odoo import api, models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "kontor.write.gate"]

    @api.model_create_multi
    def create(self, vals_list):
        return self._create_through_gate(super().create, vals_list)

    def write(self, vals):
        return self._write_through_gate(super().write, vals)

    def unlink(self):
        return self._unlink_through_gate(super().unlink)


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "kontor.write.gate"]

    @api.model_create_multi
    def create(self, vals_list):
        return self._create_through_gate(super().create, vals_list)

    def write(self, vals):
        return self._write_through_gate(super().write, vals)

    def unlink(self):
        return self._unlink_through_gate(super().unlink)


class ProductAttributeCustomValue(models.Model):
    _name = "product.attribute.custom.value"
    _inherit = ["product.attribute.custom.value", "kontor.write.gate"]

    @api.model_create_multi
    def create(self, vals_list):
        return self._create_through_gate(super().create, vals_list)

    def write(self, vals):
        return self._write_through_gate(super().write, vals)

    def unlink(self):
        return self._unlink_through_gate(super().unlink)


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "kontor.write.gate"]

    @api.model_create_multi
    def create(self, vals_list):
        return self._create_through_gate(super().create, vals_list)

    def write(self, vals):
        return self._write_through_gate(super().write, vals)

    def unlink(self):
        return self._unlink_through_gate(super().unlink)


class StockMove(models.Model):
    _name = "stock.move"
    _inherit = ["stock.move", "kontor.write.gate"]

    @api.model_create_multi
    def create(self, vals_list):
        return self._create_through_gate(super().create, vals_list)

    def write(self, vals):
        return self._write_through_gate(super().write, vals)

    def unlink(self):
        return self._unlink_through_gate(super().unlink)


class StockMoveLine(models.Model):
    _name = "stock.move.line"
    _inherit = ["stock.move.line", "kontor.write.gate"]

    @api.model_create_multi
    def create(self, vals_list):
        return self._create_through_gate(super().create, vals_list)

    def write(self, vals):
        return self._write_through_gate(super().write, vals)

    def unlink(self):
        return self._unlink_through_gate(super().unlink)


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "kontor.write.gate"]

    @api.model_create_multi
    def create(self, vals_list):
        return self._create_through_gate(super().create, vals_list)

    def write(self, vals):
        return self._write_through_gate(super().write, vals)

    def unlink(self):
        return self._unlink_through_gate(super().unlink)


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "kontor.write.gate"]

    @api.model_create_multi
    def create(self, vals_list):
        return self._create_through_gate(super().create, vals_list)

    def write(self, vals):
        return self._write_through_gate(super().write, vals)

    def unlink(self):
        return self._unlink_through_gate(super().unlink)
