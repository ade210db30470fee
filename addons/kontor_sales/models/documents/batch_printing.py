from odoo import models
from odoo.exceptions import UserError

#: How many of the documents that can't be printed a refusal names.
NAMED = 10


class LifecycleMixin(models.AbstractModel):
    _inherit = "kontor.lifecycle.mixin"

    def _batch_print_jobs(self):
        """Return what these orders print in their present statuses, one after the other (001-11).

        :return: list of ``(ir.actions.report, document)``
        :raises UserError: when one of them has nothing to print: who printed a list believes that all of it is printed
        """
        self.check_access("read")
        jobs, missing = [], []
        for order in self:
            documents = [(report, document) for report, records in order._status_reports() for document in records]
            jobs += documents
            if not documents:
                missing.append(f"{order.name} ({order.lifecycle_label})")
        if missing:
            raise UserError(
                self.env._(
                    "Nothing was printed: %(count)s of %(all)s have no document to print in their status. Take them out "
                    "of the selection, or assign a document to the status:\n%(names)s",
                    count=len(missing),
                    all=len(self),
                    names="\n".join(missing[:NAMED]) + ("\n…" if len(missing) > NAMED else ""),
                )
            )
        return jobs


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _batch_print_jobs(self):
        """Return what these transfers print: a delivery what the print assignment says (001-11, 001-12).

        :return: list of ``(ir.actions.report, document)``
        """
        self.check_access("read")
        # sudo: the warehouse prints without having the right to read orders and their customers
        assignments = self.env["order.status"].sudo()._by_code()["delivery"].report_line_ids
        # sudo: likewise which report is printed
        slip = self.env.ref("stock.action_report_delivery").sudo()
        jobs = []
        for picking in self:
            order = picking.sudo().sale_id  # sudo: as for the assignment
            reports = slip.browse()
            if order and picking.location_dest_id._is_outgoing():
                assigned = assignments.filtered(lambda line, order=order: line._applies_to(order))
                reports = assigned.report_id.filtered(lambda report: report.model == "stock.picking")
            jobs += [(report, picking) for report in reports or slip]
        return jobs


class AccountMove(models.Model):
    _inherit = "account.move"

    def _batch_print_jobs(self):
        """Return what these invoices print: those of orders what the print assignment says (001-11, 001-13).

        :return: list of ``(ir.actions.report, document)``
        """
        self.check_access("read")
        # sudo: the accountant prints without having the right to read orders
        statuses = self.env["order.status"].sudo()._by_code()
        # sudo: likewise which report is printed
        invoice = self.env.ref("account.account_invoices").sudo()
        jobs = []
        for move in self:
            # sudo: as for the statuses
            order = move.sudo()._orders_of_document()[:1]
            reports = invoice.browse()
            if order:
                assignments = statuses["cancel" if move.move_type == "out_refund" else "invoice"].report_line_ids
                assigned = assignments.filtered(lambda line, order=order: line._applies_to(order))
                reports = assigned.report_id.filtered(lambda report: report.model == "account.move")
            jobs += [(report, move) for report in reports or invoice]
        return jobs
