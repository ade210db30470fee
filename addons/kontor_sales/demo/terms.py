"""How the customers pay (Zahlungsart) and how they are delivered (Versandart)."""

from . import customers
from .tools import progress, ref, upsert

# Customers who pay otherwise than by transfer; who is marked for cash on delivery pays so.
PAYMENT_KINDS = {
    "10001": "direct_debit",
    "10007": "direct_debit",
    "10014": "direct_debit",
    "10020": "direct_debit",
    "10025": "direct_debit",
    "20001": "paypal",
    "20003": "card",
    "20004": "cash",
    "20006": "paypal",
}

# key, name, price of the shipment
CARRIERS = [
    ("own", "Eigener Lkw", 0.0),
    ("parcel", "Paketdienst", 6.9),
    ("freight", "Spedition", 59.0),
    ("pickup", "Selbstabholung", 0.0),
]
CARRIER_OF_TRADE = {
    "shk": "own", "elektro": "parcel", "holz": "own", "bau": "own", "industrie": "freight", "kommune": "own",
    "privat": "parcel",
}  # fmt: skip
CARRIERS_OF_CUSTOMERS = {"20004": "pickup", "10003": "pickup"}
# Nobody's own lorry goes there.
ABROAD = ("10031", "10032", "10033", "10034")


def load(env, today):
    """Give each customer a way of paying and, where Odoo's delivery methods are installed, a way of delivery."""
    company = env.ref("base.main_company")
    _cash_box(env, company)
    methods = {
        line.payment_kind: line
        for line in env["account.payment.method.line"].search(
            [("company_id", "=", company.id), ("payment_method_id.payment_type", "=", "inbound")], order="sequence desc, id"
        )
    }
    carriers = _carriers(env)
    for number in customers.numbers() + customers.numbers(prospects=True):
        customer = ref(env, f"customer_{number}").with_company(company)
        values = {}
        if not customer.cash_on_delivery:
            values["property_inbound_payment_method_line_id"] = methods[PAYMENT_KINDS.get(number, "transfer")].id
        if carriers:
            trade = "freight" if number in ABROAD else CARRIER_OF_TRADE[customers.trade_of(number)]
            values["property_delivery_carrier_id"] = carriers[CARRIERS_OF_CUSTOMERS.get(number, trade)].id
        customer.write(values)
    progress("terms", 1, 1)


def _cash_box(env, company):
    """The company's cash box; what is paid into it is there at once, as in the bank."""
    [journal] = upsert(
        env,
        "account.journal",
        [("journal_cash", {"name": "Kasse", "code": "KASSE", "type": "cash", "company_id": company.id})],
    )
    (journal.inbound_payment_method_line_ids | journal.outbound_payment_method_line_ids).write(
        {"payment_account_id": journal.default_account_id.id}
    )


def _carriers(env):
    """Return the delivery methods by key, or nothing where they aren't installed."""
    if "delivery.carrier" not in env:
        return {}
    cost = {"name": "Versandkosten", "type": "service", "list_price": 6.9, "standard_price": 5.2, "sale_ok": False}
    [product] = upsert(env, "product.product", [("product_shipping", cost)])
    rows = [
        (
            f"carrier_{key}",
            {"name": name, "product_id": product.id, "fixed_price": price, "integration_level": "rate"},
        )
        for key, name, price in CARRIERS
    ]
    return dict(zip((key for key, _name, _price in CARRIERS), upsert(env, "delivery.carrier", rows)))
