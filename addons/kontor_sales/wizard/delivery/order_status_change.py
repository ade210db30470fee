from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import float_compare


class OrderStatusChange(models.TransientModel):
    """What the status dialog asks about a delivery (001-10): the quantities."""

    _inherit = "order.status.change"

    line_ids = fields.One2many("order.status.change.line", "change_id", string="Quantities to Deliver")

    def _prepare_lines(self):
        """Return commands for the quantities of a part delivery: what is open, and what of it is there."""
        return [
            Command.create(
                {
                    "order_line_id": line.id,
                    "ordered": line.product_uom_qty,
                    "delivered": line.qty_delivered,
                    "left": line._undelivered_quantity(),
                    "available": available,
                    "quantity": available,
                }
            )
            for line, available in self.order_id._available_quantities().items()
        ]

    def _get_delivery_options(self):
        if not self.line_ids:  # several orders: everything that can be delivered
            return {}
        rounding = self.env["decimal.precision"].precision_get("Product Unit")
        lines = self.line_ids.filtered(lambda line: float_compare(line.quantity, 0, precision_digits=rounding) > 0)
        if not lines:
            raise UserError(self.env._("Enter a quantity to deliver in at least one position."))
        return {"quantities": [{"line_id": line.order_line_id._origin.id, "quantity": line.quantity} for line in lines]}

    def _prepare(self, allowed):
        res = super()._prepare(allowed)
        if "delivery" in allowed and self.order_id:
            self.line_ids = self._prepare_lines()
        return res

    @api.model
    def _consequence_fields(self):
        return [*super()._consequence_fields(), "line_ids.quantity"]


class OrderStatusChangeLine(models.TransientModel):
    """How much of one position leaves with the next delivery."""

    _name = "order.status.change.line"
    _description = "Quantity to Deliver"

    change_id = fields.Many2one("order.status.change", required=True, ondelete="cascade", index=True)
    order_line_id = fields.Many2one("sale.order.line", string="Position", required=True, readonly=True)
    product_id = fields.Many2one(related="order_line_id.product_id")
    product_uom_id = fields.Many2one(related="order_line_id.product_uom_id")
    ordered = fields.Float(digits="Product Unit", readonly=True)
    delivered = fields.Float(digits="Product Unit", readonly=True)
    left = fields.Float(string="Open", digits="Product Unit", readonly=True)
    available = fields.Float(digits="Product Unit", readonly=True, help="Reserved for this position, or free in stock.")
    quantity = fields.Float(string="To Deliver", digits="Product Unit")
