"""Dunning at the same moment: whoever clicks together with whom, no item comes to a level twice (issue 6)."""

import xmlrpc.client

import pytest

from conftest import cloned
from dunning_office import Office
from kontor_server import Server
from shop import Shop, at_once, readable

RUN, LETTER = "kontor.dunning.run", "kontor.dunning.letter"


# A worker that makes a PDF waits for another one, which hands out the style sheets.
@pytest.fixture(scope="module", params=[0, 4], ids=["threads", "workers"])
def office(request, demo_template):
    """A dunning department on a server of this module's own: one process with threads, and processes as in production."""
    with cloned(demo_template) as name, Server(name, workers=request.param) as server:
        yield Office(Shop(server))


def accepted(results):
    """Return the calls that went through; the others must have been refused by a sentence for people."""
    faults = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(fault, xmlrpc.client.Fault) and readable(fault) for fault in faults), faults
    return len(results) - len(faults)


def numbers(office, letters):
    """Return the numbers of letters."""
    return [letter["name"] for letter in office.clerk.call(LETTER, "read", letters, ["name"])]


def test_two_clerks_propose_at_the_same_moment(office):
    customers = office.customers(6)
    invoices = office.invoices(customers)
    clerks = [office.clerk, office.dunner()]
    runs = [office.run(customers, rpc=clerk) for clerk in clerks]
    results = at_once(*((clerk, RUN, "action_propose", [[run]], {}) for clerk, run in zip(clerks, runs)))
    assert accepted(results) == 2
    letters = [len(office.letters(run)) for run in runs]
    assert sorted(letters) == [0, 6], "one clerk got the customers, the other sees that there is nothing left"
    results = at_once(
        *((clerk, RUN, "action_confirm", [[run]], {}) for clerk, run, count in zip(clerks, runs, letters) if count)
    )
    assert accepted(results) == 1
    assert office.dunned(invoices) == [(invoice, "reminder") for invoice in invoices]


def test_one_run_is_confirmed_by_four_clicks_at_the_same_moment(office):
    customers = office.customers(5)
    invoices = office.invoices(customers)
    run = office.run(customers)
    office.clerk.call(RUN, "action_propose", [run])
    other = office.dunner()
    results = at_once(*((clerk, RUN, "action_confirm", [[run]], {}) for clerk in [office.clerk, other] * 2))
    assert accepted(results) >= 1
    assert office.clerk.read(RUN, run, "state") == "done"
    names = numbers(office, office.letters(run))
    assert len(names) == len(set(names)) == 5
    assert office.dunned(invoices) == [(invoice, "reminder") for invoice in invoices]


def test_propose_and_confirm_against_each_other(office):
    """A proposal is confirmed while another clerk proposes it again and a third drops it: all or nothing."""
    customers = office.customers(5)
    invoices = office.invoices(customers)
    run = office.run(customers)
    office.clerk.call(RUN, "action_propose", [run])
    calls = ("action_confirm", "action_propose", "action_reset")
    accepted(at_once(*((office.dunner(), RUN, call, [[run]], {}) for call in calls)))
    state = office.clerk.read(RUN, run, "state")
    if state == "draft":
        office.clerk.call(RUN, "action_propose", [run])
    if state != "done":
        assert office.dunned(invoices) == []
        office.clerk.call(RUN, "action_confirm", [run])
    assert office.dunned(invoices) == [(invoice, "reminder") for invoice in invoices]


def test_a_letter_is_changed_while_its_run_is_confirmed(office):
    customers = office.customers(3)
    invoices = office.invoices(customers)
    run = office.run(customers)
    office.clerk.call(RUN, "action_propose", [run])
    letters = office.letters(run)
    other = office.dunner()
    confirmed, excluded, changed = at_once(
        (office.clerk, RUN, "action_confirm", [[run]], {}),
        (other, LETTER, "action_exclude", [letters[:1]], {}),
        (other, LETTER, "write", [letters[1:2], {"fee_amount": 3}], {}),
    )
    assert confirmed is True
    accepted([excluded, changed])
    dunned = [invoice for invoice, _kind in office.dunned(invoices)]
    assert dunned == (invoices[1:] if excluded is True else invoices)
    fee = office.clerk.read(LETTER, letters[1], "fee_amount")
    assert fee == (3 if changed is True else 0)


def test_an_order_is_dunned_by_hand_while_a_run_is_proposed(office):
    """The status dialog and the run reach for the same invoice: it comes to the first level once."""
    shop = office.shop
    order = shop.in_status("invoice")
    facts = shop.facts(order)
    invoices = shop.admin.call("account.move", "search", [("partner_id", "=", facts["partner_id"][0])])
    run = office.run([facts["partner_id"][0]], days=90)
    by_hand, by_run = at_once(
        (office.clerk, "sale.order", "change_status", [[order], "dunning"], {"reason": "Eilt"}),
        (office.clerk, RUN, "action_propose", [[run]], {}),
    )
    assert by_run is True
    if by_hand is True:
        assert office.dunned(invoices) == [(invoices[0], "reminder")]
    else:
        assert readable(by_hand)
        assert office.dunned(invoices) == []
    office.clerk.call(RUN, "action_confirm", [run]) if office.letters(run) else None
    kinds = [kind for _invoice, kind in office.dunned(invoices)]
    assert len(kinds) == len(set(kinds)) >= 1


def test_a_repeated_e_mail_job_sends_each_letter_once(office):
    """The job runs while a clerk clicks "Send by E-mail" on the same letters, and then the job runs again."""
    customers = [office.shop.customer(email=f"kunde{number}@example.com", dunning_channel="email") for number in range(3)]
    office.invoices(customers)
    letters = office.dun(customers)
    assert {letter["channel"] for letter in office.clerk.call(LETTER, "read", letters, ["channel"])} == {"email"}
    job = office.admin.call(
        "ir.model.data", "search_read", [("module", "=", "kontor_dunning"), ("name", "=", "ir_cron_email")], ["res_id"]
    )
    jobs = [(office.admin, "ir.cron", "method_direct_trigger", [[job[0]["res_id"]]], {}) for _number in range(2)]
    accepted(at_once(*jobs, (office.clerk, LETTER, "action_send_email", [letters], {})))
    office.admin.call("ir.cron", "method_direct_trigger", [job[0]["res_id"]])
    for letter in office.clerk.call(LETTER, "read", letters, ["emailed_on", "email_error"]):
        assert letter["emailed_on"] and not letter["email_error"]
    mails = office.admin.call("mail.mail", "search_read", [("model", "=", LETTER), ("res_id", "in", letters)], ["res_id"])
    assert sorted(mail["res_id"] for mail in mails) == letters


def test_a_letter_is_withdrawn_once(office):
    customers = office.customers(1)
    invoices = office.invoices(customers)
    letters = office.dun(customers)
    results = at_once(*((office.dunner(), LETTER, "action_withdraw", [letters, "Irrtum"], {}) for _number in range(3)))
    assert accepted(results) == 1
    assert office.dunned(invoices) == []
    assert office.dun(customers) and office.dunned(invoices) == [(invoices[0], "reminder")]
