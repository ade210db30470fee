"""Credit risk at volume: 20,000 customers, 200,000 invoices, 50,000 open orders, one customer with very many of both.

    credit_risk.py fill DATABASE       fill a database in which kontor_credit_risk is installed (by SQL, about a minute)
    credit_risk.py kontor DATABASE     measure Kontor against the best hand-written SQL
    credit_risk.py oca DATABASE        measure OCA's account_financial_risk and sale_financial_risk (installed in a clone)

Odoo's options come from the file in ODOO_RC. Prints one line of JSON with what was measured, and a verdict for each goal.
"""
import json
import statistics
import sys
import time

CUSTOMERS = 20_000
INVOICES = 200_000
ORDERS = 50_000
LARGE_ORDERS = 1_500
LARGE_INVOICES = 5_000
PAGE = 80
ROUNDS = 15

FIELDS = [
    "limit_amount", "limit_valid_from", "limit_valid_to", "limit_remaining", "limit_remaining_with_orders",
    "internal_limit_amount", "internal_limit_remaining", "internal_limit_remaining_with_orders", "open_items_amount",
    "open_orders_amount", "overdue_status", "overdue_amount", "last_return_date", "manual_block"]
OCA_FIELDS = [
    "risk_sale_order", "risk_invoice_draft", "risk_invoice_open", "risk_invoice_unpaid", "risk_account_amount",
    "risk_account_amount_unpaid", "risk_total", "risk_exception"]

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
    items="p.commercial_partner_id = ANY(%(ids)s) AND", orders="credit_debtor_id = ANY(%(ids)s) AND",
    limits="partner_id = ANY(%(ids)s) AND",
    select="""SELECT p.id, p.manual_block, items.*, orders.*, limits.*,
                     (SELECT MAX(returned_on) FROM account_payment WHERE partner_id = p.id AND returned_on IS NOT NULL)
                FROM res_partner p LEFT JOIN items USING (id) LEFT JOIN orders USING (id) LEFT JOIN limits USING (id)
               WHERE p.id = ANY(%(ids)s)""")
OVER_LIMIT = PAGE_SQL.format(
    items="", orders="", limits="",
    select="""SELECT limits.id FROM limits LEFT JOIN items USING (id) LEFT JOIN orders USING (id)
               WHERE COALESCE(items.amount, 0) + COALESCE(orders.amount, 0)
                     > LEAST(COALESCE(limits.external, 1e15), COALESCE(limits.internal, 1e15))""")


def copy_rows(cr, table, source, count, **columns):
    """Copy one row many times by SQL; ``columns`` are expressions over the number ``n`` of the copy, from 1 on."""
    cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'", [table])
    names = [name for (name,) in cr.fetchall() if name != "id"]
    values = ", ".join(columns.get(name, f's."{name}"') for name in names).replace("%", "%%")
    listed = ", ".join(f'"{name}"' for name in names)
    # table and columns come from the database itself and from this file
    cr.execute(
        f"INSERT INTO {table} ({listed}) SELECT {values} FROM {table} s, generate_series(1, %s) AS number (n)"
        " WHERE s.id = %s ORDER BY n", [count, source])


