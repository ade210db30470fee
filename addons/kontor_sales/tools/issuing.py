"""By which way a document leaves the house while its PDF is made, and whether it does so at all.

A PDF that is made for a user or a customer has left the house; one that the window of an e-mail shows has not yet::

    with issuing(EMAIL, {order: "einkauf@kunde.de"}):
        ...  # what is rendered here is kept as sent by e-mail

Like ``server_work`` this lives in a ``ContextVar``: no caller over RPC can set it, and it ends with the ``with`` block.
"""

from contextlib import contextmanager
from contextvars import ContextVar

PRINT, EMAIL, PORTAL, INTERFACE, ISSUE = "print", "email", "portal", "interface", "issue"
#: Nothing leaves the house: what is rendered is looked at before it is sent.
UNSENT = "unsent"

_way = ContextVar("kontor_issuing", default=(None, {}))


@contextmanager
def issuing(channel, recipients=None):
    """Say by which way the documents go that are rendered inside.

    :param str channel: one of the constants above; inside of ``UNSENT`` it stays unsent
    :param dict recipients: ``{record: text}``, to whom
    """
    if _way.get()[0] == UNSENT:
        yield
        return
    token = _way.set((channel, {**_way.get()[1], **(recipients or {})}))
    try:
        yield
    finally:
        _way.reset(token)


def issuing_channel(user):
    """Return the way that documents go which this user has rendered now.

    :param user: the ``res.users``; a customer's are those that are downloaded in the portal
    :return: one of the constants above
    """
    return _way.get()[0] or (PORTAL if user.share else PRINT)


def keep_issued(_documents):
    """Leave what was issued as it is when the addon goes that brought its kind: ``ondelete`` of a value of ``kind``."""


def issuing_recipient(record):
    """Return to whom a document goes, or None where only its paper says it.

    :param record: one record
    """
    return _way.get()[1].get(record)
