from odoo import api, fields, models, tools

from .credit_limit import LIMIT_KINDS


class CreditLimitDefault(models.Model):
    """The limit of customers of a group who have none of their own. Of several groups the lowest counts."""

    _name = "kontor.credit.limit.default"
    _description = "Default Limit of a Customer Group"
    _order = "category_id, kind"
    _rec_name = "category_id"

    category_id = fields.Many2one(
        "res.partner.category", string="Customer Group", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(LIMIT_KINDS, required=True, default="external")
    amount = fields.Monetary(required=True)

    _unique_default = models.Constraint(
        "UNIQUE (category_id, company_id, kind)", "The group has a limit of this kind already."
    )
    _amount_not_negative = models.Constraint("CHECK (amount >= 0)", "A limit can't be negative; 0 means no credit.")

    @api.model
    @tools.ormcache("company_id")
    def _is_used(self, company_id):
        """Tell whether a company knows any default at all; the others are spared that part of the query."""
        # sudo: the defaults hold for everybody
        return bool(self.sudo().search_count([("company_id", "=", company_id)], limit=1))

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if "company_id" in vals:
            self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
