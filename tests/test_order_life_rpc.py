"""An order's life over XML-RPC and JSON-2, as an integration lives it: with a sales clerk's rights (000, 001, 004)."""

import datetime
import math
import xmlrpc.client

import pytest

from kontor_server import Json2Error
from shop import ENGLISH, STATUSES, readable, refused

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


def core_button(rpc, *call):
    """Press a button of Odoo's own; some answer with a dialog that XML-RPC can't carry, after the work is done."""
    try:
        rpc.call(*call)
    except xmlrpc.client.Fault as fault:
        assert "cannot marshal None" in fault.faultString, fault.faultString


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

STANDING = {}


def standing_order(shop, status):
    """Return an order in a status that several tests share, as long as none of them changes it."""
    order = STANDING.get(status)
    if not order or shop.facts(order) != STANDING.get((status, "facts")):
        order = STANDING[status] = shop.in_status(status, (shop.drill, 5))
        STANDING[(status, "facts")] = shop.facts(order)
    return order


BAD_CALLS = {
    "no target": ("order", "", {}),
    "an unknown target": ("order", "shipped", {}),
    "a German target": ("order", "Lieferung", {}),
    "a number as target": ("order", 3, {}),
    "True as target": ("order", True, {}),
    "a list as target": ("order", ["delivery"], {}),
    "a dict as target": ("order", {"status": "delivery"}, {}),
    "an unknown option": ("order", "delivery", {"foo": 1}),
    "an option of another target": ("order", "delivery", {"reason": "so"}),
    "quantities as text": ("order", "delivery", {"quantities": "alle"}),
    "quantities as number": ("order", "delivery", {"quantities": 3}),
    "quantities as dict": ("order", "delivery", {"quantities": {"line_id": 1}}),
    "no quantities": ("order", "delivery", {"quantities": []}),
    "quantities of numbers": ("order", "delivery", {"quantities": [1, 2]}),
    "quantities without line": ("order", "delivery", {"quantities": [{"quantity": 1}]}),
    "quantities without quantity": ("order", "delivery", {"quantities": [{"line_id": "LINE"}]}),
    "quantities with an unknown key": ("order", "delivery", {"quantities": [{"line_id": "LINE", "qty": 1}]}),
    "an unknown line": ("order", "delivery", {"quantities": [{"line_id": 999999999, "quantity": 1}]}),
    "a line id as text": ("order", "delivery", {"quantities": [{"line_id": "abc", "quantity": 1}]}),
    "a line twice": ("order", "delivery", {"quantities": [{"line_id": "LINE", "quantity": 1}] * 2}),
    "a negative quantity": ("order", "delivery", {"quantities": [{"line_id": "LINE", "quantity": -1}]}),
    "a quantity of zero": ("order", "delivery", {"quantities": [{"line_id": "LINE", "quantity": 0}]}),
    "too large a quantity": ("order", "delivery", {"quantities": [{"line_id": "LINE", "quantity": 5.01}]}),
    "a huge quantity": ("order", "delivery", {"quantities": [{"line_id": "LINE", "quantity": 1e300}]}),
    "infinity": ("order", "delivery", {"quantities": [{"line_id": "LINE", "quantity": math.inf}]}),
    "not a number": ("order", "delivery", {"quantities": [{"line_id": "LINE", "quantity": math.nan}]}),
    "a quantity as text": ("order", "delivery", {"quantities": [{"line_id": "LINE", "quantity": "2"}]}),
    "True as quantity": ("order", "delivery", {"quantities": [{"line_id": "LINE", "quantity": True}]}),
    "a list as quantity": ("order", "delivery", {"quantities": [{"line_id": "LINE", "quantity": [1]}]}),
    "an unknown invoice type": ("delivery", "invoice", {"invoice_type": "pro_forma"}),
    "a part as last invoice": ("delivery", "invoice", {"invoice_type": "partial"}),
    "a number as invoice type": ("delivery", "invoice", {"invoice_type": 7}),
    "a list as invoice type": ("delivery", "invoice", {"invoice_type": ["final"]}),
    "a dict as invoice type": ("delivery", "invoice", {"invoice_type": {"a": 1}}),
    "a German date": ("delivery", "invoice", {"invoice_date": "31.12.2026"}),
    "no such date": ("delivery", "invoice", {"invoice_date": "2026-02-30"}),
    "a number as date": ("delivery", "invoice", {"invoice_date": 20260101}),
    "a list as date": ("delivery", "invoice", {"invoice_date": ["2026-01-01"]}),
    "a dict as date": ("delivery", "invoice", {"invoice_date": {"year": 2026}}),
    "True as date": ("delivery", "invoice", {"invoice_date": True}),
    "an unknown journal": ("invoice", "done", {"journal_id": 999999999}),
    "a journal too large": ("invoice", "done", {"journal_id": 2**31 - 1}),
    "a negative journal": ("invoice", "done", {"journal_id": -1}),
    "journal 0": ("invoice", "done", {"journal_id": 0}),
    "a journal's name": ("invoice", "done", {"journal_id": "Bank"}),
    "True as journal": ("invoice", "done", {"journal_id": True}),
    "a list as journal": ("invoice", "done", {"journal_id": [1]}),
    "the sales journal": ("invoice", "done", {"journal_id": "SALES"}),
    "an unknown payment method": ("invoice", "done", {"payment_method_line_id": 999999999}),
    "an outgoing payment method": ("invoice", "done", {"payment_method_line_id": "OUTGOING"}),
    "a German payment date": ("invoice", "done", {"payment_date": "1.2.2026"}),
    "a number as payment date": ("invoice", "done", {"payment_date": 5}),
    "an unknown reason": ("order", "cancel", {"reason_id": 999999999}),
    "a reason id as text": ("order", "cancel", {"reason_id": "zu teuer"}),
    "a list as reason": ("order", "cancel", {"reason": ["zu", "teuer"]}),
    "a dict as reason": ("order", "cancel", {"reason": {"text": "zu teuer"}}),
    "a reversal date": ("done", "invoice", {"reason": "Rücklastschrift", "date": "gestern"}),
    "a number as reversal date": ("done", "invoice", {"date": 7}),
    "a list as reversal reason": ("done", "invoice", {"reason": ["x"]}),
}


