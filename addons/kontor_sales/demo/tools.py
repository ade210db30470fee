"""Small things that every step of the demo company uses."""

import logging

_logger = logging.getLogger("odoo.addons.kontor_sales.demo")

# Not the addon's own name: Odoo deletes records with an addon's name that no data file of the addon holds.
NAMESPACE = "__kontor_demo__"


def progress(text, done, total):
    """Tell the user how far we are, in the terminal and in the log."""
    message = f"Demo company: {text} {done}/{total}"
    # Whoever waits in the terminal reads no log.
    print(message, flush=True)  # pylint: disable=print-used
    _logger.info(message)


def upsert(env, model, rows):
    """Create the records of ``rows``, or bring them up to date when an earlier run already made them.

    :param rows: list of ``(key, values)``; the key names the record for ever
    :return: the records, in the order of the rows
    """
    return env[model]._load_records(
        [{"xml_id": f"{NAMESPACE}.{key}", "values": values, "noupdate": True} for key, values in rows]
    )


def ref(env, key, raise_if_not_found=True):
    """Return the record of the demo company that was made under this key."""
    return env.ref(f"{NAMESPACE}.{key}", raise_if_not_found=raise_if_not_found)


def name_record(env, key, record):
    """Give a record that the product itself made a name in the demo company, as if ``upsert`` had made it."""
    env["ir.model.data"]._update_xmlids([{"xml_id": f"{NAMESPACE}.{key}", "record": record, "noupdate": True}])
