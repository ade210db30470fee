from odoo import api, fields, models
from odoo.exceptions import UserError

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
    _description = "Order Status"
    _order = "sequence, id"

    code = fields.Selection(ORDER_STATUSES, required=True, readonly=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(required=True, default=10)
    report_line_ids = fields.One2many("order.status.report", "status_id", string="Documents")
    transition_ids = fields.One2many("order.status.transition", "from_id", string="Allowed Changes")

    _code_unique = models.Constraint("UNIQUE(code)", "Each status exists only once.")

    @api.model
    def _by_code(self):
        """Return the statuses as a dict ``{code: record}``, in the order of the life."""
        return {status.code: status for status in self.search([])}

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(self.env._("The statuses of an order are fixed; none can be added."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and "code" in vals:
            raise UserError(self.env._("The code of a status is fixed; its name can be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("The status “%s” can't be deleted: every order is always in exactly one status.", self[:1].name)
        )
