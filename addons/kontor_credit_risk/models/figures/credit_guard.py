from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.conflicts import wait_for_turn
from odoo.tools import SQL


class CreditGuard(models.Model):
    """One small row per customer and company, touched before a limit is judged.

    Odoo's transactions see the database as it was when they began: two of them would both find room for their order.
    Updating the same row makes the second wait, fail, and start again on what the first has done (Odoo repeats it).
    """

    _name = "kontor.credit.guard"
    _description = "Guard of a Customer's Limit"
    _log_access = False

    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    counter = fields.Integer()

    _unique_guard = models.UniqueIndex("(partner_id, company_id)")

    @api.model
    def _claim(self, keys):
        """Claim customers until the end of the transaction.

        :param keys: pairs of customer id and company id
        :raises UserError: when others work on them for too long
        """
        keys = sorted(key for key in set(keys) if all(key))  # always in the same order: no deadlock
        if not keys:
            return
        wait_for_turn(
            self.env,
            SQL(
                """
                INSERT INTO kontor_credit_guard (partner_id, company_id, counter)
                     VALUES %s
                ON CONFLICT (partner_id, company_id) DO UPDATE SET counter = kontor_credit_guard.counter + 1
                """,
                SQL(", ").join(SQL("(%s, %s, 1)", *key) for key in keys),
            ),
        )
