from odoo import models
from odoo.exceptions import UserError


class AccountMoveLine(models.Model):
    """What deviates is not matched later: it would have had to be released before the bill was posted (000-8)."""

    _inherit = "account.move.line"

    def write(self, vals):
        matched = self.browse()
        if vals.get("purchase_line_id"):
            # sudo: as for the documents
            matched = self.filtered(lambda line: line.parent_state == "posted" and not line.sudo().purchase_line_id)
        res = super().write(vals)
        matched._check_matched()
        return res

    def _check_matched(self):
        """Refuse to match lines of posted bills that deviate from the order and its receipts.

        :raises UserError: with the figures
        """
        # a down payment is no goods that could deviate. sudo: accounting need not be able to read supplier orders
        lines = self.filtered(lambda line: not line.sudo().purchase_line_id.is_downpayment)
        refused = [(line, facts) for line in lines for facts in [line._bill_check()] if not facts["accepted"]]
        if refused:
            raise UserError(
                self.env._(
                    "%(bill)s is posted and can't be matched to this order, because it deviates:%(lines)s\nReverse it by a"
                    " credit note, and enter it anew for the order: there the deviation can be released.",
                    bill=refused[0][0].move_id.name,
                    lines="".join(f"\n– {facts['text']}" for _line, facts in refused),
                )
            )
