from odoo import fields, models


class ResUsersSettings(models.Model):
    """What the screens remember for each user, on whatever computer."""

    _inherit = "res.users.settings"

    order_line_view = fields.Selection(
        [("costs", "Costs/Prices"), ("tracking", "Tracking")],
        default="costs",
        help="The view of the lines on the order form that the user chose last (002-3).",
    )
    cost_figures_always = fields.Boolean(
        default=True,
        help="Cost and gross profit stand on every document; otherwise a click shows them (003-35).",
    )
