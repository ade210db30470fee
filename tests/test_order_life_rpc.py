"""An order's life over XML-RPC and JSON-2, as an integration lives it: with a sales clerk's rights (000, 001, 004)."""

import datetime
import xmlrpc.client

import pytest

from shop import ENGLISH, STATUSES, core_button, readable, refused

ALLOWED = {
    "quotation": {"order", "delivery", "invoice", "cancel"},
    "order": {"quotation", "delivery", "invoice", "cancel"},
    "delivery": {"delivery", "invoice", "cancel"},
    "invoice": {"done", "cancel"},  # nothing is dunned on its due day
    "done": {"invoice"},
    "cancel": set(),
}
GERMAN_LABELS = ["Angebot", "Bestellung", "Lieferung", "Rechnung", "Mahnung", "Abgeschlossen", "Storniert"]
ENGLISH_LABELS = ["Quotation", "Order", "Delivery", "Invoice", "Dunning", "Completed", "Cancelled"]


def by_type(shop, order):
    """Return the posted and draft documents of an order by their type for the order."""
    moves = shop.admin.call(
        "account.move",
        "search_read",
        [("partner_id", "=", shop.admin.read("sale.order", order, "partner_id")[0])],
        ["order_invoice_type", "amount_total", "state"],
        order="id",
    )
    return [
        (move["order_invoice_type"], round(move["amount_total"], 2), move["state"])
        for move in moves
        if move["order_invoice_type"]
    ]


# -- the whole life ---------------------------------------------------------------------------------------------------


def test_whole_life(shop):
    """Quotation, order, two part deliveries, invoice, paid, Rückbuchung, paid again: every step by its one call."""
    order = shop.order((shop.drill, 5), (shop.screws, 3), (shop.setup, 1))
    drill, screws, _setup = shop.lines(order)
    assert shop.counts(order)["status"] == "quotation"

    assert shop.change(order, "order") is True
    assert shop.counts(order) == {
        "status": "order",
        "deliveries": 0,
        "open_deliveries": 1,
        "delivered": [0, 0, 0],
        "invoices": 0,
        "credit_notes": 0,
        "payments": 0,
        "owed": 0,
    }

    assert shop.change(order, "delivery", quantities=[{"line_id": drill, "quantity": 2}]) is True
    counts = shop.counts(order)
    assert (counts["status"], counts["deliveries"], counts["open_deliveries"]) == ("delivery", 1, 1)
    assert counts["delivered"] == [2, 0, 0]

    quantities = [{"line_id": drill, "quantity": 3}, {"line_id": screws, "quantity": 3.0}]
    assert shop.change(order, "delivery", quantities=quantities) is True
    counts = shop.counts(order)
    assert (counts["deliveries"], counts["open_deliveries"], counts["delivered"]) == (2, 0, [5, 3, 0])
    assert shop.admin.read("sale.order", order, "is_settled") is False

    day = "2026-01-15"
    assert shop.change(order, "invoice", invoice_date=day) is True
    counts = shop.counts(order)
    # 500 + 30 + 50 net, 19 % tax
    assert (counts["status"], counts["invoices"], counts["owed"]) == ("invoice", 1, 690.2)
    invoice = shop.facts(order)["moves"][0]["id"]
    assert shop.admin.read("account.move", invoice, "invoice_date") == day
    assert by_type(shop, order) == [("final", 690.2, "posted")]
    assert shop.admin.read("sale.order", order, "is_settled") is True

    assert shop.change(order, "done", payment_date="2026-02-01") is True
    assert shop.counts(order) == {
        "status": "done",
        "deliveries": 2,
        "open_deliveries": 0,
        "delivered": [5, 3, 0],
        "invoices": 1,
        "credit_notes": 0,
        "payments": 1,
        "owed": 0,
    }
    assert shop.admin.read("sale.order", order, "fulfilment_stage") == "done"

    assert shop.change(order, "invoice", reason="Lastschrift zurückgegeben", date="2026-02-10") is True
    counts = shop.counts(order)
    assert (counts["status"], counts["invoices"], counts["payments"], counts["owed"]) == ("invoice", 1, 0, 690.2)

    assert shop.change(order, "done") is True
    counts = shop.counts(order)
    assert (counts["status"], counts["payments"], counts["owed"]) == ("done", 1, 0)


