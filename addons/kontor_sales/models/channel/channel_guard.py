import hashlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.conflicts import wait_for_turn


class ChannelGuard(models.Model):
    """One small row for each customer and address that a shop's order is about to create (004-2).

    Odoo's transactions see the database as it was when they began: several orders of one new guest at the same moment
    would each make a customer. Writing the same row makes the others wait, fail, and start again on what the first has
    made (Odoo repeats them); then they find the customer.
    """

    _name = "kontor.channel.guard"
    _description = "Guard of New Customers of Shops"
    _log_access = False

    identity = fields.Char(required=True, help="A hash of what tells two customers, or two addresses, apart.")
    claimed_on = fields.Datetime(required=True)

    _unique_identity = models.UniqueIndex("(identity)")

    @api.model
    def _claim(self, *identities):
        """Claim what is about to be created, until the end of the transaction.

        :param identities: tuples of texts, each of which means one customer or one address
        :raises psycopg2.errors.SerializationFailure: when another transaction has claimed one of them meanwhile; Odoo
            repeats the request
        :raises UserError: when others work on them for too long
        """
        keys = sorted({hashlib.sha256(repr(identity).encode()).hexdigest() for identity in identities})
        if not keys:
            return
        now = fields.Datetime.now()
        wait_for_turn(
            self.env,
            SQL(
                """
                INSERT INTO kontor_channel_guard (identity, claimed_on)
                     VALUES %s
                ON CONFLICT (identity) DO UPDATE SET claimed_on = excluded.claimed_on
                """,
                SQL(", ").join(SQL("(%s, %s)", key, now) for key in keys),
            ),
        )

    @api.autovacuum
    def _forget_old_claims(self):
        """Delete the rows of transactions that have ended long ago."""
        self.env.cr.execute(
            SQL("DELETE FROM kontor_channel_guard WHERE claimed_on < %s", fields.Datetime.now() - timedelta(days=1))
        )
