from odoo import fields, models
from odoo.tools import SQL


class KontorDunningSuccess(models.Model):
    """What was paid after each letter, by level.

    What is cleared counts for the last letter that the item got before; credit notes don't count as payments.
    """

    _name = "kontor.dunning.success"
    _description = "Dunning Success"
    _auto = False
    _order = "date desc"
    _rec_name = "letter_id"

    letter_id = fields.Many2one("kontor.dunning.letter", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    procedure_id = fields.Many2one("kontor.dunning.procedure", readonly=True)
    level_id = fields.Many2one("kontor.dunning.level", readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    date = fields.Date(readonly=True)
    item_count = fields.Integer(string="Items", readonly=True)
    amount = fields.Monetary(string="Demanded", readonly=True, help="In company currency.")
    paid_amount = fields.Monetary(string="Paid afterwards", readonly=True, help="Before the next letter, or until today.")
    open_amount = fields.Monetary(string="Not paid", readonly=True)
    paid_share = fields.Float(string="Paid (%)", readonly=True, aggregator="avg")
    days_to_pay = fields.Float(string="Days to Payment", readonly=True, aggregator="avg")

    def _read_group_select(self, aggregate_spec, query):
        """Take the share of a group from its amounts: by the mean of its items' shares a cent would weigh like a fortune."""
        if aggregate_spec != "paid_share:avg":
            return super()._read_group_select(aggregate_spec, query)
        demanded = self._field_to_sql(self._table, "amount", query)
        open_amount = self._field_to_sql(self._table, "open_amount", query)
        return SQL("COALESCE(100 * (1 - SUM(%s) / NULLIF(SUM(%s), 0)), 0)", open_amount, demanded)

    @property
    def _table_query(self):
        return SQL(
            """
            WITH line AS (
                SELECT l.id, l.letter_id, l.company_id, l.partner_id, l.level_id, l.move_id, l.move_line_id, l.amount,
                       l.dunned_on, letter.procedure_id, company.currency_id,
                       -- the rate of the invoice brings the demand into company currency
                       CASE WHEN aml.amount_currency <> 0 THEN aml.balance / aml.amount_currency ELSE 1 END AS rate,
                       LEAD(l.dunned_on) OVER (PARTITION BY l.move_line_id ORDER BY l.id) AS next_on
                  FROM kontor_dunning_letter_line l
                  JOIN kontor_dunning_letter letter ON letter.id = l.letter_id
                  JOIN account_move_line aml ON aml.id = l.move_line_id
                  JOIN res_company company ON company.id = l.company_id
                 WHERE l.is_new AND l.dunned_on IS NOT NULL AND l.withdrawn IS NOT TRUE
            )
            SELECT line.id, line.letter_id, line.company_id, line.currency_id, line.partner_id, line.procedure_id,
                   line.level_id, line.move_id, line.dunned_on AS date, 1 AS item_count,
                   ROUND(line.amount * line.rate, 2) AS amount,
                   COALESCE(paid.amount, 0) AS paid_amount,
                   GREATEST(ROUND(line.amount * line.rate, 2) - COALESCE(paid.amount, 0), 0) AS open_amount,
                   CASE WHEN line.amount * line.rate > 0
                        THEN 100 * LEAST(COALESCE(paid.amount, 0) / (line.amount * line.rate), 1) ELSE 0 END AS paid_share,
                   paid.days AS days_to_pay
              FROM line
         LEFT JOIN LATERAL (
                SELECT SUM(partial.amount) AS amount, AVG(credit.date - line.dunned_on) AS days
                  FROM account_partial_reconcile partial
                  JOIN account_move_line credit ON credit.id = partial.credit_move_id
                  JOIN account_move move ON move.id = credit.move_id
                 WHERE partial.debit_move_id = line.move_line_id
                   AND move.move_type NOT IN ('out_invoice', 'out_refund', 'out_receipt')
                   AND credit.date >= line.dunned_on
                   AND (line.next_on IS NULL OR credit.date < line.next_on)
              ) paid ON TRUE
            """
        )
