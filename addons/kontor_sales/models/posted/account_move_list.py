from odoo import models


class AccountMove(models.Model):
    """What the list of invoices shows about their orders."""

    _inherit = "account.move"

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """Let a credit note name the order of its invoice, by whatever way it is made: core leaves it empty."""
        values_list = default_values_list or [{} for _move in self]
        for move, values in zip(self, values_list):
            if move.is_sale_document() and move.invoice_origin:
                values.setdefault("invoice_origin", move.invoice_origin)
        return super()._reverse_moves(values_list, cancel=cancel)
