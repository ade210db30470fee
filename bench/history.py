"""The daily lists with 1,000,000 documents in the Historie, beside the same lists with none (002-20).

5,000 open orders and 5,000 invoices stand in the daily lists. Then 500,000 orders and 500,000 invoices come into the
Historie, and the same lists are opened again: the records of a page, the number of all, and the counters beside the
list. The job itself is measured on the way, moving orders in its batches.
"""

import statistics
import time
from ast import literal_eval

from credit_company import copy_rows
from harness import database, finish, ratio_of, say, step, table, vacuum

import kontor_setup as ks

DAILY = 5_000
HISTORIC = 1_000_000
MOVED = 20_000
GOAL = 1.2
PAGE = 80

#: Action, the filter that it sets, and the fields with counters beside the list.
LISTS = [
    (
        "kontor_sales.action_order",
        [("fulfilment_stage", "in", ("open", "waiting", "unpaid")), ("is_settled", "=", False)],
        "lifecycle_status",
    ),
    ("kontor_sales.action_order_to_deliver", [], "lifecycle_status"),
    ("kontor_sales.action_quotation", [("lifecycle_status", "=", "quotation")], "lifecycle_status"),
    ("kontor_sales.action_invoice", [], "payment_state"),
    (
        "kontor_sales.action_invoice_open",
        [("state", "=", "posted"), ("payment_state", "in", ("not_paid", "partial"))],
        "payment_state",
    ),
]
FIELDS = {
    "sale.order": ["name", "date_order", "partner_id", "user_id", "amount_total", "currency_id", "lifecycle_status"],
    "account.move": ["name", "partner_id", "invoice_date", "invoice_date_due", "amount_total_signed", "payment_state"],
}


def templates(env):
    """Make a quotation, an order and an open invoice to be copied; return their ids and a product's."""
    partner = env["res.partner"].create({"name": "Muster GmbH", "is_company": True})
    product = env["product.product"].create({"name": "Muster", "type": "consu", "list_price": 100})
    lines = [(0, 0, {"product_id": product.id})]
    quotation, order = env["sale.order"].create([{"partner_id": partner.id, "order_line": lines}] * 2)
    order.action_confirm()
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_line_ids": [(0, 0, {"name": "Ware", "quantity": 1, "price_unit": 100, "tax_ids": False})],
        }
    )
    invoice.action_post()
    env.flush_all()
    return quotation, order, invoice


def fill(env, daily):
    """Make what stands in the daily lists."""
    quotation, order, invoice = templates(env)
    past = "CURRENT_DATE - (number.n % 90)::int"
    for source, prefix in ((quotation, "Q"), (order, "B")):
        copy_rows(
            env.cr, "sale_order", source.id, daily, name=f"'{prefix}' || number.n", access_token="NULL", date_order=past
        )
    copy_rows(
        env.cr,
        "account_move",
        invoice.id,
        daily,
        name="'R/' || number.n",
        sequence_prefix="'R/'",
        sequence_number="number.n",
        payment_reference="NULL",
        access_token="NULL",
        date=past,
        invoice_date=past,
    )
    env.cr.commit()
    return {"quotation": quotation.id, "order": order.id, "invoice": invoice.id}


def fill_history(env, count, sources):
    """Put as many documents into the Historie: half of them orders, half invoices; of the last ten years."""
    past = "CURRENT_DATE - 400 - (number.n % 3200)::int"
    copy_rows(
        env.cr,
        "sale_order",
        sources["order"],
        count // 2,
        name="'H' || number.n",
        access_token="NULL",
        date_order=past,
        lifecycle_status="'done'",
        fulfilment_stage="'done'",
        is_settled="TRUE",
        is_left_to_deliver="FALSE",
        is_left_to_invoice="FALSE",
        completed_on=past,
        is_history="TRUE",
    )
    copy_rows(
        env.cr,
        "account_move",
        sources["invoice"],
        count - count // 2,
        name="'H/' || number.n",
        sequence_prefix="'H/'",
        sequence_number="number.n",
        payment_reference="NULL",
        access_token="NULL",
        date=past,
        invoice_date=past,
        payment_state="'paid'",
        amount_residual="0",
        amount_residual_signed="0",
        status_in_payment="NULL",
        is_history="TRUE",
    )
    env.cr.commit()
    return True


def measure(env, full, rounds):
    """Open each list in this database and in the full one by turns; return the milliseconds and the numbers of records.

    Whatever else the machine does slows both halves of a pair.
    """
    import odoo.api
    from odoo.fields import Domain
    from odoo.modules.registry import Registry

    result = {}
    with Registry(full).cursor() as cr:
        sides = [env, odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, dict(env.context))]
        sides = [side(user=side.ref("base.user_admin")) for side in sides]
        for xmlid, filters, counter in LISTS:
            own = literal_eval(env["ir.actions.act_window"]._for_xml_id(xmlid)["domain"])
            domain = list(Domain(own) & Domain(filters))
            model = env["ir.actions.act_window"]._for_xml_id(xmlid)["res_model"]
            pairs, records = [], []
            for turn in range(rounds + 2):
                order = (0, 1) if turn % 2 else (1, 0)
                opened = {index: opening(sides[index][model], domain, counter) for index in order}
                pairs.append((opened[0][0], opened[1][0]))
                records = [opened[0][1], opened[1][1]]
            result[xmlid] = {"pairs": pairs[2:], "records": records}
        cr.rollback()
    return result


def opening(model, domain, counter):
    """Open a list; return the milliseconds, and the number of its records."""
    model.env.invalidate_all()
    specification = {name: {} for name in FIELDS[model._name]}
    start = time.perf_counter()
    found = model.web_search_read(domain, specification, limit=PAGE, count_limit=10_001)
    model.search_panel_select_range(
        counter, category_domain=[], enable_counters=True, expand=False, filter_domain=[], search_domain=domain
    )
    return (time.perf_counter() - start) * 1000, found["length"]


def fill_due(env, count, source):
    """Make orders that are due for the Historie."""
    copy_rows(
        env.cr,
        "sale_order",
        source,
        count,
        name="'D' || number.n",
        access_token="NULL",
        date_order="CURRENT_DATE - 900",
        lifecycle_status="'done'",
        fulfilment_stage="'done'",
        is_settled="TRUE",
        is_left_to_deliver="FALSE",
        is_left_to_invoice="FALSE",
        completed_on="CURRENT_DATE - 800",
    )
    env.cr.commit()
    return True


def move(env):
    """Let the job run; return its seconds and what it moved."""
    before = env["sale.order"].search_count([("is_history", "=", True)])
    start = time.perf_counter()
    env["sale.order"]._cron_move_to_history()
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "moved": env["sale.order"].search_count([("is_history", "=", True)]) - before}


def run(options):
    """Measure the lists without and with the Historie."""
    historic, due = int(HISTORIC * options.scale), int(MOVED * options.scale)
    with database("history", ["kontor_sales"], options) as name:
        say(f"==> {DAILY:,} documents of each kind in the daily lists")
        sources = step(name, "history", "fill", daily=DAILY)
        with database("history_full", [], options, template=name) as full:
            say(f"==> {historic:,} documents in the Historie")
            step(full, "history", "fill_history", count=historic, sources=sources)
            for each in (name, full):
                vacuum(each)
            lists = step(name, "history", "measure", full=full, rounds=options.rounds)
            step(full, "history", "fill_due", count=due, source=sources["order"])
            ks.query("ANALYZE", database=full)
            job = step(full, "history", "move")
    ratios = {xmlid: ratio_of(found["pairs"]) for xmlid, found in lists.items()}
    rows = [
        (
            xmlid.partition(".")[2],
            f"{found['records'][1]:,}",
            *(f"{statistics.median(pair[side] for pair in found['pairs']):.1f}" for side in (0, 1)),
            f"{ratios[xmlid]:.2f}",
        )
        for xmlid, found in lists.items()
    ]
    same = all(found["records"][0] == found["records"][1] for found in lists.values())
    reached = same and max(ratios.values()) <= GOAL and job["moved"] == due
    verdict = (
        f"The slowest list takes {max(ratios.values()):.2f} × its time (goal: at most {GOAL}). The job moved"
        f" {job['moved']:,} of {due:,} due orders in {job['seconds']:.1f} s."
    )
    return finish(
        "history",
        {
            "title": f"daily lists with {historic:,} documents in the Historie",
            "verdict": verdict,
            "reached": reached,
            "table": table(rows, ("list", "records", "none in the Historie, ms", "with Historie, ms", "ratio")),
            "ratios": ratios,
            "job": job,
        },
        {"daily documents of each kind": DAILY, "in the Historie": historic},
    )
