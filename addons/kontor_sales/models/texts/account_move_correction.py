from odoo import api, fields, models

from ...tools.server_work import INVOICE, server_work


class AccountMove(models.Model):
    """Rechnungskorrektur: what takes an invoice back says which one, and why (001-7, 004-25; § 31 Abs. 5 UStDV).

    It isn't called Gutschrift: that is an invoice which the receiver of the goods makes (§ 14 Abs. 2 Satz 2 UStG).
    """

    _inherit = "account.move"

    correction_reason = fields.Char(
        string="Reason (printed)", copy=False, help="Why the invoice is corrected. The customer reads it on the document."
    )

    @api.model
    def _get_firm_fields(self):
        return super()._get_firm_fields() | {"correction_reason"}

    def _get_corrected_invoices(self):
        """Return the invoices that this credit note takes something back of, as superuser, in the order of their days.

        :return: ``account.move``; empty for every other document
        """
        self.ensure_one()
        if self.move_type != "out_refund":
            return self.browse()
        # sudo: the reference stands on the paper, whoever prints it
        move = self.sudo()
        corrected = move.credited_invoice_ids or move.reversed_entry_id
        if not corrected:
            # written by hand for goods that came back: the invoices that they stood on
            positions = move.invoice_line_ids.sale_line_ids.filtered(lambda line: not line.is_downpayment)
            corrected = positions.invoice_lines.move_id.filtered(
                lambda invoice: (
                    invoice.move_type == "out_invoice"
                    and invoice.state == "posted"
                    and (not move.invoice_date or invoice.invoice_date <= move.invoice_date)
                )
            )
        return corrected.sorted(lambda invoice: (invoice.invoice_date or invoice.date, invoice.id))


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _credit_posted_invoices(self):
        credit_notes = super()._credit_posted_invoices()
        with server_work(credit_notes, INVOICE):
            credit_notes.correction_reason = self._get_printed_cancel_reason()
        return credit_notes

    def _get_printed_cancel_reason(self):
        """Return the reason that the customer reads on the Stornorechnung, in their language, or False.

        The clerk's note is our own, and so are some of the reasons ("fraud").
        """
        reason = self.cancel_reason_id.with_context(lang=self._get_lang())
        return reason.is_printed and reason.name
