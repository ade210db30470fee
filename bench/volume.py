"""Makes a database with many orders: some real ones, made by Odoo itself, multiplied by SQL with all their documents.

The real ones go through plain Odoo's own methods in every status. A multiplied order has its own lines, deliveries,
stock moves, invoices, journal items, payments and reconciliations, with the same links between them.
"""

import datetime
import random

# In an order in which a table's references are filled before it; others are filled afterwards.
TABLES = [
    "sale_order",
    "sale_order_line",
    "stock_reference",
    "stock_picking",
    "stock_move",
    "stock_move_line",
    "account_full_reconcile",
    "account_payment",
    "account_move",
    "account_move_line",
    "account_partial_reconcile",
]

#: Which statuses a hundred orders have.
PLAN = (
    ["quotation"] * 14
    + ["order"] * 14
    + ["part"] * 10
    + ["delivered"] * 10
    + ["invoiced"] * 15
    + ["paid"] * 32
    + ["cancelled"] * 5
)

CLERK = "bench"


def seed(env, count=100):
    """Make a clerk, customers, products with stock, and ``count`` real orders in every status.

    :param env: the super user's environment on a database with Odoo's own modules only
    """
    groups = [
        "base.group_user",
        "sales_team.group_sale_salesman_all_leads",
        "account.group_account_invoice",
        "stock.group_stock_user",
    ]
    clerk = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": "Bench",
                "login": CLERK,
                "password": CLERK,
                "lang": "de_DE",
                "tz": "Europe/Berlin",
                "group_ids": [(6, 0, [env.ref(group).id for group in groups])],
            }
        )
    )
    env["res.partner"].create(
        [{"name": f"Kundschaft {number} GmbH", "is_company": True, "ref": f"BENCH{number}"} for number in range(100)]
    )
    location = env["stock.warehouse"].search([], limit=1).lot_stock_id
    for number in range(30):
        kind = ("goods", "by_delivery", "service")[number % 3]
        product = env["product.product"].create(
            {
                "name": f"Artikel {number}",
                "default_code": f"BENCH{number}",
                "list_price": 10 + 3 * number,
                "standard_price": 5 + number,
                "type": "service" if kind == "service" else "consu",
                "is_storable": kind != "service",
                "invoice_policy": "delivery" if kind == "by_delivery" else "order",
            }
        )
        if kind != "service":
            env["stock.quant"]._update_available_quantity(product, location, 10_000_000)
    env.cr.commit()
    rng = random.Random(19)
    for number in range(count):
        live(env(user=clerk.id, su=False, context={"lang": "de_DE", "tz": "Europe/Berlin"}), PLAN[number % len(PLAN)], rng)
        env.cr.commit()
        env.invalidate_all()


def new_order(env, rng):
    """Make one quotation with three positions: goods, goods invoiced on delivery, a service."""
    partner = env["res.partner"].search([("ref", "=", f"BENCH{rng.randrange(100)}")])
    codes = [f"BENCH{3 * rng.randrange(10) + kind}" for kind in range(3)]
    products = {product.default_code: product for product in env["product.product"].search([("default_code", "in", codes)])}
    return env["sale.order"].create(
        {
            "partner_id": partner.id,
            "order_line": [
                (0, 0, {"product_id": products[code].id, "product_uom_qty": rng.randrange(1, 9) * 2}) for code in codes
            ],
        }
    )


def live(env, status, rng):
    """Bring a new order to a status by Odoo's own buttons."""
    order = new_order(env, rng)
    if status == "quotation":
        return
    order.action_confirm()
    if status == "cancelled":
        order.action_cancel()
    if status in ("order", "cancelled"):
        return
    picking = order.picking_ids
    if status == "part":
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty / 2
        picking.with_context(skip_backorder=True).button_validate()
        return
    picking.button_validate()
    if status == "delivered":
        return
    invoice = order._create_invoices(final=True)
    invoice.action_post()
    if status == "paid":
        env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create(
            {}
        )._create_payments()


def _special_columns(numbers, stride):
    """Return ``{(table, column): SQL}`` of what a copy ``k`` of a row ``t`` has instead of the row's own value.

    :param int numbers: the highest number of an invoice
    :param dict stride: the highest id of each table
    """
    return {
        ("sale_order", "name"): "t.name || '-' || k",
        ("sale_order", "access_token"): "NULL",
        ("sale_order", "date_order"): "t.date_order - k * interval '13 minutes'",
        ("sale_order", "create_date"): "t.create_date - k * interval '13 minutes'",
        ("stock_picking", "name"): "t.name || '-' || k",
        ("account_move", "access_token"): "NULL",
        ("account_move", "sequence_number"): f"t.sequence_number + k * {numbers}",
        (
            "account_move",
            "name",
        ): f"CASE WHEN t.state = 'posted' THEN t.sequence_prefix || lpad((t.sequence_number + k * {numbers})::text, 5, '0')"
        " ELSE t.name END",
        ("account_move_line", "matching_number"): "CASE WHEN t.full_reconcile_id IS NULL THEN t.matching_number"
        f" ELSE (t.full_reconcile_id + k * {stride['account_full_reconcile']})::text END",
    }


