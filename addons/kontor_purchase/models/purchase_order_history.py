from odoo import api, fields, models
from odoo.tools import SQL

from .purchase_order_status import SETTLED_PAYMENT_STATES

#: The statuses from which a supplier order goes into the Historie.
FINAL_STATUSES = ("done", "cancel")


class HistoryMixin(models.AbstractModel):
    _inherit = "kontor.history.mixin"

    @api.model
    def _history_models(self):
        return [*super()._history_models(), "purchase.order"]


class PurchaseOrder(models.Model):
    """Completed and cancelled supplier orders leave the daily lists for the Historie (002-20)."""

    _name = "purchase.order"
    _inherit = ["purchase.order", "kontor.history.mixin"]

    completed_on = fields.Date(readonly=True, copy=False, help="The day on which the order was completed or cancelled.")

    _history_due_idx = models.Index(
        "(company_id, (COALESCE(completed_on, date_order::date)))"
        " WHERE is_history IS NOT TRUE AND lifecycle_status IN ('done', 'cancel')"
    )

    @api.model
    def _history_due_query(self, company, cutoff, limit):
        """Return the query for completed and cancelled orders, without a receipt or a bill that is still open."""
        return SQL(
            """
            SELECT o.id
              FROM purchase_order o
             WHERE o.is_history IS NOT TRUE
               AND o.lifecycle_status IN %(final)s
               AND o.company_id = %(company)s
               AND COALESCE(o.completed_on, o.date_order::date) <= %(cutoff)s
               AND (o.history_returned_on IS NULL OR o.history_returned_on <= %(cutoff)s)
               AND NOT EXISTS (SELECT FROM purchase_order_line l
                                 JOIN stock_move m ON m.purchase_line_id = l.id
                                WHERE l.order_id = o.id AND m.state NOT IN ('done', 'cancel'))
               AND NOT EXISTS (SELECT FROM purchase_order_line l
                                 JOIN account_move_line aml ON aml.purchase_line_id = l.id
                                 JOIN account_move m ON m.id = aml.move_id
                                WHERE l.order_id = o.id
                                  AND (m.state = 'draft'
                                       OR (m.state = 'posted' AND m.payment_state NOT IN %(settled)s)))
          ORDER BY COALESCE(o.completed_on, o.date_order::date)
             LIMIT %(limit)s
            """,
            final=FINAL_STATUSES,
            company=company.id,
            cutoff=cutoff,
            settled=SETTLED_PAYMENT_STATES,
            limit=limit,
        )

    def _store_status(self, rows):
        """Note when orders are completed, and bring back those whose documents change."""
        historic = self._store_completion(rows)
        res = super()._store_status(rows)
        self._history_return_ids(historic)
        return res

    def _store_completion(self, rows):
        """Note the day on which orders are completed or cancelled; forget it when they are opened again.

        :param rows: tuples ``(order_id, lifecycle_status, …)``
        :return: list of the ids that are in the Historie
        """
        if not rows:
            return []
        touched = self.env.execute_query(
            SQL(
                """
                UPDATE purchase_order o
                   SET completed_on = CASE WHEN o.lifecycle_status = new.status THEN o.completed_on
                                           WHEN new.status IN %(final)s THEN %(today)s::date END
                  FROM unnest(%(ids)s, %(statuses)s) AS new(id, status)
                 WHERE o.id = new.id
                   AND (o.is_history
                        OR (o.lifecycle_status IS DISTINCT FROM new.status
                            AND (new.status IN %(final)s OR o.completed_on IS NOT NULL)))
             RETURNING o.id, o.is_history
                """,
                final=FINAL_STATUSES,
                today=fields.Date.context_today(self),
                ids=[row[0] for row in rows],
                statuses=[row[1] for row in rows],
            )
        )
        if touched:
            self.browse([row[0] for row in touched]).invalidate_recordset(["completed_on"], flush=False)
        return [row[0] for row in touched if row[1]]
