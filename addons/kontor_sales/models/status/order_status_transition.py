from odoo import api, fields, models

from .order_status import STATUS_LAW


class OrderStatusTransition(models.Model):
    """One cell of the transition table of orders (001-9)."""

    _name = "order.status.transition"
    _inherit = "kontor.status.transition.mixin"
    _description = "Order Status Change"

    from_id = fields.Many2one("order.status")
    to_id = fields.Many2one("order.status")

    @api.model
    def _status_law(self):
        return STATUS_LAW

    @api.model
    def _law_text(self, from_code, to_code):
        """Return the sentence that explains a change which the law of the table forbids."""
        if from_code == to_code:
            return self.env._("The order is already in this status.")
        if from_code == "cancel":
            return self.env._("A cancelled order stays cancelled. Duplicate it instead.")
        if from_code == "done" and to_code == "cancel":
            return self.env._("A completed order can't be cancelled any more. Reverse the payment first.")
        if from_code == "done":
            return self.env._("A completed order can only go back to “Invoice”, by reversing a payment.")
        if from_code in ("invoice", "dunning"):
            if to_code == "delivery":
                return self.env._(
                    "From “Invoice” on an order can only be dunned, completed or cancelled. What is still open is delivered"
                    " with “Deliver Now”."
                )
            return self.env._("From “Invoice” on an order can only be dunned, completed or cancelled.")
        if from_code == "delivery" and to_code in ("quotation", "order"):
            return self.env._("Something has been delivered already; the order can't go back.")
        if to_code == "dunning":
            return self.env._("Only an invoiced order can be dunned.")
        if to_code == "done":
            return self.env._("An order is completed when everything is invoiced, delivered and paid.")
        return super()._law_text(from_code, to_code)
