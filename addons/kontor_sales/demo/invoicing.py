"""A customer with collective invoices and deliveries that wait for one, and an order of which too much is invoiced."""

from odoo import Command

from . import terms
from .tools import ref, upsert

# key, customer's reference, lines (article, quantity)
DELIVERED = [
    ("collective_1", "Baustelle Elbchaussee", [("HW-2010", 1), ("HW-2040", 2)]),
    ("collective_2", "Baustelle Jarrestraße", [("HW-2040", 3)]),
]


def load(env, today):
    """Make the documents; safe to repeat: each is made once."""
    clerk = ref(env, "user_petra")
    (customer,) = upsert(
        env,
        "res.partner",
        [
            (
                "customer_collective",
                {
                    "name": "Hausverwaltung Elbblick GmbH",
                    "ref": "10091",
                    "is_company": True,
                    "customer_state": "customer",
                    "street": "Palmaille 44",
                    "zip": "22767",
                    "city": "Hamburg",
                    "country_id": env.ref("base.de").id,
                    "lang": "de_DE",
                    "phone": "+49 40 66969-544",
                    "email": "rechnung@elbblick.example",
                    "user_id": clerk.id,
                    "invoicing_rule": "monthly",
                    "property_payment_term_id": ref(env, "term_30").id,
                },
            )
        ],
    )
    terms.give(env, customer, "transfer", "own")
    article = env["product.product"].search([]).grouped("default_code")

    def order(key, reference, lines):
        made = ref(env, key, raise_if_not_found=False)
        if made:
            return made  # a second time its positions would be added once more
        (record,) = upsert(
            env,
            "sale.order",
            [
                (
                    key,
                    {
                        "partner_id": customer.id,
                        "user_id": clerk.id,
                        "client_order_ref": reference,
                        "order_line": [
                            Command.create({"product_id": article[number].id, "product_uom_qty": quantity})
                            for number, quantity in lines
                        ],
                    },
                )
            ],
        )
        return record

    for key, reference, lines in DELIVERED:
        delivered = order(key, reference, lines)
        if delivered.lifecycle_status == "quotation":
            delivered.change_status("delivery")
    # A discount that was agreed on after the invoice: the order offers the credit note.
    reduced = order("invoiced_above", "Bestellung 26-0815", [("HW-2040", 2)])
    if reduced.lifecycle_status == "quotation":
        reduced.change_status("invoice")
        reduced.order_line.discount = 10
