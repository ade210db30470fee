"""What public methods do first with the records that they are called on: check them, and claim them."""

from odoo.exceptions import MissingError, UserError
from odoo.orm.identifiers import NewId
from odoo.tools import SQL

from .conflicts import wait_for_turn


def check_ids(records):
    """Refuse a call on ids that can't be any record's: ``[0]``, ``[None]``, ``["x"]`` …, whatever a caller sent.

    A public method begins with it before it counts its records or asks the database about them. That a record was
    deleted in the meantime, Odoo finds itself; over RPC it is answered with the same sentence (``controllers/rpc.py``).

    :param records: a recordset
    :return: the records
    :raises UserError: naming what is no id
    """
    wrong = unusable_ids(records._ids)
    if wrong or records._abstract:
        raise UserError(text_about_ids(records.env, records._name, wrong))
    return records


def check_readable(records):
    """Refuse records that the user may not read, or that don't exist (any more), with the sentence of ``check_ids``.

    :param records: a recordset
    :raises AccessError: Odoo's own, for what he may not read
    :raises MissingError: naming what doesn't exist
    """
    try:
        records.check_access("read")
    except MissingError as error:
        gone = records - records.exists()
        raise MissingError(text_about_ids(records.env, records._name, gone.ids)) from error


def unusable_ids(ids):
    """Return those of the ids that can't be any record's; one that is being typed into a form has none yet.

    :param ids: what somebody sent as ids
    """
    return [record_id for record_id in ids if not (is_record_id(record_id) or isinstance(record_id, NewId))]


def text_about_ids(env, model, wrong):
    """Say what is no id of a record.

    :param env: environment in the reader's language
    :param str model: name of the model
    :param list wrong: what isn't
    """
    return env._(
        "“%(kind)s”: there is no record %(ids)s. Give the ids of existing records.",
        kind=env["ir.model"]._get(model).name or model,
        ids=", ".join(str(record_id)[:20] for record_id in wrong[:3]),
    )


def ensure_one_record(records):
    """Refuse a call on no record, or on several, of what is done for one at a time.

    ``ensure_one()`` tells developers the same; who calls over RPC needs a sentence.

    :param records: a recordset
    :raises UserError: when this isn't exactly one record
    """
    check_ids(records)
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
