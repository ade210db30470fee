from odoo import models
from odoo.tools import SQL

from ..levels.kontor_base_rate import BUSINESS_MARGIN, CONSUMER_MARGIN

#: What is sent by post is received after these days.
POST_DAYS = 3
#: A consumer who was told so is in default these days after the invoice is due and received (§ 286 Abs. 3 BGB).
DEFAULT_DAYS = 30


class KontorDunningEngine(models.AbstractModel):
    """The interest on arrears of open items, by steps of the base rate (§ 288 BGB)."""

    _inherit = "kontor.dunning.engine"

    def _interest_query(self, source, date):
        """Return the query for the interest on open items: rows ``(move_line_id, interest)``.

        Interest runs from the day after the due date to ``date``. A consumer is in default later (§ 286 Abs. 1, 3 BGB):
        30 days after the invoice is due and received, where it carries the notice, or with the first letter, and is
        charged nothing before. Where an earlier letter's interest was booked as its
        own document, it runs from that letter's date. What was paid in the meantime earned interest until it was paid.

        :param SQL source: a table or query with ``move_line_id`` ``due`` ``amount`` ``is_business``
        :param date date: last day of interest
        """
        steps, dates = self.env["kontor.base.rate"]._steps_sql(date)
        return SQL(
            """
            WITH step(number, date_from, base, base_per_day, year, year_per_day) AS (VALUES %(steps)s),
            booked AS (
                SELECT line.move_line_id, MAX(letter.date) AS until
                  FROM kontor_dunning_letter_line line
                  JOIN kontor_dunning_letter letter ON letter.id = line.letter_id
                 WHERE letter.charge_move_id IS NOT NULL AND letter.withdrawn_on IS NULL AND line.interest_amount > 0
              GROUP BY line.move_line_id
            ),
            warned AS (
                SELECT line.move_line_id,
                       MIN(letter.date + CASE WHEN letter.channel = 'email' THEN 0 ELSE %(post_days)s END) AS received
                  FROM kontor_dunning_letter_line line
                  JOIN kontor_dunning_letter letter ON letter.id = line.letter_id
                 WHERE line.dunned_on IS NOT NULL AND letter.withdrawn_on IS NULL AND NOT COALESCE(line.excluded, FALSE)
              GROUP BY line.move_line_id
            ),
            item AS (
                SELECT s.move_line_id, s.amount,
                       GREATEST(
                           s.due, booked.until, DATE '1990-01-01',
                           CASE WHEN NOT s.is_business THEN COALESCE(LEAST(
                               CASE WHEN m.has_default_notice
                                    THEN GREATEST(s.due, m.invoice_date + %(post_days)s) + %(default_days)s END,
                               warned.received
                           ), %(date)s) END
                       ) AS since,
                       CASE WHEN s.is_business THEN %(business)s ELSE %(consumer)s END AS margin
                  FROM %(source)s s
                  JOIN account_move_line aml ON aml.id = s.move_line_id
                  JOIN account_move m ON m.id = aml.move_id
             LEFT JOIN booked ON booked.move_line_id = s.move_line_id
             LEFT JOIN warned ON warned.move_line_id = s.move_line_id
            ),
            -- a sum of money and the days for which it was owed
            owed AS (
                SELECT move_line_id, margin, amount, since, %(date)s AS until FROM item
             UNION ALL
                SELECT i.move_line_id, i.margin, partial.debit_amount_currency, i.since,
                       LEAST(credit.date, %(date)s)
                  FROM item i
                  JOIN account_partial_reconcile partial ON partial.debit_move_id = i.move_line_id
                  JOIN account_move_line credit ON credit.id = partial.credit_move_id
            )
            SELECT o.move_line_id,
                   SUM(o.amount::float8 * (
                       stop.base + o.margin * stop.year
                       + (o.until + 1 - stop.date_from) * (stop.base_per_day + o.margin * stop.year_per_day)
                       - start.base - o.margin * start.year
                       - (o.since + 1 - start.date_from) * (start.base_per_day + o.margin * start.year_per_day)
                   )) AS interest
              FROM owed o
              JOIN step start ON start.number = width_bucket(o.since + 1, %(dates)s)
              JOIN step stop ON stop.number = width_bucket(o.until + 1, %(dates)s)
             WHERE o.until > o.since
          GROUP BY o.move_line_id
            """,
            steps=steps,
            dates=dates,
            source=source,
            date=date,
            business=BUSINESS_MARGIN,
            consumer=CONSUMER_MARGIN,
            post_days=POST_DAYS,
            default_days=DEFAULT_DAYS,
        )

    def _interest_by_item(self, letters_lines, date, is_business):
        """Return the interest on the items of letter lines: ``{move_line_id: amount}``, not rounded."""
        self._flush()
        source = SQL(
            "(SELECT item.id AS move_line_id, %s AS due, item.amount_residual_currency AS amount, %s AS is_business"
            " FROM account_move_line item WHERE item.id IN %s)",
            self.env["account.move.line"]._due_date_sql("item"),
            is_business,
            tuple(letters_lines.move_line_id.ids) or (0,),
        )
        rows = self.env.execute_query(self._interest_query(source, date))
        return {move_line_id: float(interest) for move_line_id, interest in rows}
