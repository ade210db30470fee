from odoo import models
from odoo.exceptions import UserError

from ...tools.changes import changed_fields

#: What the bank says about a transaction.
FIRM_FIELDS = frozenset(
    (
        "amount",
        "amount_currency",
        "company_id",
        "currency_id",
        "date",
        "foreign_currency_id",
        "journal_id",
        "move_id",
        "partner_id",
        "payment_ref",
    )
)


class AccountBankStatementLine(models.Model):
    """What the bank said stays as it is while invoices or payments are matched with it."""

    _inherit = "account.bank.statement.line"

    def write(self, vals):
        names = vals.keys() & FIRM_FIELDS
        for line in self.filtered("is_reconciled") if names else ():
            changed = changed_fields(line, vals, names)
            if changed:
                line._refuse_change(sorted(line._fields[name]._description_string(self.env) for name in changed))
        return super().write(vals)

    def unlink(self):
        # before core cancels their entries
        for line in self.filtered("is_reconciled"):
            line._refuse_change([self.env._("deletion")])
        return super().unlink()

    def _refuse_change(self, what):
        """Refuse a change of one matched line.

        :param list what: what would change, in the reader's language
        :raises UserError: always, with the right way
        """
        raise UserError(
            self.env._(
                "%(line)s is matched; what the bank said can't be changed any more (%(what)s). Undo the reconciliation"
                " first.",
                line=self.display_name,
                what=", ".join(what),
            )
        )
