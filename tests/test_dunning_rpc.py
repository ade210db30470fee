"""Dunning over XML-RPC, as an integration would: data comes back, and a refusal is a sentence (issue 6; 001-4)."""

import pytest

from dunning_office import Office
from shop import refused

RUN, LETTER = "kontor.dunning.run", "kontor.dunning.letter"


@pytest.fixture(scope="module")
def office(shop):
    """A dunning department on the shared server."""
    return Office(shop)


def level(office, kind, letter):
    """Return the id of the level of a kind in a letter's procedure."""
    procedure = office.clerk.read(LETTER, letter, "procedure_id")[0]
    return office.clerk.call("kontor.dunning.level", "search", [("kind", "=", kind), ("procedure_id", "=", procedure)])[0]


def test_from_the_simulation_to_the_letter(office):
    customers = office.customers(2)
    invoices = office.invoices(customers, days=30, amount=250)
    run = office.run(customers)
    simulated = office.clerk.call(RUN, "simulate", [run])
    assert [(letter["partner_id"], letter["amount_due"], len(letter["items"])) for letter in simulated] == [
        (customer, 250, 1) for customer in customers
    ]
    assert office.letters(run) == []
    assert office.clerk.call(RUN, "action_propose", [run]) is True
    first, second = office.letters(run)
    assert office.clerk.call(LETTER, "action_exclude", [first]) is True
    assert office.clerk.call(LETTER, "write", [second], {"fee_amount": 2.5}) is True
    assert office.clerk.call(RUN, "action_confirm", [run]) is True
    assert office.letters(run) == [second]
    letter = office.clerk.read(LETTER, second, "state", "name", "amount_due", "fee_amount", "amount_total")
    assert (letter["state"], letter["amount_due"], letter["fee_amount"], letter["amount_total"]) == ("sent", 250, 2.5, 252.5)
    assert letter["name"]
    assert office.dunned(invoices) == [(invoices[1], "reminder")]


def test_levels_one_after_the_other_and_back(office):
    customers = office.customers(1)
    invoices = office.invoices(customers, days=30)
    office.dun(customers)
    second = office.dun(customers, days=14)
    third = office.dun(customers, days=28)
    assert [kind for _invoice, kind in office.dunned(invoices)] == ["dunning", "final_demand", "reminder"]
    with refused(office.shop) as sentence:
        office.clerk.call(LETTER, "action_withdraw", second, "Irrtum")
    assert office.clerk.read(LETTER, third[0], "name") in sentence[0]
    assert office.clerk.call(LETTER, "action_withdraw", third, "Irrtum") is True
    assert office.clerk.call(LETTER, "action_withdraw", second, "Irrtum") is True
    assert office.dunned(invoices) == [(invoices[0], "reminder")]
    statement = office.clerk.call("res.partner", "get_account_statement", customers)
    assert [item["open"] for item in statement["currencies"][0]["items"]] == [100]


def test_an_item_comes_to_no_level_twice_by_lowering(office):
    customers = office.customers(1)
    office.invoices(customers, days=30)
    office.dun(customers)
    run = office.run(customers, days=14)
    office.clerk.call(RUN, "action_propose", [run])
    [letter] = office.letters(run)
    with refused(office.shop):
        office.clerk.call(LETTER, "write", [letter], {"level_id": level(office, "reminder", letter)})
    with refused(office.shop):
        office.clerk.call(LETTER, "write", [letter], {"level_id": level(office, "final_demand", letter)})


def test_refusals_are_sentences(office):
    shop = office.shop
    customers = office.customers(1)
    office.invoices(customers)
    run = office.run(customers)
    seller = shop.user("sales_team.group_sale_salesman")
    calls = [
        (office.clerk, RUN, "action_propose", []),
        (office.clerk, RUN, "action_confirm", [run]),
        (office.clerk, RUN, "simulate", [run, run + 1]),
        (office.clerk, RUN, "write", [run], {"state": "done"}),
        (shop.clerk, RUN, "action_propose", [run]),
        (shop.clerk, RUN, "simulate", [run]),
        (seller, RUN, "simulate", [run]),
        (office.clerk, LETTER, "create", {"partner_id": customers[0]}),
        (office.clerk, LETTER, "action_withdraw", [], "x"),
        (office.clerk, LETTER, "action_print", [10**9]),
        (office.clerk, "res.partner", "get_account_statement", []),
        (office.clerk, "kontor.base.rate", "get_interest", "viel", "2025-01-01", "2025-02-01"),
    ]
    for rpc, model, method, *arguments in calls:
        with refused(shop):
            rpc.call(model, method, *arguments)
    [letter] = office.dun(customers)
    for method, *arguments in [
        ("write", {"fee_amount": 1}),
        ("write", {"state": "draft"}),
        ("unlink",),
        ("action_withdraw", ""),
        ("action_withdraw", False),
        ("action_exclude",),
    ]:
        with refused(shop):
            shop.admin.call(LETTER, method, [letter], *arguments)