@pytest.mark.parametrize("name", BAD_CALLS)
def test_bad_input_of_change_status(shop, name):
    """Unusable arguments are answered with a sentence, and nothing has changed."""
    status, target, options = BAD_CALLS[name]
    order = standing_order(shop, status)

    def journal_field(field, *domain):
        return shop.admin.call("account.journal", "search_read", list(domain), [field])[0][field]

    def fill(value):
        if isinstance(value, dict):
            return {key: fill(content) for key, content in value.items()}
        if isinstance(value, list):
            return [fill(content) for content in value]
        if value == "LINE":
            return shop.lines(order)[0]
        if value == "SALES":
            return journal_field("id", ("type", "=", "sale"))
        if value == "OUTGOING":
            return journal_field("outbound_payment_method_line_ids", ("type", "=", "bank"))[0]
        return value

    with refused(shop, order):
        shop.change(order, target, **fill(options))


BAD_INVOICES = {
    "no type": ("", {}),
    "an unknown type": ("pro_forma", {}),
    "a credit note": ("credit_note", {}),
    "a number as type": (3, {}),
    "a list as type": (["final"], {}),
    "an unknown option": ("final", {"foo": 1}),
    "a percentage for the final invoice": ("final", {"percentage": 10}),
    "no amount": ("down_payment", {}),
    "both amounts": ("down_payment", {"percentage": 10, "amount": 10}),
    "a negative percentage": ("down_payment", {"percentage": -10}),
    "more than everything": ("down_payment", {"percentage": 101}),
    "a percentage as text": ("down_payment", {"percentage": "10"}),
    "True percent": ("down_payment", {"percentage": True}),
    "not a number": ("down_payment", {"percentage": math.nan}),
    "infinity": ("down_payment", {"amount": math.inf}),
    "a tiny amount": ("down_payment", {"amount": 0.001}),
    "too large an amount": ("down_payment", {"amount": 1e12}),
    "a list as amount": ("down_payment", {"amount": [5]}),
    "a part without positions": ("partial", {}),
    "both ways of a part": ("partial", {"lines": [{"line_id": "LINE", "quantity": 1}], "picking_ids": [1]}),
    "lines as text": ("partial", {"lines": "alle"}),
    "lines of numbers": ("partial", {"lines": [1]}),
    "an unknown line": ("partial", {"lines": [{"line_id": 999999999, "quantity": 1}]}),
    "too much": ("partial", {"lines": [{"line_id": "LINE", "quantity": 6}]}),
    "a negative quantity": ("partial", {"lines": [{"line_id": "LINE", "quantity": -1}]}),
    "nothing of a line": ("partial", {"lines": [{"line_id": "LINE", "quantity": 0}]}),
    "not a number of a line": ("partial", {"lines": [{"line_id": "LINE", "quantity": math.nan}]}),
    "an unknown delivery": ("partial", {"picking_ids": [999999999]}),
    "a delivery as number": ("partial", {"picking_ids": 5}),
    "deliveries as text": ("partial", {"picking_ids": "alle"}),
    "deliveries as dicts": ("partial", {"picking_ids": [{"id": 1}]}),
    "a wrong date": ("final", {"invoice_date": "morgen"}),
    "a date as list": ("final", {"invoice_date": [2026, 1, 1]}),
}


