from odoo import models


class AccountMove(models.Model):
    """Whose document a credit note is (000-9)."""

    _inherit = "account.move"

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """A credit note belongs to the seller of the invoice that it takes back, not to the one who has made it.

        Otherwise the seller wouldn't see it, and the revenue of another one would fall.
        """
        default_values_list = default_values_list or [{} for _move in self]
        for move, values in zip(self, default_values_list):
            if move.is_sale_document(include_receipts=True):
                values.setdefault("invoice_user_id", move.invoice_user_id.id)
        return super()._reverse_moves(default_values_list=default_values_list, cancel=cancel)
