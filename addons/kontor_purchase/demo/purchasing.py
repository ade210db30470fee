"""What Katrin Behrens buys for the company's own use: supplier orders in every status, each on its own day."""

import logging
from datetime import datetime, time, timedelta

from odoo import Command, fields
from odoo.addons.kontor_sales.demo.clock import time_machine
from odoo.addons.kontor_sales.demo.loader import TODAY_PARAMETER
from odoo.addons.kontor_sales.demo.tools import progress, ref, upsert

_logger = logging.getLogger(__name__)

STEP_PARAMETER = "kontor_purchase.demo.step"

# key, name, street, zip, city, e-mail, payment term, incoterm, contact
SUPPLIERS = [
    (
        "packpartner",
        "PackPartner Versandbedarf GmbH",
        "Industriestraße 14",
        "33609",
        "Bielefeld",
        "packpartner",
        "term_30",
        "account.incoterm_DAP",
        ("Herr Jens Ostermann", "Vertriebsinnendienst"),
    ),
    (
        "kartonagen",
        "Kartonagen Weserbergland KG",
        "Am Mühlengraben 3",
        "31785",
        "Hameln",
        "kartonagen-weser",
        "term_14",
        "account.incoterm_EXW",
        ("Frau Birte Nolte", "Verkauf"),
    ),
    (
        "lagertechnik",
        "Hanseatische Lagertechnik GmbH",
        "Billhorner Deich 88",
        "20539",
        "Hamburg",
        "hanse-lagertechnik",
        "term_30",
        "account.incoterm_DDP",
        ("Frau Dr. Anke Feddersen", "Projektleitung"),
    ),
]

# article number, name, cost, delay in days by supplier key
ARTICLES = [
    ("VB-8110", "Versandkarton 400 × 300 × 200 mm, Palette 600 Stück", 312.00, {"packpartner": 5, "kartonagen": 9}),
    ("VB-8120", "Packband 66 m, Karton 36 Rollen", 58.80, {"packpartner": 5}),
    ("VB-8130", "Stretchfolie 500 mm, Karton 6 Rollen", 41.40, {"packpartner": 5, "kartonagen": 9}),
    ("VB-8140", "Europalette EPAL, gebraucht", 9.20, {"kartonagen": 4}),
    ("VB-8150", "Palettenregal Grundfeld 2,7 m", 489.00, {"lagertechnik": 21}),
    ("VB-8160", "Hubwagen 2,5 t", 329.00, {"lagertechnik": 14}),
]

# key, supplier, days before today on which it was made, positions (article, quantity), what became of it
ORDERS = [
    ("done_1", "packpartner", 325, [("VB-8110", 2), ("VB-8120", 4)], "done"),
    ("done_2", "lagertechnik", 270, [("VB-8150", 6), ("VB-8160", 1)], "done"),
    ("done_3", "packpartner", 214, [("VB-8110", 3), ("VB-8130", 6)], "done"),
    ("done_4", "kartonagen", 160, [("VB-8140", 80)], "done"),
    ("done_5", "packpartner", 101, [("VB-8110", 3), ("VB-8120", 6), ("VB-8130", 4)], "done"),
    ("done_6", "kartonagen", 62, [("VB-8140", 60), ("VB-8130", 5)], "done"),
    ("bill", "packpartner", 26, [("VB-8110", 2), ("VB-8130", 6)], "bill"),
    ("receipt", "kartonagen", 21, [("VB-8140", 90), ("VB-8130", 10)], "receipt"),
    ("received", "packpartner", 9, [("VB-8120", 2)], "received"),
    ("overdue", "packpartner", 30, [("VB-8120", 8)], "overdue"),
    ("order", "packpartner", 2, [("VB-8110", 4)], "order"),
    ("deviating", "lagertechnik", 24, [("VB-8160", 2)], "deviating"),
    ("cancelled", "lagertechnik", 45, [("VB-8150", 2)], "cancel"),
    ("above_limit", "lagertechnik", 1, [("VB-8150", 14)], "request"),
]


def load(env):
    """Build this part of the demo company, or go on where an earlier call was interrupted.

    :param env: an environment with a cursor of its own; it is committed after each step
    :return: True
    """
    env = env(su=True, context={**env.context, "lang": "de_DE", "tz": "Europe/Berlin", "tracking_disable": True})
    parameters = env["ir.config_parameter"]
    today = fields.Date.to_date(parameters.get_param(TODAY_PARAMETER))
    if not today or not ref(env, "user_katrin", raise_if_not_found=False):
        _logger.info("Demo company: nothing to buy, the company of kontor_sales isn't there")
        return True
    steps = [("people", _people), ("articles", _articles)]
    steps += [(row[0], lambda env, today, row=row: _order(env, today, *row)) for row in ORDERS]
    steps += [("tender", _tender)]
    names = [name for name, _function in steps]
    done = parameters.get_param(STEP_PARAMETER)
    remaining = steps[names.index(done) + 1 :] if done in names else steps
    for name, function in remaining:
        function(env, today)
        parameters.set_param(STEP_PARAMETER, name)
        env.flush_all()
        env.cr.commit()
        env.invalidate_all()
        progress("purchasing", names.index(name) + 1, len(names))
    return True


