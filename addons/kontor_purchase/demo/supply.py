"""What Katrin Behrens buys for customers who wait, and the minimum stock that her proposals follow."""

import logging

from odoo import Command
from odoo.addons.kontor_sales.demo.tools import progress, ref

_logger = logging.getLogger(__name__)

#: Customer orders for whose missing articles something is ordered: the newest that wait, this many.
ORDERS = 3

# article number, minimum, maximum
MINIMUM_STOCK = [
    ("HW-2090", 5, 10),
    ("HW-2070", 15, 30),
    ("SA-4050", 10, 20),
    ("EL-6050", 25, 40),
    ("AS-7050", 10, 20),
    ("FL-9520", 20, 40),
    ("BF-3040", 80, 150),
]


def load(env):
    """Build this part of the demo company, or go on where an earlier call was interrupted.

    :param env: an environment with a cursor of its own; it is committed after each step
    :return: True
    """
    env = env(su=True, context={**env.context, "lang": "de_DE", "tz": "Europe/Berlin", "tracking_disable": True})
    buyer = ref(env, "user_katrin", raise_if_not_found=False)
    if not buyer:
        _logger.info("Demo company: nothing to buy, the company of kontor_sales isn't there")
        return True
    buyer.group_ids = [
        Command.link(env.ref(group).id)
        for group in ("purchase.group_purchase_user", "sales_team.group_sale_salesman_all_leads")
    ]
    steps = (_minimum_stock, _customer_orders)
    for number, step in enumerate(steps, start=1):
        step(env, buyer)
        env.flush_all()
        env.cr.commit()
        env.invalidate_all()
        progress("supply", number, len(steps))
    return True


def _minimum_stock(env, _buyer):
    """Set minimum stock for some articles; those below it are proposed."""
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.ref("base.main_company").id)], limit=1)
    rules = env["stock.warehouse.orderpoint"]
    for article, minimum, maximum in MINIMUM_STOCK:
        product = ref(env, f"product_{article}")
        if not rules.search_count([("product_id", "=", product.id)]):
            rules.create(
                {
                    "product_id": product.id,
                    "warehouse_id": warehouse.id,
                    "location_id": warehouse.lot_stock_id.id,
                    "product_min_qty": minimum,
                    "product_max_qty": maximum,
                    "trigger": "manual",
                }
            )


def _customer_orders(env, buyer):
    """Order what some customers wait for; the first of the supplier orders is sent already."""
    if env["purchase.order.line"].search_count([("sale_line_id", "!=", False)]):
        return
    waiting = (
        env["sale.order"]
        .with_user(buyer)
        .search([("is_left_to_deliver", "=", True), ("state", "=", "sale")], order="date_order desc, id desc", limit=200)
    )
    chosen = []
    for order in waiting:
        wishes, refused = order._supply_wishes()
        if wishes and not refused:
            chosen.append(order)
        if len(chosen) == ORDERS:
            break
    for order in chosen:
        ids = order.order_from_suppliers(append=False)
        if order == chosen[0]:
            env["purchase.order"].browse(ids).with_user(buyer).button_confirm()
