from odoo import fields, models


class ResCompany(models.Model):
    """Settings of the supplier side."""

    _inherit = "res.company"

    purchase_limit = fields.Monetary(
        string="Order Limit of Buyers",
        help="Up to this value, tax included, a buyer may order without a release. 0: no limit.",
    )
    bill_price_tolerance = fields.Float(
        string="Price Tolerance of Supplier Bills (%)",
        digits=(6, 2),
        default=2.0,
        help="So many percent more than ordered may a price on a bill be.",
    )
    bill_quantity_tolerance = fields.Float(
        string="Quantity Tolerance of Supplier Bills (%)",
        digits=(6, 2),
        help="So many percent more than received (or ordered) may be billed.",
    )
    bill_amount_tolerance = fields.Monetary(
        string="Small Deviations",
        default=5.0,
        help="A position that deviates by no more than this amount, net, is accepted whatever the percentage.",
    )
    reminder_overdue_days = fields.Integer(
        string="Remind after Days", default=1, help="A receipt is reminded when it is overdue for so many days."
    )
    reminder_repeat_days = fields.Integer(
        string="Remind Again after Days", default=7, help="The earliest day for the next reminder of the same position."
    )
    reminder_automatic = fields.Boolean(
        string="Remind Suppliers Automatically", help="Every night, reminders are made and sent by e-mail."
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    purchase_limit = fields.Monetary(
        related="company_id.purchase_limit", readonly=False, currency_field="company_currency_id"
    )
    bill_price_tolerance = fields.Float(related="company_id.bill_price_tolerance", readonly=False)
    bill_quantity_tolerance = fields.Float(related="company_id.bill_quantity_tolerance", readonly=False)
    bill_amount_tolerance = fields.Monetary(
        related="company_id.bill_amount_tolerance", readonly=False, currency_field="company_currency_id"
    )
    reminder_overdue_days = fields.Integer(related="company_id.reminder_overdue_days", readonly=False)
    reminder_repeat_days = fields.Integer(related="company_id.reminder_repeat_days", readonly=False)
    reminder_automatic = fields.Boolean(related="company_id.reminder_automatic", readonly=False)


class ResUsers(models.Model):
    _inherit = "res.users"

    purchase_limit_rule = fields.Selection(
        [("company", "Limit of the Company"), ("own", "Own Limit"), ("none", "No Limit")],
        string="Order Limit",
        default="company",
        required=True,
    )
    purchase_limit = fields.Float(
        string="Own Order Limit",
        digits=(16, 2),
        help="In company currency, tax included. Orders above it need a release by someone with the right.",
    )

    def _get_purchase_limit(self, company):
        """Return up to which value this user may order for a company, or None without a limit.

        :param company: ``res.company``
        :return: amount in company currency, tax included, or None
        """
        self.ensure_one()
        user = self.sudo()  # sudo: a buyer may not read the rules of colleagues; the limit counts all the same
        if user.purchase_limit_rule == "none":
            return None
        if user.purchase_limit_rule == "own":
            return user.purchase_limit
        return company.purchase_limit or None
