"""What the evaluations live on: a cooperation, costs beside the purchase price, and documents in the Historie."""

from .tools import progress, ref, upsert

COOPERATION = {
    "name": "Einkaufsgemeinschaft Nord-West eG",
    "surcharge_percent": 1.5,
    "share_percent": 2.0,
    "note": "Rahmenvertrag 2024, Abrechnung quartalsweise.",
}
# Articles with a fee per copy to a collecting society.
LICENCE_FEES = [("FL-9510", 0.45), ("FL-9520", 0.30)]
HISTORY_MONTHS = 6


def load(env, today):
    """Create the cooperation, set the costs, and let the documents of the first half year go into the Historie."""
    company = env.ref("base.main_company")
    company.write(
        {
            "cost_with_shipping": True,
            "internal_shipping_cost": 5.9,
            "internal_packaging_cost": 1.2,
            "internal_insurance_percent": 0.2,
            "history_rule": "after",
            "history_count": HISTORY_MONTHS,
            "history_unit": "months",
        }
    )
    rows = [
        ("pricelist_cooperation", _pricelist(company, "Einkaufsgemeinschaft", 12.0)),
        ("pricelist_cashier", _pricelist(company, "Barverkauf", 5.0)),
    ]
    cooperative, cashiers = upsert(env, "product.pricelist", rows)
    company.cashier_pricelist_id = cashiers
    [cooperation] = upsert(
        env,
        "kontor.cooperation",
        [("cooperation", {**COOPERATION, "company_id": company.id, "pricelist_id": cooperative.id})],
    )
    members = env["res.partner"].search(
        [("is_company", "=", True), ("parent_id", "=", False), ("customer_state", "=", "customer")], order="id", limit=3
    )
    members.cooperation_id = cooperation
    for code, fee in LICENCE_FEES:
        ref(env, f"product_{code}").licence_fee = fee
    env["sale.order"]._cron_move_to_history()
    progress("historie", 1, 1)


def _pricelist(company, name, percent):
    return {
        "name": name,
        "company_id": company.id,
        "currency_id": company.currency_id.id,
        "item_ids": [
            (5, 0, 0),
            (0, 0, {"applied_on": "3_global", "compute_price": "percentage", "percent_price": percent}),
        ],
    }
