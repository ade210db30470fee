from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.records import check_ids

#: For how many months back the customers' payments tell how late they pay, and the comparison is shown.
DELAY_MONTHS = 24
PAST_MONTHS = 12


class PaymentForecast(models.Model):
    """What customers will pay in which week, and what really came in (002-11); in company currency.

    Each receivable is expected on its due date plus the days by which this customer usually pays late (or early):
    the average over what the customer paid in two years, weighted by amount; a customer who never paid anything is
    taken for the average of all. What should have come already is expected today. Credit notes are taken off. Draft
    invoices are shown as a kind of their own: nobody owes them yet.

    What was planned, came in and is still expected is partly the same money. So each kind has a column of its own to be
    added; ``amount`` is for the chart, which shows the kinds beside each other.
    """

    _name = "kontor.payment.forecast"
    _description = "Payment Forecast"
    _auto = False
    _order = "date, id"
    _rec_name = "move_id"

    kind = fields.Selection(
        [("planned", "Planned"), ("received", "Received"), ("expected", "Expected"), ("draft", "Draft Invoices")],
        readonly=True,
        help="Planned and received: the past, as it should have been and as it was. Expected: what is open now.",
    )
    date = fields.Date(string="Expected On", readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    delay = fields.Integer(
        string="Average Delay", readonly=True, aggregator="avg", help="Days by which this customer pays late."
    )
    is_overdue = fields.Boolean(string="Overdue", readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(readonly=True)
    amount_planned = fields.Monetary(string="Planned", readonly=True)
    amount_received = fields.Monetary(string="Received", readonly=True)
    amount_expected = fields.Monetary(string="Expected", readonly=True)
    amount_draft = fields.Monetary(string="Draft Invoices", readonly=True)

    _depends = {
        "account.move": ["move_type", "state", "commercial_partner_id"],
        "account.move.line": ["account_id", "balance", "amount_residual", "date_maturity", "date", "parent_state",
                              "move_id", "company_id", "payment_id"],
        "account.partial.reconcile": ["debit_move_id", "credit_move_id", "amount"],
        "account.account": ["account_type"],
        "account.journal": ["type"],
    }  # fmt: skip

    @property
    def _table_query(self):
        today = fields.Date.context_today(self)
        items = self.env["account.move.line"]
        return SQL(
            """
            WITH receivable AS MATERIALIZED (
                SELECT id FROM account_account WHERE account_type = 'asset_receivable'
            ),
            payment AS MATERIALIZED (
                SELECT r.id, r.amount, credit.date, %(debit_due)s AS date_due,
                       debit.move_id, m.commercial_partner_id AS partner_id, debit.company_id
                  FROM account_partial_reconcile r
                  JOIN account_move_line credit ON credit.id = r.credit_move_id
                  JOIN account_move_line debit ON debit.id = r.debit_move_id
                  JOIN account_journal journal ON journal.id = credit.journal_id
                  JOIN account_move m ON m.id = debit.move_id
                 WHERE debit.account_id IN (SELECT id FROM receivable)
                   AND journal.type IN ('bank', 'cash', 'credit')
                   AND m.move_type IN ('out_invoice', 'out_receipt')
                   AND credit.date >= %(delay_from)s
            ),
            delay AS MATERIALIZED (
                SELECT partner_id, company_id,
                       ROUND((SUM(amount * (date - date_due)) / NULLIF(SUM(amount), 0))::numeric)::int AS days
                  FROM payment
              GROUP BY GROUPING SETS ((partner_id, company_id), (company_id))
            ),
            item AS (
                SELECT l.id, l.move_id, l.company_id, m.commercial_partner_id AS partner_id,
                       %(due)s AS date_due, l.balance, l.amount_residual, l.parent_state AS state,
                       COALESCE(own.days, everybody.days, 0) AS days
                  FROM account_move_line l
                  JOIN account_move m ON m.id = l.move_id
             LEFT JOIN delay own ON own.partner_id = m.commercial_partner_id AND own.company_id = l.company_id
             LEFT JOIN delay everybody ON everybody.partner_id IS NULL AND everybody.company_id = l.company_id
                 WHERE l.account_id IN (SELECT id FROM receivable)
                   AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                   AND l.parent_state IN ('draft', 'posted')
                   AND (l.reconciled IS NOT TRUE OR %(due)s >= %(item_from)s)
            )
            SELECT forecast.*,
                   CASE WHEN kind = 'planned' THEN amount ELSE 0 END AS amount_planned,
                   CASE WHEN kind = 'received' THEN amount ELSE 0 END AS amount_received,
                   CASE WHEN kind = 'expected' THEN amount ELSE 0 END AS amount_expected,
                   CASE WHEN kind = 'draft' THEN amount ELSE 0 END AS amount_draft
              FROM (
            SELECT id::bigint * 4 AS id, 'planned' AS kind, date_due + days AS date, date_due, days AS delay,
                   FALSE AS is_overdue, move_id, partner_id, company_id, balance AS amount
              FROM item
             WHERE state = 'posted' AND date_due + days BETWEEN %(past_from)s AND %(yesterday)s
         UNION ALL
            SELECT id::bigint * 4 + 1, 'expected', GREATEST(date_due + days, %(today)s), date_due, days,
                   amount_residual > 0 AND %(overdue)s, move_id, partner_id, company_id, amount_residual
              FROM item
             WHERE state = 'posted' AND amount_residual <> 0
         UNION ALL
            SELECT id::bigint * 4 + 2, 'draft', GREATEST(date_due + days, %(today)s), date_due, days,
                   FALSE, move_id, partner_id, company_id, balance
              FROM item
             WHERE state = 'draft' AND balance <> 0
         UNION ALL
            SELECT id::bigint * 4 + 3, 'received', date, date_due, date - date_due,
                   FALSE, move_id, partner_id, company_id, amount
              FROM payment
             WHERE date >= %(past_from)s AND date <= %(today)s
              ) forecast
            """,
            debit_due=items._due_date_sql("debit"),
            due=items._due_date_sql("l"),
            overdue=items._overdue_sql(SQL("date_due"), today),
            today=today,
            yesterday=fields.Date.subtract(today, days=1),
            past_from=fields.Date.subtract(today, months=PAST_MONTHS),
            item_from=fields.Date.subtract(today, months=PAST_MONTHS + 6),
            delay_from=fields.Date.subtract(today, months=DELAY_MONTHS),
        )

    def action_open_invoice(self):
        """Open the invoice behind this row.

        :return: an action
        """
        if len(check_ids(self)) != 1:
            raise UserError(self.env._("Choose exactly one invoice."))
        return self.move_id._get_records_action(target="current")