def fill(env):
    """Make the customers, invoices and orders."""
    cr = env.cr
    company = env.company
    partner = env["res.partner"].create({"name": "Muster GmbH", "is_company": True})
    term = env["account.payment.term"].create({
        "name": "Stufen", "internal_due_days": 10, "delivery_stop_days": 30,
        "line_ids": [(0, 0, {"value": "percent", "value_amount": 100, "nb_days": 14})]})
    product = env["product.product"].create({
        "name": "Muster", "type": "consu", "list_price": 100, "taxes_id": False, "invoice_policy": "delivery"})
    invoice = env["account.move"].create({
        "move_type": "out_invoice", "partner_id": partner.id, "invoice_payment_term_id": term.id,
        "invoice_line_ids": [(0, 0, {"name": "Ware", "quantity": 1, "price_unit": 100, "tax_ids": False})]})
    invoice.action_post()
    order = env["sale.order"].create({"partner_id": partner.id, "order_line": [
        (0, 0, {"product_id": product.id, "product_uom_qty": 1}), (0, 0, {"product_id": product.id, "product_uom_qty": 2})]})
    order.action_confirm()
    env.flush_all()
    copy_rows(cr, "res_partner", partner.id, CUSTOMERS, name="'Kunde ' || number.n", complete_name="'Kunde ' || number.n",
              ref="'BENCHCREDIT' || number.n")
    cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE ref LIKE 'BENCHCREDIT%'")
    cr.execute("CREATE TEMP TABLE customer AS SELECT id, row_number() OVER (ORDER BY id) AS n FROM res_partner"
               " WHERE ref LIKE 'BENCHCREDIT%'")
    cr.execute("CREATE UNIQUE INDEX ON customer (n)")
    who = f"(SELECT id FROM customer WHERE customer.n = CASE WHEN {{0}} THEN 1 ELSE 2 + number.n % {CUSTOMERS - 1} END)"
    customer = who.format(f"number.n <= {LARGE_INVOICES}")
    day = "CURRENT_DATE - (number.n % 400)::int"
    copy_rows(cr, "account_move", invoice.id, INVOICES, name="'BENCH/' || number.n", sequence_prefix="'BENCH/'",
              sequence_number="number.n", partner_id=customer, commercial_partner_id=customer,
              partner_shipping_id=customer, payment_reference="NULL", access_token="NULL", date=day,
              invoice_date=day, invoice_date_due=f"{day} + 14")
    cr.execute("CREATE TEMP TABLE bill AS SELECT id, partner_id, date, invoice_date_due, sequence_number AS n"
               " FROM account_move WHERE name LIKE 'BENCH/%'")
    cr.execute("CREATE UNIQUE INDEX ON bill (n)")
    cr.execute("ANALYZE bill")
    for line in invoice.line_ids:
        # every fourth invoice is open, and all of the large customer
        is_open = f"(number.n <= {LARGE_INVOICES} OR number.n % 4 = 0)"
        receivable = line.account_id.account_type == "asset_receivable"
        copy_rows(
            cr, "account_move_line", line.id, INVOICES, move_id="(SELECT id FROM bill WHERE bill.n = number.n)",
            partner_id="(SELECT partner_id FROM bill WHERE bill.n = number.n)", move_name="'BENCH/' || number.n",
            date="(SELECT date FROM bill WHERE bill.n = number.n)",
            **({"date_maturity": "(SELECT invoice_date_due FROM bill WHERE bill.n = number.n)",
                "reconciled": f"NOT {is_open}",
                "amount_residual": f"CASE WHEN {is_open} THEN s.amount_residual ELSE 0 END",
                "amount_residual_currency": f"CASE WHEN {is_open} THEN s.amount_residual_currency ELSE 0 END"}
               if receivable else {}))
    buyer = who.format(f"number.n <= {LARGE_ORDERS}")
    copy_rows(cr, "sale_order", order.id, ORDERS, name="'BENCH' || number.n", partner_id=buyer, partner_invoice_id=buyer,
              partner_shipping_id=buyer, access_token="NULL")
    cr.execute("CREATE TEMP TABLE deal AS SELECT id, partner_id, SUBSTR(name, 6)::int AS n FROM sale_order"
               " WHERE name ~ '^BENCH[0-9]+$'")
    cr.execute("CREATE UNIQUE INDEX ON deal (n)")
    cr.execute("ANALYZE deal")
    for line in order.order_line:
        copy_rows(cr, "sale_order_line", line.id, ORDERS, order_id="(SELECT id FROM deal WHERE deal.n = number.n)",
                  order_partner_id="(SELECT partner_id FROM deal WHERE deal.n = number.n)",
                  credit_debtor_id="(SELECT partner_id FROM deal WHERE deal.n = number.n)")
    cr.execute(
        """
        INSERT INTO kontor_credit_limit (partner_id, company_id, kind, amount, valid_from)
        SELECT id, %s, kind, 400 + (n %% 30) * 100, CURRENT_DATE - 100
          FROM customer, (VALUES ('external'), ('internal')) k (kind)
         WHERE kind = 'external' OR n %% 3 = 0
        """, [company.id])
    env.cr.commit()
    cr._cnx.autocommit = True
    cr.execute("VACUUM ANALYZE")
    cr._cnx.autocommit = False


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
    return customers[5000 : 5000 + PAGE], customers[:1], customers[7000:7001]


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
        order = env["sale.order"].create({
            "partner_id": partner.id, "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 1})]})
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
        "search: at most 2 × SQL": result["search_ratio"] <= 2,
        "check: at most 10 queries": max(result["check_queries_large"], result["check_queries_small"]) <= 10,
    }
    return result


def measure_oca(env):
    """Measure the comparison: the same page, the same customers, by OCA's fields."""
    page, large, small = page_of(env)

    def read(partners):
        env.invalidate_all()
        return partners.read(OCA_FIELDS)

    return {
        "page_queries": queries(env, lambda: read(page)),
        "page_seconds": timed(lambda: read(page), 5),
        "large_seconds": timed(lambda: read(large), 5),
        "small_seconds": timed(lambda: read(small), 5),
        "search_seconds": timed(lambda: env["res.partner"].search([("risk_exception", "=", True)]), 3)
        if env["res.partner"]._fields["risk_exception"].search or env["res.partner"]._fields["risk_exception"].store
        else None,
    }


def main():
    """Do what the command line says; return the exit code: 1 when a goal was missed."""
    if len(sys.argv) != 3 or sys.argv[1] not in ("fill", "kontor", "oca"):
        print(__doc__)
        return 2
    import odoo.api
    from odoo import SUPERUSER_ID
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config([])
    work = {"fill": fill, "kontor": measure_kontor, "oca": measure_oca}[sys.argv[1]]
    with Registry(sys.argv[2]).cursor() as cr:
        env = odoo.api.Environment(cr, SUPERUSER_ID, {})
        result = work(env) or {}
    print(json.dumps(result, indent=1, ensure_ascii=False))
    return 0 if all(result.get("goals", {}).values()) else 1


if __name__ == "__main__":
    sys.exit(main())
