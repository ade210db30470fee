"""Credit risk at volume: 20,000 customers, 200,000 invoices, 50,000 open orders, one customer with very many of both.

Kontor's figures beside the best SQL that a programmer would write by hand for the page alone, and beside OCA's
account_financial_risk and sale_financial_risk on a clone of the same database.
"""

import statistics
import time

from credit_company import PAGE
from harness import database, finish, oca, say, step, table, vacuum

OCA = ("odoo-addon-account-financial-risk==19.0.*", "odoo-addon-sale-financial-risk==19.0.*")
ROUNDS = 15

FIELDS = [
    "limit_amount",
    "limit_valid_from",
    "limit_valid_to",
    "limit_remaining",
    "limit_remaining_with_orders",
    "internal_limit_amount",
    "internal_limit_remaining",
    "internal_limit_remaining_with_orders",
    "open_items_amount",
    "open_orders_amount",
    "overdue_status",
    "overdue_amount",
    "last_return_date",
    "manual_block",
]
OCA_FIELDS = [
    "risk_sale_order",
    "risk_invoice_draft",
    "risk_invoice_open",
    "risk_invoice_unpaid",
    "risk_account_amount",
    "risk_account_amount_unpaid",
    "risk_total",
    "risk_exception",
]

#: The figures of a page by hand: what a programmer would write who needs nothing else.
PAGE_SQL = """
    WITH items AS (
        SELECT p.commercial_partner_id AS id, SUM(l.amount_residual) AS amount,
               SUM(l.amount_residual) FILTER (
                   WHERE l.amount_residual > 0 AND COALESCE(l.date_maturity, l.date) < CURRENT_DATE) AS overdue,
               BOOL_OR(l.amount_residual > 0 AND t.internal_due_days > 0
                       AND COALESCE(l.date_maturity, l.date) + t.internal_due_days <= CURRENT_DATE) AS internal,
               BOOL_OR(l.amount_residual > 0 AND t.delivery_stop_days > 0
                       AND COALESCE(l.date_maturity, l.date) + t.delivery_stop_days <= CURRENT_DATE) AS stop
          FROM res_partner p
          JOIN account_move_line l ON l.partner_id = p.id
          JOIN account_move m ON m.id = l.move_id
     LEFT JOIN account_payment_term t ON t.id = m.invoice_payment_term_id
         WHERE {items} l.account_id = ANY(ARRAY(SELECT id FROM account_account WHERE account_type = 'asset_receivable'))
           AND l.reconciled IS NOT TRUE AND l.parent_state = 'posted' AND l.amount_residual <> 0 AND l.company_id = 1
      GROUP BY p.commercial_partner_id),
    orders AS (
        SELECT credit_debtor_id AS id, SUM(credit_open_amount) AS amount
          FROM sale_order_line WHERE {orders} credit_open_amount <> 0 AND company_id = 1
      GROUP BY credit_debtor_id),
    limits AS (
        SELECT partner_id AS id, MAX(amount) FILTER (WHERE kind = 'external') AS external,
               MAX(amount) FILTER (WHERE kind = 'internal') AS internal
          FROM kontor_credit_limit
         WHERE {limits} company_id = 1 AND COALESCE(valid_from, CURRENT_DATE) <= CURRENT_DATE
           AND COALESCE(valid_to, CURRENT_DATE) >= CURRENT_DATE
      GROUP BY partner_id)
    {select}
"""
ONE_PAGE = PAGE_SQL.format(
    items="p.commercial_partner_id = ANY(%(ids)s) AND",
    orders="credit_debtor_id = ANY(%(ids)s) AND",
    limits="partner_id = ANY(%(ids)s) AND",
    select="""SELECT p.id, p.manual_block->>'1' AS manual_block, items.*, orders.*, limits.*,
                     (SELECT MAX(returned_on) FROM account_payment WHERE partner_id = p.id AND returned_on IS NOT NULL)
                FROM res_partner p LEFT JOIN items USING (id) LEFT JOIN orders USING (id) LEFT JOIN limits USING (id)
               WHERE p.id = ANY(%(ids)s)""",
)
OVER_LIMIT = PAGE_SQL.format(
    items="",
    orders="",
    limits="",
    select="""SELECT limits.id FROM limits LEFT JOIN items USING (id) LEFT JOIN orders USING (id)
               WHERE COALESCE(items.amount, 0) + COALESCE(orders.amount, 0)
                     > LEAST(COALESCE(limits.external, 1e15), COALESCE(limits.internal, 1e15))""",
)


