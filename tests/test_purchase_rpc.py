"""A supplier order's life over XML-RPC, with the rights of a buyer and of others (000-8, 002-15)."""

import pytest

from purchase_office import LIMIT, PurchaseOffice
from shop import readable, refused

STATUSES = ["request", "order", "receipt", "bill", "done", "cancel"]
GERMAN_LABELS = ["Anfrage", "Bestellung", "Wareneingang", "Rechnung", "Abgeschlossen", "Storniert"]


@pytest.fixture(scope="module")
def office(server):
    """The purchase department of a company, on the shared server."""
    return PurchaseOffice(server)


def test_whole_life(office):
    """Three suppliers asked, one awarded, received in two parts, billed, paid: every step by its one call."""
    others = [office.new_supplier(), office.new_supplier()]
    order = office.request((office.hammer, 5))
    asked = office.buyer.call("purchase.order", "request_from", [order], others)
    assert [office.admin.read("purchase.order", other, "partner_id")[0] for other in asked] == others
    cheap = asked[0]
    for other, price in zip(asked, (8, 12)):
        office.buyer.call("purchase.order.line", "write", office.positions(other), {"price_unit": price})

    [comparison] = office.buyer.call("purchase.order", "get_request_comparison", [order])
    offers = {offer["order_id"]: (offer["total"], offer["is_cheapest"]) for offer in comparison["offers"]}
    assert offers == {order: (50, False), cheap: (40, True), asked[1]: (60, False)}
    assert [offer["order_id"] for offer in comparison["offers"]] == [cheap, order, asked[1]]

    assert office.buy(cheap, "order") is True
    assert [office.counts(each)["status"] for each in (cheap, order, asked[1])] == ["order", "cancel", "cancel"]
    assert office.admin.read("purchase.order", cheap, "name") in office.admin.read("purchase.order", order, "cancel_reason")

    [line] = office.positions(cheap)
    assert office.buy(cheap, "receipt", quantities=[{"line_id": line, "quantity": 2}]) is True
    counts = office.counts(cheap)
    assert (counts["status"], counts["receipts"], counts["open_receipts"], counts["received"]) == ("receipt", 1, 1, [2])
    assert office.buy(cheap, "receipt") is True
    counts = office.counts(cheap)
    assert (counts["receipts"], counts["open_receipts"], counts["received"]) == (2, 0, [5])

    assert office.buy(cheap, "bill", rpc=office.books, reference="RE-4711", bill_date="2026-01-15") is True
    facts = office.facts(cheap)
    assert (facts["lifecycle_status"], facts["is_settled"], [bill["amount_total"] for bill in facts["bills"]]) == (
        "bill",
        True,
        [40],
    )
    assert office.admin.read("account.move", facts["bills"][0]["id"], "ref") == "RE-4711"

    assert office.buy(cheap, "done", rpc=office.books, payment_date="2026-02-01") is True
    facts = office.facts(cheap)
    assert (facts["lifecycle_status"], facts["bills"][0]["payment_state"] in ("paid", "in_payment")) == ("done", True)


def test_status_options_in_german(office):
    order = office.request()
    options = office.buyer.call("purchase.order", "get_status_options", [order], context={"lang": "de_DE"})
    assert [option["status"] for option in options] == STATUSES
    assert [option["label"] for option in options] == GERMAN_LABELS
    assert {option["status"] for option in options if option["allowed"]} == {"order", "receipt", "cancel"}
    assert all(option["reason"] for option in options if not option["allowed"])


# -- the check of bills -----------------------------------------------------------------------------------------------


def received(office, quantity=5):
    order = office.ordered((office.hammer, 5))
    office.buy(order, "receipt", quantities=[{"line_id": office.positions(order)[0], "quantity": quantity}])
    return order


