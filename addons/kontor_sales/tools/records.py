"""What public methods do first with the records that they are called on: check them, and claim them."""

from odoo.exceptions import UserError
from odoo.tools import SQL

from .conflicts import wait_for_turn


def ensure_one_record(records):
    """Refuse a call on no record, or on several, of what is done for one at a time.

    ``ensure_one()`` tells developers the same; who calls over RPC needs a sentence.

    :param records: a recordset
    :raises UserError: when this isn't exactly one record
    """
    if len(records) != 1:
        raise UserError(
            records.env._(
                "Choose exactly one record of “%(kind)s”; this call is for %(count)s.",
                kind=records.env["ir.model"]._get(records._name).name,
                count=len(records),
            )
        )


def is_record_id(value):
    """Tell whether what a caller sent can be the id of a record: a number above 0, and no bool, which Python counts as one.

    :param value: anything
    """
    return type(value) is int and value > 0


def claim(records):
    """Make sure that no one else does the same with these records at the same moment.

    Odoo's transactions see the database as it was when they began. Touching the rows makes the second of two users wait,
    and then start again on what the first has done, instead of doing it twice.

    :param records: a recordset of a stored model
    :raises UserError: when others work on them for too long
    """
    records.flush_recordset()
    if records:
        wait_for_turn(
            records.env,
            SQL(
                "UPDATE %s SET write_uid = write_uid WHERE id IN %s",
                SQL.identifier(records._table),
                tuple(sorted(records.ids)),
            ),
        )