def _copied(column, target, stride, there):
    """Return the SQL of a column of a copy: the row's own value, or a reference that moves along with its target.

    :param str target: the table that the column points to, if any
    :param dict stride: the highest id of each table
    :param there: the tables whose copies are made; a reference to a later one is filled in afterwards: "NULL"
    """
    if target not in stride:
        return f't."{column}"'
    if target not in there:
        return "NULL"
    return f't."{column}" + k * {stride[target]}'


def multiply(cr, factor):
    """Multiply every order with its documents: afterwards there are ``factor`` times as many.

    A row with id ``i`` gets copies with the ids ``i + k * stride``; the stride of a table is its highest id, and a
    reference moves by the stride of the table that it points to.

    :param cr: a cursor on a database that holds nothing but the seeds
    """
    stride = {}
    for table in TABLES:
        cr.execute(f'SELECT COALESCE(MAX(id), 0) FROM "{table}"')
        stride[table] = cr.fetchone()[0]
    cr.execute("SELECT COALESCE(MAX(sequence_number), 0) FROM account_move")
    numbers = cr.fetchone()[0]
    special = _special_columns(numbers, stride)
    later = []
    for position, table in enumerate(TABLES):
        targets = _references(cr, table)
        names, values = [], []
        for column in _columns(cr, table):
            target = targets.get(column)
            if (table, column) in special:
                value = special[table, column]
            elif column == "id":
                value = f"t.id + k * {stride[table]}"
            else:
                value = _copied(column, target, stride, TABLES[: position + 1])
                if value == "NULL":
                    later.append((table, column, target))
            names.append(f'"{column}"')
            values.append(value)
        cr.execute(
            f'INSERT INTO "{table}" ({", ".join(names)}) SELECT {", ".join(values)}'
            f' FROM "{table}" t CROSS JOIN generate_series(1, {factor - 1}) k'
        )
    for table, column, target in later:
        cr.execute(
            f'UPDATE "{table}" t SET "{column}" = o."{column}" + (t.id - o.id) / {stride[table]} * {stride[target]}'
            f' FROM "{table}" o WHERE t.id > {stride[table]} AND o.id = (t.id - 1) % {stride[table]} + 1'
            f' AND o."{column}" IS NOT NULL'
        )
    for table in _relations(cr):
        targets = _references(cr, table)
        columns = list(targets)
        values = [
            f't."{column}" + k * {stride[targets[column]]}' if targets[column] in stride else f't."{column}"'
            for column in columns
        ]
        names = ", ".join(f'"{column}"' for column in columns)
        cr.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {", ".join(values)} FROM "{table}" t'
            f" CROSS JOIN generate_series(1, {factor - 1}) k ON CONFLICT DO NOTHING"
        )
    for table in TABLES:
        cr.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM \"{table}\"))")


def _columns(cr, table):
    cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND table_schema = current_schema"
        " AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return [name for (name,) in cr.fetchall()]


def _references(cr, table):
    """Return ``{column: table it refers to}``."""
    cr.execute(
        "SELECT a.attname, c.confrelid::regclass::text FROM pg_constraint c JOIN pg_attribute a"
        " ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
        " WHERE c.contype = 'f' AND c.conrelid = %s::regclass ORDER BY a.attnum",
        [f'"{table}"'],
    )
    return dict(cr.fetchall())


def _relations(cr):
    """Return the tables behind many2many fields of the multiplied tables: two columns, both references."""
    cr.execute(
        """
        SELECT r.relname
          FROM pg_class r
          JOIN pg_namespace n ON n.oid = r.relnamespace AND n.nspname = current_schema
          JOIN pg_constraint c ON c.conrelid = r.oid AND c.contype = 'f'
         WHERE r.relkind = 'r' AND r.relnatts = 2
      GROUP BY r.relname
        HAVING COUNT(*) = 2 AND BOOL_OR(c.confrelid::regclass::text = ANY(%s))
        """,
        [TABLES],
    )
    return [name for (name,) in cr.fetchall()]


def describe(cr):
    """Return how many rows the tables have, to show that the volume is there."""
    counts = {}
    for table in (
        "sale_order",
        "sale_order_line",
        "stock_picking",
        "stock_move",
        "account_move",
        "account_move_line",
        "account_payment",
    ):
        cr.execute(f'SELECT COUNT(*) FROM "{table}"')
        counts[table] = cr.fetchone()[0]
    counts["day"] = str(datetime.date.today())
    return counts