def test_deviating_bill(office):
    """A dearer bill is refused with the figures, on every way, until someone with the right releases it."""
    order = received(office)
    bill, [line, *_rest] = office.draft_bill(order)
    office.books.call("account.move.line", "write", [line], {"price_unit": 14})
    for post in (
        lambda: office.books.call("account.move", "action_post", [bill]),
        lambda: office.books.call("account.move", "write", [bill], {"state": "posted"}),
        lambda: office.buy(order, "bill", rpc=office.books),
    ):
        with refused(office, order) as sentence:
            post()
        assert "14,00" in sentence[0] and "10,00" in sentence[0] and "20,00" in sentence[0], sentence
    [row] = office.books.call("account.move", "get_bill_check", [bill])
    assert (row["ordered"], row["received"], row["billed"], row["order_price"], row["bill_price"], row["deviation"]) == (
        5,
        5,
        5,
        10,
        14,
        20,
    )
    assert (row["kinds"], row["accepted"]) == (["price"], False)
    with refused(office, order):
        office.books.call("account.move", "release_blocks", [bill], "bill", "ich darf")
    office.manager.call("account.move", "release_blocks", [bill], "bill", "Materialpreis gestiegen, vereinbart")
    assert office.buy(order, "bill", rpc=office.books) is True
    assert office.buy(order, "done", rpc=office.books) is True
    assert office.counts(order) == {
        "status": "done",
        "receipts": 1,
        "open_receipts": 0,
        "received": [5],
        "bills": 1,
        "billed": 70,
    }


def test_bill_of_what_has_not_come(office):
    order = received(office, 3)
    bill, [line, *_rest] = office.draft_bill(order)
    office.books.call("account.move.line", "write", [line], {"quantity": 5})
    with refused(office, order) as sentence:
        office.books.call("account.move", "action_post", [bill])
    assert "5" in sentence[0] and "3" in sentence[0] and "20,00" in sentence[0]
    # neither the books nor the buyer make it come, and the books don't change what was agreed
    for rpc in (office.books, office.buyer):
        with refused(office, order):
            rpc.call("purchase.order.line", "write", office.positions(order), {"qty_received": 5})
    with refused(office, order):
        office.books.call("purchase.order.line", "write", office.positions(order), {"price_unit": 50})


def test_small_deviation_is_accepted(office):
    order = received(office)
    bill, [line, *_rest] = office.draft_bill(order)
    office.books.call("account.move.line", "write", [line], {"price_unit": 10.2})
    assert office.buy(order, "bill", rpc=office.books) is True
    assert office.counts(order)["billed"] == 51


# -- limit and block --------------------------------------------------------------------------------------------------


