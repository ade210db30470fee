from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.records import check_ids

#: How many documents one transaction of the batch job takes.
HISTORY_BATCH = 2000

#: What is written on a document without being a change of it: sending, printing, portal links, conversations.
UNCHANGING_FIELDS = {
    "access_token",
    "is_history",
    "history_returned_on",
    "is_move_sent",
    "sending_data",
    "invoice_pdf_report_id",
    "message_main_attachment_id",
    "pending_email_template_id",
    "printed",
}


class HistoryMixin(models.AbstractModel):
    """A document that leaves the daily lists for the Historie, and comes back when it changes (002-20).

    A model takes part by inheriting this, naming itself in ``_history_models`` and answering ``_history_due_query``.
    What belongs to it (deliveries and invoices of an order) goes and returns along: ``_history_companions``.
    """

    _name = "kontor.history.mixin"
    _description = "Document with a Historie"

    is_history = fields.Boolean(
        string="In Historie", readonly=True, copy=False, help="Left the daily lists; found under Historie."
    )
    history_returned_on = fields.Date(
        string="Returned from Historie",
        readonly=True,
        copy=False,
        help="A document that came back stays in the daily lists for the same time again.",
    )

    # -- the batch job --------------------------------------------------------------------------------------------

    @api.model
    def _history_models(self):
        """Return the names of the models with a Historie, in the order in which the job takes them."""
        return []

    @api.model
    def _history_cutoffs(self):
        """Return which companies have a Historie, and since when: hook of who keeps the setting (002-20).

        :return: list of ``(res.company as superuser, last day of completion that is due)``
        """
        return []

    @api.model
    def _history_due_query(self, company, cutoff, limit):
        """Return the query for the ids of documents that are due to leave the daily lists.

        :param company: ``res.company``
        :param date cutoff: the last day of completion that is due
        :param int limit: at most that many
        :return: ``SQL`` with one column
        """
        raise NotImplementedError

    @api.model
    def _history_companions(self, ids, leave):
        """Return what moves along with these documents.

        :param list ids: documents of this model
        :param bool leave: are they moving into the Historie (else out of it)
        :return: list of ``(model name, SQL with the ids)``
        """
        return []

    @api.model
    def _cron_move_to_history(self):
        """Move what is due into the Historie, some thousand documents in each transaction (002-20).

        A job that is killed has done whole batches; the next one goes on behind them.
        """
        cron = self.env["ir.cron"]
        for company, cutoff in self._history_cutoffs():
            for name in self._history_models():
                while count := self.env[name].sudo()._history_move_batch(company, cutoff):
                    left = cron._commit_progress(count, remaining=count)
                    if not left:
                        return
        cron._commit_progress(remaining=0)

    @api.model
    def _history_move_batch(self, company, cutoff, limit=HISTORY_BATCH):
        """Move one batch of due documents, and what belongs to them.

        :return: the number of documents of this model that were moved
        """
        self.env.flush_all()
        ids = [row[0] for row in self.env.execute_query(self._history_due_query(company, cutoff, limit))]
        if ids:
            self._history_set(ids, leave=True)
        return len(ids)

    @api.model
    def _history_set(self, ids, leave):
        """Mark documents and their companions as in the Historie, or as back; as few statements as models.

        No document's own date of change moves, and no compute is triggered: nothing about the document has changed.
        """
        today = fields.Date.context_today(self)
        targets = [(self._name, SQL("SELECT unnest(%s)", ids)), *self._history_companions(ids, leave)]
        for name, query in targets:
            model = self.env[name]
            if leave:
                assignment, state = SQL("is_history = TRUE"), SQL("is_history IS NOT TRUE")
            else:
                assignment = SQL("is_history = FALSE, history_returned_on = %s", today)
                state = SQL("is_history IS TRUE")
            self.env.cr.execute(
                SQL("UPDATE %s SET %s WHERE id IN (%s) AND %s", SQL.identifier(model._table), assignment, query, state)
            )
            model.invalidate_model(["is_history", "history_returned_on"], flush=False)

    # -- coming back ----------------------------------------------------------------------------------------------

    def _history_return(self):
        """Bring these documents and what belongs to them back into the daily lists; the others are left alone."""
        # sudo: whoever changes a document brings it back, without a right of their own to its companions
        historic = self.sudo().filtered(lambda record: isinstance(record.id, int) and record.is_history)
        historic._history_return_ids(historic.ids)

    @api.model
    def _history_return_ids(self, ids):
        """Bring those of these documents back that are in the Historie, with what belongs to them.

        :param list ids: documents of this model
        :return: list of the ids that were in the Historie
        """
        if not ids:
            return []
        query = SQL("SELECT id FROM %s WHERE id = ANY(%s) AND is_history", SQL.identifier(self._table), list(ids))
        historic = [row[0] for row in self.env.execute_query(query)]
        if historic:
            self._history_set(historic, leave=False)
        return historic

    def action_return_from_history(self):
        """Bring documents back into the daily lists by hand.

        :return: True
        :raises UserError: when none of them is in the Historie
        """
        check_ids(self).check_access("write")
        if not any(record.is_history for record in self):
            raise UserError(self.env._("Choose at least one document that is in the Historie."))
        self._history_return()
        return True

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_history_by_hand(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_history_by_hand(vals)
        res = super().write(vals)
        if self._is_history_change(vals):
            self._history_return()
        return res

    @api.model
    def _is_history_change(self, vals):
        """Tell whether writing these values changes a document, and not only its conversations and dispatch."""
        communication = self.env["mail.thread"]._fields.keys() | self.env["mail.activity.mixin"]._fields.keys()
        return bool(vals.keys() - UNCHANGING_FIELDS - communication)

    def _refuse_history_by_hand(self, vals):
        """Refuse to write the mark: it follows from the documents and the setting.

        :raises UserError:
        """
        if not self.env.su and ({"is_history", "history_returned_on"} & vals.keys()):
            raise UserError(
                self.env._(
                    "Documents go into the Historie by the setting, and come back when they change or by the button"
                    " “Return from Historie”."
                )
            )
