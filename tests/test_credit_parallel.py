"""Many users confirm orders of one customer at the same moment: together they never exceed the limit (issue 5)."""

import xmlrpc.client

import pytest

from conftest import cloned
from kontor_server import Server
from shop import Shop, at_once, readable

LIMIT = 1000
CLIENTS = 20


@pytest.fixture(scope="module", params=[0, 2], ids=["threads", "workers"])
def shop(request, demo_template):
    """A company on a server of this module's own: one process with threads, and processes as in production."""
    with cloned(demo_template) as name, Server(name, workers=request.param) as server:
        yield Shop(server)


def limited(shop, **values):
    """Make a customer with a limit; taxes out of the way, so that the figures are round."""
    customer = shop.customer(**values)
    shop.admin.create("kontor.credit.limit", partner_id=customer, kind="external", amount=LIMIT)
    return customer


def untaxed(shop):
    product = shop.product("Steuerfrei", price=100)
    shop.admin.call("product.product", "write", [product], {"taxes_id": [(5, 0, 0)]})
    return product


def test_twenty_confirmations_at_the_same_moment_never_exceed_the_limit_together(shop):
    product, customer = untaxed(shop), limited(shop)
    orders = [shop.order((product, 1), partner_id=customer) for _number in range(CLIENTS)]
    results = at_once(*((shop.clerk, "sale.order", "action_confirm", [[order]], {}) for order in orders))
    confirmed = [result for result in results if result is True]
    refused = [result for result in results if isinstance(result, xmlrpc.client.Fault)]
    assert len(confirmed) == LIMIT / 100
    assert len(confirmed) + len(refused) == CLIENTS
    assert all(readable(fault) for fault in refused), [fault.faultString[-300:] for fault in refused]
    figures = shop.admin.read("res.partner", customer, "open_orders_amount", "limit_remaining_with_orders")
    assert figures["open_orders_amount"] == LIMIT
    assert figures["limit_remaining_with_orders"] == 0


def test_a_confirmation_and_a_growing_order_share_the_room(shop):
    product, customer = untaxed(shop), limited(shop)
    first = shop.order((product, 5), partner_id=customer)
    shop.clerk.call("sale.order", "action_confirm", [first])
    second = shop.order((product, 5), partner_id=customer)
    at_once(
        (shop.clerk, "sale.order.line", "write", [shop.lines(first), {"product_uom_qty": 10}], {}),
        (shop.clerk, "sale.order", "action_confirm", [[second]], {}),
        (shop.clerk, "sale.order", "change_status", [[second], "order"], {}),
    )
    assert shop.admin.read("res.partner", customer, "open_orders_amount") == LIMIT


def test_what_is_refused_is_on_the_work_list_although_nothing_else_was_kept(shop):
    product, customer = untaxed(shop), limited(shop)
    order = shop.order((product, 11), partner_id=customer)
    with pytest.raises(xmlrpc.client.Fault):
        shop.clerk.call("sale.order", "action_confirm", [order])
    entries = shop.admin.call(
        "kontor.blocked.document",
        "search_read",
        [("document_model", "=", "sale.order"), ("document_id", "=", order)],
        ["state", "amount", "reason_codes"],
    )
    assert [(entry["state"], entry["amount"], entry["reason_codes"]) for entry in entries] == [("open", 1100, ",limit,")]


def test_an_import_in_one_call_is_judged_as_a_whole(shop):
    product, customer = untaxed(shop), limited(shop)
    orders = [shop.order((product, 6), partner_id=customer) for _number in range(2)]
    with pytest.raises(xmlrpc.client.Fault):
        shop.clerk.call("sale.order", "action_confirm", orders)
    assert [shop.status(order) for order in orders] == ["quotation", "quotation"]
