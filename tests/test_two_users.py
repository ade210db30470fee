"""Several users change the same order at the same moment: one does the work, nothing is done twice (001-9)."""

import xmlrpc.client

import pytest
import requests

from conftest import cloned
from kontor_server import Server
from shop import Shop, at_once, readable, together

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
    results = at_once(
        *(
            (rpc, "sale.order", "change_status", [[orders] if isinstance(orders, int) else orders, target], options)
            for rpc, target, options in changes
        )
    )
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
        "invoice",
        1,
        0,
        1,
        595,
    )


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
        assert (
            race(
                order,
                (crowd[0], "delivery", {"quantities": [{"line_id": one, "quantity": 2}]}),
                (crowd[1], "delivery", {"quantities": [{"line_id": other, "quantity": 3}]}),
            )
            == 2
        )
        counts = shop.counts(order)
        assert (counts["status"], counts["deliveries"], counts["open_deliveries"], counts["delivered"]) == (
            "delivery",
            2,
            1,
            [2, 3],
        )


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
        at_once(*((rpc, "sale.order", "create_invoice_of_type", [[order], "final"], {"post": True}) for rpc in crowd[:3]))
        counts = shop.counts(order)
        assert (counts["invoices"], counts["owed"]) == (1, 595)


def test_preparation_done_at_once(shop, crowd):
    """ "Vorbereitung abgeschlossen" pressed by three makes one final invoice."""
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
            (shop.server.rpc("jan"), "stock.picking", "button_validate", [[picking]], {}),
        )
        counts = shop.counts(order)
        assert (counts["status"], counts["deliveries"], counts["delivered"]) == ("delivery", 1, [5])


def test_overlapping_lists(shop, crowd):
    """Two users change many orders at once, in opposite order: no deadlock for the user, each order is done once."""
    orders = [shop.in_status("order", (shop.drill, 5)) for _number in range(6)]
    results = at_once(
        (crowd[0], "sale.order", "change_status", [orders, "invoice"], {}),
        (crowd[1], "sale.order", "change_status", [orders[::-1], "invoice"], {}),
    )
    assert sorted(result is True for result in results) == [False, True], results
    for order in orders:
        counts = shop.counts(order)
        assert (counts["deliveries"], counts["invoices"], counts["owed"]) == (1, 1, 595)


# -- different work on the same order ---------------------------------------------------------------------------------

SIGNATURE = (  # a red dot as PNG
    "iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg=="
)


def done(result):
    """Whether a call did its work; anything else must be a sentence."""
    if not isinstance(result, Exception):
        return True
    assert isinstance(result, xmlrpc.client.Fault), repr(result)
    assert readable(result), f"{result.faultCode}: …{result.faultString[-400:]}"
    return False


def test_release_while_confirming(shop, crowd):
    """Two release what the clerk confirms at that moment: one release, and nothing is confirmed without it (003-29)."""
    controllers = [
        shop.user("sales_team.group_sale_salesman_all_leads", "kontor_credit_risk.group_override_limit")
        for _number in range(2)
    ]
    for _round in range(ROUNDS):
        customer = shop.customer()
        shop.admin.create("kontor.credit.limit", partner_id=customer, kind="external", amount=100)
        order = shop.order((shop.drill, 5), partner_id=customer)
        *released, confirmed = at_once(
            *(
                (rpc, "sale.order", "release_blocks", [[order], "order", "Mit der Bank gesprochen"], {})
                for rpc in controllers
            ),
            (crowd[0], "sale.order", "action_confirm", [[order]], {}),
        )
        assert sum(done(result) for result in released) == 1
        assert shop.status(order) == ("order" if done(confirmed) else "quotation")
        if not done(confirmed):
            shop.clerk.call("sale.order", "action_confirm", [order])
        releases = shop.admin.call(
            "kontor.release",
            "search_read",
            [("document_model", "=", "sale.order"), ("document_id", "=", order)],
            ["reason_code", "state"],
        )
        assert [release["reason_code"] for release in releases] == ["limit"], releases


