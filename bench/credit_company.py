"""The company whose credit risk is measured: its customers, with what they owe and have ordered."""

CUSTOMERS = 20_000
INVOICES = 200_000
ORDERS = 50_000
LARGE_ORDERS = 1_500
LARGE_INVOICES = 5_000
PAGE = 80


def copy_rows(cr, table, source, count, **columns):
    """Copy one row many times by SQL; ``columns`` are expressions over the number ``n`` of the copy, from 1 on."""
    cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'", [table]
    )
    names = [name for (name,) in cr.fetchall() if name != "id"]
    values = ", ".join(columns.get(name, f's."{name}"') for name in names).replace("%", "%%")
    listed = ", ".join(f'"{name}"' for name in names)
    # table and columns come from the database itself and from this file
    cr.execute(
        f"INSERT INTO {table} ({listed}) SELECT {values} FROM {table} s, generate_series(1, %s) AS number (n)"
        " WHERE s.id = %s ORDER BY n",
        [count, source],
    )


def fill(env, scale):
    """Make the customers, invoices and orders, or a share of them."""
    customers, invoices, orders, large_invoices, large_orders = (
        max(int(count * scale), PAGE) for count in (CUSTOMERS, INVOICES, ORDERS, LARGE_INVOICES, LARGE_ORDERS)
    )
    cr = env.cr
    company = env.company
    partner = env["res.partner"].create({"name": "Muster GmbH", "is_company": True})
    term = env["account.payment.term"].create(
        {
            "name": "Stufen",
            "internal_due_days": 10,
            "delivery_stop_days": 30,
            "line_ids": [(0, 0, {"value": "percent", "value_amount": 100, "nb_days": 14})],
        }
    )
    product = env["product.product"].create(
        {"name": "Muster", "type": "consu", "list_price": 100, "taxes_id": False, "invoice_policy": "delivery"}
    )
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_payment_term_id": term.id,
            "invoice_line_ids": [(0, 0, {"name": "Ware", "quantity": 1, "price_unit": 100, "tax_ids": False})],
        }
    )
    invoice.action_post()
    order = env["sale.order"].create(
        {
            "partner_id": partner.id,
            "order_line": [
                (0, 0, {"product_id": product.id, "product_uom_qty": 1}),
                (0, 0, {"product_id": product.id, "product_uom_qty": 2}),
            ],
        }
    )
    order.action_confirm()
    env.flush_all()
    copy_rows(
        cr,
        "res_partner",
        partner.id,
        customers,
        name="'Kunde ' || number.n",
        complete_name="'Kunde ' || number.n",
        ref="'BENCHCREDIT' || number.n",
        customer_rank="1",
    )
    cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE ref LIKE 'BENCHCREDIT%'")
    cr.execute(
        "CREATE TEMP TABLE customer AS SELECT id, row_number() OVER (ORDER BY id) AS n FROM res_partner"
        " WHERE ref LIKE 'BENCHCREDIT%'"
    )
    cr.execute("CREATE UNIQUE INDEX ON customer (n)")
    who = f"(SELECT id FROM customer WHERE customer.n = CASE WHEN {{0}} THEN 1 ELSE 2 + number.n % {customers - 1} END)"
    customer = who.format(f"number.n <= {large_invoices}")
    day = "CURRENT_DATE - (number.n % 400)::int"
    copy_rows(
        cr,
        "account_move",
        invoice.id,
        invoices,
        name="'BENCH/' || number.n",
        sequence_prefix="'BENCH/'",
        sequence_number="number.n",
        partner_id=customer,
        commercial_partner_id=customer,
        partner_shipping_id=customer,
        payment_reference="NULL",
        access_token="NULL",
        date=day,
        invoice_date=day,
        invoice_date_due=f"{day} + 14",
    )
    cr.execute(
        "CREATE TEMP TABLE bill AS SELECT id, partner_id, date, invoice_date_due, sequence_number AS n"
        " FROM account_move WHERE name LIKE 'BENCH/%'"
    )
    cr.execute("CREATE UNIQUE INDEX ON bill (n)")
    cr.execute("ANALYZE bill")
    for line in invoice.line_ids:
        # every fourth invoice is open, and all of the large customer
        is_open = f"(number.n <= {large_invoices} OR number.n % 4 = 0)"
        receivable = line.account_id.account_type == "asset_receivable"
        copy_rows(
            cr,
            "account_move_line",
            line.id,
            invoices,
            move_id="(SELECT id FROM bill WHERE bill.n = number.n)",
            partner_id="(SELECT partner_id FROM bill WHERE bill.n = number.n)",
            move_name="'BENCH/' || number.n",
            date="(SELECT date FROM bill WHERE bill.n = number.n)",
            **(
                {
                    "date_maturity": "(SELECT invoice_date_due FROM bill WHERE bill.n = number.n)",
                    "reconciled": f"NOT {is_open}",
                    "amount_residual": f"CASE WHEN {is_open} THEN s.amount_residual ELSE 0 END",
                    "amount_residual_currency": f"CASE WHEN {is_open} THEN s.amount_residual_currency ELSE 0 END",
                }
                if receivable
                else {}
            ),
        )
    buyer = who.format(f"number.n <= {large_orders}")
    copy_rows(
        cr,
        "sale_order",
        order.id,
        orders,
        name="'BENCH' || number.n",
        partner_id=buyer,
        partner_invoice_id=buyer,
        partner_shipping_id=buyer,
        access_token="NULL",
    )
    cr.execute(
        "CREATE TEMP TABLE deal AS SELECT id, partner_id, SUBSTR(name, 6)::int AS n FROM sale_order"
        " WHERE name ~ '^BENCH[0-9]+$'"
    )
    cr.execute("CREATE UNIQUE INDEX ON deal (n)")
    cr.execute("ANALYZE deal")
    for line in order.order_line:
        copy_rows(
            cr,
            "sale_order_line",
            line.id,
            orders,
            order_id="(SELECT id FROM deal WHERE deal.n = number.n)",
            order_partner_id="(SELECT partner_id FROM deal WHERE deal.n = number.n)",
            credit_debtor_id="(SELECT partner_id FROM deal WHERE deal.n = number.n)",
        )
    cr.execute(
        """
        INSERT INTO kontor_credit_limit (partner_id, company_id, kind, amount, valid_from)
        SELECT id, %s, kind, 400 + (n %% 30) * 100, CURRENT_DATE - 100
          FROM customer, (VALUES ('external'), ('internal')) k (kind)
         WHERE kind = 'external' OR n %% 3 = 0
        """,
        [company.id],
    )
    cr.commit()
    counts = {}
    for name in ("res_partner", "account_move", "account_move_line", "sale_order", "sale_order_line", "kontor_credit_limit"):
        cr.execute(f"SELECT COUNT(*) FROM {name}")
        counts[name] = cr.fetchone()[0]
    return counts
