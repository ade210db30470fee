from odoo import api, fields, models
from odoo.tools import format_amount, formatLang


class ResUsers(models.Model):
    """How users like to read cost and gross profit (003-38, 003-39)."""

    _inherit = "res.users"

    margin_display = fields.Selection(
        [("percent", "Percent"), ("amount", "Amount")],
        string="Gross Profit as",
        default="percent",
        required=True,
    )
    cost_figures_always = fields.Boolean(
        string="Permanent Display",
        compute="_compute_cost_figures_always",
        inverse="_inverse_cost_figures_always",
        help="Cost and gross profit stand on every document; otherwise a click shows them.",
    )
    margin_separator = fields.Char(
        string="Separator", default=" | ", trim=False, size=5, help="Stands between cost and gross profit."
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + ["is_cashier", "margin_display", "margin_separator", "cost_figures_always"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + ["margin_display", "margin_separator", "cost_figures_always"]

    @api.depends("res_users_settings_ids.cost_figures_always")
    def _compute_cost_figures_always(self):
        for user in self:
            # sudo: a setting of the user's screen, read with the user
            settings = user.sudo().res_users_settings_ids[:1]
            user.cost_figures_always = settings.cost_figures_always if settings else True

    def _inverse_cost_figures_always(self):
        for user in self:
            # sudo: what is written on the user is kept with the settings of the user's screens
            self.env["res.users.settings"].sudo()._find_or_create_for_user(
                user
            ).cost_figures_always = user.cost_figures_always

    def _get_cost_text(self, cost, profit, percent, currency):
        """Return cost and gross profit as this user wants to read them: "812,00 € | 18,8 %" (003-38, 003-39).

        :param float cost: in the currency
        :param float profit: in the currency
        :param float percent: of the proceeds, from 0 to 1
        :param currency: ``res.currency``
        """
        if self.margin_display == "amount":
            shown = format_amount(self.env, profit, currency)
        else:
            shown = f"{formatLang(self.env, percent * 100, digits=1)} %"
        return f"{format_amount(self.env, cost, currency)}{self.margin_separator or ' '}{shown}"
