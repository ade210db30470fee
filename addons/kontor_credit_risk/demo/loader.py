"""Who may owe how much, and what is blocked because of it."""

from datetime import timedelta

from odoo import fields
from odoo.addons.kontor_sales.demo.loader import TODAY_PARAMETER
from odoo.addons.kontor_sales.demo.tools import progress, ref, upsert

DONE_PARAMETER = "kontor_credit_risk.demo.done"

# payment term: days until internally overdue, days until the delivery stop
TERM_DAYS = {"term_0": (7, 21), "term_14": (10, 30), "term_30": (14, 45), "term_skonto": (14, 45)}

# user: groups
RIGHTS = {
    "sabine": (
        "group_credit_manager",
        "group_override_limit",
        "group_override_overdue",
        "group_override_internal_overdue",
        "group_override_block",
        "group_override_quotation_block",
    ),
    "markus": ("group_override_limit", "group_override_overdue"),
}

# customer, kind, amount, from and to in days from today (None: open), note
LIMITS = [
    ("10001", "external", 25000, -400, -36, "Erste Vereinbarung"),
    ("10001", "external", 60000, -35, None, "Erhöht nach einem Jahr ohne Rückstand"),
    ("10001", "internal", 40000, None, None, ""),
    ("10002", "external", 40000, -300, 20, "Auskunft vom Vorjahr; neu einholen"),
    ("10004", "external", 80000, -365, None, ""),
    ("10004", "internal", 50000, -365, None, ""),
    ("10007", "external", 1000, -200, None, "Nach Rücklastschrift gesenkt"),
    ("10010", "external", 15000, -365, None, ""),
    ("10014", "external", 20000, -365, -5, "Abgelaufen: kein Kredit, bis neu entschieden ist"),
    ("10015", "external", 35000, -365, None, ""),
    ("10019", "external", 120000, -365, None, "Mit Kreditversicherung"),
    ("10027", "external", 90000, -365, None, ""),
    ("10029", "external", 30000, -365, 40, ""),
]

# customer group: limit of those who have none of their own
DEFAULTS = [("trade_privat", 1500), ("trade_bau", 10000)]

# customer, number, amount, state, valid until in days
INSURANCES = [
    ("10019", "KV-2207-118", 100000, "insured", 200),
    ("10004", "KV-2207-131", 60000, "reduced", 25),
    ("10027", "KV-2207-140", 75000, "insured", 14),
    ("10014", "KV-2207-152", 15000, "refused", None),
]

# customer, block, reason
BLOCKS = [
    ("10022", "order", "Insolvenzverfahren eröffnet"),
    ("10013", "delivery", "Nur nach Rücksprache"),
]

# contact, limit that is shown on documents
CONTACT_LIMITS = [("contact_02", 1000), ("contact_06", 2500)]

# customer, days ago, what the bank said, its fee: the last payment came back as a returned debit
RETURN = ("10009", 3, "Lastschrift wegen fehlender Deckung zurückgegeben", 3.8)

# key, customer, number of articles: quotations that somebody tried to confirm
ATTEMPTS = [("blocked_1", "10007", 40), ("blocked_2", "10014", 12), ("blocked_3", "10022", 8)]


def load(env):
    """Add limits, insurances and blocked documents to the demo company.

    :param env: an environment with a cursor of its own; it is committed
    :return: True
    """
    env = env(su=True, context={**env.context, "lang": "de_DE", "tz": "Europe/Berlin", "mail_notrack": True})
    parameters = env["ir.config_parameter"]
    planned = parameters.get_param(TODAY_PARAMETER)
    if parameters.get_param(DONE_PARAMETER) or not planned:
        return True  # done, or there is no demo company to add to
    today = fields.Date.to_date(planned)
    for step in (_settings, _limits, _blocks, _return, _attempts):
        step(env, today)
        env.cr.commit()
    parameters.set_param(DONE_PARAMETER, "1")
    env.cr.commit()
    progress("credit risk", 1, 1)
    return True


