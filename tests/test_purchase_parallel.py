"""Buyers at the same moment: nothing is ordered, received, billed or reminded twice, no limit exceeded (000-8, 002-15)."""

import xmlrpc.client

import pytest

from conftest import cloned
from kontor_server import Server
from purchase_office import LIMIT, PurchaseOffice
from shop import at_once, readable

ROUNDS = 3


@pytest.fixture(scope="module", params=[0, 2], ids=["threads", "workers"])
def office(request, demo_template):
    """A purchase department on a server of this module's own: one process with threads, and processes as in production."""
    with cloned(demo_template) as name, Server(name, workers=request.param) as server:
        yield PurchaseOffice(server)


@pytest.fixture(scope="module")
def crowd(office):
    """Buyers, each with a login of their own; they sell and keep books, too."""
    groups = (
        "purchase.group_purchase_user",
        "sales_team.group_sale_salesman_all_leads",
        "stock.group_stock_user",
        "account.group_account_invoice",
    )
    return [office.user(*groups) for _number in range(5)]


def race(*calls):
    """Run calls at the same moment; return the answers of those that were served. The others must get a sentence."""
    results = at_once(*calls)
    for result in results:
        assert not isinstance(result, Exception) or isinstance(result, xmlrpc.client.Fault), repr(result)
        assert not isinstance(result, xmlrpc.client.Fault) or readable(result), (
            f"{result.faultCode}: …{result.faultString[-400:]}"
        )
    return [result for result in results if not isinstance(result, Exception)]


def change(rpc, order, target, **options):
    return rpc, "purchase.order", "change_status", [[order], target], options


def test_one_customer_order(office, crowd):
    """Two, and five, order for the same customer order: what is missing is ordered once."""
    for users in (2, 5):
        order = office.in_status("order", (office.article(), 5), (office.article(), 3))
        served = race(*((rpc, "sale.order", "order_from_suppliers", [[order]], {"append": False}) for rpc in crowd[:users]))
        assert len(served) == 1
        assert sorted(office.supply_of(order)) == [3, 5]


def test_chosen_quantities_of_one_position(office, crowd):
    """Together no more is ordered for a position than is left to deliver."""
    for _round in range(ROUNDS):
        order = office.in_status("order", (office.article(), 5))
        wish = [{"line_id": office.lines(order)[0], "quantity": 2}]
        served = race(*((rpc, "sale.order", "order_from_suppliers", [[order], wish], {}) for rpc in crowd[:4]))
        assert len(served) == 2
        assert sum(office.supply_of(order)) == 4


def test_customer_orders_into_one_request(office, crowd):
    """Two customer orders whose articles come from one supplier end up in one request, each position once."""
    for _round in range(ROUNDS):
        supplier = office.new_supplier()
        article = office.article(suppliers=[supplier])
        orders = [office.in_status("order", (article, quantity)) for quantity in (5, 3)]
        served = race(*((rpc, "sale.order", "order_from_suppliers", [[order]], {}) for rpc, order in zip(crowd, orders)))
        assert len(served) == 2
        assert [office.supply_of(order) for order in orders] == [[5], [3]]


def test_proposals(office, crowd):
    """Order proposals that several order at the same moment are ordered once."""
    for _round in range(ROUNDS):
        article = office.article()
        proposal = proposed(office, article)
        served = race(*((rpc, "stock.warehouse.orderpoint", "order_proposals", [[proposal]], {}) for rpc in crowd))
        assert len(served) == 1
        assert ordered(office, article) == 20


def proposed(office, article):
    """Make a rule for at least 10 and at most 20 pieces of an article."""
    warehouse = office.admin.call("stock.warehouse", "search_read", [], ["lot_stock_id"], limit=1)[0]
    return office.admin.create(
        "stock.warehouse.orderpoint",
        product_id=article,
        warehouse_id=warehouse["id"],
        location_id=warehouse["lot_stock_id"][0],
        product_min_qty=10,
        product_max_qty=20,
        trigger="manual",
    )


def ordered(office, article):
    """Return how much of an article is on supplier orders."""
    lines = office.admin.call(
        "purchase.order.line", "search_read", [("product_id", "=", article), ("state", "!=", "cancel")], ["product_qty"]
    )
    return sum(line["product_qty"] for line in lines)


def test_one_supplier_order(office, crowd):
    """A request is ordered once, received once, billed once, paid once."""
    for _round in range(ROUNDS):
        order = office.request((office.hammer, 5))
        for target in ("order", "receipt", "bill", "done"):
            assert race(*(change(rpc, order, target) for rpc in crowd[:3])) == [True]
        assert office.counts(order) == {
            "status": "done",
            "receipts": 1,
            "open_receipts": 0,
            "received": [5],
            "bills": 1,
            "billed": 50,
        }


