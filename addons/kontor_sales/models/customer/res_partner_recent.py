from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.records import check_ids

#: So many customers are kept for each user.
KEPT = 30


class ResPartner(models.Model):
    """The list of recently used customers (003-51), kept on the server so that it is the same on every device."""

    _inherit = "res.partner"

    def remember_customer(self):
        """Put a customer at the top of the user's list of recently used customers.

        :return: True
        :raises UserError: when it isn't exactly one customer that the user may see
        """
        if len(check_ids(self)) != 1 or not self.exists():
            raise UserError(self.env._("Choose exactly one customer; this call is for %(count)s.", count=len(self)))
        self.check_access("read")
        customer = self.commercial_partner_id
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO kontor_recent_customer (user_id, partner_id, used_on)
                     VALUES (%(user)s, %(customer)s, CLOCK_TIMESTAMP() AT TIME ZONE 'UTC')
                ON CONFLICT (user_id, partner_id) DO UPDATE SET used_on = EXCLUDED.used_on
                """,
                user=self.env.uid,
                customer=customer.id,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM kontor_recent_customer
                      WHERE user_id = %(user)s
                        AND used_on < (SELECT used_on FROM kontor_recent_customer WHERE user_id = %(user)s
                                     ORDER BY used_on DESC OFFSET %(last)s LIMIT 1)
                """,
                user=self.env.uid,
                last=KEPT - 1,
            )
        )
        self.env["kontor.recent.customer"].invalidate_model()
        return True

    @api.model
    @api.readonly
    def get_recent_customers(self, limit=15):
        """Return the customers that the user worked with last, the latest first.

        :param int limit: how many at most (1 to 30)
        :return: ``[{'id', 'name', 'number', 'city'}]``; only customers that the user may still see
        :raises UserError: when the limit is no such number
        """
        if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= KEPT:
            raise UserError(self.env._("“%(limit)s” is no number from 1 to %(most)s.", limit=limit, most=KEPT))
        query = self._search([("active", "in", (True, False))])
        query.add_join(
            "JOIN",
            "recent",
            "kontor_recent_customer",
            SQL("recent.partner_id = %s AND recent.user_id = %s", SQL.identifier(query.table, "id"), self.env.uid),
        )
        query.order = SQL("recent.used_on DESC")
        query.limit = limit
        rows = self.env.execute_query(
            query.select(*(self._field_to_sql(query.table, name, query) for name in ("id", "complete_name", "ref", "city")))
        )
        return [{"id": row[0], "name": row[1] or "", "number": row[2] or "", "city": row[3] or ""} for row in rows]