@pytest.mark.parametrize("target", ["delivery", "invoice"])
def test_quotation_straight_to(shop, target):
    """A quotation goes to Lieferung or Rechnung in one call, with all the documents in between (001-9)."""
    order = shop.order((shop.drill, 2), (shop.screws, 1))
    assert shop.change(order, target) is True
    counts = shop.counts(order)
    assert (counts["status"], counts["deliveries"], counts["delivered"]) == (target, 1, [2, 1])
    assert counts["invoices"] == (1 if target == "invoice" else 0)
    assert shop.admin.read("res.partner", shop.facts(order)["partner_id"][0], "customer_state") == "customer"


def test_back_to_quotation(shop):
    """A confirmed order becomes a quotation again, and can be ordered once more."""
    order = shop.in_status("order")
    assert shop.change(order, "quotation") is True
    assert shop.counts(order)["open_deliveries"] == 0
    assert shop.status(order) == "quotation"
    assert shop.change(order, "delivery") is True
    assert shop.counts(order)["deliveries"] == 1


@pytest.mark.parametrize("status", ["quotation", "order", "delivery", "invoice"])
def test_storno(shop, status):
    """Storno with a reason: done deliveries stay, open ones go, what was invoiced is credited (001-5…8)."""
    reason = shop.admin.create("sale.order.cancel.reason", name="Betrugsverdacht")
    order = shop.in_status(status, (shop.drill, 3))
    before = shop.counts(order)
    assert shop.change(order, "cancel", reason="Liefertermin geplatzt", reason_id=reason) is True
    after = shop.counts(order)
    facts = shop.facts(order)
    assert (after["status"], after["open_deliveries"], after["owed"], after["payments"]) == ("cancel", 0, 0, 0)
    assert (after["deliveries"], after["delivered"]) == (before["deliveries"], before["delivered"])
    assert after["credit_notes"] == after["invoices"] == before["invoices"]
    assert facts["cancel_reason_id"] == [reason, "Betrugsverdacht"]
    assert facts["cancel_note"] == "Liefertermin geplatzt"