def test_limit(office):
    """Above the buyer's limit nothing leads to the order but a release by someone with the right."""
    order = office.request((office.hammer, LIMIT // 10 + 1))
    for way in (
        lambda: office.buy(order, "order"),
        lambda: office.buyer.call("purchase.order", "button_confirm", [order]),
        lambda: office.buyer.call("purchase.order", "button_approve", [order], True),
        lambda: office.buyer.call("purchase.order", "write", [order], {"state": "purchase"}),
        lambda: office.buyer.call("purchase.order", "write", [order], {"amount_total": 1}),
        lambda: office.buyer.call("purchase.order.line", "write", office.positions(order), {"price_total": 1}),
        lambda: office.buyer.call("res.users", "write", [office.buyer.uid], {"purchase_limit_rule": "none"}),
        lambda: office.buyer.call("purchase.order", "release_blocks", [order], "purchase", "ich darf"),
    ):
        with refused(office, order):
            way()
    with refused(office, order) as sentence:
        office.buy(order, "order")
    assert "1.010,00" in sentence[0] and "1.000,00" in sentence[0]
    office.manager.call("purchase.order", "release_blocks", [order], "purchase", "Messebestand")
    assert office.buy(order, "order") is True


def test_limit_of_a_confirmed_order(office):
    """What was confirmed below the limit doesn't grow above it: not by quantity, price, or positions from elsewhere."""
    order = office.ordered((office.hammer, 90))
    other = office.request((office.hammer, 20))
    for way in (
        lambda: office.buyer.call("purchase.order.line", "write", office.positions(order), {"product_qty": 101}),
        lambda: office.buyer.call("purchase.order.line", "write", office.positions(order), {"price_unit": 12}),
        lambda: office.buyer.call("purchase.order.line", "write", office.positions(other), {"order_id": order}),
        lambda: office.buyer.create("purchase.order.line", order_id=order, product_id=office.hammer, product_qty=11),
    ):
        with refused(office, order, other):
            way()


def test_blocked_supplier(office):
    supplier = office.new_supplier()
    article = office.article(suppliers=[supplier])
    order = office.request((article, 5), partner_id=supplier)
    confirmed = office.ordered((article, 5))
    with refused(office):
        office.buyer.call("res.partner", "write", [supplier], {"supplier_block": "order"})
    office.manager.call(
        "res.partner", "write", [supplier], {"supplier_block": "order", "supplier_block_reason": "Reklamation offen"}
    )
    for way in (
        lambda: office.buy(order, "order"),
        lambda: office.buyer.call("purchase.order", "write", [confirmed], {"partner_id": supplier}),
        lambda: office.buyer.call("res.partner", "write", [supplier], {"supplier_block": "none"}),
    ):
        with refused(office, order, confirmed) as sentence:
            way()
        assert "is blocked" in sentence[0] or "with the right" in sentence[0], sentence


# -- for customers ----------------------------------------------------------------------------------------------------


def test_clerk_orders_chosen_positions(office):
    """For chosen positions of a customer order, from chosen suppliers; the right to buy is asked for first (002-15)."""
    other = office.new_supplier()
    first, second, third = (office.article(suppliers=[office.supplier, other]) for _number in range(3))
    order = office.in_status("order", (first, 5), (second, 3), (third, 2))
    lines = office.lines(order)
    wish = [{"line_id": lines[0], "quantity": 4}, {"line_id": lines[1], "quantity": 3, "supplier_id": other}]
    with refused() as sentence:
        office.clerk.call("sale.order", "order_from_suppliers", [order], wish)
    assert "lack the right" in sentence[0] and office.admin.read("sale.order", order, "name") in sentence[0]
    assert office.supply_of(order) == []

    clerk = office.user("sales_team.group_sale_salesman_all_leads", "purchase.group_purchase_user")
    made = clerk.call("sale.order", "order_from_suppliers", [order], wish, append=False)
    assert [office.admin.read("purchase.order", each, "partner_id")[0] for each in made] == [office.supplier, other]
    assert sorted(office.supply_of(order)) == [3, 4]
    states = clerk.call("sale.order.line", "read", lines, ["supply_state", "supply_ordered_quantity"])
    assert [(line["supply_state"], line["supply_ordered_quantity"]) for line in states] == [
        ("request", 4),
        ("request", 3),
        (False, 0),
    ]

    rest = clerk.call("sale.order", "order_from_suppliers", [order], append=False)
    assert len(rest) == 1 and sorted(office.supply_of(order)) == [1, 2, 3, 4]
    with refused() as sentence:
        clerk.call("sale.order", "order_from_suppliers", [order])
    assert sorted(office.supply_of(order)) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "lines",
    [
        "alles",
        5,
        [],
        {},
        [5],
        [{"quantity": 1}],
        [{"line_id": 0, "quantity": 1}],
        [{"line_id": "x", "quantity": 1}],
        [{"line_id": "first", "quantity": "5"}],
        [{"line_id": "first", "quantity": -1}],
        [{"line_id": "first", "quantity": True}],
        [{"line_id": "first", "quantity": float("nan")}],
        [{"line_id": "first", "quantity": 1e9}],
        [{"line_id": "first"}],
        [{"line_id": "first", "quantity": 1}, {"line_id": "first", "quantity": 1}],
        [{"line_id": "first", "quantity": 1, "supplier_id": 999999}],
        [{"line_id": "first", "quantity": 1, "supplier_id": "x"}],
        [{"line_id": "first", "quantity": 1, "supplier_id": [5]}],
    ],
    ids=str,
)
def test_wrong_wishes(office, lines):
    clerk = office.manager_of_sales = getattr(office, "manager_of_sales", None) or office.user(
        "sales_team.group_sale_salesman_all_leads", "purchase.group_purchase_user"
    )
    order = office.in_status("order", (office.article(), 5))
    first = office.lines(order)[0]
    if isinstance(lines, list):
        lines = [
            {**item, "line_id": first} if isinstance(item, dict) and item.get("line_id") == "first" else item
            for item in lines
        ]
    with refused():
        clerk.call("sale.order", "order_from_suppliers", [order], lines)
    assert office.supply_of(order) == []


# -- wrong arguments --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target,options",
    [
        ("", {}),
        ("bestellt", {}),
        (5, {}),
        (False, {}),
        ([], {}),
        ("order", {"menge": 5}),
        ("order", {"alternatives": "alle"}),
        ("order", {"alternatives": 5}),
        ("order", {"quantities": []}),
        ("receipt", {"quantities": "alles"}),
        ("receipt", {"quantities": []}),
        ("receipt", {"quantities": [{"line_id": 0, "quantity": 1}]}),
        ("receipt", {"quantities": [{"line_id": "first", "quantity": 6}]}),
        ("receipt", {"quantities": [{"line_id": "first", "quantity": 0}]}),
        ("receipt", {"quantities": [{"line_id": "first", "quantity": -1}]}),
        ("receipt", {"quantities": [{"line_id": "first", "quantity": "2"}]}),
        ("bill", {}),
        ("done", {}),
        ("cancel", {"reason": 5}),
        ("cancel", {"reason": ["x"]}),
        ("request", {}),
    ],
    ids=str,
)
def test_wrong_changes(office, target, options):
    order = office.request((office.hammer, 5))
    first = office.positions(order)[0]
    if isinstance(options.get("quantities"), list):
        options = {
            "quantities": [
                {**item, "line_id": first} if item["line_id"] == "first" else item for item in options["quantities"]
            ]
        }
    with refused(office, order):
        office.buy(order, target, rpc=office.manager, **options)


