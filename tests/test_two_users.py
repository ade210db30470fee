"""Several users change the same order at the same moment: one does the work, nothing is done twice (001-9)."""
import xmlrpc.client

import pytest

from conftest import cloned
from kontor_server import Server
from shop import Shop, at_once, readable

ROUNDS = 3


@pytest.fixture(scope="module", params=[0, 2], ids=["threads", "workers"])
def shop(request, demo_template):
    """A company on a server of this module's own: one process with threads, and processes as in production."""
    with cloned(demo_template) as name, Server(name, workers=request.param) as server:
        yield Shop(server)


@pytest.fixture(scope="module")
def crowd(shop):
    """Ten clerks, each with a login of their own."""
    groups = ("sales_team.group_sale_salesman_all_leads", "account.group_account_invoice", "stock.group_stock_user")
    return [shop.user(*groups) for _number in range(10)]


def race(orders, *changes):
    """Let users change orders at the same moment; return how many were done. Everybody else must get a sentence.

    A change is (rpc, target, options).
    """
    results = at_once(*(
        (rpc, "sale.order", "change_status", [[orders] if isinstance(orders, int) else orders, target], options)
        for rpc, target, options in changes))
    for result in results:
        assert result is True or isinstance(result, xmlrpc.client.Fault), repr(result)
        assert result is True or readable(result), f"{result.faultCode}: …{result.faultString[-400:]}"
    return sum(result is True for result in results)


#: From which status, to which, what the order must look like afterwards.
CHANGES = {
    "delivery": ("order", {"deliveries": 1, "open_deliveries": 0, "delivered": [5], "invoices": 0}),
    "invoice": ("order", {"deliveries": 1, "delivered": [5], "invoices": 1, "credit_notes": 0, "owed": 595}),
    "done": ("invoice", {"invoices": 1, "payments": 1, "credit_notes": 0, "owed": 0}),
    "cancel": ("invoice", {"deliveries": 1, "invoices": 1, "credit_notes": 1, "payments": 0, "owed": 0}),
}


@pytest.mark.parametrize("users", [2, 10])
@pytest.mark.parametrize("target", CHANGES)
def test_same_change_at_once(shop, crowd, target, users):
    """Exactly one of them does it; the others are told that it is done."""
    start, expected = CHANGES[target]
    for _round in range(ROUNDS if users == 2 else 1):
        order = shop.in_status(start, (shop.drill, 5))
        assert race(order, *((rpc, target, {}) for rpc in crowd[:users])) == 1
        counts = shop.counts(order)
        assert {key: counts[key] for key in expected} == expected
        assert counts["status"] == target


def test_quotation_ordered_at_once(shop, crowd):
    """A quotation that ten want to order, deliver and invoice becomes one order with one delivery and one invoice."""
    order = shop.order((shop.drill, 5))
    assert race(order, *((rpc, "invoice", {}) for rpc in crowd)) == 1
    counts = shop.counts(order)
    assert (counts["status"], counts["deliveries"], counts["open_deliveries"], counts["invoices"], counts["owed"]) == (
        "invoice", 1, 0, 1, 595)


def test_rueckbuchung_at_once(shop, crowd):
    """A payment is reversed once."""
    for _round in range(ROUNDS):
        order = shop.in_status("done", (shop.drill, 5))
        assert race(order, *((rpc, "invoice", {"reason": "Rücklastschrift"}) for rpc in crowd[:2])) == 1
        counts = shop.counts(order)
        assert (counts["status"], counts["payments"], counts["owed"]) == ("invoice", 0, 595)


def test_part_deliveries_of_different_lines(shop, crowd):
    """Two part deliveries of different positions are both done, one after the other."""
    for _round in range(ROUNDS):
        order = shop.in_status("order", (shop.drill, 5), (shop.screws, 5))
        one, other = shop.lines(order)
        assert race(
            order,
            (crowd[0], "delivery", {"quantities": [{"line_id": one, "quantity": 2}]}),
            (crowd[1], "delivery", {"quantities": [{"line_id": other, "quantity": 3}]})) == 2
        counts = shop.counts(order)
        assert (counts["status"], counts["deliveries"], counts["open_deliveries"], counts["delivered"]) == (
            "delivery", 2, 1, [2, 3])


