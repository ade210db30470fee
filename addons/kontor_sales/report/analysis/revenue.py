from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.records import check_ids


class Revenue(models.Model):
    """Revenue and gross profit by month, article and document (003-6, 000-12): the positions of posted invoices.

    The gross profit takes the cost that was kept when the invoice was posted (``account_move_cost.py``): that of the order's
    position, with licence fee and cooperation's share, or that of the article.
    """

    _name = "kontor.revenue"
    _description = "Revenue"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "move_id"

    date = fields.Date(string="Invoice Date", readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    invoice_type = fields.Selection(
        selection=lambda self: self.env["account.move"]._fields["order_invoice_type"]._description_selection(self.env),
        readonly=True,
    )
    partner_id = fields.Many2one("res.partner", string="Contact", readonly=True)
    commercial_partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    product_id = fields.Many2one("product.product", string="Article", readonly=True)
    categ_id = fields.Many2one("product.category", string="Category", readonly=True)
    user_id = fields.Many2one("res.users", string="Clerk", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    quantity = fields.Float(digits="Product Unit", readonly=True, help="In the article's own unit.")
    revenue = fields.Monetary(readonly=True, help="Net, in the company's currency; credit notes are taken off.")
    cost = fields.Monetary(readonly=True, groups="kontor_sales.group_margin")
    profit = fields.Monetary(string="Gross Profit", readonly=True, groups="kontor_sales.group_margin")

    _depends = {
        "account.move": ["invoice_date", "partner_id", "commercial_partner_id", "invoice_user_id", "move_type", "state",
                         "order_invoice_type"],
        "account.move.line": ["move_id", "product_id", "product_uom_id", "quantity", "balance", "company_id", "display_type",
                              "unit_cost"],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id", "uom_id"],
        "uom.uom": ["factor"],
    }  # fmt: skip

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT sold.id, sold.date, sold.move_id, sold.invoice_type, sold.partner_id, sold.commercial_partner_id,
                   sold.product_id, sold.categ_id, sold.user_id, sold.company_id, sold.quantity, sold.revenue,
                   sold.quantity * sold.unit_cost AS cost,
                   sold.revenue - sold.quantity * sold.unit_cost AS profit
              FROM (
                SELECT line.id, move.invoice_date AS date, line.move_id, move.order_invoice_type AS invoice_type,
                       move.partner_id, move.commercial_partner_id, line.product_id, template.categ_id,
                       move.invoice_user_id AS user_id, line.company_id,
                       CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END
                       * line.quantity * COALESCE(unit.factor / NULLIF(own.factor, 0), 1) AS quantity,
                       -line.balance AS revenue,
                       COALESCE(line.unit_cost, 0) AS unit_cost
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
             LEFT JOIN product_product product ON product.id = line.product_id
             LEFT JOIN product_template template ON template.id = product.product_tmpl_id
             LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id
             LEFT JOIN uom_uom own ON own.id = template.uom_id
                 WHERE move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_refund')
                   AND line.display_type = 'product'
              ) sold
            """
        )


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_open_revenue(self):
        """Open the customer's revenue window: by month and year, by article, by document (003-6).

        :return: an action
        :raises UserError: when called on several customers
        """
        if len(check_ids(self)) != 1:
            raise UserError(self.env._("Choose exactly one customer."))
        customer = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id("kontor_sales.action_customer_revenue")
        name = self.env._("Revenue of %s", customer.display_name)
        return {
            **action,
            "name": name,
            "display_name": name,  # the one that the web client shows
            "domain": [("commercial_partner_id", "=", customer.id)],
        }

    @api.readonly
    def get_revenue_years(self, years=3):
        """Return the customer's net revenue of the last calendar years, the present one first (000-12).

        :param int years: how many, 1 to 10
        :return: ``[{'year', 'revenue', 'invoices'}]`` in company currency
        :raises UserError: when called on several customers or for an unusable number of years
        """
        if len(check_ids(self)) != 1 or type(years) is not int or not 1 <= years <= 10:
            raise UserError(self.env._("Choose exactly one customer, and between 1 and 10 years."))
        this_year = fields.Date.context_today(self).year
        groups = self.env["kontor.revenue"]._read_group(
            [
                ("commercial_partner_id", "=", self.commercial_partner_id.id),
                ("company_id", "=", self.env.company.id),
                ("date", ">=", f"{this_year - years + 1}-01-01"),
            ],
            ["date:year"],
            ["revenue:sum", "move_id:count_distinct"],
        )
        found = {day.year: (revenue, count) for day, revenue, count in groups}
        return [
            {"year": year, "revenue": found.get(year, (0.0, 0))[0], "invoices": found.get(year, (0.0, 0))[1]}
            for year in range(this_year, this_year - years, -1)
        ]
