from odoo.exceptions import ConcurrencyError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

#: What Odoo starts a request anew for, up to five times: another transaction was quicker.
CONFLICTS = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError)


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
