"""Two print or send the same document for the first time at the same moment: one is issued, and both get that one."""

import hashlib
import json
import re

import pytest

from conftest import cloned
from kontor_server import Server
from shop import Shop, at_once, together

INVOICE = "account.report_invoice_with_payments"


@pytest.fixture(scope="module", params=[0, 4], ids=["threads", "workers"])
def shop(request, demo_template):
    """A company on a server of this module's own: one process with threads, and processes as in production.

    wkhtmltopdf fetches its style sheets from the server, so there must be more processes than prints at once.
    """
    with cloned(demo_template) as name, Server(name, workers=request.param) as server:
        yield Shop(server)


def invoice(shop):
    """Return the posted invoice of a new order."""
    return shop.admin.read("sale.order", shop.in_status("invoice", (shop.drill, 5)), "invoice_ids")[0]


def issued(shop, move):
    """Return what was issued of an invoice."""
    domain = [("res_model", "=", "account.move"), ("res_id", "=", move)]
    return shop.admin.call("kontor.issued.document", "search_read", domain, ["pdf_sha256", "edition", "channel"], order="id")


def printing(shop, login, move):
    """Return a function that presses "Print" as the web client does."""
    session = shop.server.session(login)
    token = re.search(r'csrf_token: "([^"]+)"', session.get(f"{shop.server.url}/odoo", timeout=60).text)[1]
    context = json.dumps({"lang": "de_DE", "tz": "Europe/Berlin"})
    data = {
        "data": json.dumps([f"/report/pdf/{INVOICE}/{move}", "qweb-pdf"]),
        "context": context,
        "csrf_token": token,
    }
    return lambda: session.post(f"{shop.server.url}/report/download", data=data, timeout=120)


def test_printed_at_once(shop):
    """Two press the button: one file is kept, and it is what both get."""
    move = invoice(shop)
    answers = together(*(printing(shop, login, move) for login in ("petra", "markus")))
    rows = issued(shop, move)
    assert len(rows) == 1
    for answer in answers:
        assert answer.headers["Content-Type"] == "application/pdf", answer.text[:300]
        assert hashlib.sha256(answer.content).hexdigest() == rows[0]["pdf_sha256"]


def test_sent_at_once(shop):
    """Two send it: one file is kept."""
    move = invoice(shop)
    context = {"active_model": "account.move", "active_ids": [move]}
    calls = []
    for login in ("petra", "markus"):
        rpc = shop.server.rpc(login)
        wizard = rpc.call("account.move.send.wizard", "create", {"sending_methods": ["manual"]}, context=context)
        calls.append((rpc, "account.move.send.wizard", "action_send_and_print", [[wizard]], {}))
    at_once(*calls)
    assert len(issued(shop, move)) == 1
    again = printing(shop, "petra", move)()
    assert hashlib.sha256(again.content).hexdigest() == issued(shop, move)[0]["pdf_sha256"]