def test_part_receipts(office, crowd):
    """Part receipts of one position together never exceed what was ordered."""
    order = office.ordered((office.hammer, 5))
    [line] = office.positions(order)
    served = race(*(change(rpc, order, "receipt", quantities=[{"line_id": line, "quantity": 2}]) for rpc in crowd[:4]))
    assert served == [True, True]
    counts = office.counts(order)
    assert (counts["receipts"], counts["received"]) == (2, [4])


def test_receipt_beside_the_warehouse(office, crowd):
    """The warehouse validates the receipt in the moment in which the buyer receives: the goods come once."""
    for _round in range(ROUNDS):
        order = office.ordered((office.hammer, 5))
        [receipt] = office.facts(order)["picking_ids"]
        at_once(change(crowd[0], order, "receipt"), (crowd[1], "stock.picking", "button_validate", [[receipt]], {}))
        counts = office.counts(order)
        assert (counts["status"], counts["receipts"], counts["received"]) == ("receipt", 1, [5])


def test_order_and_cancel(office, crowd):
    """Whoever comes first wins; a cancelled order is waited for by nobody."""
    for _round in range(ROUNDS):
        order = office.request((office.hammer, 5))
        race(change(crowd[0], order, "order"), change(crowd[1], order, "cancel", reason="Irrtum"))
        counts = office.counts(order)
        assert (counts["status"], counts["open_receipts"]) == ("cancel", 0)


def test_award_to_two_suppliers(office, crowd):
    """Two buyers award the same demand to different suppliers: one of them gets the order."""
    for _round in range(ROUNDS):
        order = office.request((office.hammer, 5))
        [other] = office.buyer.call("purchase.order", "request_from", [order], [office.new_supplier()])
        assert race(change(crowd[0], order, "order"), change(crowd[1], other, "order")) == [True]
        assert sorted(office.counts(each)["status"] for each in (order, other)) == ["cancel", "order"]


def test_limit_together(office, crowd):
    """Positions that several add to one confirmed order at the same moment never exceed the limit together."""
    order = office.ordered((office.hammer, 60))  # 600 of 1,000
    served = race(
        *(
            (rpc, "purchase.order.line", "create", [{"order_id": order, "product_id": office.hammer, "product_qty": 20}], {})
            for rpc in crowd
        )
    )
    assert len(served) == 2
    assert office.facts(order)["amount_total"] == LIMIT


def test_limit_beside_the_confirmation(office, crowd):
    """A request that grows in the moment in which it is ordered isn't ordered above the limit."""
    for _round in range(ROUNDS):
        order = office.request((office.hammer, 60))
        line = office.positions(order)
        race(change(crowd[0], order, "order"), (crowd[1], "purchase.order.line", "write", [line, {"product_qty": 150}], {}))
        facts = office.facts(order)
        assert (facts["lifecycle_status"], facts["amount_total"]) in (("order", 600), ("request", 1500))


def test_release_is_used_once(office, crowd):
    """A release for one amount doesn't carry two growths of the order."""
    order = office.request((office.hammer, 110))
    office.manager.call("purchase.order", "release_blocks", [order], "purchase", "Messebestand")
    assert race(*(change(rpc, order, "order") for rpc in crowd[:2])) == [True]
    served = race(
        *(
            (rpc, "purchase.order.line", "create", [{"order_id": order, "product_id": office.hammer, "product_qty": 1}], {})
            for rpc in crowd[:3]
        )
    )
    assert served == []
    assert office.facts(order)["amount_total"] == 1100


def test_reminder(office, crowd):
    """What is overdue is reminded once."""
    for _round in range(ROUNDS):
        order = office.ordered((office.hammer, 5))
        office.buyer.call("purchase.order.line", "write", office.positions(order), {"date_planned": "2026-01-05 12:00:00"})
        served = race(*((rpc, "purchase.order", "remind_receipts", [[order]], {}) for rpc in crowd[:3]))
        assert len(served) == 1
        lines = office.admin.call(
            "kontor.receipt.reminder.line", "search_count", [("order_line_id", "in", office.positions(order))]
        )
        assert lines == 1


def test_order_change(office, crowd):
    """A Bestelländerung that two make at the same moment is made once."""
    for _round in range(ROUNDS):
        order = office.ordered((office.hammer, 5))
        office.buyer.call("purchase.order.line", "write", office.positions(order), {"product_qty": 6})
        assert len(race(*((rpc, "purchase.order", "record_change", [[order]], {}) for rpc in crowd[:2]))) == 1
        assert len(office.admin.read("purchase.order", order, "change_ids")) == 1
