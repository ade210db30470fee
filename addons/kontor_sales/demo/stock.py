"""The stock count with which the demo company's year begins."""

from datetime import datetime, time

from . import plan
from .clock import time_machine
from .tools import progress, ref


def load(env, today):
    """Count every article in on the first day: what today's stock is, plus what left until the first receipt."""
    _orders, _events, opening = plan.make(today)
    location = env["stock.warehouse"].search([("company_id", "=", env.ref("base.main_company").id)], limit=1).lot_stock_id
    with time_machine(env) as travel:
        travel(datetime.combine(plan.first_day(today), time(7, 0)))
        quants = (
            env["stock.quant"]
            .with_context(inventory_mode=True, inventory_name="Inventur")
            .create(
                [
                    {
                        "product_id": ref(env, f"product_{article}").id,
                        "location_id": location.id,
                        "inventory_quantity": quantity,
                    }
                    for article, quantity in opening.items()
                    if quantity
                ]
            )
        )
        quants.action_apply_inventory()
    progress("stock", len(opening), len(opening))