@pytest.mark.parametrize("name", BAD_INVOICES)
def test_bad_input_of_create_invoice_of_type(shop, name):
    """Unusable arguments are answered with a sentence, and there is no invoice."""
    kind, options = BAD_INVOICES[name]
    order = standing_order(shop, "delivery")
    line = shop.lines(order)[0]
    if isinstance(options.get("lines"), list):
        options = {
            **options,
            "lines": [
                {key: line if value == "LINE" else value for key, value in item.items()} if isinstance(item, dict) else item
                for item in options["lines"]
            ],
        }
    with refused(shop, order):
        shop.clerk.call("sale.order", "create_invoice_of_type", [order], kind, **options)


def test_invoicing_a_quotation_is_refused(shop):
    """A quotation has nothing to invoice, whatever the type."""
    order = shop.order()
    for kind, options in (("final", {}), ("full", {}), ("down_payment", {"percentage": 10})):
        with refused(shop, order):
            shop.clerk.call("sale.order", "create_invoice_of_type", [order], kind, **options)


METHODS = {
    "change_status": ["order"],
    "get_status_options": [],
    "create_invoice_of_type": ["final"],
    "action_preparation_done": [],
    "action_print_status_documents": [],
}


@pytest.mark.parametrize("ids", [[], [999999999], [0], [-5]], ids=str)
@pytest.mark.parametrize("method", METHODS)
def test_orders_that_do_not_exist(shop, method, ids):
    """No order, or an unknown one, is answered with a sentence."""
    with refused():
        shop.clerk.call("sale.order", method, ids, *METHODS[method])


def test_known_and_unknown_order_together(shop):
    """One unknown id among known ones: nothing is changed."""
    order = shop.order()
    with refused(shop, order):
        shop.change([order, 999999999], "order")


def test_another_orders_line(shop):
    """A line of another order is refused, also when the caller may change both."""
    order, other = shop.in_status("order"), shop.in_status("order")
    with refused(shop, order, other):
        shop.change(order, "delivery", quantities=[{"line_id": shop.lines(other)[0], "quantity": 1}])
    with refused(shop, order, other):
        shop.clerk.call(
            "sale.order",
            "create_invoice_of_type",
            [order],
            "partial",
            lines=[{"line_id": shop.lines(other)[0], "quantity": 1}],
        )


# -- many at once -----------------------------------------------------------------------------------------------------


def test_many_orders_in_one_call(shop):
    """A list of orders is changed in one call."""
    orders = [shop.order((shop.drill, 2)) for _number in range(12)]
    for target in ("order", "delivery", "invoice", "done"):
        assert shop.change(orders, target) is True
        rows = shop.clerk.call("sale.order", "read", orders, ["lifecycle_status"])
        assert {row["lifecycle_status"] for row in rows} == {target}
    for order in orders:
        counts = shop.counts(order)
        assert (counts["deliveries"], counts["invoices"], counts["payments"], counts["owed"]) == (1, 1, 1, 0)


