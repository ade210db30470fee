from odoo import models
from odoo.exceptions import AccessError

from ...tools.rights import BILLING

# Who may not bill reads at most, whatever the access rights of other apps say. Odoo's purchasing opens all invoices for
# writing, and its record rules add up with those of sales: who sells and buys could change customer invoices.


def _forbidden(records, operation):
    """Return what ``_check_access`` returns for somebody who may not bill, or None."""
    if operation == "read" or records.env.user.has_group(BILLING):
        return None
    moves = records.env["account.move"]
    return records, lambda: AccessError(moves._text_without_billing_right())


class AccountMove(models.Model):
    _inherit = "account.move"

    def _check_access(self, operation):
        return _forbidden(self, operation) or super()._check_access(operation)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _check_access(self, operation):
        return _forbidden(self, operation) or super()._check_access(operation)


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    def _check_access(self, operation):
        return _forbidden(self, operation) or super()._check_access(operation)
