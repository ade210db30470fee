"""The screens of documents on the demo company: positions first, the customer in one line (003-1, 003-11, 002-3).

Measured in a browser as the demo company's users see them, at the two sizes that offices have most.
"""

import re

import pytest

SIZES = [(1366, 768), (1440, 900)]
#: Where the positions may begin, of the height of the window.
TOP = 0.45

MEASURE = """() => {
    const box = (selector) => document.querySelector(selector)?.getBoundingClientRect();
    const list = document.querySelector(".o_notebook .tab-pane.active .o_list_renderer, .o_notebook .o_list_renderer");
    const rows = [...list.querySelectorAll("tr.o_data_row")].map((row) => row.getBoundingClientRect().bottom);
    const totals = box("[name=tax_totals]");
    const edge = totals && totals.top < innerHeight ? totals.top : innerHeight;
    return {
        top: list.querySelector("table").getBoundingClientRect().top / innerHeight,
        visible: rows.filter((bottom) => bottom <= edge + 1).length,
        sideways: list.scrollWidth - list.clientWidth,
        columns: [...list.querySelectorAll("thead th[data-name]")].map((cell) => cell.dataset.name),
        header: box(".o_kontor_customer_header, .o_kontor_supplier_header")?.height,
        block: box(".o_kontor_block_alert"),
        warning: box(".alert-warning"),
        total: totals && totals.bottom <= innerHeight,
    };
}"""


@pytest.fixture(scope="module")
def documents(server):
    """Return the documents that are looked at: kind → (user, action, id)."""
    rpc = server.rpc()

    def last(model, domain):
        return rpc.call(model, "search", domain, order="id desc", limit=1)[0]

    blocked = last("sale.order", [("partner_id.ref", "=", "10007"), ("state", "=", "draft")])
    lines = rpc.call(
        "sale.order.line",
        "read_group",
        [("order_id.state", "=", "sale")],
        fields=["order_id"],
        groupby=["order_id"],
        lazy=False,
    )
    long = max(lines, key=lambda group: group["__count"])["order_id"][0]
    delivery = last("stock.picking", [("picking_type_code", "=", "outgoing"), ("state", "=", "assigned")])
    invoice = last("account.move", [("move_type", "=", "out_invoice"), ("state", "=", "posted")])
    supplier = last("purchase.order", [("state", "in", ("draft", "sent", "purchase"))])
    return {
        "blocked quotation": ("petra", f"kontor_sales.action_quotation/{blocked}"),
        "order": ("petra", f"kontor_sales.action_order/{long}"),
        "order with cost and margin": ("markus", f"kontor_sales.action_order/{long}"),
        "delivery": ("jan", f"stock.action_picking_tree_outgoing/{delivery}"),
        "invoice": ("petra", f"account.action_move_out_invoice_type/{invoice}"),
        "supplier order": ("katrin", f"kontor_purchase.action_open/{supplier}"),
    }


def opened(page, server, path):
    """Open a document, and wait until its header is there."""
    page.goto(f"{server.url}/odoo/action-{path}")
    page.wait_for_selector(
        ".o_form_view [aria-label$='at a glance'][aria-busy=false], .o_form_view [class*=_header][aria-busy=false]"
    )
    page.wait_for_selector(".o_notebook .o_list_renderer table")


