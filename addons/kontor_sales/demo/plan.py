"""What happened in the last twelve months, planned before any of it is written.

The plan is a list of events in the order of time. It depends on nothing but the day it is made for, so an interrupted
run that starts again finds the same plan and goes on behind the last event that was committed.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from . import customers, products

SEED = 5008
# Articles that are running out now were still on the shelf for orders older than this.
SHORTAGE_DAYS = 60
YEAR = 360


@dataclass
class Order:
    """One order to be: who buys what, and what is said about it."""

    key: str
    customer: str
    lines: list
    values: dict = field(default_factory=dict)
    texts: list = field(default_factory=list)
    waits_for: list = field(default_factory=list)


@dataclass(order=True)
class Event:
    """One thing that happens to one order (or, for a receipt, to the stock)."""

    moment: datetime
    key: str
    action: str = field(compare=False)
    options: dict = field(compare=False, default_factory=dict)


# Steps: action, working days after the step before (from, to), options. "pay" counts from the day the invoice is due.
QUOTE = ("quote", 0, 0, {})
SENT = ("send", 0, 1, {})
CONFIRM = ("confirm", 1, 6, {})
# "Vorbereitung abgeschlossen": the final invoice is made, the goods wait for delivery or pickup.
READY = ("ready", 0, 2, {})
DELIVER = ("deliver", 1, 4, {})
DELIVER_PART = ("deliver", 1, 3, {"part": True})
DELIVER_REST = ("deliver", 4, 9, {})
INVOICE = ("invoice", 0, 2, {})
CONFIRM_AT_ONCE = ("confirm", 0, 0, {})
INVOICE_AT_ONCE = ("invoice", 0, 0, {})
INVOICE_PART = ("invoice", 0, 2, {"type": "partial"})
PAY = ("pay", -6, 4, {})

#: Pays within 14 days, and owes nothing else.
JUST_DUE_CUSTOMER = "10003"

# name, number of orders, first day in days before today (earliest, latest), steps, kind of order
SCENARIOS = [
    ("paid", 46, (YEAR, 24), [QUOTE, CONFIRM, DELIVER, INVOICE, PAY], ""),
    ("prepared, invoiced, delivered, paid", 24, (YEAR - 5, 26), [QUOTE, CONFIRM, READY, DELIVER, PAY], ""),
    ("skonto", 8, (YEAR - 20, 40), [QUOTE, CONFIRM, DELIVER, INVOICE, ("pay_early", 4, 6, {})], "skonto"),
    ("service", 5, (YEAR - 30, 50), [QUOTE, SENT, CONFIRM, DELIVER, INVOICE, PAY], "service"),
    ("cash on delivery", 6, (YEAR - 10, 30), [QUOTE, CONFIRM, DELIVER, ("invoice", 0, 0, {}), ("pay", 1, 3, {})], "cod"),
    (
        "in parts",
        8,
        (YEAR - 40, 70),
        [QUOTE, CONFIRM, DELIVER_PART, INVOICE_PART, PAY, DELIVER_REST, INVOICE, PAY],
        "parts",
    ),
    (
        "down payment",
        4,
        (YEAR - 60, 80),
        [QUOTE, SENT, CONFIRM, ("down_payment", 0, 1, {"percentage": 30}), PAY, DELIVER, INVOICE, PAY],
        "large",
    ),
    (
        "returned after payment",
        2,
        (YEAR - 90, 90),
        [QUOTE, CONFIRM, DELIVER, INVOICE, PAY, ("return", 2, 5, {}), ("credit", 1, 2, {}), ("refund", 1, 4, {})],
        "return",
    ),
    (
        "returned before payment",
        1,
        (150, 100),
        [QUOTE, CONFIRM, DELIVER, INVOICE, ("return", 2, 4, {}), ("credit", 1, 1, {}), ("settle", 0, 0, {}), PAY],
        "return",
    ),
    ("invoice open", 10, (24, 14), [QUOTE, CONFIRM, DELIVER, INVOICE], "open"),
    ("invoice overdue", 9, (150, 52), [QUOTE, CONFIRM, DELIVER, INVOICE], ""),
    ("overdue, part paid", 3, (110, 60), [QUOTE, CONFIRM, DELIVER, INVOICE, ("pay", 2, 8, {"share": 0.4})], ""),
    ("returned debit", 1, (95, 75), [QUOTE, CONFIRM, DELIVER, INVOICE, PAY, ("charge_back", 6, 9, {})], ""),
    ("delivered", 5, (13, 9), [QUOTE, CONFIRM, ("deliver", 1, 2, {})], ""),
    ("part delivered", 5, (16, 11), [QUOTE, CONFIRM, DELIVER_PART], "parts"),
    (
        "part invoiced",
        2,
        (20, 14),
        [QUOTE, CONFIRM, DELIVER_PART, INVOICE_PART],
        "parts",
    ),
    ("ordered", 5, (9, 6), [QUOTE, ("confirm", 0, 3, {})], ""),
    ("ordered, waiting", 3, (15, 10), [QUOTE, ("confirm", 1, 3, {})], "short"),
    ("waiting for pickup", 3, (9, 7), [QUOTE, ("confirm", 0, 2, {}), READY], ""),
    ("down payment open", 2, (14, 9), [QUOTE, SENT, CONFIRM, ("down_payment", 0, 1, {"percentage": 40})], "large"),
    ("quotation", 6, (6, 1), [QUOTE], ""),
    ("quotation sent", 5, (20, 3), [QUOTE, SENT], "prospect"),
    ("quotation expired", 4, (120, 45), [QUOTE, SENT], ""),
    ("quotation lost", 4, (YEAR - 60, 40), [QUOTE, SENT, ("cancel", 8, 20, {"reason": "quotation"})], ""),
    ("order cancelled", 3, (YEAR - 80, 25), [QUOTE, CONFIRM, ("cancel", 1, 3, {"reason": "order"})], ""),
    (
        "invoice reversed",
        2,
        (YEAR - 100, 60),
        [QUOTE, CONFIRM, DELIVER, INVOICE, ("return", 1, 3, {"all": True}), ("cancel", 0, 1, {"reason": "order"})],
        "",
    ),
    # Overdue for some days, whatever day it is, and not yet due for dunning: only earlier, with a reason.
    ("invoice just overdue", 1, (21, 21), [QUOTE, CONFIRM_AT_ONCE, ("deliver", 1, 1, {}), INVOICE_AT_ONCE], "just due"),
]

SPECIAL_REQUESTS = [
    "Bitte 30 Minuten vor Anlieferung anrufen.",
    "Anlieferung nur bis 11 Uhr, Zufahrt über den Hof.",
    "Ware bitte mit der Kommission „Neubau Hafenweg“ kennzeichnen.",
    "Lieferung mit Hebebühne, kein Stapler vor Ort.",
    "Lieferschein bitte doppelt beilegen.",
    "Bitte zusammen mit der nächsten Tour liefern.",
]
LINE_REQUESTS = [
    "Bitte auf 1,60 m zuschneiden.",
    "In Originalverpackung, Geschenk zum Firmenjubiläum.",
    "Mit Gravur „Eigentum Bauhof“.",
    "Charge bitte einheitlich.",
]
NOTES = [
    "Lieferung frei Bordsteinkante.",
    "Preise gelten für die Gesamtabnahme.",
    "Rückgabe originalverpackter Ware innerhalb von 14 Tagen möglich.",
]


def make(today):
    """Return ``(orders by key, events in the order of time, opening stock by article)`` for this day."""
    rng = random.Random(SEED)
    orders, events = {}, []
    number = 0
    for _name, count, (earliest, latest), steps, kind in SCENARIOS:
        for position in range(count):
            number += 1
            # Spread over the scenario's span, so that no month stays empty, with some chance in it.
            span = (earliest - latest) / count
            days = round(earliest - span * position - rng.random() * span)
            order = _order(rng, f"order_{number:03}", kind, days)
            orders[order.key] = order
            events += _events(rng, order, today, days, steps)
    opening, receipts = _supply(orders, events, today)
    return orders, sorted(events + receipts), opening


def _order(rng, key, kind, days):
    customer = _customer(rng, kind)
    trade = customers.trade_of(customer)
    lines, texts = _lines(rng, trade, kind, days)
    values = {}
    if trade != "privat" and rng.random() < 0.55:
        values["client_order_ref"] = f"{rng.choice(['BST', 'Best.', 'Auftrag', 'EK'])} {rng.randint(1200, 9800)}"
    if rng.random() < 0.15:
        values["special_request"] = rng.choice(SPECIAL_REQUESTS)
    waits_for = [lines[0][0]] if kind == "short" else []
    return Order(key, customer, lines, values, texts, waits_for)


def _customer(rng, kind):
    if kind == "just due":
        return JUST_DUE_CUSTOMER
    if kind == "prospect":
        return rng.choice(customers.numbers(prospects=True))
    rows = [row for row in customers.COMPANIES if "I" not in row[-1]]
    people = [row for row in customers.PRIVATE_PEOPLE if "I" not in row[-1]]
    if kind == "cod":
        rows, share = [row for row in rows if "N" in row[-1]], 0.5
        people = [row for row in people if "N" in row[-1]]
    elif kind == "skonto":
        rows, share = [row for row in rows if row[10] == "term_skonto"], 0
    elif kind == "open":
        # Invoices that are still open without being overdue need thirty days to pay.
        rows, share = [row for row in rows if row[10] in ("term_30", "term_skonto")], 0
    elif kind in ("large", "parts", "return", "service", "short"):
        share = 0
        if kind == "short":
            rows = [row for row in rows if row[2] in ("shk", "elektro", "industrie")]
    else:
        share = 0.12
    if rng.random() < share:
        return rng.choice(people)[0]
    # Wholesale customers order more often.
    return rng.choice(rows + [row for row in rows if "G" in row[-1]])[0]


def _line(rng, trade, kind, row, scarce):
    """Return one line with an article: ``(article, quantity, discount, special request)``.

    :param bool scarce: more is ordered than there is
    """
    low, high = row[6]
    quantity = low if trade == "privat" else rng.randint(low, high)
    if quantity >= 20:
        quantity = round(quantity, -1)
    if kind in ("parts", "return"):
        # There must be something left for the second delivery, and something to send back.
        quantity = max(quantity, 2)
    if scarce:
        quantity = row[5] + rng.randint(1, 3)
    discount = rng.choice([3, 5, 10]) if trade != "privat" and rng.random() < 0.12 else 0
    request = rng.choice(LINE_REQUESTS) if rng.random() < 0.03 else False
    return row[0], quantity, discount, request


def _lines(rng, trade, kind, days):
    """Return the lines ``(article, quantity, discount, special request)`` and the headings and notes around them."""
    assortment = [
        row for row in products.GOODS if trade in products.CATEGORIES[row[2]][1] and (row[5] > 3 or days > SHORTAGE_DAYS)
    ]
    if kind == "service":
        lines = [("DL-0020", rng.randint(2, 9), 0, False)]
        if rng.random() < 0.5:
            lines.append(("DL-0040", 1, 0, False))
        return lines, []
    if trade == "privat":
        count = rng.randint(1, 3)
    else:
        count = {"large": 6, "parts": 4, "return": 3}.get(kind) or rng.choice([1, 2, 2, 3, 3, 4, 5, 6])
    chosen = rng.sample(assortment, min(count, len(assortment)))
    if kind == "short":
        scarce = [row for row in products.GOODS if row[5] <= 3 and trade in products.CATEGORIES[row[2]][1]]
        chosen = [rng.choice(scarce), *chosen]
    lines = [_line(rng, trade, kind, row, scarce=kind == "short" and index == 0) for index, row in enumerate(chosen)]
    texts = []
    if kind == "large":
        texts = [(0, "line_section", "Material"), (len(lines), "line_section", "Leistungen")]
        lines += [("DL-0010", rng.randint(6, 24), 0, False), ("DL-0040", 1, 0, False)]
        texts.append((len(lines), "line_note", rng.choice(NOTES)))
    elif trade != "privat" and rng.random() < 0.25:
        lines.append(("DL-0030", 1, 0, False))
        if rng.random() < 0.5:
            texts = [(len(lines), "line_note", rng.choice(NOTES))]
    return lines, texts


def _events(rng, order, today, days, steps):
    """Put the steps of one order on working days; none of them lies in the future."""
    last_day = _workday(today - timedelta(days=1), backwards=True)
    day = min(_workday(today - timedelta(days=days)), last_day)
    previous, invoiced_on = None, None
    term = _term_days(order.customer)
    for action, low, high, options in steps:
        distance = rng.randint(low, high)
        if action == "pay" and order.customer:
            day = max(day, _workday(invoiced_on + timedelta(days=max(1, term + distance))))
        else:
            day = _add_workdays(day, distance)
        day = min(day, last_day)
        moment = datetime.combine(day, time(8, 0)) + timedelta(minutes=rng.randint(0, 400))
        if previous and moment <= previous:
            moment = previous + timedelta(minutes=rng.randint(6, 25))
        previous = moment
        if action in ("invoice", "down_payment", "ready"):
            invoiced_on = day
        yield Event(moment, order.key, action, options)


def _term_days(customer):
    for row in customers.COMPANIES:
        if row[0] == customer:
            return {"term_0": 2, "term_14": 14}.get(row[10], 30)
    return 2


def _supply(orders, events, today):
    """Plan opening stock and quarterly receipts so that what was ordered was there, and today's stock remains."""
    quarters = [_workday(today - timedelta(days=days)) for days in (270, 180, 90)]
    demand = defaultdict(lambda: defaultdict(int))
    goods = {row[0]: row for row in products.GOODS}
    for event in events:
        # Goods are reserved when the order is confirmed, so that is when they must be there.
        if event.action == "confirm":
            order = orders[event.key]
            for article, quantity, _discount, _request in order.lines:
                if article in goods and article not in order.waits_for:
                    demand[sum(event.moment.date() > day for day in quarters)][article] += quantity
    opening = {article: row[5] + demand[0][article] for article, row in goods.items()}
    receipts = []
    for quarter, day in enumerate(quarters, start=1):
        for supplier in products.SUPPLIERS:
            quantities = {
                article: demand[quarter][article]
                for article, row in goods.items()
                if products.supplier_of(row[2]) == supplier[0] and demand[quarter][article] > 0
            }
            if quantities:
                moment = datetime.combine(day, time(6, 30)) + timedelta(minutes=int(supplier[0]) % 100)
                key = f"receipt_{quarter}_{supplier[0]}"
                receipts.append(Event(moment, key, "receive", {"supplier": supplier[0], "quantities": quantities}))
    return opening, receipts


def _workday(day, backwards=False):
    """Return the day itself, or the next (the last) working day."""
    step = timedelta(days=-1 if backwards else 1)
    while day.weekday() > 4 or (day.month, day.day) in _HOLIDAYS:
        day += step
    return day


def _add_workdays(day, count):
    for _unused in range(count):
        day = _workday(day + timedelta(days=1))
    return day


# The fixed holidays of Hamburg are enough here.
_HOLIDAYS = {(1, 1), (5, 1), (10, 3), (10, 31), (12, 24), (12, 25), (12, 26), (12, 31)}


def first_day(today: date):
    """Return the day before the first event can be, on which the stock was counted."""
    return _workday(today - timedelta(days=YEAR + 8), backwards=True)
