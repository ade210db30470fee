"""What the customer header has to show: short codes, types, titles, notes, follow-ups, a document folder."""

from datetime import timedelta

from . import customers
from .tools import progress, ref, upsert

SHORT_CODES = {
    "shk": "SHK", "elektro": "EL", "holz": "HO", "bau": "BAU", "industrie": "IND", "kommune": "KOM", "privat": "PRIV",
}  # fmt: skip

TYPES = [("trade", "Handwerk"), ("industry", "Industrie"), ("public", "Öffentliche Hand"), ("private", "Privat")]
TYPE_OF_TRADE = {
    "shk": "trade", "elektro": "trade", "holz": "trade", "bau": "trade", "industrie": "industry", "kommune": "public",
    "privat": "private",
}  # fmt: skip

NOTE_CATEGORIES = [("delivery", "Anlieferung", 4), ("complaint", "Reklamation", 1), ("agreement", "Absprache", 10)]

# What tells the customer and the driver how to deliver.
PAPERS = ("order", "delivery")

# customer, category, subject, text, printed on, days ago
NOTES = [
    ("10001", "delivery", "Lager Rothenburgsort", "Anlieferung werktags 7 bis 15 Uhr, nur über Tor 3.", PAPERS, 90),
    ("10001", "agreement", "Jahresgespräch", "Bonus ab 50.000 € Jahresumsatz zugesagt, Abrechnung im Januar.", (), 30),
    ("10004", "complaint", "Transportschaden", "Zwei Paletten beschädigt, inzwischen ausgeglichen.", (), 12),
    ("10007", "agreement", "Einkauf", "Frau Freese ist nur vormittags zu erreichen.", (), 45),
    ("10019", "delivery", "Werft, Tor 3", "Lieferschein zweifach, Fahrer meldet sich am Magazin.", ("delivery",), 120),
    ("10022", "complaint", "Zahlung", "Insolvenzverwalter angeschrieben.", (), 6),
]

# customer or contact, what, days from today, user
FOLLOW_UPS = [
    ("10001", "Jahresgespräch vorbereiten", 6, "markus"),
    ("10002", "Nach dem Angebot fragen", 1, "petra"),
    ("10019", "Kreditversicherung verlängern", -2, "sabine"),
    ("10035", "Angebot erläutern", 3, "petra"),
]

# the number of the contact in customers.CONTACTS, values
CONTACTS = [
    (1, {"birthday": "1966-03-14", "fax": "+49 40 66969-209"}),
    (2, {"contact_title": "Dr.", "phone": "+49 40 66969-203", "fax": "+49 40 66969-209", "birthday": "1984-11-02"}),
    (3, {"birthday": "1971-07-23"}),
    (6, {"contact_title": "Dipl.-Ing."}),
    (22, {"contact_title": "Dipl.-Ing.", "phone": "+49 4921 5550-311"}),
]


def load(env, today):
    """Add to the customers what their header shows."""
    for code, short in SHORT_CODES.items():
        ref(env, f"trade_{code}").short_code = short
    upsert(env, "kontor.customer.type", [(f"type_{key}", {"name": name}) for key, name in TYPES])
    upsert(
        env,
        "kontor.note.category",
        [(f"note_{key}", {"name": name, "color": color}) for key, name, color in NOTE_CATEGORIES],
    )
    _customers(env)
    company = env.ref("base.main_company")
    company.write({"dms_url": "https://dms.nordwind-grosshandel.example/kunden/{number}", "header_top_right": "note"})
    _notes(env, today)
    _follow_ups(env, today)
    ref(env, "user_petra").note_category_ids = ref(env, "note_delivery") | ref(env, "note_complaint")
    progress("customer header", 1, 1)


def _customers(env):
    for row in [*customers.COMPANIES, *customers.PRIVATE_PEOPLE]:
        trade = customers.trade_of(row[0])
        ref(env, f"customer_{row[0]}").customer_type_id = ref(env, f"type_{TYPE_OF_TRADE[trade]}")
    ref(env, "customer_10019").write({"factoring_number": "FN-20719", "po_box": "12 07", "name2": "Materialwirtschaft"})
    ref(env, "customer_10001").factoring_number = "FN-20701"
    for number, values in CONTACTS:
        ref(env, f"contact_{number:02}").write(values)


def _notes(env, today):
    rows = []
    for index, (number, category, subject, text, printed, days) in enumerate(NOTES, start=1):
        values = {
            "partner_id": ref(env, f"customer_{number}").id,
            "category_id": ref(env, f"note_{category}").id,
            "subject": subject,
            "text": text,
            **{f"print_on_{document}": True for document in printed},
            "date": today - timedelta(days=days),
            "user_id": ref(env, "user_petra").id,
        }
        rows.append((f"note_{index:02}", values))
    upsert(env, "kontor.customer.note", rows)


def _follow_ups(env, today):
    kind = env.ref("mail.mail_activity_data_todo")
    model = env["ir.model"]._get_id("res.partner")
    rows = [
        (
            f"follow_up_{index:02}",
            {
                "res_model_id": model,
                "res_id": ref(env, f"customer_{number}").id,
                "activity_type_id": kind.id,
                "summary": summary,
                "date_deadline": today + timedelta(days=days),
                "user_id": ref(env, f"user_{login}").id,
            },
        )
        for index, (number, summary, days, login) in enumerate(FOLLOW_UPS, start=1)
    ]
    upsert(env, "mail.activity", rows)