def _settings(env, today):
    # "Nebenkosten des Geldverkehrs" of the German chart of accounts
    env.company.return_fee_account_id = env["account.account"].search(
        [("code", "=like", "4970%"), ("account_type", "=", "expense")], limit=1
    )
    # its groups of customers have default limits; whoever belongs to none was decided to have no limit
    env.company.limit_without_row = "unlimited"
    for key, (internal, stop) in TERM_DAYS.items():
        ref(env, key).write({"internal_due_days": internal, "delivery_stop_days": stop})
    for login, groups in RIGHTS.items():
        ref(env, f"user_{login}").write({"group_ids": [(4, env.ref(f"kontor_credit_risk.{group}").id) for group in groups]})
    upsert(
        env,
        "kontor.credit.limit.default",
        [
            (f"default_limit_{trade}", {"category_id": ref(env, trade).id, "kind": "external", "amount": amount})
            for trade, amount in DEFAULTS
        ],
    )


def _limits(env, today):
    rows = []
    for index, (number, kind, amount, start, end, note) in enumerate(LIMITS, start=1):
        if ref(env, f"credit_limit_{index:02}", raise_if_not_found=False):
            continue
        rows.append(
            (
                f"credit_limit_{index:02}",
                {
                    "partner_id": ref(env, f"customer_{number}").id,
                    "kind": kind,
                    "amount": amount,
                    "valid_from": today + timedelta(days=start) if start is not None else False,
                    "valid_to": today + timedelta(days=end) if end is not None else False,
                    "note": note,
                },
            )
        )
    upsert(env, "kontor.credit.limit", rows)
    insurer = upsert(
        env, "res.partner", [("insurer", {"name": "Hanseatische Kreditschutz AG", "is_company": True, "lang": "de_DE"})]
    )
    upsert(
        env,
        "kontor.credit.insurance",
        [
            (
                f"credit_insurance_{number}",
                {
                    "partner_id": ref(env, f"customer_{customer}").id,
                    "insurer_id": insurer.id,
                    "number": number,
                    "amount": amount,
                    "state": state,
                    "valid_until": today + timedelta(days=end) if end else False,
                },
            )
            for customer, number, amount, state, end in INSURANCES
        ],
    )
    for key, amount in CONTACT_LIMITS:
        ref(env, key).contact_limit = amount


def _blocks(env, today):
    for number, block, reason in BLOCKS:
        ref(env, f"customer_{number}").action_set_manual_block(block, reason)


def _return(env, today):
    """Let the bank return a customer's last payment; its invoice is open again, and the day is shown with the customer."""
    number, days, reason, fee = RETURN
    customer = ref(env, f"customer_{number}")
    payments = env["account.payment"].search(
        [
            ("partner_id", "child_of", customer.id),
            ("payment_type", "=", "inbound"),
            ("state", "in", ("in_process", "paid")),
        ],
        order="date desc, id desc",
    )
    if not payments or any(payments.mapped("returned_on")):
        return
    # sudo: the demo company is made whatever rights its controller was given since; the entry names her
    payment = payments[:1].with_user(ref(env, "user_sabine")).sudo()
    payment.action_return_debit(max(today - timedelta(days=days), payment.date), reason, fee)


def _attempts(env, today):
    """Leave quotations on the work list whose confirmation was refused, and what else is blocked by now."""
    petra = ref(env, "user_petra")
    product = env["product.product"].search([("sale_ok", "=", True), ("type", "=", "consu")], order="id", limit=1)
    rows = [
        (
            key,
            {
                "partner_id": ref(env, f"customer_{number}").id,
                "user_id": petra.id,
                "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": quantity})],
            },
        )
        for key, number, quantity in ATTEMPTS
        if not ref(env, key, raise_if_not_found=False)
    ]
    upsert(env, "sale.order", rows)
    orders = env["sale.order"].union(*(ref(env, key) for key, _number, _quantity in ATTEMPTS))
    orders._record_blocked("order")
    pickings = env["stock.picking"].search([("picking_type_code", "=", "outgoing"), ("state", "=", "assigned")])
    pickings.filtered(lambda picking: picking._get_pending_operation())._record_blocked("delivery")
