"""The customer header and quick open, at the volume of the credit-risk benchmark (see credit_risk.py).

The header of the largest customer (5,000 invoices, 1,500 open orders) and of a small one, measured against the SQL
statements that it needs, without what Python does around them; and how many queries it and quick open take.
"""

import statistics
import time

from harness import database, finish, say, step, table, vacuum

ROUNDS = 15
GOALS = {"header queries": 15, "header times SQL": 2.0, "quick open queries": 3}


def timed(function):
    """Return the seconds that a call takes."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def statements(env, function):
    """Return the queries that a call makes, as they were sent to PostgreSQL."""
    from odoo.sql_db import Cursor

    sent, execute = [], Cursor.execute

    def noting(cursor, query, params=None, log_exceptions=True):
        result = execute(cursor, query, params, log_exceptions)
        sent.append(cursor._obj.query)
        return result

    Cursor.execute = noting
    try:
        function()
    finally:
        Cursor.execute = execute
    return sent


def measure_one(env, partner):
    """Return what the header of one customer costs."""

    def header():
        env.invalidate_all()
        return partner.get_customer_header()

    header()
    sent = statements(env, header)

    def sql():
        for statement in sent:
            env.cr._obj.execute(statement)
            env.cr._obj.fetchall()

    pairs = []
    for _round in range(ROUNDS):
        pairs.append((timed(header), timed(sql)))
    return {
        "queries": len(sent),
        "seconds": statistics.median(pair[0] for pair in pairs),
        "sql_seconds": statistics.median(pair[1] for pair in pairs),
        "ratio": statistics.median(pair[0] / pair[1] for pair in pairs),
    }


def measure(env):
    """Measure header and quick open as the administrator, who sees everything."""
    import odoo

    user = env.ref("base.user_admin")
    env = odoo.api.Environment(env.cr, user.id, {"lang": "de_DE", "tz": "Europe/Berlin"})
    customers = env["res.partner"].search([("ref", "=like", "BENCHCREDIT%")], order="id")
    small = len(customers) * 7 // 20
    result = {"large": measure_one(env, customers[:1]), "small": measure_one(env, customers[small : small + 1])}
    invoice = env["account.move"].search([("move_type", "=", "out_invoice"), ("name", "=like", "BENCH/%")], limit=1)
    digits = "".join(character for character in invoice.name if character.isdigit())
    texts = [f"F{digits}", invoice.name, f"#{customers[0].ref}"]
    result["quick_open"] = {}
    for text in texts:
        env["res.partner"].quick_open(text)
        env.invalidate_all()
        count = len(statements(env, lambda text=text: env["res.partner"].quick_open(text)))
        seconds = statistics.median(timed(lambda text=text: env["res.partner"].quick_open(text)) for _round in range(ROUNDS))
        result["quick_open"][text] = {"queries": count, "seconds": seconds}
    env.cr.rollback()
    result["goals"] = {
        "header: at most 15 queries": max(result[size]["queries"] for size in ("large", "small")) <= GOALS["header queries"],
        "header: at most 2 × the time of its SQL, largest customer": result["large"]["ratio"] <= GOALS["header times SQL"],
        "header: at most 2 × the time of its SQL, small customer": result["small"]["ratio"] <= GOALS["header times SQL"],
        "quick open: at most 3 queries": all(
            value["queries"] <= GOALS["quick open queries"] for value in result["quick_open"].values()
        ),
    }
    return result


def run(options):
    """Measure, and return 0 when all goals were reached, else 1."""
    with database("header", ["kontor_credit_risk", "kontor_dunning"], options) as name:
        say("==> Making customers, invoices and orders")
        rows = step(name, "credit_company", "fill", scale=options.scale)
        vacuum(name)
        found = step(name, "header", "measure")
    return finish("header", {**summary(found), **found}, rows)


def summary(found):
    """Return title, table and verdict."""
    rows = [
        (
            f"{label}, ms",
            f"{found[size]['seconds'] * 1000:.1f}",
            f"{found[size]['sql_seconds'] * 1000:.1f}",
            f"{found[size]['ratio']:.2f} × SQL, ≤ 2",
            f"{found[size]['queries']}, ≤ 15",
        )
        for size, label in (("large", "header of the largest customer"), ("small", "header of a small customer"))
    ]
    rows += [
        (f"quick open {text}, ms", f"{value['seconds'] * 1000:.1f}", "–", "", f"{value['queries']}, ≤ 3")
        for text, value in found["quick_open"].items()
    ]
    missed = [goal for goal, reached in found["goals"].items() if not reached]
    return {
        "title": "the customer header and quick open",
        "reached": not missed,
        "table": table(rows, ("what", "Kontor", "its SQL alone", "ratio", "queries")),
        "verdict": "All goals reached." if not missed else f"Missed: {'; '.join(missed)}.",
    }
