"""The demo company is what a German wholesaler would recognise, and its books are in order."""

import collections
import datetime
import io
import re
import subprocess

import pypdf
import pytest

import kontor_setup as ks
from kontor_server import TEST_DATA

NAMESPACE = "__kontor_demo__"
STATUSES = {"quotation", "order", "delivery", "invoice", "done", "cancel"}

# login → the lists that the person works with
ROLES = {
    "petra": ["sale.order", "account.move", "stock.picking", "product.product", "res.partner"],
    "markus": ["sale.order", "account.move", "stock.picking", "sale.report", "res.partner"],
    "sabine": ["account.move", "account.payment", "sale.order", "res.partner"],
    "dieter": ["account.move", "account.payment", "sale.order", "res.partner"],
    "katrin": ["stock.picking", "product.product", "stock.quant"],
    "jan": ["stock.picking", "stock.quant", "stock.move"],
}


@pytest.fixture(scope="module")
def admin(rpc):
    """The administrator over XML-RPC."""
    return rpc("admin", "admin")


def demo_ids(admin, model):
    """Return the ids of the demo company's own records; other tests make more."""
    rows = admin.call("ir.model.data", "search_read", [("module", "=", NAMESPACE), ("model", "=", model)], ["res_id"])
    return [row["res_id"] for row in rows]


@pytest.fixture(scope="module")
def orders(admin):
    """All orders of the demo company."""
    return admin.call(
        "sale.order",
        "read",
        demo_ids(admin, "sale.order"),
        ["name", "lifecycle_status", "lifecycle_label", "fulfilment_stage", "date_order", "create_date", "invoice_ids"],
    )


@pytest.fixture(scope="module")
def invoices(admin, orders):
    """All their invoices and credit notes."""
    ids = [move for order in orders for move in order["invoice_ids"]]
    return admin.call(
        "account.move",
        "read",
        ids,
        [
            "name",
            "move_type",
            "state",
            "payment_state",
            "invoice_date",
            "invoice_date_due",
            "order_invoice_type",
            "partner_id",
            "amount_total",
        ],
    )


def test_every_status_and_stage(orders):
    """There is something to look at in every status and every order stage."""
    statuses = collections.Counter(order["lifecycle_status"] for order in orders)
    assert set(statuses) >= STATUSES
    assert min(statuses[status] for status in STATUSES) >= 5
    assert len(orders) >= 160
    assert {order["fulfilment_stage"] for order in orders} == {False, "open", "waiting", "unpaid", "done", "cancel"}
    printed = {order["lifecycle_status"] for order in orders if order["lifecycle_label"].endswith("(D)")}
    assert printed >= {"quotation", "order", "delivery", "invoice"}


def test_quotations_in_versions(admin):
    """Some quotations are as the customer got them, and one of them was revised: two versions to compare (004-7, 004-8)."""
    ids = demo_ids(admin, "sale.order")
    versions = admin.call("sale.order.version", "search_read", [("order_id", "in", ids)], ["order_id", "number", "reason"])
    assert len({version["order_id"][0] for version in versions}) >= 5
    assert [version["reason"] for version in versions if version["number"] == 2] == ["Der Kunde wünscht die doppelte Menge."]
    stages = admin.call("sale.order", "formatted_read_group", [("id", "in", ids)], ["quotation_stage"], ["__count"])
    assert {group["quotation_stage"] for group in stages} == {"draft", "issued", "ordered", "cancel"}


def test_quotations_are_binding(admin):
    """Each quotation stands until a day that it names, and its text takes nothing back (004-7)."""
    ids = demo_ids(admin, "sale.order")
    quotations = admin.call("sale.order", "search_read", [("id", "in", ids)], ["name", "validity_date", "intro_text"])
    assert not [order["name"] for order in quotations if not order["validity_date"]]
    assert not [order["name"] for order in quotations if "freibleibend" in (order["intro_text"] or "").casefold()]
    versions = admin.call(
        "sale.order.version", "search_read", [("order_id", "in", ids), ("state", "=", "ordered")], ["kept_at_order"]
    )
    assert {version["kept_at_order"] for version in versions} == {True, False}, "ordered after an offer, and without one"


