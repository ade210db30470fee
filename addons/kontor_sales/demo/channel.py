"""What came in by itself, and what a quotation can hold: standard terms, orders of the web shop, positions of every kind."""

from datetime import datetime, time, timedelta

from odoo import Command

from .tools import name_record, ref, upsert

# The texts on quotations and order confirmations, in the language of the customer.
TEXTS = {
    "en_US": {
        "sale_intro_text": "Dear Sir or Madam,\nthank you for your enquiry. Until the day named above we are bound to"
        " the following offer:",
        "sale_closing_text": "We look forward to your order. Your clerk will gladly answer your questions.",
        "sale_confirmation_intro_text": "Dear Sir or Madam,\nthank you for your order, which we confirm as follows:",
        "sale_confirmation_closing_text": "Your clerk will gladly answer your questions.",
    },
    "de_DE": {
        "sale_intro_text": "Sehr geehrte Damen und Herren,\nvielen Dank für Ihre Anfrage. Bis zum oben genannten Tag"
        " halten wir uns an folgendes Angebot gebunden:",
        "sale_closing_text": "Wir freuen uns auf Ihren Auftrag. Bei Fragen hilft Ihnen Ihr Bearbeiter gern weiter.",
        "sale_confirmation_intro_text": "Sehr geehrte Damen und Herren,\nvielen Dank für Ihren Auftrag, den wir Ihnen"
        " wie folgt bestätigen:",
        "sale_confirmation_closing_text": "Bei Fragen hilft Ihnen Ihr Bearbeiter gern weiter.",
    },
}

# customer number, discount in percent, how it is delivered
TERMS = [("10003", 3.0, False), ("10009", 5.0, "one"), ("10011", 2.0, False), ("10016", 5.0, "one")]

# days ago, reference, customer, lines (article, quantity, net price), prepaid with
SHOP_ORDERS = [
    (6, "webshop", "W-20871", {"number": "20001"}, [("EW-1040", 1, 98.50), ("HW-2020", 1, 42.50)], "PayPal"),
    (4, "webshop", "W-20874", {"number": "10011"}, [("HW-2040", 4, 24.90)], None),
    (
        2,
        "webshop",
        "W-20879",
        {
            "name": "Lieselotte Brandes",
            "email": "l.brandes@mail.example",
            "phone": "+49 40 66969-531",
            "street": "Grindelallee 12",
            "zip": "20146",
            "city": "Hamburg",
            "country_code": "DE",
        },
        [("EW-1080", 2, 89.00)],
        "PayPal",
    ),
    (1, "platform", "306-4471902-88", {"number": "20006"}, [("HW-2010", 1, 89.90)], "Plattform"),
]


def load(env, today):
    """Give some customers terms of their own, import the shop's orders, and write a quotation with every position.

    Safe to repeat: the import knows its orders by their references, the rest is brought up to date.
    """
    company = env.company
    for language, texts in TEXTS.items():
        company.with_context(lang=language).write(texts)
    for number, discount, policy in TERMS:
        customer = env["res.partner"].search([("ref", "=", number)], limit=1)
        customer.write({"customer_discount": discount, "shipping_policy": policy})
    for days, source, reference, customer, lines, provider in SHOP_ORDERS:
        ordered_on = datetime.combine(today - timedelta(days=days), time(18, 40))
        answer = env["sale.order"].import_channel_order(
            {
                "source": source,
                "reference": reference,
                "ordered_on": ordered_on.isoformat(),
                "customer": customer,
                "lines": [{"sku": sku, "quantity": quantity, "price_unit": price} for sku, quantity, price in lines],
                "shipping": {"method": "DHL Paket", "price": 5.80},
                "payment": {"prepaid": True, "provider": provider, "transaction": f"{provider[:2].upper()}-{reference}"}
                if provider
                else {},
            }
        )
        name_record(env, f"channel_{source}_{reference}", env["sale.order"].browse(answer["order_id"]))
    _quotation(env)


def _quotation(env):
    """Write a quotation for a prospect, with headings, a free position and optional positions."""
    if ref(env, "quotation_positions", raise_if_not_found=False):
        return
    prospect = env["res.partner"].search([("ref", "=", "10036")], limit=1)
    article = env["product.product"].search([]).grouped("default_code")

    def position(number, quantity, **values):
        return Command.create({"product_id": article[number].id, "product_uom_qty": quantity, **values})

    lines = [
        Command.create({"display_type": "line_section", "name": "Maschinen"}),
        position("EW-1010", 4),
        position("EW-1030", 2, special_request="Mit Wartungsplan liefern"),
        Command.create({"display_type": "line_section", "name": "Dienstleistung"}),
        Command.create(
            {
                "is_free_position": True,
                "name": "Einweisung der Monteure vor Ort in Cuxhaven",
                "product_uom_qty": 6,
                "product_uom_id": env.ref("uom.product_uom_hour").id,
                "price_unit": 78.0,
            }
        ),
        Command.create({"display_type": "line_section", "name": "Zubehör", "is_optional": True}),
        position("EW-1080", 0),
    ]
    for sequence, (_create, _id, values) in enumerate(lines, start=1):
        values["sequence"] = sequence
    upsert(
        env,
        "sale.order",
        [("quotation_positions", {"partner_id": prospect.id, "user_id": ref(env, "user_petra").id, "order_line": lines})],
    )