def test_same_order_twice_in_one_call(shop):
    """An order named twice is changed once, or refused; never delivered twice."""
    order = shop.in_status("order")
    try:
        assert shop.change([order, order], "invoice") is True
        expected = 1
    except xmlrpc.client.Fault as fault:
        assert readable(fault)
        expected = 0
    counts = shop.counts(order)
    assert (counts["deliveries"], counts["invoices"]) == (expected, expected)


def test_one_bad_order_stops_all(shop):
    """When one of several can't be changed, none is, and the sentence names the one."""
    good, bad, also_good = shop.order(), shop.in_status("cancel"), shop.order()
    with refused(shop, good, bad, also_good) as sentence:
        shop.change([good, bad, also_good], "delivery")
    assert shop.admin.read("sale.order", bad, "name") in sentence[0]


# -- nobody writes a status -------------------------------------------------------------------------------------------

COMPUTED = {
    "lifecycle_status": "done",
    "fulfilment_stage": "done",
    "is_settled": True,
    "is_left_to_deliver": True,
    "is_left_to_invoice": True,
    "preparation_done_on": "2026-01-01 00:00:00",
    "ordered_on": "2026-01-01 00:00:00",
}


@pytest.mark.parametrize("field", COMPUTED)
@pytest.mark.parametrize("login", ["petra", "admin"])
def test_a_status_can_not_be_written(shop, field, login):
    """Neither by write nor by create, import, copy or a default in the context; administrators included (001-9)."""
    rpc = shop.server.rpc(login)
    order, value = shop.order(), COMPUTED[field]
    values = {field: value}
    with refused(shop, order):
        rpc.call("sale.order", "write", [order], values)
    with refused(shop, order):
        rpc.call("sale.order", "write", [order], values, context={"install_mode": True, "from_orm": True, "su": True})
    with refused(shop, order):
        rpc.call("sale.order", "web_save", [order], values, {})
    with refused():
        rpc.create("sale.order", partner_id=shop.customer(), **values)
    with refused(shop, order):
        rpc.call("res.partner", "write", [shop.facts(order)["partner_id"][0]], {"sale_order_ids": [(1, order, values)]})
    for copy in call_or_refuse(rpc, "copy", [order], values):
        assert rpc.read("sale.order", copy, field) != value
    for created in call_or_refuse(rpc, "create", {"partner_id": shop.customer()}, context={f"default_{field}": value}):
        assert rpc.read("sale.order", created, field) != value
    before = shop.facts(order)
    result = rpc.call("sale.order", "load", [".id", field], [[str(order), str(value)]])
    assert result["ids"] is False or shop.facts(order) == before


def call_or_refuse(rpc, method, *args, **kwargs):
    """Return the ids that a call made; none when it was refused in a sentence."""
    try:
        result = rpc.call("sale.order", method, *args, **kwargs)
        return result if isinstance(result, list) else [result]
    except xmlrpc.client.Fault as fault:
        assert readable(fault), fault.faultString
        return []


@pytest.mark.parametrize("status", ["quotation", "order", "delivery", "invoice", "done", "cancel"])
def test_core_state_can_not_be_written(shop, status):
    """Core's own state is no back door past the documents (001-9)."""
    order = shop.in_status(status)
    present = shop.facts(order)["state"]
    for rpc in (shop.clerk, shop.admin):
        for state in ("draft", "sent", "sale", "cancel"):
            if state == present or {state, present} <= {"draft", "sent"}:
                continue
            with refused(shop, order):
                rpc.call("sale.order", "write", [order], {"state": state})


def test_no_order_is_created_as_confirmed(shop):
    """A new record with a confirmed or cancelled state, by values, default or copy, is refused or a quotation."""
    for state in ("sale", "cancel"):
        with refused():
            shop.clerk.create("sale.order", partner_id=shop.customer(), state=state)
        orders = call_or_refuse(shop.clerk, "create", {"partner_id": shop.customer()}, context={"default_state": state})
        orders += call_or_refuse(shop.clerk, "copy", [shop.order()], {"state": state})
        for order in orders:
            assert (shop.status(order), shop.facts(order)["state"]) == ("quotation", "draft")


