from odoo import api, fields, models
from odoo.tools import SQL

#: The statuses from which an order goes into the Historie.
FINAL_STATUSES = ("done", "cancel")


class LifecycleMixin(models.AbstractModel):
    """An order goes into the Historie when it was completed or cancelled long enough ago (002-20)."""

    _name = "kontor.lifecycle.mixin"
    _inherit = ["kontor.lifecycle.mixin", "kontor.history.mixin"]

    completed_on = fields.Date(readonly=True, copy=False, help="The day on which the order was completed or cancelled.")

    @api.model
    def _history_open_documents(self):
        """Return what keeps an order out of the Historie, as conditions in SQL on the order ``o``.

        :return: list of ``SQL``
        """
        return []

    @api.model
    def _history_due_query(self, company, cutoff, limit):
        """Return the query for completed and cancelled orders without a document that is still open; see the mixin."""
        return SQL(
            """
            SELECT o.id
              FROM %(table)s o
             WHERE o.is_history IS NOT TRUE
               AND o.lifecycle_status IN ('done', 'cancel')
               AND o.company_id = %(company)s
               AND COALESCE(o.completed_on, o.date_order::date) <= %(cutoff)s
               AND (o.history_returned_on IS NULL OR o.history_returned_on <= %(cutoff)s)
               AND NOT (%(open)s)
          ORDER BY COALESCE(o.completed_on, o.date_order::date)
             LIMIT %(limit)s
            """,
            table=SQL.identifier(self._table),
            company=company.id,
            cutoff=cutoff,
            open=SQL(" OR ").join(self._history_open_documents()),
            limit=limit,
        )

    def _store_status(self, rows):
        """Bring back orders whose documents change: a status is computed anew for no other reason (002-20)."""
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
                UPDATE %(table)s o
                   SET completed_on = CASE WHEN o.lifecycle_status = new.status THEN o.completed_on
                                           WHEN new.status IN %(final)s THEN %(today)s::date END
                  FROM unnest(%(ids)s, %(statuses)s) AS new(id, status)
                 WHERE o.id = new.id
                   AND (o.is_history
                        -- a new order has no status yet: it may be born cancelled
                        OR (o.lifecycle_status IS DISTINCT FROM new.status
                            AND (new.status IN %(final)s OR o.completed_on IS NOT NULL)))
             RETURNING o.id, o.is_history
                """,
                table=SQL.identifier(self._table),
                final=FINAL_STATUSES,
                today=fields.Date.context_today(self),
                ids=[row[0] for row in rows],
                statuses=[row[1] for row in rows],
            )
        )
        if touched:
            self.browse([row[0] for row in touched]).invalidate_recordset(["completed_on"], flush=False)
        return [row[0] for row in touched if row[1]]