def timed(function, rounds=ROUNDS):
    """Return the median of the seconds that a function takes."""
    function()
    seconds = []
    for _round in range(rounds):
        start = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def ratio(function, other):
    """Return how much longer one function takes than another; they take turns, so that a busy machine slows both."""
    function(), other()
    return statistics.median(timed(function, 1) / timed(other, 1) for _round in range(ROUNDS))


def queries(env, function):
    """Return how many queries a function makes."""
    before = env.cr.sql_log_count
    function()
    return env.cr.sql_log_count - before


def page_of(env):
    """Return a page of customers in the middle, and the customer with very much history."""
    customers = env["res.partner"].search([("ref", "=like", "BENCHCREDIT%")], order="id")
    middle = len(customers) // 2
    return customers[middle - PAGE : middle], customers[:1], customers[middle : middle + 1]


def measure_kontor(env):
    """Measure the goals of the addon."""
    page, large, small = page_of(env)

    def read(partners, fields=FIELDS):
        env.invalidate_all()
        return partners.read(fields)

    def sql(statement, ids=()):
        env.cr.execute(statement, {"ids": list(ids)})
        return env.cr.fetchall()

    def search():
        env.invalidate_all()
        return env["res.partner"].search([("is_over_limit", "=", True)])

    def confirm(partner):
        product = env["product.product"].search([("name", "=", "Muster")], limit=1)
        order = env["sale.order"].create(
            {"partner_id": partner.id, "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 1})]}
        )
        env.flush_all()

        def check():
            env.invalidate_all()
            order._claim_for_judgement()
            order._get_blocks("order")
            env["kontor.release"]._mark_used(order, "order")

        # what confirming reads anyway: the order, its positions and its customer
        env.invalidate_all()
        order.partner_invoice_id.commercial_partner_id.name, order.partner_id.commercial_partner_id.name  # noqa: B018
        order.order_line.mapped("price_total")

        def added():
            order._claim_for_judgement()
            order._get_blocks("order")
            env["kontor.release"]._mark_used(order, "order")

        return queries(env, added), timed(check, 5)

    read(page)  # caches
    found = set(search().ids)
    expected = {row[0] for row in sql(OVER_LIMIT)}
    result = {
        "page_queries": queries(env, lambda: read(page)),
        "page_seconds": timed(lambda: read(page)),
        "page_figures_seconds": timed(lambda: page._get_credit_figures(env.company)),
        "page_sql_seconds": timed(lambda: sql(ONE_PAGE, page.ids)),
        "page_read_ratio": ratio(lambda: read(page), lambda: sql(ONE_PAGE, page.ids)),
        "page_figures_ratio": ratio(lambda: page._get_credit_figures(env.company), lambda: sql(ONE_PAGE, page.ids)),
        "large_ratio": ratio(lambda: read(large), lambda: read(small)),
        "search_ratio": ratio(search, lambda: sql(OVER_LIMIT)),
        "large_seconds": timed(lambda: read(large)),
        "small_seconds": timed(lambda: read(small)),
        "search_seconds": timed(search, 5),
        "search_sql_seconds": timed(lambda: sql(OVER_LIMIT), 5),
        "found": len(found),
        "search_is_right": found == expected,
    }
    result["check_queries_large"], result["check_seconds_large"] = confirm(large)
    result["check_queries_small"], result["check_seconds_small"] = confirm(small)
    env.cr.rollback()
    result["goals"] = {
        "page: at most 6 queries": result["page_queries"] <= 6,
        "page, the figures: at most 1.5 × SQL": result["page_figures_ratio"] <= 1.5,
        "page, read through the ORM: at most 1.5 × SQL": result["page_read_ratio"] <= 1.5,
        "largest customer: at most 3 × a small one": result["large_ratio"] <= 3,
        "search: at most 2 × SQL": result["search_ratio"] <= 2 and result["search_is_right"],
        "check: at most 10 queries": max(result["check_queries_large"], result["check_queries_small"]) <= 10,
    }
    return result


def measure_oca(env):
    """Measure the comparison: the same page, the same customers with the same limits, by OCA's fields."""
    env.cr.execute(
        """
        UPDATE res_partner p
           SET credit_limit = jsonb_build_object(%s::text, l.amount), risk_sale_order_include = TRUE,
               risk_invoice_open_include = TRUE, risk_invoice_unpaid_include = TRUE
          FROM kontor_credit_limit l
         WHERE l.partner_id = p.id AND l.kind = 'external'
        """,
        [env.company.id],
    )
    env.cr.commit()
    page, large, small = page_of(env)

    def search():
        env.invalidate_all()
        return env["res.partner"].search([("risk_exception", "=", True)])

    def read(partners):
        env.invalidate_all()
        return partners.read(OCA_FIELDS)

    return {
        "page_queries": queries(env, lambda: read(page)),
        "page_seconds": timed(lambda: read(page), 5),
        "large_seconds": timed(lambda: read(large), 5),
        "small_seconds": timed(lambda: read(small), 5),
        "search_seconds": timed(search, 1),
        "found": len(search()),
    }


def run(options):
    """Measure, and return 0 when all goals were reached, else 1."""
    theirs = oca(*OCA)
    with database("credit_risk", ["kontor_credit_risk"], options) as name:
        say("==> Making customers, invoices and orders")
        rows = step(name, "credit_company", "fill", scale=options.scale)
        vacuum(name)
        modules = ["account_financial_risk", "sale_financial_risk"]
        with database("credit_risk_oca", modules, options, template=name, addons_path=theirs) as other:
            vacuum(other)
            beside = step(other, "credit_risk", "measure_oca", addons_path=theirs)
        found = step(name, "credit_risk", "measure_kontor")
    return finish("credit_risk", {**summary(found, beside), **found, "oca": beside}, rows)


def summary(found, beside):
    """Return title, table and verdict."""

    def milliseconds(value):
        return "–" if value is None else f"{value * 1000:.1f}"

    rows = [
        ("80 customers read, queries", found["page_queries"], "1", beside["page_queries"], "≤ 6"),
        (
            "80 customers read, ms",
            milliseconds(found["page_seconds"]),
            milliseconds(found["page_sql_seconds"]),
            milliseconds(beside["page_seconds"]),
            f"{found['page_read_ratio']:.2f} × SQL, ≤ 1.5",
        ),
        (
            "80 customers, figures alone, ms",
            milliseconds(found["page_figures_seconds"]),
            milliseconds(found["page_sql_seconds"]),
            "–",
            f"{found['page_figures_ratio']:.2f} × SQL, ≤ 1.5",
        ),
        (
            "the largest customer, ms",
            milliseconds(found["large_seconds"]),
            "–",
            milliseconds(beside["large_seconds"]),
            f"{found['large_ratio']:.2f} × a small one, ≤ 3",
        ),
        ("a small customer, ms", milliseconds(found["small_seconds"]), "–", milliseconds(beside["small_seconds"]), ""),
        (
            "all customers over limit, found",
            found["found"],
            found["found"],
            f"{beside['found']} (by its own figures)",
            "the same as SQL",
        ),
        (
            "all customers over limit, ms",
            milliseconds(found["search_seconds"]),
            milliseconds(found["search_sql_seconds"]),
            milliseconds(beside["search_seconds"]),
            f"{found['search_ratio']:.2f} × SQL, ≤ 2",
        ),
        (
            "check of a confirmation, queries",
            f"{found['check_queries_small']} / {found['check_queries_large']}",
            "–",
            "–",
            "≤ 10",
        ),
    ]
    missed = [goal for goal, reached in found["goals"].items() if not reached]
    return {
        "title": "limits, open items, open orders and overdue states",
        "reached": not missed,
        "table": table(rows, ("what", "Kontor", "SQL by hand", "OCA", "Kontor against its goal")),
        "verdict": "All goals reached." if not missed else f"Missed: {'; '.join(missed)}.",
    }
