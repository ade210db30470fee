from odoo import api, fields, models

from ...tools.records import ensure_one_record


class Cooperation(models.Model):
    """A cooperation of customers (Kooperation): buys at a price list of its own, and gets a share of the revenue.

    The price list wins over the one for cashiers and over the customer's (003-43); the surcharge is what the customer
    header shows (003-44); the share is a cost of the document (003-36).
    """

    _name = "kontor.cooperation"
    _description = "Cooperation"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, index="trigram")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, help="Empty: for all companies.")
    pricelist_id = fields.Many2one(
        "product.pricelist",
        string="Price List",
        check_company=True,
        help="Members buy at this price list. Empty: the cooperation changes nothing about the price list.",
    )
    surcharge_percent = fields.Float(
        string="Surcharge (%)", digits="Discount", help="Shown behind the price group in the customer header."
    )
    share_percent = fields.Float(
        string="Share (%)",
        digits="Discount",
        groups="kontor_sales.group_margin",
        help="What the cooperation gets of the net amount of each position. It is a cost of the document.",
    )
    share_as_rebate = fields.Boolean(
        string="Share is Shown as Rebate",
        groups="kontor_sales.group_margin",
        help="The share is settled as a rebate afterwards, so it does not count as a cost of the document.",
    )
    note = fields.Text()
    partner_ids = fields.One2many("res.partner", "cooperation_id", string="Members", domain=[("parent_id", "=", False)])
    partner_count = fields.Integer(string="Number of Members", compute="_compute_partner_count")

    _name_uniq = models.UniqueIndex(
        "(LOWER(name), COALESCE(company_id, 0)) WHERE active", "There is a cooperation of this name already."
    )
    _percent_range = models.Constraint(
        "CHECK(COALESCE(surcharge_percent, 0) BETWEEN -100 AND 1000 AND COALESCE(share_percent, 0) BETWEEN 0 AND 100)",
        "The share must lie between 0 and 100 percent, the surcharge between -100 and 1,000 percent.",
    )

    @api.depends("partner_ids")
    def _compute_partner_count(self):
        counts = dict(
            self.env["res.partner"]._read_group(
                [("cooperation_id", "in", self.ids), ("parent_id", "=", False)], ["cooperation_id"], ["__count"]
            )
        )
        for cooperation in self:
            cooperation.partner_count = counts.get(cooperation._origin, 0)

    def action_open_members(self):
        """Show the customers of this cooperation."""
        ensure_one_record(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "res.partner",
            "view_mode": "list,kanban,form",
            "domain": [("cooperation_id", "=", self.id), ("parent_id", "=", False)],
            "context": {"default_cooperation_id": self.id, "default_is_company": True},
        }