def signing(shop, order, version=None):
    """Return a function by which the customer signs a quotation on its page."""
    page = shop.clerk.call("sale.order", "get_portal_url", [order])
    shown = {"access_token": page.partition("access_token=")[2].partition("&")[0]}
    if version:
        shown["version"] = version

    def accept():
        return requests.post(
            f"{shop.server.url}/my/orders/{order}/accept",
            params=shown,
            timeout=120,
            json={"jsonrpc": "2.0", "params": {"name": "Herr Kern", "signature": SIGNATURE}},
        ).json()["result"]

    return accept


def test_revise_while_the_customer_accepts(shop, crowd):
    """The clerk takes the quotation back in the moment in which the customer signs it: one of the two (004-8, 004-9)."""
    for _round in range(ROUNDS):
        order = shop.order((shop.drill, 5), require_signature=True, require_payment=False)
        shop.clerk.call("sale.order", "action_issue_quotation", [order])
        accept = signing(shop, order, version=1)
        signed, revised = together(
            accept,
            lambda order=order: crowd[0].call("sale.order", "action_revise_quotation", [order], "Der Kunde will es anders"),
        )
        values = shop.admin.read("sale.order", order, "lifecycle_status", "quotation_stage", "signed_by", "version_ids")
        if done(revised):
            assert len(signed["error"]) > 10 and (values["quotation_stage"], values["signed_by"]) == ("draft", False)
        else:
            assert "error" not in signed and (values["quotation_stage"], values["signed_by"]) == ("ordered", "Herr Kern")
        assert values["lifecycle_status"] == ("quotation" if done(revised) else "order")
        assert len(values["version_ids"]) == 1


def test_issue_while_the_customer_accepts(shop, crowd):
    """The clerk issues the quotation, which makes its PDF, in the moment in which the customer signs it (004-7, 004-9)."""
    for _round in range(ROUNDS):
        order = shop.order((shop.drill, 5), require_signature=True, require_payment=False)
        signed, issued = together(
            signing(shop, order), lambda order=order: crowd[0].call("sale.order", "action_issue_quotation", [order])
        )
        values = shop.admin.read("sale.order", order, "lifecycle_status", "signed_by", "version")
        if "error" in signed:
            assert done(issued) and len(signed["error"]) > 10
            assert (values["lifecycle_status"], values["signed_by"]) == ("quotation", False)
        else:
            assert (values["lifecycle_status"], values["signed_by"]) == ("order", "Herr Kern")
        # whichever came first: a draft that is ordered is frozen as its first version, too
        assert values["version"] == 1


def test_credit_note_while_the_final_invoice_is_made(shop, crowd):
    """An Anzahlung is credited in the moment in which the Schlussrechnung deducts it: the money adds up (004-21)."""
    for _round in range(ROUNDS):
        order = shop.in_status("order", (shop.drill, 5))
        advance = shop.clerk.call("sale.order", "create_invoice_of_type", [order], "down_payment", percentage=50, post=True)
        shop.change(order, "delivery")
        context = {"active_model": "account.move", "active_ids": advance}
        journal = shop.admin.read("account.move", advance[0], "journal_id")[0]
        wizard = crowd[0].call("account.move.reversal", "create", {"journal_id": journal}, context=context)
        crowd[0].call("account.move.reversal", "refund_moves", [wizard], context=context)
        credit_note = shop.admin.call("account.move", "search", [("reversed_entry_id", "=", advance[0])])
        _credited, billed = at_once(
            (crowd[0], "account.move", "action_post", [credit_note], {}),
            (crowd[1], "sale.order", "create_invoice_of_type", [[order], "final"], {"post": True}),
        )

        def posted(order=order):
            ids = shop.admin.read("sale.order", order, "invoice_ids")
            moves = shop.admin.call("account.move", "read", ids, ["state", "order_invoice_type", "amount_total_signed"])
            return [move for move in moves if move["state"] == "posted"]

        assert sum(move["order_invoice_type"] == "final" for move in posted()) == int(done(billed))
        # Whoever came first: what is left is invoiced or credited, and then the customer owes what he got.
        at_once((shop.clerk, "sale.order", "create_invoice_of_type", [[order], "final"], {"post": True}))
        rest = shop.clerk.call("sale.order", "action_create_credit_note_difference", [order])
        if rest:
            crowd[0].call("account.move", "action_post", rest)
        assert round(sum(move["amount_total_signed"] for move in posted()), 2) == 595
