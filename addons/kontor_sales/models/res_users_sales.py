from odoo import fields, models


class ResUsers(models.Model):
    """What sales knows about its users: who is a cashier (003-42), and how they like to read the gross profit."""

    _inherit = "res.users"

    is_cashier = fields.Boolean(
        string="Cashier", help="Sells at the company's price list for cashiers, unless the customer ignores it."
    )
    margin_display = fields.Selection(
        [("percent", "Percent"), ("amount", "Amount")],
        string="Gross Profit as",
        default="percent",
        required=True,
    )
    margin_separator = fields.Char(
        string="Separator", default=" | ", trim=False, size=5, help="Stands between cost and gross profit."
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + ["is_cashier", "margin_display", "margin_separator"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + ["margin_display", "margin_separator"]
