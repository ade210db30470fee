from odoo import api, fields, models


class CreditInsurance(models.Model):
    """What a credit insurer covers of a customer, for a period (003-18)."""

    _name = "kontor.credit.insurance"
    _description = "Credit Insurance"
    _order = "partner_id, valid_until desc, id desc"
    _rec_name = "number"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('parent_id', '=', False)]",
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    insurer_id = fields.Many2one("res.partner", required=True)
    number = fields.Char(string="Policy Number")
    amount = fields.Monetary(string="Insured Amount", required=True)
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("insured", "Insured"),
            ("reduced", "Reduced"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        string="Insurance Status",
        required=True,
        default="requested",
    )
    valid_until = fields.Date()
    note = fields.Char()
    is_expired = fields.Boolean(compute="_compute_is_expired")

    @api.depends("valid_until")
    def _compute_is_expired(self):
        today = fields.Date.context_today(self)
        for insurance in self:
            insurance.is_expired = bool(insurance.valid_until and insurance.valid_until < today)

    _amount_not_negative = models.Constraint("CHECK (amount >= 0)", "The insured amount can't be negative.")

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._of_the_customer(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._of_the_customer(vals))

    def _of_the_customer(self, vals):
        """Return the values with the customer in place of a contact: an insurance covers the customer."""
        if not vals.get("partner_id"):
            return vals
        return {**vals, "partner_id": self.env["res.partner"].browse(vals["partner_id"]).commercial_partner_id.id}
