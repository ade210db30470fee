from odoo import models
from odoo.exceptions import UserError

from .sale_order_status_change import STATUS_CODES


class SaleOrder(models.Model):
    """Printing by status (001-11) and the print log (001-14, 001-15)."""

    _inherit = "sale.order"

    def _orders_of_document(self):
        """Return the orders that a printed document belongs to; each document model has this method."""
        return self

    def _log_print(self, report, documents):
        """Log that a document of these orders was printed.

        It counts for the order's present status when the print assignment says so, otherwise for the latest status
        before it that prints this document: an Auftragsbestätigung printed after the delivery is still the document
        of "Bestellung". A document that no status prints is not logged.

        :param report: the ``ir.actions.report``
        :param documents: the printed records
        """
        statuses = self._order_statuses()
        printing = [code for code in STATUS_CODES if report in statuses[code].report_line_ids.report_id]
        values = []
        for order in self:
            reached = STATUS_CODES.index(order.lifecycle_status or "quotation")
            status = next((code for code in reversed(STATUS_CODES[: reached + 1]) if code in printing), None)
            if status and order._document_counts(documents, status):
                values.append(
                    {
                        "order_id": order.id,
                        "status": status,
                        "level": order._get_dunning_kind() if status == "dunning" else False,
                        "report_id": report.id,
                        "user_id": self.env.user.id,
                    }
                )
        # sudo: the log is written by the server for everybody who may print
        self.env["sale.order.print"].sudo().create(values)

    def _document_counts(self, documents, status):
        """Tell whether printed documents are the ones of a status: a Storno prints its credit note, not the invoice."""
        if documents._name == "account.move":
            expected = "out_refund" if status == "cancel" else "out_invoice"
            return any(move.move_type == expected for move in documents if self in move._orders_of_document())
        return True

    def action_print_status_documents(self):
        """Print the documents that the present status of this order prints (001-11).

        :return: list of report actions, in the order of the print assignment
        :raises UserError: when the status prints nothing, or its document doesn't exist yet
        """
        self._ensure_one_order()
        self.check_access("read")
        actions = []
        for assignment in self._order_statuses()[self.lifecycle_status or "quotation"].report_line_ids:
            documents = assignment._applies_to(self) and self._status_documents(assignment.report_id.model)
            if documents:
                report = assignment.report_id
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

    def _status_documents(self, model):
        """Return the documents of one model that the present status prints."""
        if model == "sale.order":
            return self
        if model == "stock.picking":
            return self.picking_ids.filtered(
                lambda picking: picking.state == "done" and picking.location_dest_id._is_outgoing()
            )
        move_type = "out_refund" if self.lifecycle_status == "cancel" else "out_invoice"
        return self.invoice_ids.filtered(
            lambda move: move.state == "posted"
            and move.move_type == move_type
            and move.order_invoice_type != "down_payment"
        )


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _orders_of_document(self):
        """Return the orders of these deliveries."""
        return self.sale_id


class AccountMove(models.Model):
    _inherit = "account.move"

    def _orders_of_document(self):
        """Return the orders that these invoices belong to."""
        return self.line_ids.sale_line_ids.order_id
