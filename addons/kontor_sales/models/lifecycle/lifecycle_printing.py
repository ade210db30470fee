from odoo import api, models
from odoo.exceptions import UserError


class LifecycleMixin(models.AbstractModel):
    """Printing by status (001-11) and the print log (001-14, 001-15)."""

    _inherit = "kontor.lifecycle.mixin"

    def _orders_of_document(self):
        """Return the orders that a printed document belongs to; each document model has this method."""
        return self

    def _check_print_right(self, report):
        """Refuse to print these documents to those whose work they are not, even if they may read them: hook (001-11).

        :param report: the ``ir.actions.report``
        :raises AccessError: naming the right
        """

    def _log_print(self, report, documents):
        """Log that a document of these orders was printed.

        It counts for the order's present status when the print assignment says so, otherwise for the latest status
        before it that prints this document: an Auftragsbestätigung printed after the delivery is still the document
        of "Bestellung". A document that no status prints is not logged.

        :param report: the ``ir.actions.report``
        :param documents: the printed records
        """
        statuses, codes = self._order_statuses(), self._status_codes()
        printing = [code for code in codes if report in statuses[code].report_line_ids.report_id]
        values = []
        for order in self:
            reached = codes.index(order._status_code())
            status = next((code for code in reversed(codes[: reached + 1]) if code in printing), None)
            if status and order._document_counts(documents, status):
                values.append(
                    {
                        "order_id": order.id,
                        "status": status,
                        "report_id": report.id,
                        "user_id": self.env.user.id,
                        **order._print_values(status),
                    }
                )
        # sudo: the log is written by the server for everybody who may print
        self.env[self._print_model].sudo().create(values)

    def _print_values(self, status):
        """Return what else the print log keeps about a document of this order."""
        return {}

    def _document_counts(self, documents, status):
        """Tell whether printed documents are the ones of a status."""
        return True

    def action_print_status_documents(self):
        """Print the documents that the present status of this order prints (001-11).

        :return: list of report actions, in the order of the print assignment
        :raises UserError: when the status prints nothing, or its document doesn't exist yet
        """
        self._ensure_one_order()
        self.check_access("read")
        actions = []
        for report, documents in self._status_reports():
            documents.check_access("read")
            self.env["ir.actions.report"]._ensure_print_right(report, documents.ids)
            actions.append(report.with_env(self.env).report_action(documents.ids, data={}, config=False))
        if not actions:
            raise UserError(
                self.env._(
                    "%(order)s has no document to print in the status “%(status)s”.",
                    order=self.name,
                    status=self.lifecycle_label,
                )
            )
        return actions

    def _status_reports(self):
        """Return what the present status of this order prints, in the order of the print assignment (001-11).

        :return: list of ``(ir.actions.report, documents)``, without reports that have no document yet
        """
        self.ensure_one()
        assignments = self._order_statuses()[self._status_code()].report_line_ids
        reports = [line.report_id for line in assignments if line._applies_to(self)]
        documents = [(report, self._status_documents(report.model)) for report in reports]
        return [(report, records) for report, records in documents if records]

    def _status_documents(self, model):
        """Return the documents of one model that the present status prints."""
        return self if model == self._name else self.env[model]

    def action_print(self):
        """Print the documents of the order's present status, from a button."""
        return self._print_action(self.action_print_status_documents())

    @api.model
    def _print_action(self, reports):
        """Return the client action that prints several reports one after the other.

        :param list reports: report actions
        """
        return {"type": "ir.actions.client", "tag": "kontor_sales.print_documents", "params": {"actions": reports}}


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _ensure_print_right(self, report, res_ids):
        """Refuse to print documents to those whose work they are not, even if they may read them.

        A model says so by its method ``_check_print_right(report)``.

        :param report: the ``ir.actions.report``
        :param res_ids: ids of the documents, one or several
        :raises AccessError: naming the right
        """
        if res_ids and hasattr(self.env.get(report.model), "_check_print_right"):
            self.env[report.model].browse(res_ids)._check_print_right(report)