def test_part_deliveries_of_the_same_line(shop, crowd):
    """Part deliveries of one position together never exceed what was ordered."""
    order = shop.in_status("order", (shop.drill, 5))
    line = shop.lines(order)[0]
    done = race(order, *((rpc, "delivery", {"quantities": [{"line_id": line, "quantity": 2}]}) for rpc in crowd[:4]))
    assert done == 2
    counts = shop.counts(order)
    assert (counts["deliveries"], counts["delivered"]) == (2, [4])


def test_deliver_and_cancel_at_once(shop, crowd):
    """Whoever comes first wins; goods never leave for an order that was cancelled before."""
    for _round in range(ROUNDS):
        order = shop.in_status("order", (shop.drill, 5))
        done = race(order, (crowd[0], "delivery", {}), (crowd[1], "cancel", {"reason": "Irrtum"}))
        counts = shop.counts(order)
        assert counts["status"] == "cancel" and counts["open_deliveries"] == 0
        # Delivered first, it can still be cancelled; cancelled first, it can't be delivered.
        assert (counts["deliveries"], counts["delivered"]) == ((1, [5]) if done == 2 else (0, [0]))


def test_pay_and_cancel_at_once(shop, crowd):
    """An invoice is either paid or credited by the two, never both."""
    for _round in range(ROUNDS):
        order = shop.in_status("invoice", (shop.drill, 5))
        assert race(order, (crowd[0], "done", {}), (crowd[1], "cancel", {"reason": "Irrtum"})) == 1
        counts = shop.counts(order)
        assert (counts["status"], counts["payments"], counts["credit_notes"]) in (("done", 1, 0), ("cancel", 0, 1))
        assert counts["owed"] == 0


def test_invoice_buttons_at_once(shop, crowd):
    """Final invoices asked for by create_invoice_of_type at the same moment are made once."""
    for _round in range(ROUNDS):
        order = shop.in_status("order", (shop.drill, 5))
        shop.change(order, "delivery")
        at_once(*(
            (rpc, "sale.order", "create_invoice_of_type", [[order], "final"], {"post": True}) for rpc in crowd[:3]))
        counts = shop.counts(order)
        assert (counts["invoices"], counts["owed"]) == (1, 595)


def test_preparation_done_at_once(shop, crowd):
    """"Vorbereitung abgeschlossen" pressed by three makes one final invoice."""
    order = shop.in_status("order", (shop.drill, 5))
    at_once(*((rpc, "sale.order", "action_preparation_done", [[order]], {}) for rpc in crowd[:3]))
    counts = shop.counts(order)
    assert (counts["invoices"], counts["owed"]) == (1, 595)


def test_core_button_beside_change_status(shop, crowd):
    """The warehouse validates the delivery in the moment in which the clerk delivers: the goods leave once."""
    for _round in range(ROUNDS):
        order = shop.in_status("order", (shop.drill, 5))
        picking = shop.facts(order)["pickings"][0]["id"]
        at_once(
            (crowd[0], "sale.order", "change_status", [[order], "delivery"], {}),
            (shop.server.rpc("jan"), "stock.picking", "button_validate", [[picking]], {}))
        counts = shop.counts(order)
        assert (counts["status"], counts["deliveries"], counts["delivered"]) == ("delivery", 1, [5])


def test_overlapping_lists(shop, crowd):
    """Two users change many orders at once, in opposite order: no deadlock for the user, each order is done once."""
    orders = [shop.in_status("order", (shop.drill, 5)) for _number in range(6)]
    results = at_once(
        (crowd[0], "sale.order", "change_status", [orders, "invoice"], {}),
        (crowd[1], "sale.order", "change_status", [orders[::-1], "invoice"], {}))
    assert sorted(result is True for result in results) == [False, True], results
    for order in orders:
        counts = shop.counts(order)
        assert (counts["deliveries"], counts["invoices"], counts["owed"]) == (1, 1, 595)