@pytest.mark.parametrize(
    "options",
    [
        {"reference": 5},
        {"bill_date": "morgen"},
        {"bill_date": 5},
        {"bill_date": "2026-02-30"},
        {"datum": "2026-02-01"},
    ],
    ids=str,
)
def test_wrong_bills(office, options):
    order = received(office)
    with refused(office, order):
        office.buy(order, "bill", rpc=office.books, **options)


@pytest.mark.parametrize(
    "options",
    [
        {"journal_id": 999999},
        {"journal_id": "Bank"},
        {"journal_id": True},
        {"payment_date": "gestern"},
        {"payment_method_line_id": 999999},
        {"payment_method_line_id": [1]},
    ],
    ids=str,
)
def test_wrong_payments(office, options):
    order = received(office)
    office.buy(order, "bill", rpc=office.books)
    with refused(office, order):
        office.buy(order, "done", rpc=office.books, **options)


def test_wrong_journals_and_methods(office):
    """Only a bank or cash journal pays, and only by a method for outgoing payments."""
    order = received(office)
    office.buy(order, "bill", rpc=office.books)
    sales = office.admin.call("account.journal", "search", [("type", "=", "sale"), ("company_id", "=", office.company)])[0]
    inbound = office.admin.call(
        "account.payment.method.line", "search", [("payment_type", "=", "inbound"), ("journal_id.type", "=", "bank")]
    )[0]
    for options in ({"journal_id": sales}, {"payment_method_line_id": inbound}):
        with refused(office, order):
            office.buy(order, "done", rpc=office.books, **options)


@pytest.mark.parametrize(
    "method,arguments",
    [
        ("request_from", []),
        ("request_from", [[]]),
        ("request_from", [5]),
        ("request_from", [["x"]]),
        ("request_from", [[999999]]),
        ("request_from", ["supplier"]),
        ("record_change", []),
        ("remind_receipts", []),
        ("get_request_comparison", [5]),
    ],
    ids=str,
)
def test_wrong_calls(office, method, arguments):
    order = office.request()
    arguments = [[office.supplier] if argument == "supplier" else argument for argument in arguments]
    try:
        office.buyer.call("purchase.order", method, [order], *arguments)
    except Exception as fault:
        # a call with too few or too many arguments is a mistake of the program; its answer is the method's signature
        assert readable(fault) or "argument" in fault.faultString, fault.faultString[-300:]
    else:
        raise AssertionError("This should have been refused.")
    assert office.counts(order)["status"] == "request" and not office.facts(order)["alternative_po_ids"]


