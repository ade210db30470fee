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
        written = super()._store_status(rows)
        if written:
            self.browse([row[0] for row in written]).invalidate_recordset(["completed_on"], flush=False)
            self._history_return_ids([row[0] for row in written if row[1]])
        return written

    @api.model
    def _stored_with_status(self):
        """Note the day on which orders are completed or cancelled; forget it when they are opened again."""
        assignments, anyway, returned = super()._stored_with_status()
        completed_on = SQL(
            """completed_on = CASE WHEN o.lifecycle_status = new.lifecycle_status::varchar THEN o.completed_on
                                   WHEN new.lifecycle_status IN %s THEN %s::date END""",
            FINAL_STATUSES,
            fields.Date.context_today(self),
        )
        return [*assignments, completed_on], [*anyway, SQL("o.is_history")], [SQL("o.is_history"), *returned]
