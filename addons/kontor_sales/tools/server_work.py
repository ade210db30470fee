"""What the server's own work may do with records that are closed to everybody else.

A guard closes a document: nobody writes a state, an issued quotation, a delivery that is done. The step that has the
right to do so opens just those records, for just as long as it runs::

    with server_work(order, STATE):
        order.write({"state": "sale"})

and the guard asks ``allows(order, STATE)``. What is open is

- bound to **the cursor and the records**: work on one order opens nothing on another one, nor in another transaction;
- kept in a ``ContextVar``, not in ``cr.cache`` (cleared whenever a savepoint is rolled back, also by one that core opens
  and swallows) and not in the context (any caller over RPC can send a key): it ends with the ``with`` block, whatever
  happens inside, and no other thread sees it;
- not inherited: a record that is created inside the work is closed until the step names it by ``Work.cover(records)``;
  or the step says beforehand, by ``creates=True``, that it creates records of this model and goes on to work on them.

Nested works add up; each one ends by itself.
"""

from contextlib import contextmanager
from contextvars import ContextVar

#: The document work behind a change of ``state`` and of the fields that go with it (orders, supplier orders).
STATE = "state"
#: The content of an issued quotation, its number and its versions.
QUOTATION = "quotation"
#: A delivery that is being done.
DELIVERY = "delivery"
#: An invoice that is being posted, credited or otherwise worked on after it was posted.
INVOICE = "invoice"
#: Releases of blocks, which nobody else writes.
RELEASE = "release"
#: What a payment provider says about an online payment.
PAYMENT = "payment"
#: Partners that are made behind something else, a user or a company: nobody's customers.
NUMBERLESS = "numberless"
#: A change whose documents are judged once, at its end (``kontor.block.mixin``).
GROWTH = "growth"

_works = ContextVar("kontor_server_work", default=())


def judged(operation):
    """Return the kind of work whose documents were judged for an operation of the block framework already.

    :param str operation: ``quotation`` ``order`` ``delivery`` ``invoice`` …
    """
    return f"judged:{operation}"


class Work:
    """One running piece of server work: which records of a model it opens, on which cursor."""

    __slots__ = ("_cursor", "_ids", "creates", "kind", "model", "notes", "said")

    def __init__(self, records, kind, creates):
        """Open these records; see ``server_work``."""
        self._cursor, self.model, self._ids = records.env.cr, records._name, set(records.ids)
        self.kind, self.creates = kind, creates
        #: What the work has to remember about records until it ends, ``{record: value}``.
        self.notes = {}
        #: What the caller says about records along with what he writes on them, ``{record: text}``.
        self.said = {}

    def cover(self, records):
        """Open more records until this work ends: those that it has created.

        :param records: of the model for which the work was begun
        :return: the records
        """
        if records._name != self.model:
            raise ValueError(f"this work is on {self.model}, not on {records._name}")
        self._ids.update(records.ids)
        return records

    def concerns(self, model, kind):
        """Tell whether this is work of a kind on records of this model and this cursor.

        :param model: a recordset, which may be empty
        """
        return self.kind == kind and self.model == model._name and self._cursor is model.env.cr

    def covers(self, record_id):
        return record_id in self._ids


@contextmanager
def server_work(records, kind, creates=False):
    """Open records for the server's own work of one kind.

    :param records: the records that the step works on; none, when it only creates some
    :param str kind: one of the constants above
    :param bool creates: the step may create records of this model, too (``allows_creation``). Those of models behind the
        write gate are covered by it; others by ``Work.cover``.
    :return: the ``Work``
    """
    work = Work(records, kind, creates)
    token = _works.set((*_works.get(), work))
    try:
        yield work
    finally:
        _works.reset(token)


def outside(records, kind):
    """Return those of these records that no running work of a kind opens.

    :param records: a recordset
    :param str kind: one of the constants above
    :return: recordset of the same model
    """
    works = [work for work in _works.get() if work.concerns(records, kind)]
    if not works:
        return records
    # a record on the screen that isn't saved yet is nobody's work
    return records.filtered(lambda record: not any(work.covers(record.id) for work in works))


def allows(records, kind):
    """Tell whether running work of a kind opens all these records; on no records nothing is allowed.

    :param records: a recordset
    :param str kind: one of the constants above
    """
    return bool(records) and not outside(records, kind)


def allows_creation(model, kind):
    """Tell whether running work of a kind may create records of a model.

    :param model: a recordset of the model, which may be empty
    :param str kind: one of the constants above
    """
    return any(work.creates for work in _works.get() if work.concerns(model, kind))


def cover_created(records):
    """Open what was just created for the running works that create records of this model; the write gate calls it.

    :param records: what was created
    """
    for work in _works.get():
        if work.creates and work.concerns(records, work.kind):
            work.cover(records)


def outermost(model, kind):
    """Return the first begun of the running works of a kind on a model, or None.

    :param model: a recordset of the model, which may be empty
    :param str kind: one of the constants above
    """
    return next((work for work in _works.get() if work.concerns(model, kind)), None)
