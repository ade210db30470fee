from odoo import api, fields, models, tools


class PaymentDelay(models.Model):
    """Zahlart-Limitfreigabe (003-24): a payment by this method counts only after these days."""

    _name = "kontor.payment.delay"
    _inherit = "kontor.cached.settings.mixin"
    _description = "Payment Delay"
    _order = "company_id, payment_method_line_id"
    _rec_name = "payment_method_line_id"

    payment_method_line_id = fields.Many2one(
        "account.payment.method.line",
        string="Payment Method",
        required=True,
        ondelete="cascade",
        domain="[('payment_type', '=', 'inbound'), ('journal_id', '!=', False)]",
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    days = fields.Integer(required=True, default=10)

    _unique_method = models.Constraint(
        "UNIQUE (payment_method_line_id, company_id)", "This payment method has a delay already."
    )
    _days_not_negative = models.Constraint("CHECK (days >= 0)", "The days can't be negative.")

    @api.model
    @tools.ormcache("company_id")
    def _is_used(self, company_id):
        """Tell whether a company knows any delay at all; most don't, and are spared the query."""
        # sudo: the delays hold for everybody
        return bool(self.sudo().search_count([("company_id", "=", company_id), ("days", ">", 0)], limit=1))
