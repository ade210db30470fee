"""What an article costs: known to the server's own work, and to users with the right (003-35).

A field that tells it carries ``groups=ARTICLE_COST``: nobody without the right reads it, on no way – screen, list,
export, domain, order, group, RPC, server code in the user's name. Odoo's own work has to know it all the same: a delivery is
valued, an article created, an invoice posted, a supplier chosen, whoever does it. Such a step opens the costs for as long as
it runs::

    with costs_open(self.env):
        return super()._action_done(cancel_backorder)

What is open is bound to the cursor and kept in a ``ContextVar``, as in ``server_work``: no caller over RPC reaches it.
Steps are opened that answer no figures; whatever they store about costs is closed by the same group.
"""

import functools
from contextlib import contextmanager
from contextvars import ContextVar

from odoo import SUPERUSER_ID, fields

#: Who may know what an article costs.
ARTICLE_COST = "kontor_sales.group_article_cost"

_open = ContextVar("kontor_costs_open", default=())


@contextmanager
def costs_open(env):
    """Let the server's own code read costs in the user's name until the block ends.

    :param env: the environment of the step
    """
    token = _open.set((*_open.get(), env.cr))
    try:
        yield
    finally:
        _open.reset(token)


def are_costs_open(env):
    """Tell whether a step of the server is running that has to know costs.

    :param env: environment
    """
    return any(cursor is env.cr for cursor in _open.get())


def with_costs(method):
    """Make a method of a model a step that has to know costs.

    :param method: an override that answers no costs
    """

    @functools.wraps(method)
    def step(self, *args, **kwargs):
        with costs_open(self.env):
            return method(self, *args, **kwargs)

    return step


def may_know_costs(env):
    """Tell whether the acting user may know what articles cost, also where the server works with more rights for him.

    :param env: environment
    """
    return env.uid == SUPERUSER_ID or env.user.has_group(ARTICLE_COST)


class ServerFloat(fields.Float):
    """A number that the server's own code reads for everybody; over the interfaces the right in ``groups`` is needed.

    For a figure that is passed on in too many places to open each. What is typed on a screen isn't the server's code.
    """

    def __get__(self, record, owner=None):
        if record is not None and not record.env.su and all(record._ids):
            record = record.sudo()  # sudo: see above
        return super().__get__(record, owner)