def test_notes_on_their_documents(admin):
    """The note about the gate stands on the delivery note, where the driver reads it (003-46)."""
    notes = admin.call("kontor.customer.note", "search_read", [("text", "ilike", "nur über Tor 3")], ["print_on_delivery"])
    assert [note["print_on_delivery"] for note in notes] == [True]


def test_twelve_months(orders):
    """No month of the year stays empty, and nothing lies in the future."""
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None).isoformat(" ")
    months = {order["create_date"][:7] for order in orders}
    assert len(months) >= 12
    assert max(max(order["date_order"], order["create_date"]) for order in orders) <= now


def test_every_kind_of_invoice(invoices):
    """Anzahlungen, Positionsabrechnungen, Schlussrechnungen and credit notes; some overdue, some paid in part."""
    assert {"down_payment", "partial", "final", "credit_note"} <= {move["order_invoice_type"] for move in invoices}
    assert {"not_paid", "partial", "paid", "reversed"} <= {move["payment_state"] for move in invoices}
    today = datetime.date.today().isoformat()
    overdue = [
        move for move in invoices if move["payment_state"] in ("not_paid", "partial") and move["invoice_date_due"] < today
    ]
    assert len(overdue) >= 10


def test_nothing_is_left_half_done(admin, orders, invoices):
    """No draft invoice, no draft payment, and debit equals credit."""
    assert {move["state"] for move in invoices} == {"posted"}
    partners = demo_ids(admin, "res.partner")
    assert (
        admin.call(
            "account.payment", "search_count", [("partner_id", "in", partners), ("state", "in", ["draft", "in_process"])]
        )
        == 0
    )
    lines = admin.call(
        "account.move.line", "formatted_read_group", [("parent_state", "=", "posted")], [], ["debit:sum", "credit:sum"]
    )
    assert lines[0]["debit:sum"] == pytest.approx(lines[0]["credit:sum"])


def test_invoice_numbers(invoices):
    """Numbers follow the invoice date without a gap, and each carries its year."""
    dated = sorted((move["name"], move["invoice_date"]) for move in invoices if move["move_type"] == "out_invoice")
    assert [date for _name, date in dated] == sorted(date for _name, date in dated)
    numbers = collections.defaultdict(list)
    for name, date in dated:
        year, number = re.fullmatch(r"RE/(\d{4})/(\d+)", name).groups()
        assert year == date[:4]
        numbers[year].append(int(number))
    for found in numbers.values():
        assert found == list(range(1, len(found) + 1))


def test_stock(admin):
    """No article is below zero, and some are too scarce for what customers have ordered."""
    products = demo_ids(admin, "product.product")
    domain = [("product_id", "in", products), ("location_id.usage", "=", "internal")]
    quants = admin.call("stock.quant", "search_read", domain, ["quantity", "reserved_quantity"])
    assert len(quants) >= 55
    assert all(quant["quantity"] >= quant["reserved_quantity"] >= 0 for quant in quants)
    waiting = [("product_id", "in", products), ("state", "in", ["confirmed", "partially_available"])]
    assert admin.call("stock.move", "search_count", waiting) >= 1


def test_chart_and_taxes(admin):
    """SKR03, with the accounts that belong to 19 %, 7 %, the EU and abroad."""
    company = admin.call("res.company", "read", [1], ["chart_template", "currency_id", "country_code"])[0]
    assert (company["chart_template"], company["currency_id"][1], company["country_code"]) == ("de_skr03", "EUR", "DE")
    domain = [("move_id.move_type", "=", "out_invoice"), ("display_type", "=", "product"), ("parent_state", "=", "posted")]
    groups = admin.call("account.move.line", "formatted_read_group", domain, ["account_id"], ["__count"])
    ids = [group["account_id"][0] for group in groups]
    codes = {account["code"] for account in admin.call("account.account", "read", ids, ["code"])}
    assert {"8400", "8300", "8125"} <= codes


