"""Issuing a quotation of 200 lines against core's own send action, both without their PDF; and comparing two versions.

Both are done in turns in the same database.
"""

import functools
import statistics
import time

from harness import database, finish, step, table

RATIO_GOAL = 1.3
QUERIES_GOAL = 14

LINES = 200
ROUNDS = 11


def quotation(env, partner, product):
    """Make a quotation of 200 lines."""
    order = env["sale.order"].create(
        {
            "partner_id": partner.id,
            "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": number + 1}) for number in range(LINES)],
        }
    )
    env.flush_all()
    env.invalidate_all()
    return order


def timed(env, work):
    """Return the seconds that some work takes, its writing included."""
    start = time.perf_counter()
    work()
    env.flush_all()
    return time.perf_counter() - start


def send(order):
    """Core's own send action: the composer with the quotation's e-mail, and sending it (into the queue)."""
    action = order.action_quotation_send()
    composer = (
        order.env["mail.compose.message"]
        .with_context(action["context"], active_ids=order.ids, mail_notify_force_send=False)
        .create({})
    )
    composer._action_send_mail()
    assert order.state == "sent"


def measure(env):
    """Return what was measured."""
    # The PDF is the same in both; it is left out of both.
    env.ref("sale.email_template_edi_sale").report_template_ids = False
    type(env["sale.order.version"])._store_pdf = lambda version: None
    partner = env["res.partner"].create({"name": "Bench GmbH", "is_company": True, "email": "bench@example.com"})
    product = env["product.product"].create({"name": "Bench", "type": "consu", "list_price": 10})
    pairs = []
    for number in range(ROUNDS + 1):
        order, other = quotation(env, partner, product), quotation(env, partner, product)
        seconds = {}
        for name in ("send", "issue") if number % 2 else ("issue", "send"):
            seconds[name] = timed(env, functools.partial(send, other) if name == "send" else order.action_issue_quotation)
        if number:  # the first one fills caches
            pairs.append((seconds["send"], seconds["issue"]))
    order.action_revise_quotation("Bench")
    order.order_line.write({"price_unit": 9})
    order.action_issue_quotation()
    # browsed afresh, as a call from outside does
    new, old = (env["sale.order.version"].browse(version_id) for version_id in order.version_ids.ids)
    new.compare_with(old.id)  # the labels are cached from here on
    env.flush_all()
    env.invalidate_all()
    before = env.cr.sql_log_count
    compared = timed(env, lambda: new.compare_with(old.id))
    queries = env.cr.sql_log_count - before
    ratio = statistics.median(issue / sent for sent, issue in pairs)
    return {
        "lines": LINES,
        "rounds": ROUNDS,
        "core_send_ms": round(statistics.median(sent for sent, _issue in pairs) * 1000, 1),
        "issue_ms": round(statistics.median(issue for _sent, issue in pairs) * 1000, 1),
        "ratio": round(ratio, 2),
        "compare_queries": queries,
        "compare_ms": round(compared * 1000, 1),
    }


def run(options):
    """Measure, and return 0 when the goals were reached, else 1."""
    with database("quotation", ["kontor_sales"], options) as name:
        found = step(name, "quotation", "measure")
    reached = found["ratio"] <= RATIO_GOAL and found["compare_queries"] <= QUERIES_GOAL
    rows = [
        ("send by Odoo, ms", found["core_send_ms"], ""),
        ("issue by Kontor, ms", found["issue_ms"], ""),
        ("Kontor ÷ Odoo", found["ratio"], f"≤ {RATIO_GOAL}"),
        ("compare two versions, queries", found["compare_queries"], f"≤ {QUERIES_GOAL}"),
        ("compare two versions, ms", found["compare_ms"], ""),
    ]
    return finish(
        "quotation",
        {
            "title": f"issuing a quotation of {LINES} lines, and comparing two versions of it",
            "reached": reached,
            "table": table(rows, ("what", "measured", "goal")),
            "goal": RATIO_GOAL,
            "compare_queries_goal": QUERIES_GOAL,
            **found,
            "verdict": f"Issuing costs {found['ratio']:.2f} × Odoo's own sending (goal: at most {RATIO_GOAL}); comparing"
            f" takes {found['compare_queries']} queries (goal: at most {QUERIES_GOAL};"
            f" {'reached' if reached else 'missed'}). Median of {ROUNDS} pairs.",
        },
    )
