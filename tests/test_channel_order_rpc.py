"""Orders of web shops and platforms over RPC (004-2, 004-22), with the client from the documentation."""

import concurrent.futures
import importlib.util
import itertools
import json
import pathlib
import subprocess
import sys
import threading
import time
import xmlrpc.client

import pytest

CLIENT = pathlib.Path(__file__).parent.parent / "docs" / "integrations" / "import_channel_order.py"
NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def client_module():
    """The example client as a module."""
    spec = importlib.util.spec_from_file_location("import_channel_order", CLIENT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def prepare(server):
    """Make an article and a shop's user with just the rights that the documentation names."""
    rpc = server.rpc()
    number = next(NUMBERS)
    stamp = f"{time.time_ns()}-{number}"
    groups = [
        rpc.call("ir.model.data", "check_object_reference", *xmlid)[1]
        for xmlid in (
            ("sales_team", "group_sale_salesman_all_leads"),
            ("base", "group_partner_manager"),
            ("account", "group_account_invoice"),
        )
    ]
    rpc.create("res.users", name="Webshop", login=f"shop-{stamp}", password="geheim-4711", group_ids=[(6, 0, groups)])
    rpc.create("product.product", name="Bohrer", default_code=f"ART-{stamp}", list_price=100.0, type="consu")
    return (
        rpc,
        f"shop-{stamp}",
        {
            "source": "webshop",
            "reference": f"W-{stamp}",
            "ordered_on": "2026-03-01 10:30:00",
            "customer": {
                "name": f"Kundin {stamp}",
                "email": f"kundin{number}@example.com",
                "street": "Weg 1",
                "zip": "20459",
                "city": "Hamburg",
                "country_code": "DE",
            },
            "lines": [{"sku": f"ART-{stamp}", "quantity": 2, "price_unit": 100.0}],
            "shipping": {"method": "DHL", "price": 10.0},
            "total": 249.9,
            "payment": {"prepaid": True, "provider": "PayPal", "transaction": "8XY-77"},
        },
    )


def run_client(server, login, *orders, **environment):
    """Run the example client as a program; return exit code, answers and complaints."""
    process = subprocess.run(
        [sys.executable, str(CLIENT), "-"],
        input=json.dumps(list(orders)),
        capture_output=True,
        text=True,
        timeout=120,
        env={
            "KONTOR_URL": server.url,
            "KONTOR_DB": server.db,
            "KONTOR_USER": login,
            "KONTOR_KEY": "geheim-4711",
            "PATH": "/usr/bin",
            **environment,
        },
    )
    return process.returncode, [json.loads(line) for line in process.stdout.splitlines()], process.stderr


def test_the_example_client_brings_a_prepaid_order(server):
    rpc, login, order = prepare(server)
    code, answers, _errors = run_client(server, login, order, order)
    assert code == 0
    assert [answer["created"] for answer in answers] == [True, False]
    assert answers[0]["order_id"] == answers[1]["order_id"]
    assert rpc.read("sale.order", answers[0]["order_id"], "lifecycle_status", "order_source", "date_order") == {
        "id": answers[0]["order_id"],
        "lifecycle_status": "invoice",
        "order_source": "webshop",
        "date_order": "2026-03-01 10:30:00",
    }
    invoice = rpc.read("account.move", answers[0]["invoice_id"], "order_invoice_type", "payment_state", "amount_total")
    assert invoice["order_invoice_type"] == "full"
    assert invoice["payment_state"] in ("in_payment", "paid")
    assert invoice["amount_total"] == 249.9


def test_a_refused_order_leaves_nothing_behind(server):
    rpc, login, order = prepare(server)
    wrong = {**order, "total": 1.0}
    unknown = {**order, "reference": "X", "lines": [{"sku": "GIBTS-NICHT", "quantity": 1}], "currency": "QQQ"}
    code, answers, _errors = run_client(server, login, wrong, unknown)
    assert code == 1
    assert "249" in answers[0]["error"] and "1" in answers[0]["error"]
    assert "GIBTS-NICHT" in answers[1]["error"] and "QQQ" in answers[1]["error"]
    assert not rpc.call("res.partner", "search_count", [["name", "=", order["customer"]["name"]]])
    assert not rpc.call("sale.order", "search_count", [["source_reference", "in", (order["reference"], "X")]])


def test_the_client_says_what_is_wrong(server):
    _rpc, _login, order = prepare(server)
    code, _answers, errors = run_client(server, "niemand", order)
    assert code == 2 and "can't log in" in errors and "Traceback" not in errors
    code, _answers, errors = run_client(server, "x", order, KONTOR_URL="")
    assert code == 2 and "Not set: KONTOR_URL" in errors


def test_json2_takes_the_same_order(server):
    rpc, login, order = prepare(server)
    answer = server.json2(server.rpc(login, "geheim-4711").api_key()).call("sale.order", "import_channel_order", vals=order)
    assert answer["created"] is True
    assert rpc.read("sale.order", answer["order_id"], "source_reference") == order["reference"]


@pytest.mark.parametrize("callers", [2, 5])
def test_the_same_order_at_the_same_moment_comes_once(own_server, client_module, callers):
    rpc, login, order = prepare(own_server)
    shops = [client_module.Kontor(own_server.url, own_server.db, login, "geheim-4711") for _index in range(callers)]
    shops[0].import_order({**order, "reference": f"{order['reference']}-0"})  # the server is warm from here on
    start = threading.Barrier(callers)

    def send(shop):
        start.wait()
        return shop.import_order(order)

    with concurrent.futures.ThreadPoolExecutor(callers) as pool:
        answers = list(pool.map(send, shops))
    assert sorted(answer["created"] for answer in answers) == [False] * (callers - 1) + [True]
    assert len({answer["order_id"] for answer in answers}) == 1
    assert len({answer["invoice_id"] for answer in answers}) == 1
    domain = [["source_reference", "=", order["reference"]]]
    assert rpc.call("sale.order", "search_count", domain) == 1
    invoices = rpc.call(
        "account.move",
        "search_read",
        [["line_ids.sale_line_ids.order_id.source_reference", "=", order["reference"]]],
        ["state"],
    )
    assert len(invoices) == 1
    customers = [["name", "=", order["customer"]["name"]], ["parent_id", "=", False]]
    assert rpc.call("res.partner", "search_count", customers) == 1


def test_a_stranger_may_not_import(server):
    rpc, _login, order = prepare(server)
    login = f"fremd-{time.time_ns()}"
    group = rpc.call("ir.model.data", "check_object_reference", "base", "group_user")[1]
    rpc.create("res.users", name="Fremd", login=login, password="geheim-4711", group_ids=[(6, 0, [group])])
    with pytest.raises(xmlrpc.client.Fault) as caught:
        server.rpc(login, "geheim-4711").call("sale.order", "import_channel_order", order)
    assert "Traceback" not in caught.value.faultString


def test_004_2_eight_orders_of_one_new_guest_make_one_customer(own_server, client_module):
    """Different orders of somebody whom nobody knows yet, at the same moment: one customer, one delivery address."""
    rpc, login, order = prepare(own_server)
    callers = 8
    shops = [client_module.Kontor(own_server.url, own_server.db, login, "geheim-4711") for _index in range(callers)]
    shops[0].import_order(order)  # the server is warm from here on
    order = {**order, "payment": {}}
    guest = {**order["customer"], "name": f"Neue Kundin {time.time_ns()}", "email": f"neu{time.time_ns()}@example.com"}
    address = {"name": "Lager Nord", "street": "Hafenstraße 1", "zip": "20457", "city": "Hamburg"}
    start = threading.Barrier(callers)

    def send(index):
        start.wait()
        return shops[index].import_order(
            {**order, "reference": f"{order['reference']}-{index + 1}", "customer": guest, "delivery_address": address}
        )

    with concurrent.futures.ThreadPoolExecutor(callers) as pool:
        answers = list(pool.map(send, range(callers)))
    assert all(answer["created"] for answer in answers)
    found = rpc.call("res.partner", "search_count", [["email", "=", guest["email"]], ["parent_id", "=", False]])
    assert found == 1
    addresses = [["parent_id.email", "=", guest["email"]], ["street", "=", address["street"]]]
    assert rpc.call("res.partner", "search_count", addresses) == 1
