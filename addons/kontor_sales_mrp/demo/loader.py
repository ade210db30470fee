"""A tool case that is packed for electricians: bills of materials, an order, and its manufacturing orders."""

import logging

from odoo import Command
from odoo.addons.kontor_sales.demo.tools import progress, ref, upsert
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

# article number, name, list price, cost, components by article number and quantity
ARTICLES = [
    (
        "KF-9610",
        "Messplatz-Einsatz bestückt",
        119.00,
        68.00,
        [("EL-6040", 1), ("EL-6030", 6), ("EL-6060", 4)],
    ),
    (
        "KF-9600",
        "Elektriker-Montagekoffer, konfektioniert",
        498.00,
        312.00,
        [("KF-9610", 1), ("HW-2020", 1), ("HW-2040", 2), ("EW-1010", 1), ("AS-7020", 1)],
    ),
]


def load(env):
    """Build this addon's part of the demo company, or go on where an earlier call was interrupted.

    :param env: an environment with a cursor of its own; it is committed at the end
    :return: True
    """
    env = env(su=True, context={**env.context, "lang": "de_DE", "tz": "Europe/Berlin", "tracking_disable": True})
    planner = ref(env, "user_markus", raise_if_not_found=False)
    if not planner:
        _logger.info("Demo company: nothing to make, the company of kontor_sales isn't there")
        return True
    planner.group_ids += env.ref("mrp.group_mrp_user")
    _articles(env)
    _order(env, planner)
    env.cr.commit()
    progress("manufacturing", len(ARTICLES), len(ARTICLES))
    return True


def _articles(env):
    """Create the articles that are made, and their bills of materials."""
    like = ref(env, "product_EL-6040")
    upsert(
        env,
        "product.product",
        [
            (
                f"product_{code}",
                {
                    "default_code": code,
                    "name": name,
                    "categ_id": like.categ_id.id,
                    "type": "consu",
                    "is_storable": True,
                    "list_price": price,
                    "standard_price": cost,
                    "invoice_policy": "delivery",
                    "purchase_ok": False,
                    "taxes_id": [Command.set(like.taxes_id.ids)],
                },
            )
            for code, name, price, cost, _components in ARTICLES
        ],
    )
    upsert(
        env,
        "mrp.bom",
        [
            (
                f"bom_{code}",
                {
                    "product_tmpl_id": ref(env, f"product_{code}").product_tmpl_id.id,
                    "bom_line_ids": [
                        Command.create({"product_id": ref(env, f"product_{component}").id, "product_qty": quantity})
                        for component, quantity in components
                    ],
                },
            )
            for code, _name, _price, _cost, components in ARTICLES
            if not ref(env, f"bom_{code}", raise_if_not_found=False)
        ],
    )


def _order(env, planner):
    """Take an order for twelve cases, of which eight are being made."""
    if ref(env, "order_manufacturing", raise_if_not_found=False):
        return
    order = (
        env["sale.order"]
        .with_user(planner)
        .create(
            {
                "partner_id": ref(env, "customer_10024").id,
                "order_line": [
                    Command.create({"product_id": ref(env, "product_KF-9600").id, "product_uom_qty": 12}),
                    Command.create({"product_id": ref(env, "product_HW-2010").id, "product_uom_qty": 2}),
                ],
            }
        )
    )
    try:
        order.change_status("order")
    except UserError as error:  # with other addons the customer may be blocked: then the quotation stays one
        _logger.warning("Demo company: %s", error)
        return
    order.create_manufacturing_orders([{"line_id": order.order_line[0].id, "quantity": 8}])
    env["ir.model.data"]._update_xmlids(
        [{"xml_id": "__kontor_demo__.order_manufacturing", "record": order.sudo(), "noupdate": True}]
    )