def test_storno_after_part_payment(shop):
    """What a customer paid before the Storno is theirs: an open credit, not lost and not revenue (001-7, 001-8)."""
    order = shop.in_status("delivery", (shop.drill, 4))
    down_payment = shop.clerk.call("sale.order", "create_invoice_of_type", [order], "down_payment", percentage=50, post=True)
    wizard = shop.clerk.call(
        "account.payment.register", "create", {}, context={"active_model": "account.move", "active_ids": down_payment}
    )
    core_button(shop.clerk, "account.payment.register", "action_create_payments", [wizard])
    assert shop.change(order, "cancel", reason="Kunde zahlt nicht weiter") is True
    counts = shop.counts(order)
    assert (counts["status"], counts["invoices"], counts["credit_notes"], counts["payments"]) == ("cancel", 1, 1, 1)
    partner = shop.facts(order)["partner_id"][0]
    open_items = shop.admin.call(
        "account.move.line",
        "search_read",
        [
            ("partner_id", "=", partner),
            ("account_id.account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
        ],
        ["amount_residual"],
    )
    assert round(sum(item["amount_residual"] for item in open_items), 2) == -238  # half of 476 gross


def test_preparation_done(shop):
    """ "Vorbereitung abgeschlossen" over RPC: the order waits, its final invoice is posted (004-18)."""
    order = shop.in_status("order")
    assert shop.clerk.call("sale.order", "action_preparation_done", [order]) is True
    facts = shop.facts(order)
    assert (facts["lifecycle_status"], facts["fulfilment_stage"]) == ("invoice", "waiting")
    assert facts["preparation_done_on"]
    assert by_type(shop, order) == [("final", 595, "posted")]
    with refused(shop, order):
        shop.clerk.call("sale.order", "action_preparation_done", [order])


def test_invoice_types(shop):
    """Anzahlung, Positionsabrechnung and Schlussrechnung by type; each answers with ids (004-19…21)."""
    order = shop.in_status("order", (shop.drill, 10))
    line = shop.lines(order)[0]

    def invoice(kind, **options):
        ids = shop.clerk.call("sale.order", "create_invoice_of_type", [order], kind, **options)
        assert ids and all(isinstance(move, int) for move in ids)
        return ids

    invoice("down_payment", percentage=10, post=True)
    invoice("down_payment", amount=119.0, post=True)
    invoice("partial", lines=[{"line_id": line, "quantity": 2}], post=True, invoice_date="2026-03-01")
    assert shop.status(order) == "order"
    shop.change(order, "delivery", quantities=[{"line_id": line, "quantity": 3}])
    shop.change(order, "delivery")
    invoice("final", post=True)
    assert by_type(shop, order) == [
        ("down_payment", 119, "posted"),
        ("down_payment", 119, "posted"),
        ("partial", 238, "posted"),
        ("final", 714, "posted"),
    ]  # 1190 less 2 × 119 and 238
    assert shop.status(order) == "invoice"

    full = shop.in_status("delivery", (shop.drill, 1))
    draft = shop.clerk.call("sale.order", "create_invoice_of_type", [full], "full")
    assert by_type(shop, full) == [("full", 119, "draft")]
    assert len(draft) == 1 and shop.status(full) == "delivery"


def test_partial_invoice_of_deliveries(shop):
    """Chosen deliveries are invoiced with exactly what they contain (004-20)."""
    order = shop.in_status("delivery", (shop.screws, 8))
    picking = next(p["id"] for p in shop.facts(order)["pickings"] if p["state"] == "done")
    shop.clerk.call("sale.order", "create_invoice_of_type", [order], "partial", picking_ids=[picking], post=True)
    assert by_type(shop, order) == [("partial", 11.9, "posted")]
    with refused(shop, order):
        shop.clerk.call("sale.order", "create_invoice_of_type", [order], "partial", picking_ids=[picking])


# -- get_status_options -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [status for status in STATUSES if status != "dunning"])
def test_options_are_as_documented(shop, status):
    """The answer has exactly the documented keys, in the order of the life, and says why not."""
    order = shop.in_status(status, (shop.drill, 3))
    options = shop.clerk.call("sale.order", "get_status_options", [order], context=ENGLISH)
    assert [option["status"] for option in options] == STATUSES
    assert [option["label"] for option in options] == ENGLISH_LABELS
    for option in options:
        assert list(option) == ["status", "label", "allowed", "reason", "needs", "consequences", "printed"]
        assert bool(option["consequences"]) is option["allowed"]
        assert [type(option[key]) for key in option] == [str, str, bool, str, list, list, bool]
        assert option["allowed"] is not bool(option["reason"])
        assert option["allowed"] or len(option["reason"]) > 20
        assert option["printed"] is False
    assert {option["status"] for option in options if option["allowed"]} == ALLOWED[status]


def test_options_are_german_for_germans(shop):
    """Labels and reasons come in the caller's language."""
    order = shop.in_status("quotation")
    options = shop.clerk.call("sale.order", "get_status_options", [order], context={"lang": "de_DE"})
    assert [option["label"] for option in options] == GERMAN_LABELS
    english = shop.options(order, context=ENGLISH)
    assert not {option["reason"] for option in options if option["reason"]} & {
        option["reason"] for option in english.values()
    }


@pytest.mark.parametrize("status", ALLOWED)
def test_options_promise_what_change_status_keeps(shop, status):
    """What isn't offered is refused with the reason shown, also for the administrator; what is offered can be done."""
    order = shop.in_status(status, (shop.drill, 3))
    name = shop.admin.read("sale.order", order, "name")
    for rpc in (shop.clerk, shop.admin):
        answer = rpc.call("sale.order", "get_status_options", [order])
        options = {option["status"]: option for option in answer}
        for target in STATUSES:
            if target not in ALLOWED[status]:
                with refused(shop, order) as sentence:
                    shop.change(order, target, rpc=rpc)
                assert name in sentence[0]
                assert options[target]["reason"] in sentence[0]
    for target in ALLOWED[status]:
        assert shop.change(shop.in_status(status, (shop.drill, 3)), target) is True


def test_001_4_what_is_overdue_can_be_dunned(shop):
    """Who has the right duns what is overdue, level by level; before a level has come to its day only with a reason."""
    order = shop.in_status("order", (shop.drill, 1))
    long_ago = str(datetime.date.today() - datetime.timedelta(days=60))
    shop.change(order, "invoice", invoice_date=long_ago)
    dunner = shop.user("kontor_dunning.group_dunning_manager", "sales_team.group_sale_salesman_all_leads")
    with refused(shop, order) as sentence:
        shop.change(order, "dunning", reason="Eilt")
    assert shop.options(order)["dunning"]["reason"] in sentence[0]
    option = shop.options(order, rpc=dunner)["dunning"]
    assert option["allowed"] and option["needs"] == []
    [invoice] = [move for move in shop.facts(order)["moves"] if move["state"] == "posted"]
    assert invoice["name"] in " ".join(option["consequences"]), "the letter is shown before it is issued"
    assert shop.change(order, "dunning", rpc=dunner) is True
    assert shop.status(order) == "dunning"
    assert shop.options(order, rpc=dunner)["dunning"]["needs"] == ["reason"]
    with refused(shop, order):
        shop.change(order, "dunning", rpc=dunner)
    assert shop.change(order, "dunning", rpc=dunner, reason="Der Kunde zieht um") is True
    assert dunner.call("kontor.dunning.letter", "search_count", [("early_reason", "=", "Der Kunde zieht um")]) == 1


def test_printed_after_printing(shop):
    """The printer symbol and "(D)" follow a PDF that a clerk fetched (001-14, 001-15)."""
    order = shop.in_status("quotation")
    shop.clerk.call("sale.order", "action_issue_quotation", [order])  # a draft's PDF is no document
    label = shop.clerk.read("sale.order", order, "lifecycle_label")
    assert not label.endswith("(D)")
    session = shop.server.session("petra")
    actions = shop.clerk.call("sale.order", "action_print_status_documents", [order])
    report = actions[0]["report_name"]
    assert session.get(f"{shop.server.url}/report/html/{report}/{order}", timeout=120).ok
    assert shop.options(order)["quotation"]["printed"] is False, "an HTML preview is not a print"
    assert session.get(f"{shop.server.url}/report/pdf/{report}/{order}", timeout=120).content.startswith(b"%PDF")
    assert shop.options(order)["quotation"]["printed"] is True
    assert shop.clerk.read("sale.order", order, "lifecycle_label") == f"{label} (D)"
    shop.change(order, "order")
    assert not shop.clerk.read("sale.order", order, "lifecycle_label").endswith("(D)")
    assert shop.options(order)["quotation"]["printed"] is True
    log = shop.clerk.call("sale.order.print", "search_read", [("order_id", "=", order)], ["status", "user_id"])
    assert [(row["status"], row["user_id"][0]) for row in log] == [("quotation", shop.clerk.uid)]
    for rpc in (shop.clerk, shop.admin):
        with pytest.raises(xmlrpc.client.Fault):
            rpc.call("sale.order.print", "unlink", [log[0]["id"]])
        with pytest.raises(xmlrpc.client.Fault):
            rpc.call("sale.order.print", "write", [log[0]["id"]], {"status": "done"})
        with pytest.raises(xmlrpc.client.Fault):
            rpc.create("sale.order.print", order_id=order, status="done", user_id=rpc.uid)


# -- refusals ---------------------------------------------------------------------------------------------------------


def test_no_quotation_without_positions_is_ordered(shop):
    """An empty quotation goes nowhere but to Storniert."""
    order = shop.clerk.create("sale.order", partner_id=shop.customer())
    for target in ("order", "delivery", "invoice"):
        assert shop.options(order)[target]["allowed"] is False
        with refused(shop, order):
            shop.change(order, target)
    assert shop.change(order, "cancel") is True


def test_out_of_stock(shop):
    """Work that fails half way leaves nothing behind: neither the confirmation nor the other line's delivery."""
    rare = shop.product("Rarität", stock=0)
    order = shop.order((shop.drill, 1), (rare, 1))
    drill, rare_line = shop.lines(order)
    with refused(shop, order):
        shop.change(order, "delivery", quantities=[{"line_id": drill, "quantity": 1}, {"line_id": rare_line, "quantity": 1}])
    alone = shop.order((rare, 1))
    with refused(shop, alone) as sentence:
        shop.change(alone, "delivery")
    assert "Rarität" in sentence[0]
    # What is there is delivered, the rest stays open.
    assert shop.change(order, "delivery") is True
    assert shop.counts(order)["delivered"] == [1, 0]
    with refused(shop, order):
        shop.change(order, "done")


def test_settings_forbid_more(shop):
    """An administrator forbids a change or reserves it, and nobody can allow what the table forbids (001-9)."""
    transition = shop.admin.call(
        "order.status.transition", "search", [("from_id.code", "=", "order"), ("to_id.code", "=", "delivery")]
    )
    order = shop.in_status("order")
    manager = shop.group("sales_team.group_sale_manager")
    try:
        shop.admin.call("order.status.transition", "write", transition, {"allowed": False})
        assert shop.options(order)["delivery"]["allowed"] is False
        with refused(shop, order):
            shop.change(order, "delivery", rpc=shop.admin)
        shop.admin.call("order.status.transition", "write", transition, {"allowed": True, "group_id": manager})
        with refused(shop, order):
            shop.change(order, "delivery")
        with refused(shop, order):
            shop.clerk.call("order.status.transition", "write", transition, {"group_id": False})
        assert shop.change(order, "delivery", rpc=shop.server.rpc("markus")) is True
    finally:
        shop.admin.call("order.status.transition", "write", transition, {"allowed": True, "group_id": False})
    status = {row["code"]: row["id"] for row in shop.admin.call("order.status", "search_read", [], ["code"])}
    with pytest.raises(xmlrpc.client.Fault) as fault:
        shop.admin.create("order.status.transition", from_id=status["cancel"], to_id=status["order"], allowed=True)
    assert readable(fault.value)


# -- rights -----------------------------------------------------------------------------------------------------------


def test_amounts_and_choices_over_rpc(shop):
    """A part payment leaves the order at Rechnung; what can't be done is left out and named; nothing is billed silently."""
    order = shop.in_status("invoice", (shop.drill, 10))
    assert shop.change(order, "done", amount=190.0) is True
    counts = shop.counts(order)
    assert (counts["status"], counts["payments"], counts["owed"]) == ("invoice", 1, 1000)
    for options in ({"amount": 0}, {"amount": 1000.01}, {"amount": "alles"}, {"amount": True}, {"discount": True}):
        with refused(shop, order):
            shop.change(order, "done", **options)
    early = shop.order()
    answer = shop.change([early, order, 2**31 - 1], "done", on_error="skip")
    assert answer["done"] == [order]
    assert [entry["id"] for entry in answer["skipped"]] == [early, 2**31 - 1]
    assert all(entry["reason"] for entry in answer["skipped"])
    assert shop.status(order) == "done"
    with refused(shop, early):
        shop.change(early, "order", on_error="ignore")
    before = shop.in_status("order")
    with refused(shop, before):
        shop.change(before, "invoice", delivery="some")
    assert shop.change(before, "invoice", delivery="none") is True
    with refused(shop, before):
        shop.change(before, "done")
    assert shop.clerk.call("sale.order", "action_deliver_open", [before]) is True
    assert shop.change(before, "done") is True


def test_missing_right_is_named(shop):
    """Where Odoo's rights don't let somebody do the document work, the refusal says which right is missing."""
    seller = shop.user("sales_team.group_sale_salesman_all_leads")
    order = shop.order(rpc=seller)
    assert shop.change(order, "order", rpc=seller) is True
    for status, target in (("order", "invoice"), ("delivery", "invoice"), ("invoice", "done"), ("done", "invoice")):
        order = shop.in_status(status)
        option = shop.options(order, rpc=seller)[target]
        assert option["allowed"] is False
        with refused(shop, order) as sentence:
            shop.change(order, target, rpc=seller)
        assert "right" in sentence[0] and "“" in sentence[0], sentence
    invoiced = shop.in_status("invoice")
    with refused(shop, invoiced):
        shop.change(invoiced, "cancel", rpc=seller)
    # What needs no accounting, a seller may do: Odoo itself lets them deliver.
    assert shop.change(shop.in_status("order"), "delivery", rpc=seller) is True
    assert shop.change(shop.in_status("order"), "cancel", rpc=seller) is True


def test_strangers_change_nothing(shop):
    """A colleague who sees only own orders and an employee without any role are refused; the warehouse only delivers."""
    order = shop.in_status("order")
    jan = shop.server.rpc("jan")
    for target in ("invoice", "cancel"):
        assert shop.options(order, rpc=jan)[target]["allowed"] is False
        with refused(shop, order):
            shop.change(order, target, rpc=jan)
    assert shop.change(shop.in_status("order"), "delivery", rpc=jan) is True
    users = [shop.user("sales_team.group_sale_salesman"), shop.user()]
    for rpc in users:
        for target in ("quotation", "delivery", "invoice", "cancel"):
            with refused(shop, order):
                shop.change(order, target, rpc=rpc)
        with refused(shop, order):
            rpc.call("sale.order", "action_preparation_done", [order])
        with refused(shop, order):
            rpc.call("sale.order", "create_invoice_of_type", [order], "down_payment", percentage=10)
        with refused():
            rpc.call("sale.order", "get_status_options", [order])


# -- bad input --------------------------------------------------------------------------------------------------------
