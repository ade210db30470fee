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
    _cash_box(env, env.ref("base.main_company"))
    _carriers(env)
    for number in customers.numbers() + customers.numbers(prospects=True):
        carrier = "freight" if number in ABROAD else CARRIER_OF_TRADE[customers.trade_of(number)]
        give(
            env,
            ref(env, f"customer_{number}"),
            PAYMENT_KINDS.get(number, "transfer"),
            CARRIERS_OF_CUSTOMERS.get(number, carrier),
        )
    progress("terms", 1, 1)


def give(env, customer, payment_kind, carrier):
    """Give a customer a way of paying, unless he pays on delivery, and a way of delivery.

    :param customer: the customer
    :param str payment_kind: kind of the way of paying
    :param str carrier: key of the delivery method
    """
    company = env.ref("base.main_company")
    values = {}
    if not customer.cash_on_delivery:
        methods = env["account.payment.method.line"].search(
            [("company_id", "=", company.id), ("payment_method_id.payment_type", "=", "inbound")], order="sequence, id desc"
        )
        values["property_inbound_payment_method_line_id"] = methods.filtered(
            lambda method: method.payment_kind == payment_kind
        )[:1].id
    if "delivery.carrier" in env:
        values["property_delivery_carrier_id"] = ref(env, f"carrier_{carrier}").id
    customer.with_company(company).write(values)


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
    """Make the delivery methods, where they are installed."""
    if "delivery.carrier" not in env:
        return
    cost = {"name": "Versandkosten", "type": "service", "list_price": 6.9, "standard_price": 5.2, "sale_ok": False}
    [product] = upsert(env, "product.product", [("product_shipping", cost)])
    rows = [
        (
            f"carrier_{key}",
            {
                "name": name,
                "product_id": product.id,
                "fixed_price": price,
                "integration_level": "rate",
                # who comes for the goods proves their export himself; the field is an addon's
                **({"customer_picks_up": key == "pickup"} if "customer_picks_up" in env["delivery.carrier"] else {}),
            },
        )
        for key, name, price in CARRIERS
    ]
    upsert(env, "delivery.carrier", rows)
