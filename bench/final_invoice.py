"""The Schlussrechnung of an order with 200 lines and 20 part invoices, against core's final invoice in plain Odoo.

Both databases take turns, each time in a process of its own. Making and posting the invoice is measured together.
"""

import statistics
import time

from harness import database, finish, ratio_of, step, table

RATIO_GOAL = 1.3

LINES = 200
PARTS = 20
ROUNDS = 3
TURNS = 3


def order_with_part_invoices(env, partner, product):
    """Make an order of 200 lines; 20 posted invoices have billed half of each line, a tenth of the lines each."""
    order = env["sale.order"].create(
        {
            "partner_id": partner.id,
            "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 2}) for _number in range(LINES)],
        }
    )
    order.action_confirm()
    size = LINES // PARTS
    for part in range(PARTS):
        order.order_line[part * size : (part + 1) * size].qty_delivered = 1
        order._create_invoices().action_post()
    order.order_line.qty_delivered = 2
    env.flush_all()
    env.invalidate_all()
    return env["sale.order"].browse(order.id)


def measure(env):
    """Return the seconds of each final invoice; the first one only fills caches."""
    partner = env["res.partner"].create({"name": "Bench GmbH", "is_company": True})
    product = env["product.product"].create(
        {"name": "Bench", "type": "service", "invoice_policy": "delivery", "list_price": 10}
    )
    seconds = []
    for _round in range(ROUNDS + 1):
        order = order_with_part_invoices(env, partner, product)
        start = time.perf_counter()
        if "kontor.earlier.invoice" in env:
            final = env["account.move"].browse(order.create_invoice_of_type("final", post=True))
        else:
            final = order._create_invoices(final=True)
            final.action_post()
        env.flush_all()
        seconds.append(time.perf_counter() - start)
        assert final.state == "posted" and len(final.invoice_line_ids) == LINES, final.invoice_line_ids
        if "kontor.earlier.invoice" in env:
            assert len(final.earlier_invoice_ids.invoice_id) == PARTS
    return seconds[1:]


def run(options):
    """Measure, and return 0 when the goal was reached, else 1."""
    plain, kontor, pairs = [], [], []
    with (
        database("final_plain", [], options) as without,
        database("final_kontor", ["kontor_sales"], options) as with_kontor,
    ):
        for turn in range(TURNS):
            names = [without, with_kontor] if turn % 2 else [with_kontor, without]
            found = {name: step(name, "final_invoice", "measure") for name in names}
            plain += found[without]
            kontor += found[with_kontor]
            pairs += zip(found[without], found[with_kontor])
    ratio = round(ratio_of(pairs), 3)
    reached = ratio <= RATIO_GOAL
    milliseconds = {name: round(statistics.median(values) * 1000) for name, values in (("core", plain), ("kontor", kontor))}
    rows = [
        ("final invoice of plain Odoo, ms", milliseconds["core"], ""),
        ("Schlussrechnung of Kontor, ms", milliseconds["kontor"], ""),
        ("Kontor ÷ Odoo", ratio, f"≤ {RATIO_GOAL}"),
    ]
    return finish(
        "final_invoice",
        {
            "title": f"the final invoice of an order with {LINES} lines and {PARTS} part invoices",
            "reached": reached,
            "table": table(rows, ("what", "measured", "goal")),
            "goal": RATIO_GOAL,
            "ratio": ratio,
            "ms": milliseconds,
            "verdict": f"Kontor's Schlussrechnung, which lists the {PARTS} part invoices, costs {ratio:.2f} × plain Odoo's"
            f" (goal: at most {RATIO_GOAL}; {'reached' if reached else 'missed'})."
            f" Median of {len(pairs)} pairs.",
        },
    )