def test_master_data(admin):
    """Customers with numbers and terms, prospects, people, foreigners; products with article numbers and prices."""
    partners = admin.call(
        "res.partner",
        "search_read",
        [("id", "in", demo_ids(admin, "res.partner"))],
        [
            "name",
            "ref",
            "parent_id",
            "is_company",
            "customer_state",
            "cash_on_delivery",
            "country_code",
            "vat",
            "property_payment_term_id",
            "property_inbound_payment_method_line_id",
            "property_delivery_carrier_id",
            "function",
            "customer_rank",
        ],
    )
    customers = [partner for partner in partners if partner["ref"] and partner["customer_rank"]]
    assert len(customers) >= 45
    assert len({partner["ref"] for partner in customers}) == len(customers)
    for term in ("property_payment_term_id", "property_inbound_payment_method_line_id", "property_delivery_carrier_id"):
        assert all(partner[term] for partner in customers), term
    assert {partner["customer_state"] for partner in customers} == {"customer", "prospect"}
    assert {partner["is_company"] for partner in customers} == {True, False}
    assert {partner["country_code"] for partner in customers} == {"DE", "AT", "CH", "NL"}
    assert any(partner["cash_on_delivery"] for partner in customers)
    assert sum(bool(partner["function"]) for partner in partners) >= 30
    products = admin.call(
        "product.product",
        "read",
        demo_ids(admin, "product.product"),
        ["default_code", "lst_price", "standard_price", "sale_ok"],
    )
    assert len(products) >= 60
    assert all(product["standard_price"] > 0 for product in products)
    assert all(product["lst_price"] > product["standard_price"] for product in products if product["sale_ok"])


@pytest.mark.parametrize("login", ROLES)
def test_roles(rpc, login):
    """Each person logs in, in German, and finds something in the lists of the role."""
    person = rpc(login, login)
    assert person.call("res.users", "read", [person.uid], ["lang", "tz"])[0] == {
        "id": person.uid,
        "lang": "de_DE",
        "tz": "Europe/Berlin",
    }
    for model in ROLES[login]:
        assert person.call(model, "search_read", [], ["display_name"], limit=5), f"{login} finds no {model}"


def test_a_clerk_invoices_and_a_storekeeper_does_not(rpc):
    """The roles differ: the warehouse sees no invoices."""
    with pytest.raises(Exception, match="account.move|Buchungssatz"):
        rpc("jan", "jan").call("account.move", "search_read", [], ["name"], limit=1)
    assert rpc("petra", "petra").call("account.move", "has_access", [], "create")


def test_invoice_on_paper(server, invoices):
    """The printed invoice says who sends it, where to pay and what the law wants to know."""
    move = next(move for move in invoices if move["order_invoice_type"] == "final" and move["payment_state"] == "not_paid")
    content = (
        server.session("admin", "admin")
        .get(f"{server.url}/report/pdf/account.report_invoice/{move['id']}", timeout=120)
        .content
    )
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    text = text.replace("\xa0", " ")
    for expected in (
        "Rechnung",
        move["name"],
        "Nordwind Werkzeug- und Haustechnik",
        "Billbrookdeich 210",
        "DE89 3704 0044 0532 0130 00",
        "COBADEFFXXX",
        "DE824513567",
        "148732",
        "Geschäftsführer",
        "Gesamt",
    ):
        assert expected in text, f"{expected} is missing in:\n{text}"


def test_nothing_is_sent(admin):
    """Nobody gets a mail from a company that does not exist."""
    assert admin.call("mail.mail", "search_count", [("state", "=", "outgoing")]) == 0


def test_loading_again_makes_nothing_twice(fresh_db):
    """A run that was killed right before its last mark goes on, and finds nothing to do."""
    script = """
def counts():
    env.invalidate_all()
    models = ["sale.order", "stock.picking", "account.move", "account.payment", "res.partner", "product.product"]
    return [env[model].with_context(active_test=False).search_count([]) for model in models]

before = counts()
env["ir.config_parameter"].set_param("kontor_sales.demo.step", "stock")
env.cr.commit()
from odoo.addons.kontor_sales.demo import load
load(env)
print("SAME" if counts() == before else f"DIFFERENT {before} {counts()}")
"""
    result = subprocess.run(
        ["odoo", "shell", *ks.odoo_arguments(TEST_DATA), "-d", fresh_db, "--no-http", "--log-level=warn"],
        input=script,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert "SAME" in result.stdout, result.stdout + result.stderr
