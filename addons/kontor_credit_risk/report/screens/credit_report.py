from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.records import check_ids
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class CreditReport(models.Model):
    """Customers by use of their limit, with what is overdue and what expires: one row per customer and company."""

    _name = "kontor.credit.report"
    _description = "Credit Report"
    _auto = False
    _rec_name = "partner_id"
    _order = "is_over_limit desc, usage_percent desc nulls last, exposure desc, id"

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Clerk", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    has_limit = fields.Boolean(readonly=True)
    limit_amount = fields.Monetary(string="Limit", readonly=True)
    limit_valid_to = fields.Date(string="Limit Valid Until", readonly=True)
    internal_limit_amount = fields.Monetary(string="Internal Limit", readonly=True)
    open_items = fields.Monetary(readonly=True)
    open_orders = fields.Monetary(readonly=True)
    exposure = fields.Monetary(string="Used", readonly=True)
    remaining = fields.Monetary(readonly=True)
    is_over_limit = fields.Boolean(string="Over the Limit", readonly=True)
    usage_percent = fields.Float(string="Use of the Limit (%)", readonly=True, aggregator="avg", digits=(16, 1))
    not_due = fields.Monetary(readonly=True)
    overdue_30 = fields.Monetary(string="Overdue 1–30", readonly=True)
    overdue_60 = fields.Monetary(string="Overdue 31–60", readonly=True)
    overdue_90 = fields.Monetary(string="Overdue 61–90", readonly=True)
    overdue_older = fields.Monetary(string="Overdue 91+", readonly=True)
    insured_amount = fields.Monetary(string="Insured", readonly=True)
    insurance_valid_until = fields.Date(string="Insured Until", readonly=True)
    expires_soon = fields.Boolean(
        search="_search_expires_soon", compute="_compute_expires_soon", help="Limit or insurance, within the next weeks."
    )

    def _get_notice_day(self):
        # sudo: a setting that holds for everybody
        weeks = self.env.company.sudo().expiry_notice_weeks
        return fields.Date.add(fields.Date.context_today(self), weeks=weeks)

    def _compute_expires_soon(self):
        today, notice = fields.Date.context_today(self), self._get_notice_day()
        for row in self:
            row.expires_soon = any(day and today <= day <= notice for day in (row.limit_valid_to, row.insurance_valid_until))

    @api.model
    def _search_expires_soon(self, operator, value):
        if operator != "in":
            return NotImplemented
        today, notice = fields.Date.context_today(self), self._get_notice_day()
        soon = Domain("limit_valid_to", ">=", today) & Domain("limit_valid_to", "<=", notice) | Domain(
            "insurance_valid_until", ">=", today
        ) & Domain("insurance_valid_until", "<=", notice)
        return Domain.OR([soon if item else ~soon for item in value])

    @property
    def _table_query(self):
        lines, today = self.env["account.move.line"], fields.Date.context_today(self)
        due = lines._due_date_sql("l")
        return SQL(
            """
            WITH items AS (
                SELECT p.commercial_partner_id AS partner_id, l.company_id, SUM(l.amount_residual) AS amount,
                       SUM(l.amount_residual) FILTER (
                           WHERE NOT %(overdue)s) AS not_due,
                       SUM(l.amount_residual) FILTER (
                           WHERE %(today)s - %(due)s BETWEEN 1 AND 30) AS overdue_30,
                       SUM(l.amount_residual) FILTER (
                           WHERE %(today)s - %(due)s BETWEEN 31 AND 60) AS overdue_60,
                       SUM(l.amount_residual) FILTER (
                           WHERE %(today)s - %(due)s BETWEEN 61 AND 90) AS overdue_90,
                       SUM(l.amount_residual) FILTER (
                           WHERE %(today)s - %(due)s > 90) AS overdue_older
                  FROM account_move_line l
                  JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
                  JOIN res_partner p ON p.id = l.partner_id
                 WHERE l.reconciled IS NOT TRUE AND l.parent_state = 'posted'
              GROUP BY p.commercial_partner_id, l.company_id
            ),
            orders AS (
                SELECT credit_debtor_id AS partner_id, company_id, SUM(credit_open_amount) AS amount
                  FROM sale_order_line
                 WHERE credit_open_amount <> 0
              GROUP BY credit_debtor_id, company_id
            ),
            limits AS (
                SELECT partner_id, company_id,
                       MAX(amount) FILTER (WHERE kind = 'external' AND valid) AS external_amount,
                       -- that of a limit which has ended, where no other is valid
                       CASE WHEN BOOL_OR(kind = 'external' AND valid)
                            THEN MAX(valid_to) FILTER (WHERE kind = 'external' AND valid)
                            ELSE MAX(valid_to) FILTER (WHERE kind = 'external' AND valid_to < %(today)s) END AS valid_to,
                       MAX(amount) FILTER (WHERE kind = 'internal' AND valid) AS internal_amount,
                       BOOL_OR(kind = 'external') AS has_external
                  FROM (SELECT *, COALESCE(valid_from, %(today)s) <= %(today)s
                                  AND COALESCE(valid_to, %(today)s) >= %(today)s AS valid
                          FROM kontor_credit_limit) limit_row
              GROUP BY partner_id, company_id
            ),
            insurances AS (
                SELECT partner_id, company_id, SUM(amount) AS amount, MIN(valid_until) AS valid_until
                  FROM kontor_credit_insurance
                 WHERE state IN ('insured', 'reduced') AND COALESCE(valid_until, %(today)s) >= %(today)s
              GROUP BY partner_id, company_id
            ),
            defaults AS (
                SELECT rel.partner_id, d.company_id, MIN(d.amount) AS amount
                  FROM kontor_credit_limit_default d
                  JOIN res_partner_res_partner_category_rel rel ON rel.category_id = d.category_id
                 WHERE d.kind = 'external'
              GROUP BY rel.partner_id, d.company_id
            ),
            customer AS (
                SELECT partner_id, company_id FROM items UNION SELECT partner_id, company_id FROM orders
                UNION SELECT partner_id, company_id FROM limits UNION SELECT partner_id, company_id FROM insurances
            ),
            numbers AS (
                SELECT c.*,
                       COALESCE(i.amount, 0) AS open_items, COALESCE(o.amount, 0) AS open_orders,
                       CASE WHEN l.has_external THEN COALESCE(l.external_amount, 0)
                            WHEN d.amount IS NOT NULL THEN d.amount
                            WHEN co.limit_without_row = 'zero' THEN 0
                            WHEN co.limit_without_row = 'amount' THEN COALESCE(co.default_limit, 0) END AS limit_amount,
                       l.valid_to AS limit_valid_to, l.internal_amount AS internal_limit_amount,
                       i.not_due, i.overdue_30, i.overdue_60, i.overdue_90, i.overdue_older,
                       s.amount AS insured_amount, s.valid_until AS insurance_valid_until
                  FROM customer c
             LEFT JOIN items i ON (i.partner_id, i.company_id) = (c.partner_id, c.company_id)
             LEFT JOIN orders o ON (o.partner_id, o.company_id) = (c.partner_id, c.company_id)
             LEFT JOIN limits l ON (l.partner_id, l.company_id) = (c.partner_id, c.company_id)
             LEFT JOIN defaults d ON (d.partner_id, d.company_id) = (c.partner_id, c.company_id)
                  JOIN res_company co ON co.id = c.company_id
             LEFT JOIN insurances s ON (s.partner_id, s.company_id) = (c.partner_id, c.company_id)
                 WHERE c.partner_id IS NOT NULL
            )
            SELECT n.partner_id::bigint * 1000 + n.company_id AS id, n.*,
                   n.open_items + n.open_orders AS exposure,
                   n.limit_amount - n.open_items - n.open_orders AS remaining,
                   n.limit_amount IS NOT NULL AS has_limit,
                   COALESCE(n.open_items + n.open_orders > n.limit_amount, FALSE) AS is_over_limit,
                   CASE WHEN n.limit_amount > 0
                        THEN 100 * (n.open_items + n.open_orders) / n.limit_amount END AS usage_percent,
                   p.user_id, company.currency_id
              FROM numbers n
              JOIN res_partner p ON p.id = n.partner_id
              JOIN res_company company ON company.id = n.company_id
            """,
            today=today,
            due=due,
            overdue=lines._overdue_sql(due, today),
        )

    def action_open_customer(self):
        """Return the customer's form.

        :raises UserError: when this isn't exactly one line of the report
        """
        if len(check_ids(self)) != 1 or not self.exists():
            raise UserError(self.env._("Choose exactly one customer."))
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }
