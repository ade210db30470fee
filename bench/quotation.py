"""Issuing a quotation of 200 lines against core's own send action, both without their PDF; and comparing two versions.

    quotation.py DATABASE      a database in which kontor_sales is installed; everything is rolled back

Odoo's options come from the file in ODOO_RC. Both are done in turns in the same database. Prints one line of JSON.
"""
import functools
import json
import statistics
import sys
import time

LINES = 200
ROUNDS = 11


def quotation(env, partner, product):
    """Make a quotation of 200 lines."""
    order = env["sale.order"].create({
        "partner_id": partner.id,
        "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": number + 1}) for number in range(LINES)]})
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
    composer = order.env["mail.compose.message"].with_context(
        action["context"], active_ids=order.ids, mail_notify_force_send=False).create({})
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
        "lines": LINES, "rounds": ROUNDS,
        "core_send_ms": round(statistics.median(sent for sent, _issue in pairs) * 1000, 1),
        "issue_ms": round(statistics.median(issue for _sent, issue in pairs) * 1000, 1),
        "ratio": round(ratio, 2), "ratio_goal": 1.3,
        "compare_queries": queries, "compare_queries_goal": 14, "compare_ms": round(compared * 1000, 1),
    }


def main(database):
    """Measure on a database, and roll everything back."""
    import odoo.api
    from odoo.modules.registry import Registry
    from odoo.tools import config
    config.parse_config([])
    with Registry(database).cursor() as cr:
        result = measure(odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {"lang": "de_DE", "tz": "Europe/Berlin"}))
        cr.rollback()
    print(json.dumps(result))
    return 0 if result["ratio"] <= 1.3 and result["compare_queries"] < 15 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
