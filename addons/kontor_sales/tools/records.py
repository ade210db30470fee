"""What public methods check about the records that they are called on."""

from odoo.exceptions import UserError


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
