from odoo import models


class AccountMove(models.Model):
    """What a supplier order has reached by a bill is kept when the bill is taken back (000-8)."""

    _inherit = "account.move"

    def _reach_statuses(self):
        # sudo: the status is the same, whoever may read the order
        self.sudo().invoice_line_ids.purchase_line_id.order_id.mapped("lifecycle_status")
        return super()._reach_statuses()