def test_private_methods_stay_private(shop):
    """The parts of the work can't be called one by one."""
    order = shop.in_status("order")
    for method in (
        "_change_status",
        "_deliver",
        "_do_cancel",
        "_store_status",
        "_register_payment",
        "_log_print",
        "_set_cancel_reason",
        "_back_to_quotation",
        "_state_work",
    ):
        with refused(shop, order):
            shop.clerk.call("sale.order", method, [order])


def test_core_buttons_by_rpc(shop):
    """Core's own calls lead to the same statuses; what the status model forbids, they don't do either."""
    order = shop.order((shop.drill, 2))
    shop.clerk.call("sale.order", "action_confirm", [order])
    assert shop.status(order) == "order"
    picking = shop.facts(order)["pickings"][0]["id"]
    jan = shop.server.rpc("jan")
    core_button(jan, "stock.picking", "button_validate", [picking])
    assert shop.status(order) == "delivery"
    before = shop.facts(order)
    call_or_refuse(shop.clerk, "action_draft", [order])
    assert shop.facts(order) == before
    wizard = shop.clerk.call(
        "sale.advance.payment.inv", "create", {"advance_payment_method": "delivered", "sale_order_ids": [order]}
    )
    core_button(shop.clerk, "sale.advance.payment.inv", "create_invoices", [wizard])
    assert shop.status(order) == "delivery"
    invoice = shop.facts(order)["moves"][0]["id"]
    core_button(shop.clerk, "account.move", "action_post", [invoice])
    assert shop.status(order) == "invoice"
    wizard = shop.clerk.call(
        "account.payment.register", "create", {}, context={"active_model": "account.move", "active_ids": [invoice]}
    )
    core_button(shop.clerk, "account.payment.register", "action_create_payments", [wizard])
    assert shop.status(order) == "done"
    with refused(shop, order):
        shop.clerk.call("sale.order", "action_cancel", [order])
    cancelled = shop.in_status("cancel")
    for method in ("action_draft", "action_confirm"):
        with refused(shop, cancelled):
            shop.clerk.call("sale.order", method, [cancelled])


# -- answers ----------------------------------------------------------------------------------------------------------


def test_every_public_method_answers(shop):
    """Whatever an integration may call on an order comes back as data: never None, never a dialog instead of work."""
    order = shop.in_status("order")
    call = shop.clerk.call
    assert call("sale.order", "action_preparation_done", [order]) is True
    assert isinstance(call("sale.order", "get_status_options", [order]), list)
    assert isinstance(call("sale.order", "action_print_status_documents", [order]), list)
    assert isinstance(call("sale.order", "create_invoice_of_type", [shop.in_status("delivery")], "final"), list)


def test_json2(shop):
    """The new interface carries the same calls, and the same sentences."""
    json2 = shop.server.json2(shop.clerk.api_key())
    order = shop.order((shop.drill, 4))
    line = shop.lines(order)[0]
    assert (
        json2.call(
            "sale.order", "change_status", ids=[order], target="delivery", quantities=[{"line_id": line, "quantity": 1}]
        )
        is True
    )
    options = json2.call("sale.order", "get_status_options", ids=[order])
    assert [option["status"] for option in options] == STATUSES
    moves = json2.call("sale.order", "create_invoice_of_type", ids=[order], invoice_type="down_payment", percentage=50)
    assert len(moves) == 1
    before = shop.facts(order)
    nothing = {"quantities": [{"line_id": line, "quantity": None}]}
    for target, options in (("quotation", {}), (None, {}), ("delivery", nothing)):
        with pytest.raises(Json2Error) as error:
            json2.call("sale.order", "change_status", ids=[order], target=target, **options)
        assert error.value.status < 500, error.value
        assert len(error.value.content["message"]) > 20
        assert "Traceback" not in error.value.content["message"]
    assert shop.facts(order) == before
    today = str(datetime.date.today())
    for target, options in (("delivery", {}), ("invoice", {"invoice_date": today}), ("done", {"payment_date": today})):
        assert json2.call("sale.order", "change_status", ids=[order], target=target, **options) is True
    assert shop.status(order) == "done"
