"""Supplier orders from customer orders: Kontor's "order from suppliers" beside Odoo's own way, make to order.

Plain Odoo makes a supplier order when a customer order is confirmed whose articles are bought to order. Kontor makes it
when the buyer asks for it. What is compared is confirming the order and having its supplier order, in both; what the
status model costs on top of Odoo's confirmation is measured beside.
"""

import time

from harness import database, finish, ratio_of, say, step, table

ORDERS = 1000
PORTION = 20
LINES = 3
GOAL = 1.2
SUPPLIERS = 25


def run(options):
    """Measure in two databases, in turns; return 0 when the goal was reached, else 1."""
    count = max(int(ORDERS * options.scale) // PORTION, 1)
    with (
        database("purchase_plain", ["sale_purchase_stock"], options) as plain,
        database("purchase_kontor", ["kontor_purchase"], options) as kontor,
    ):
        for name, to_order in ((plain, True), (kontor, False)):
            step(name, "purchase", "fill", orders=count * PORTION + PORTION, to_order=to_order)
        portions = {"plain": [], "kontor": []}
        say(f"==> purchase: {count * PORTION:,} customer orders in each database, {PORTION} at a time in turns")
        chunk = 5  # portions in one Odoo process: starting it takes longer than they do
        for start in range(0, count, chunk):
            number = min(chunk, count - start)
            names = [("plain", plain, "to_order"), ("kontor", kontor, "from_order")]
            for side, name, way in names if start // chunk % 2 else reversed(names):
                portions[side] += step(name, "purchase", "measure", portions=number, way=way, warm=True)
        facts = step(kontor, "purchase", "count")
    pairs = [(a["total"], b["total"]) for a, b in zip(portions["plain"], portions["kontor"])]
    ratio = ratio_of(pairs)
    milliseconds = {
        side: {
            part: round(1000 * sum(portion[part] for portion in found) / (len(found) * PORTION), 2)
            for part in ("confirm", "order", "total")
        }
        for side, found in portions.items()
    }
    queries = {
        side: round(sum(portion["queries"] for portion in found) / (len(found) * PORTION), 1)
        for side, found in portions.items()
    }
    rows = [
        ("confirming, ms per order", milliseconds["plain"]["confirm"], milliseconds["kontor"]["confirm"]),
        ("ordering from suppliers, ms per order", "with it", milliseconds["kontor"]["order"]),
        ("both, ms per order", milliseconds["plain"]["total"], milliseconds["kontor"]["total"]),
        ("SQL queries per order", queries["plain"], queries["kontor"]),
    ]
    return finish(
        "purchase",
        {
            "title": f"{count * PORTION:,} supplier orders from {count * PORTION:,} customer orders",
            "table": table(rows, ("what", "plain Odoo", "Kontor")),
            "verdict": f"Kontor takes {ratio:.2f} × plain Odoo (goal: at most {GOAL}).",
            "reached": ratio <= GOAL,
            "ratio": round(ratio, 3),
            "milliseconds": milliseconds,
            "queries": queries,
        },
        rows=facts,
    )


def fill(env, orders, to_order):
    """Make articles with suppliers, and quotations of a clerk; the articles are bought to order or from stock."""
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    suppliers = env["res.partner"].create(
        [{"name": f"Lieferant {number}", "is_company": True} for number in range(SUPPLIERS)]
    )
    values = {}
    if to_order:
        mto = env["stock.warehouse"]._find_or_create_global_route("stock.route_warehouse0_mto", "Replenish on Order (MTO)")
        mto.active = True
        values["route_ids"] = [(6, 0, (mto | warehouse.buy_pull_id.route_id).ids)]
    products = env["product.product"].create(
        [
            {
                "name": f"Artikel {number}",
                "type": "consu",
                "is_storable": True,
                "list_price": 20,
                "standard_price": 10,
                "seller_ids": [(0, 0, {"partner_id": suppliers[number % SUPPLIERS].id, "price": 10, "delay": 3})],
                **values,
            }
            for number in range(SUPPLIERS * LINES)
        ]
    )
    customers = env["res.partner"].create([{"name": f"Kunde {number}", "is_company": True} for number in range(200)])
    for start in range(0, orders, 100):
        env["sale.order"].create(
            [
                {
                    "partner_id": customers[number % len(customers)].id,
                    "client_order_ref": "BENCHPURCHASE",
                    "order_line": [
                        # the articles of one supplier, so that one customer order makes one supplier order
                        (
                            0,
                            0,
                            {"product_id": products[number % SUPPLIERS + SUPPLIERS * line].id, "product_uom_qty": 2 + line},
                        )
                        for line in range(LINES)
                    ],
                }
                for number in range(start, min(start + 100, orders))
            ]
        )
        env.cr.commit()
        env.invalidate_all()


def measure(env, portions, way, warm):
    """Confirm portions of orders and have them ordered from suppliers, every order a transaction of its own."""
    admin = env.ref("base.user_admin")
    env = env(user=admin.id, su=False, context={"lang": "de_DE", "tz": "Europe/Berlin"})
    todo = env["sale.order"].search(
        [("state", "=", "draft"), ("client_order_ref", "=", "BENCHPURCHASE")], order="id", limit=portions * PORTION + 1
    )
    if warm:  # caches and prepared plans
        _one(env, todo[0], way)
        env.cr.rollback()
        env.transaction.reset()
    result = []
    for start in range(0, portions * PORTION, PORTION):
        before = env.cr.sql_log_count
        spent = {"confirm": 0.0, "order": 0.0}
        for order_id in todo.ids[start : start + PORTION]:
            env.invalidate_all()
            seconds = _one(env, env["sale.order"].browse(order_id), way)
            spent = {part: spent[part] + seconds[part] for part in spent}
            env.cr.commit()
        result.append({**spent, "total": sum(spent.values()), "queries": env.cr.sql_log_count - before})
    return result


def _one(env, order, way):
    """Confirm one order and make its supplier order; return the seconds of both."""
    begin = time.perf_counter()
    order.action_confirm()
    env.flush_all()
    confirmed = time.perf_counter()
    if way == "from_order":
        order.order_from_suppliers(append=False)
        env.flush_all()
    done = time.perf_counter()
    made = order.order_line.purchase_line_ids.order_id | order.stock_reference_ids.purchase_ids
    if len(made) != 1 or len(made.order_line) != LINES:
        raise ValueError(f"{order.name} made {len(made)} supplier orders with {len(made.order_line)} lines")
    return {"confirm": confirmed - begin, "order": done - confirmed}


def count(env):
    """Return what there is at the end, so that nobody compares orders with nothing."""
    return {
        "supplier orders": env["purchase.order"].search_count([]),
        "lines of them": env["purchase.order.line"].search_count([]),
    }
