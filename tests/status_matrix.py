"""Tries every change of status: each role × each order × each target. Runs in Odoo's shell, on a clone that is thrown away.

What ``get_status_options`` calls possible has to succeed, with the options that it says it needs; what it doesn't has to be
refused, with the same reason. Each change is tried in a savepoint and taken back. ``test_status_matrix.py`` starts it with::

    odoo shell -d DATABASE < tests/status_matrix.py

Environment: ``KONTOR_MATRIX_LIKE``: how many orders of each class of alike ones are tried (default 1; 0: all orders, which
takes half an hour); ``KONTOR_MATRIX_LOGINS``: only these users, by commas.
"""

import collections
import json
import logging
import os
import time

from odoo.exceptions import UserError
from odoo.tools import config

#: Beginning of what is noted for a call that ended in a traceback.
CRASH = "traceback: "
#: What the options that only a caller can decide are given here.
ANSWERS = {"draft_ids": [], "delivery": "none", "reason": "Rücksprache mit dem Kunden"}
#: Roles that the demo company has nobody for: login → groups.
MORE_ROLES = {
    "matrix-own": ["sales_team.group_sale_salesman"],
    "matrix-books": ["account.group_account_invoice"],
    "matrix-auditor": ["account.group_account_readonly"],
    "matrix-nobody": [],
}


def roles(env):
    """Return the people who try: those of the company, and one for each role that it has nobody for."""
    users = env["res.users"]
    for login, groups in MORE_ROLES.items():
        if not users.search_count([("login", "=", login)]):
            ids = [env.ref(group).id for group in ("base.group_user", *groups)]
            users.create({"login": login, "name": login, "group_ids": [(6, 0, ids)]})
    logins = os.environ.get("KONTOR_MATRIX_LOGINS")
    domain = [("login", "in", logins.split(","))] if logins else [("share", "=", False)]
    return users.search(domain, order="id")


def class_of(order):
    """Return what makes orders alike: where they stand, and what their documents are like."""
    sales = order._name == "sale.order"
    documents = collections.Counter(
        (
            move.move_type,
            move.state,
            move.payment_state,
            move.state == "posted"
            and any(
                line.date_maturity and line.date_maturity < line.env.cr.now().date() and not line.reconciled
                for line in move.line_ids
            ),
        )
        for move in order.invoice_ids
    )
    pickings = {(picking.state, picking.picking_type_code) for picking in order.picking_ids}
    facts = [
        order.lifecycle_status,
        order.state,
        order.locked,
        order.is_settled,
        order.company_id.id,
        sorted(documents),
        sorted(pickings),
        bool(order.block_text),
        order.user_id.login == "admin",
        sorted({(line.product_id.type, bool(line.display_type), line.is_downpayment) for line in order.order_line}, key=str),
    ]
    if sales:
        facts += [
            order.quotation_stage,
            order.fulfilment_stage,
            order.is_left_to_deliver,
            order.is_left_to_invoice,
            bool(order.ordered_version_id),
            order.dunning_level_id.kind,
            order._is_everything_available(),
            order._is_anything_available(),
            bool(order._draft_invoices()),
            any(order.invoice_ids.mapped("is_disputed")),
            any(letter.state == "draft" for letter in order.invoice_ids.dunning_line_ids.letter_id),  # in a proposal
            bool(order.partner_id.commercial_partner_id.dunning_exempt),
            sorted({line.product_id.invoice_policy or "" for line in order.order_line}),
        ]
    else:
        facts += [order.is_left_to_receive, order.is_left_to_bill]
    return json.dumps(facts, default=str)


def chosen(env, model, like):
    """Return the orders that are tried: some of each class, or all of them.

    :param int like: how many alike ones; 0: all
    """
    orders = env[model].search([], order="id")
    if not like:
        return orders
    classes = collections.defaultdict(list)
    for order in orders:
        classes[class_of(order)].append(order.id)
    return env[model].browse(sorted(order_id for ids in classes.values() for order_id in ids[:like]))


def attempt(env, function):
    """Call a function as a request would, and take back what it did.

    :return: what it returned and an empty text; or None and the sentence with which it was refused
    """
    cr = env.cr
    env.invalidate_all()
    cr.execute("SAVEPOINT matrix")
    try:
        result = function()
        env.flush_all()
        return result, ""
    except UserError as error:  # AccessError and MissingError, too
        return None, str(error)
    except Exception as error:  # whatever it is, it is no sentence
        return None, f"{CRASH}{type(error).__name__}: {error}"
    finally:
        cr.execute("ROLLBACK TO SAVEPOINT matrix; RELEASE SAVEPOINT matrix")  # or they would nest, thousands deep
        env.transaction.clear()
        cr.cache.clear()
        for callbacks in (cr.precommit, cr.postcommit, cr.prerollback, cr.postrollback):
            callbacks.clear()


def judge(env, user, order):
    """Try all changes of an order as a user.

    :return: pairs of an option and what is wrong with it (nothing, when it is as it should be)
    """
    own = env(user=user.id, su=False, context={})[order._name].browse(order.id)
    options, refusal = attempt(env, own.get_status_options)
    if options is None:  # who may not see the order; then no target may be possible either
        options = [{"status": status, "allowed": False, "reason": refusal, "needs": []} for status in own._status_codes()]
    for option in options:
        values = {name: ANSWERS[name] for name in option["needs"]}
        done, said = attempt(env, lambda option=option, values=values: own.change_status(option["status"], **values))
        if bool(done) != option["allowed"]:
            yield option, said if option["allowed"] else f"done, although: {option['reason']}"
        elif not done and option["reason"] not in said:
            yield option, f"told “{option['reason']}”, refused with “{said}”"
        else:
            yield option, f"no sentence: {said}" if said.startswith(CRASH) else ""


def main(env):
    """Try everything, and print one line of JSON with what was tried and what is wrong."""
    logging.getLogger("odoo").setLevel(logging.CRITICAL)  # refused constraints are logged by the database layer
    config["test_enable"] = True  # documents are rendered as HTML, not as PDF
    like = int(os.environ.get("KONTOR_MATRIX_LIKE") or 1)
    env = env(su=True)
    users = roles(env)
    env.flush_all()
    start, complaints, counts = time.time(), [], collections.Counter()
    done = collections.defaultdict(set)
    for model in ("sale.order", "purchase.order"):
        for order in chosen(env, model, like):
            counts[model] += 1
            name, status = order.name, order.lifecycle_status
            for user in users:
                login = user.login
                for option, wrong in judge(env, user, order):
                    counts["tried"] += 1
                    if option["allowed"] and not wrong:
                        done[model].add((status, option["status"]))
                    if wrong:
                        complaints.append(f"{login}: {name} {status} → {option['status']}: {wrong}"[:600])
    print(
        "MATRIX",
        json.dumps(
            {
                "orders": {model: counts[model] for model in ("sale.order", "purchase.order")},
                "tried": counts["tried"],
                "seconds": round(time.time() - start),
                "complaints": complaints,
                "done": {model: sorted(map(list, pairs)) for model, pairs in done.items()},
            }
        ),
    )


if __name__ == "__main__":
    main(env)  # noqa: F821 - the shell's environment
