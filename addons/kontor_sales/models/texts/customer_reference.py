from odoo import models


class AccountMove(models.Model):
    """The customer's own reference: core puts our order's number in its place where the customer gave none."""

    _inherit = "account.move"

    def _get_customer_reference(self):
        """Return the reference that the customer gave, for papers, e-mails and e-invoices.

        :return: str; empty where there is none, and on a correction, whose reference names its invoice
        """
        self.ensure_one()
        if (
            not self.ref
            or self.move_type == "out_refund"
            and (self.is_cancellation_invoice or self._get_corrected_invoices())
        ):
            return ""
        # sudo: whoever prints an invoice need not have the right to read the orders
        orders = self.sudo().invoice_line_ids.sale_line_ids.order_id
        own = {*orders.mapped("name"), *(self.invoice_origin or "").split(", ")}
        given = set(orders.mapped("client_order_ref"))
        return ", ".join(part for part in self.ref.split(", ") if part in given or part not in own)
