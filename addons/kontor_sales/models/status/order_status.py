from odoo import fields, models

#: The statuses of an order (001-1) in the order of its life.
ORDER_STATUSES = [
    ("quotation", "Quotation"),
    ("order", "Order"),
    ("delivery", "Delivery"),
    ("invoice", "Invoice"),
    ("dunning", "Dunning"),
    ("done", "Completed"),
    ("cancel", "Cancelled"),
]

#: The law of the transition table (001-9): every change that can ever be allowed. Settings can only forbid more.
STATUS_LAW = frozenset(
    {
        ("quotation", "order"),
        ("quotation", "delivery"),
        ("quotation", "invoice"),
        ("quotation", "cancel"),
        ("order", "quotation"),
        ("order", "delivery"),
        ("order", "invoice"),
        ("order", "cancel"),
        ("delivery", "delivery"),  # one more part delivery
        ("delivery", "invoice"),
        ("delivery", "cancel"),
        ("invoice", "dunning"),
        ("invoice", "done"),
        ("invoice", "cancel"),
        ("dunning", "dunning"),  # the next level
        ("dunning", "done"),
        ("dunning", "cancel"),
        ("done", "invoice"),  # only by reversing a payment
    }
)


class OrderStatus(models.Model):
    """A status of the order's life, as a record: its name, and the documents printed in it (001-1, 001-11)."""

    _name = "order.status"
    _inherit = "kontor.status.mixin"
    _description = "Order Status"

    code = fields.Selection(ORDER_STATUSES, required=True, readonly=True)
    report_line_ids = fields.One2many("order.status.report", "status_id", string="Documents")
    transition_ids = fields.One2many("order.status.transition", "from_id", string="Allowed Changes")

    _code_unique = models.Constraint("UNIQUE(code)", "Each status exists only once.")
