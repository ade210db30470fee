from odoo import fields, models


class PurchaseOrder(models.Model):
    """Recording the supplier's bill, and its payment, by a change of status."""

    _inherit = "purchase.order"

    def _obstacle_bill(self):
        drafts = self.sudo().invoice_ids.filtered(lambda move: move.state == "draft")  # sudo: as in _posted_bills
        if not drafts and not self._billable_lines():
            return self.env._("There is nothing to bill: what is billed on receipt has not been received yet.")
        return False

    def _billable_lines(self):
        """Return the positions of which something was ordered, or received, and not yet billed."""
        return self.order_line.filtered(lambda line: not line.display_type and line.qty_to_invoice > 0)

    def _do_bill(self, reference=None, bill_date=None):
        reference = self._parse_text(reference, self.env._("Bill reference"))
        date = self._parse_date(bill_date, self.env._("Bill date")) or fields.Date.context_today(self)
        if self._billable_lines():
            self.action_create_invoice()
        # the bills were just created: read them afresh
        self.invalidate_recordset(["invoice_ids"])
        drafts = self.invoice_ids.filtered(lambda move: move.state == "draft")
        for move in drafts:
            values = {} if move.invoice_date else {"invoice_date": date}
            if reference:
                values["ref"] = reference
            if values:
                move.write(values)
        drafts._post(soft=False)

    # -- completing -----------------------------------------------------------------------------------------------

    def _obstacle_done(self):
        if self.is_left_to_receive:
            return self.env._("There is still something to receive:%(lines)s", lines=self._open_positions_text())
        return False

    def _do_done(self, journal_id=None, payment_date=None, payment_method_line_id=None):
        """Pay what is open on the order's bills, less its own open credit notes; see ``_pay_documents``."""
        credit_notes = self._posted_bills().filtered(
            lambda move: move.move_type == "in_refund" and move.payment_state in ("not_paid", "partial")
        )
        self._settle_with_credit_notes(credit_notes, self._open_bills())
        self._pay_documents(self._open_bills(), journal_id, payment_date, payment_method_line_id)

    def _open_bills(self):
        """Return the posted bills of these orders with an open amount, with the user's own rights."""
        return (
            self._posted_bills()
            .filtered(
                lambda move: move.move_type == "in_invoice" and move.payment_state in ("not_paid", "partial", "blocked")
            )
            .sudo(self.env.su)
        )