@pytest.mark.parametrize(
    "method,arguments",
    [
        ("change_status", ["order"]),
        ("get_status_options", []),
        ("request_from", [[1]]),
        ("get_request_comparison", []),
        ("record_change", []),
        ("remind_receipts", []),
        ("action_print_change", []),
        ("action_open_status_dialog", []),
    ],
    ids=str,
)
@pytest.mark.parametrize("orders", [[], [999999]], ids=["none", "gone"])
def test_calls_on_nothing(office, method, arguments, orders):
    with refused():
        office.buyer.call("purchase.order", method, orders, *arguments)


# -- who may do what --------------------------------------------------------------------------------------------------


def test_sales_and_warehouse_do_not_buy(office):
    order = office.request()
    warehouse = office.user("stock.group_stock_user")
    for rpc in (office.clerk, warehouse):
        for way in (
            lambda rpc=rpc: office.buy(order, "order", rpc=rpc),
            lambda rpc=rpc: office.buy(order, "cancel", rpc=rpc),
            lambda rpc=rpc: rpc.call("purchase.order", "button_confirm", [order]),
            lambda rpc=rpc: rpc.call("purchase.order", "write", [order], {"currency_id": 1, "partner_id": office.supplier}),
            lambda rpc=rpc: rpc.call("purchase.order.line", "write", office.positions(order), {"price_unit": 1}),
            lambda rpc=rpc: rpc.create("purchase.order", partner_id=office.supplier),
            lambda rpc=rpc: rpc.call("purchase.order", "remind_receipts", [order]),
        ):
            with refused(office, order):
                way()


def test_transition_table_is_closed(office):
    table = "purchase.order.status.transition"
    [cell] = office.admin.call(table, "search", [("from_id.code", "=", "bill"), ("to_id.code", "=", "done")])
    for rpc in (office.buyer, office.clerk, office.books):
        for way in (
            lambda rpc=rpc: rpc.call(table, "write", [cell], {"allowed": False}),
            lambda rpc=rpc: rpc.call(table, "unlink", [cell]),
            lambda rpc=rpc: rpc.create(table, from_id=1, to_id=1),
        ):
            with refused():
                way()
    statuses = office.admin.call("purchase.order.status", "search", [])
    with refused():
        office.manager.call(table, "write", [cell], {"from_id": statuses[-1]})
    with refused():
        office.manager.create(table, from_id=statuses[-1], to_id=statuses[0], allowed=True)


def test_billed_order_is_not_cancelled(office):
    order = received(office)
    office.buy(order, "bill", rpc=office.books)
    for rpc in (office.buyer, office.manager):
        for way in (
            lambda rpc=rpc: office.buy(order, "cancel", rpc=rpc),
            lambda rpc=rpc: rpc.call("purchase.order", "button_cancel", [order]),
            lambda rpc=rpc: rpc.call("purchase.order", "button_draft", [order]),
            lambda rpc=rpc: rpc.call("purchase.order", "write", [order], {"state": "cancel"}),
            lambda rpc=rpc: rpc.call("purchase.order", "write", [order], {"lifecycle_status": "cancel"}),
            lambda rpc=rpc: rpc.call("purchase.order", "unlink", [order]),
        ):
            with refused(office, order):
                way()


def test_reminders(office):
    """What is overdue is reminded once, and not again before its time."""
    order = office.ordered((office.hammer, 5))
    with refused(office, order):
        office.buyer.call("purchase.order", "remind_receipts", [order])
    office.buyer.call("purchase.order.line", "write", office.positions(order), {"date_planned": "2026-01-05 12:00:00"})
    [reminder] = office.buyer.call("purchase.order", "remind_receipts", [order])
    with refused(office, order):
        office.buyer.call("purchase.order", "remind_receipts", [order])
    assert office.buyer.call("kontor.receipt.reminder", "action_send_email", [reminder]) is True
    with refused():
        office.buyer.call("kontor.receipt.reminder", "action_send_email", [reminder])
    for values in ({"name": "X"}, {"emailed_on": False}):
        with refused():
            office.buyer.call("kontor.receipt.reminder", "write", [reminder], values)
