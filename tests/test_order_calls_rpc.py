"""What callers over XML-RPC and JSON-2 must not get done with orders: bad values, other ways in (000, 001, 004)."""

import datetime
import math
import xmlrpc.client

import pytest

from kontor_server import Json2Error
from shop import STATUSES, core_button, readable, refused

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