def _people(env, _today):
    """Katrin Behrens buys up to 5,000 €; above that, Markus Lindner releases. Sabine Krüger releases bills."""
    groups = {
        "user_katrin": ["purchase.group_purchase_user", "stock.group_stock_user"],
        "user_markus": ["purchase.group_purchase_manager"],
        "user_sabine": ["kontor_purchase.group_release_bill", "purchase.group_purchase_user"],
    }
    for key, xmlids in groups.items():
        ref(env, key).group_ids = [Command.link(env.ref(xmlid).id) for xmlid in xmlids]
    ref(env, "user_markus").purchase_limit_rule = "none"
    env.company.purchase_limit = 5000


def _articles(env, _today):
    """The suppliers with their terms and contacts, and what they sell for which price."""
    germany, katrin = env.ref("base.de"), ref(env, "user_katrin")
    for key, name, street, code, city, domain, term, incoterm, (contact, function) in SUPPLIERS:
        [supplier] = upsert(
            env,
            "res.partner",
            [
                (
                    f"purchase_supplier_{key}",
                    {
                        "name": name,
                        "is_company": True,
                        "street": street,
                        "zip": code,
                        "city": city,
                        "country_id": germany.id,
                        "email": f"auftrag@{domain}.example",
                        "lang": "de_DE",
                        "supplier_rank": 1,
                        "buyer_id": katrin.id,
                        "property_supplier_payment_term_id": ref(env, term).id,
                        "purchase_incoterm_id": env.ref(incoterm).id,
                    },
                )
            ],
        )
        values = {"name": contact, "function": function, "parent_id": supplier.id, "type": "contact", "lang": "de_DE"}
        upsert(env, "res.partner", [(f"purchase_contact_{key}", values)])
    for article, name, cost, sellers in ARTICLES:
        [product] = upsert(
            env,
            "product.product",
            [
                (
                    f"purchase_product_{article}",
                    {
                        "name": name,
                        "default_code": article,
                        "type": "consu",
                        "is_storable": True,
                        "sale_ok": False,
                        "standard_price": cost,
                        "purchase_method": "receive",
                    },
                )
            ],
        )
        for number, (supplier, delay) in enumerate(sellers.items()):
            values = {
                "partner_id": ref(env, f"purchase_supplier_{supplier}").id,
                "product_tmpl_id": product.product_tmpl_id.id,
                "price": round(cost * (1 - 0.03 * number), 2),
                "delay": delay,
                "sequence": number + 1,
            }
            upsert(env, "product.supplierinfo", [(f"purchase_seller_{article}_{supplier}", values)])


def _make(env, key, supplier, positions):
    """Make a request in Katrin's name."""
    if ref(env, f"purchase_order_{key}", raise_if_not_found=False):
        return ref(env, f"purchase_order_{key}")
    katrin = ref(env, "user_katrin")
    partner = ref(env, f"purchase_supplier_{supplier}")
    [order] = upsert(
        env(user=katrin.id, su=True),
        "purchase.order",
        [
            (
                f"purchase_order_{key}",
                {
                    "partner_id": partner.id,
                    "user_id": katrin.id,
                    "order_line": [
                        Command.create({"product_id": ref(env, f"purchase_product_{article}").id, "product_qty": quantity})
                        for article, quantity in positions
                    ],
                },
            )
        ],
    )
    return order


def _order(env, today, key, supplier, days, positions, fate):
    """Make one supplier order, and let happen to it what happened."""
    if ref(env, f"purchase_order_{key}", raise_if_not_found=False):
        return
    with time_machine(env) as travel:

        def day(after, hour=9):
            travel(datetime.combine(min(today - timedelta(days=days) + timedelta(days=after), today), time(hour, 15)))

        day(0)
        order = _make(env, key, supplier, positions)
        if fate == "cancel":
            day(2)
            order.change_status("cancel", reason="Projekt verschoben, das Regal wird erst im nächsten Jahr gebraucht")
        elif fate != "request":
            order.change_status("order")
            _go_on(order, day, key, days, fate)


def _go_on(order, day, key, days, fate):
    """Let happen to a placed order what happened.

    :param day: travels to so many days after the order
    """
    if fate == "overdue":
        day(22)
        order.remind_receipts()
    elif fate == "receipt":
        day(6)
        line = order.order_line[0]
        order.change_status("receipt", quantities=[{"line_id": line.id, "quantity": 40}])
    elif fate != "order":
        delay = max(order.order_line.mapped(lambda line: (line.date_planned.date() - order.date_order.date()).days))
        # now and then a supplier is late: that is what the delivery reliability is for
        day(delay + (3 if key == "done_3" else 0), 11)
        order.change_status("receipt")
        if fate != "received":
            day(delay + 5, 14)
            _bill(order, day, delay, days, fate)


def _bill(order, day, delay, days, fate):
    """Enter the supplier's bill of what was received, and pay it where the order is done."""
    if fate == "deviating":
        order.action_create_invoice()
        bill = order.invoice_ids
        bill.write({"invoice_date": fields.Date.context_today(bill), "ref": "RE-88213"})
        bill.invoice_line_ids.filtered("purchase_line_id").price_unit *= 1.08
        return
    order.change_status("bill", reference=f"RE-{70000 + 13 * days}")
    if fate == "done":
        day(delay + 19, 10)
        order.change_status("done")


def _tender(env, today):
    """Two suppliers were asked for the same; the offers wait for Katrin's decision."""
    if ref(env, "purchase_order_tender", raise_if_not_found=False):
        return
    with time_machine(env) as travel:
        travel(datetime.combine(today - timedelta(days=3), time(10, 0)))
        order = _make(env, "tender", "packpartner", [("VB-8110", 6), ("VB-8130", 12)])
        order.request_from([ref(env, "purchase_supplier_kartonagen").id])
