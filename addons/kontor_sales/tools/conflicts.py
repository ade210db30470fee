from odoo.exceptions import ConcurrencyError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL
from psycopg2.errors import LockNotAvailable

#: What Odoo starts a request anew for, up to five times: another transaction was quicker.
CONFLICTS = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError)

#: How many seconds somebody waits until another one's work on the same records has ended.
PATIENCE = 10


def in_words(error, env):
    """Return a sentence in place of what Odoo raises when a request got no turn, however often it was started anew.

    :param Exception error: what ended the request
    :param env: environment in the reader's language
    :return: a ``UserError`` for a conflict with another transaction, any other error as it is
    """
    if not isinstance(error, CONFLICTS):
        return error
    return UserError(
        env._(
            "Others are working on the same records at this moment, and several attempts got no turn. Nothing was "
            "changed. Please try again in a moment."
        )
    )


def is_conflict(error):
    """Tell whether an error, or the refusal made of it, comes from a conflict with others: tried again, it may work.

    :param Exception error: what ended some work
    """
    while error and not isinstance(error, CONFLICTS):
        error = error.__cause__
    return bool(error)


def wait_for_turn(env, statement):
    """Run a statement that waits until other transactions are through with the rows that it touches, but not for ever.

    Who waits keeps one of the server's processes busy, and the one waited for may need a process itself: wkhtmltopdf
    fetches the style sheets of a PDF from the server. Without an end to the waiting, a few users who wait for one order
    would stop the server until Odoo kills its processes.

    :param env: environment in the reader's language
    :param SQL statement: what touches the rows
    :raises UserError: when the others haven't ended after ``PATIENCE`` seconds. The transaction, or the savepoint that
        the caller opened, can only be rolled back then.
    :raises psycopg2.errors.SerializationFailure: when another transaction has changed the rows; Odoo repeats the request
    """
    # said before: nothing can be read any more after a statement that failed
    sentence = env._(
        "Others are still working on the same records; you waited %s seconds for your turn. Nothing was changed. Please "
        "try again in a moment.",
        PATIENCE,
    )
    # in one go with the statement, since each claim would pay for two more ways to the database
    patiently = SQL("SET LOCAL lock_timeout = %s; %s; SET LOCAL lock_timeout TO DEFAULT", f"{PATIENCE}s", statement)
    try:
        env.cr.execute(patiently, log_exceptions=False)
    except LockNotAvailable as error:
        raise UserError(sentence) from error
