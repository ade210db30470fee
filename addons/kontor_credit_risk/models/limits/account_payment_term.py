from odoo import fields, models


class AccountPaymentTerm(models.Model):
    _inherit = "account.payment.term"

    internal_due_days = fields.Integer(
        string="Days until Internally Overdue",
        help="From this many days after the due date on, an open item is overdue internally. 0: not used.",
    )
    delivery_stop_days = fields.Integer(
        string="Days until Delivery Stop",
        help="From this many days after the due date on, nothing is delivered any more. 0: not used.",
    )

    _internal_due_days_not_negative = models.Constraint(
        "CHECK (internal_due_days >= 0)", "The days until internally overdue can't be negative."
    )
    _delivery_stop_days_not_negative = models.Constraint(
        "CHECK (delivery_stop_days >= 0)", "The days until the delivery stop can't be negative."
    )
