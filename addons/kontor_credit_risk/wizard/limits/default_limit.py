from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.records import check_ids
from odoo.exceptions import UserError


class CreditDefaultLimit(models.TransientModel):
    """The dialog that asks a company what counts for its customers without a limit (002-12).

    ``res.company.action_decide_default_limit()`` does the work.
    """

    _name = "kontor.credit.default.limit"
    _description = "Decide What Counts Without a Limit"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    choice = fields.Selection(
        selection=lambda self: self.env["res.company"]._fields["limit_without_row"]._description_selection(self.env),
        string="Customers Without a Limit",
        compute="_compute_choice",
        store=True,
        readonly=False,
        required=True,
    )
    amount = fields.Monetary(string="Default Limit", compute="_compute_choice", store=True, readonly=False)
    customer_count = fields.Integer(compute="_compute_customer_count")

    @api.depends("company_id")
    def _compute_choice(self):
        """Propose what counts now; before the first decision, a default limit."""
        for dialog in self:
            # sudo: a setting that holds for everybody
            company = dialog.company_id.sudo()
            dialog.choice = company.limit_without_row if company.limit_decided_on else "amount"
            dialog.amount = company.default_limit

    @api.depends("company_id")
    def _compute_customer_count(self):
        """Count the customers whom the decision is about."""
        for dialog in self:
            limits = self.env["kontor.credit.limit"]._search(
                [("company_id", "=", dialog.company_id.id), ("kind", "=", "external")]
            )
            dialog.customer_count = self.env["res.partner"].search_count(
                [
                    ("customer_state", "=", "customer"),
                    ("parent_id", "=", False),
                    ("id", "not in", limits.subselect("partner_id")),
                ]
            )

    def action_apply(self):
        """Take over the decision and close the dialog.

        :raises UserError: when the dialog doesn't exist any more, or the right is missing
        """
        if len(check_ids(self)) != 1 or not self.exists():
            raise UserError(self.env._("This dialog is closed. Open it again from the settings."))
        self.company_id.action_decide_default_limit(self.choice, self.amount)
        return {"type": "ir.actions.act_window_close"}
