"""Let the demo company's past happen in the past.

Orders, deliveries and invoices are made by Odoo's own methods, which ask the clock for the date. Turning the clock
back gives every record they write, seen or unseen, the date it would have had, instead of correcting dates afterwards
table by table.
"""

from contextlib import contextmanager

import pytz
from freezegun import freeze_time

BERLIN = pytz.timezone("Europe/Berlin")


def to_utc(moment):
    """Turn a naive moment on a German wall clock into the naive UTC that Odoo stores."""
    return BERLIN.localize(moment).astimezone(pytz.utc).replace(tzinfo=None)


@contextmanager
def time_machine(env):
    """Stop the clock; the function that is handed out sets it to a moment in German time.

    Everything still waiting in the ORM (computes, tracked changes in the chatter) is written before the clock moves,
    so it keeps the date it belongs to. PostgreSQL's own clock, from which creation dates are taken, follows.
    """
    with freeze_time(tick=False) as frozen:

        def settle():
            env.flush_all()
            env.cr.precommit.run()

        def travel(moment):
            settle()
            moment = to_utc(moment)
            frozen.move_to(moment)
            env.cr._now = moment

        try:
            yield travel
            settle()
        finally:
            env.cr._now = None