@pytest.mark.parametrize("width,height", SIZES)
@pytest.mark.parametrize(
    "kind", ["blocked quotation", "order", "order with cost and margin", "delivery", "invoice", "supplier order"]
)
def test_002_3_positions_begin_above_the_middle(open_page, server, documents, kind, width, height):
    user, path = documents[kind]
    page = open_page(user)
    page.set_viewport_size({"width": width, "height": height})
    opened(page, server, path)
    seen = page.evaluate(MEASURE)
    assert seen["top"] <= TOP, f"{kind}: the positions begin at {seen['top']:.0%} of the height"
    assert seen["sideways"] <= 0, f"{kind}: {seen['sideways']} pixels are out of sight"
    assert seen["header"] <= 44, f"{kind}: the header is {seen['header']} pixels high, not one line"
    if kind.startswith("order"):
        assert seen["visible"] >= 6, f"{kind}: {seen['visible']} positions can be seen"
        assert {"product_template_id", "product_uom_qty", "price_unit", "discount"} <= set(seen["columns"]), seen["columns"]
        assert seen["total"], f"{kind}: the total is out of sight"
        assert ("margin" in seen["columns"]) == (user == "markus")
    if kind == "blocked quotation":
        assert seen["block"]["height"] <= 44, "what blocks is one line"
        assert not seen["warning"] or seen["warning"]["top"] > seen["block"]["top"], "a warning never stands above a block"


def test_003_27_the_reasons_unfold(open_page, server, documents):
    page = open_page("petra")
    opened(page, server, documents["blocked quotation"][1])
    button = page.locator(".o_kontor_block_alert .o_kontor_reasons")
    reasons = int(re.search(r"\d+", button.inner_text()).group())
    button.press("Enter")
    shown = page.locator(".o_kontor_all_reasons li:not(.o_kontor_warning)")
    assert shown.count() == reasons > 1
    assert "überschreitet das Limit" in shown.first.inner_text()


def test_003_1_the_header_stays_as_it_was_left_for_each_kind_of_document(open_page, server, documents):
    page = open_page("petra")
    opened(page, server, documents["order"][1])
    header = page.locator(".o_kontor_customer_header")
    assert header.get_attribute("data-folded") == "1", "folded on documents"
    with page.expect_response(re.compile("set_res_users_settings")):
        header.locator(".o_kontor_fold").click()
    opened(page, server, documents["order"][1])
    assert header.get_attribute("data-folded") == "0"
    opened(page, server, documents["invoice"][1])
    assert header.get_attribute("data-folded") == "1", "another kind of document"
    opened(page, server, documents["order"][1])
    with page.expect_response(re.compile("set_res_users_settings")):
        header.locator(".o_kontor_fold").click()


def test_003_11_an_exceeded_figure_is_red(open_page, server, documents):
    rpc = server.rpc()
    limits = rpc.call(
        "kontor.credit.limit", "search_read", [("partner_id.ref", "=", "10007"), ("valid_to", "=", False)], fields=["amount"]
    )
    page = open_page("petra")
    try:
        rpc.call("kontor.credit.limit", "write", [limit["id"] for limit in limits], {"amount": 1})
        opened(page, server, documents["blocked quotation"][1])
        figure = page.locator(".o_kontor_line_figures .o_kontor_with_orders")
        red, green, blue = (int(part) for part in re.findall(r"\d+", figure.evaluate("e => getComputedStyle(e).color"))[:3])
    finally:
        for limit in limits:
            rpc.call("kontor.credit.limit", "write", [limit["id"]], {"amount": limit["amount"]})
    assert red > 180 > 100 > max(green, blue), "red, though it is a link"


def test_003_1_the_conversation_is_a_strip_until_it_is_opened(open_page, server, documents):
    page = open_page("petra")
    page.set_viewport_size({"width": 1440, "height": 900})
    opened(page, server, documents["order"][1])
    strip = page.locator(".o_kontor_chatter_strip")
    strip.wait_for()
    assert strip.bounding_box()["width"] <= 48
    with page.expect_response(re.compile("set_res_users_settings")):
        strip.click()
    page.locator(".o-mail-Chatter-topbar").wait_for()
    opened(page, server, documents["order"][1])
    page.locator(".o-mail-Chatter-topbar").wait_for()
    assert not strip.count(), "open as it was left"
    with page.expect_response(re.compile("set_res_users_settings")):
        page.locator(".o_kontor_fold_chatter").click()
    strip.wait_for()
