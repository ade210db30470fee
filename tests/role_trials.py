"""What each role of the demo company may do with each kind of document, as trials over XML-RPC; see test_roles_rpc.py.

A trial belongs to a cell of the table in ``docs/handbuch/rollen.md``. It makes a document to try it on, as the
administrator, and does with it what the cell speaks of, as one of the roles.

Long because each cell of the table has a trial of its own, a few lines each.
"""

import datetime
import itertools
import pathlib
import xmlrpc.client

from dunning_office import Office
from purchase_office import PurchaseOffice

HANDBOOK = pathlib.Path(__file__).parent.parent / "docs" / "handbuch" / "rollen.md"
#: Who a letter of the table stands for: the logins of the demo company. Who sees own documents only is made by the test.
LOGINS = {"V": "petra", "L": "markus", "K": "sabine", "M": "dieter", "E": "katrin", "W": "jan", "A": "admin"}
OWN = "eigene"
#: The kinds of documents that belong to a seller.
PERSONAL = ("Angebot", "Auftrag", "Lieferschein", "Rechnung", "Rechnungskorrektur", "Mahnschreiben", "Gesperrter Beleg")
#: What leaves a document as it is.
LOOKING = ("sehen", "drucken")
NUMBERS = itertools.count(1)
TRIALS = {}


def read_table():
    """Return the table of the handbook: ``{(kind of document, what is done with it): the roles that may}``.

    Where there is nothing to do, the table has a dash, and there is no entry.
    """
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in HANDBOOK.read_text("utf-8").splitlines()
        if line.startswith("|")
    ]
    start = next(number for number, row in enumerate(rows) if row[:2] == ["Beleg", "sehen"])
    verbs, table = rows[start][1:], {}
    for row in rows[start + 2 :]:
        if len(row) != len(verbs) + 1:
            break
        for verb, cell in zip(verbs, row[1:], strict=True):
            if cell != "–":
                table[row[0], verb] = set(cell.split())
    return table


class Unseen(Exception):
    """The record isn't among what this user finds."""


def trial(kind, verb, make):
    """Register the trial of a cell.

    :param make: makes the document to try it on: ``make(company, owner)``, owner is the seller's id
    """

    def register(function):
        TRIALS[kind, verb] = make, function
        return function

    return register


class Company(PurchaseOffice):
    """The demo company with its people, and documents to try things on."""

    def __init__(self, server):
        super().__init__(server)
        self.office = Office(self)
        self.roles = {letter: server.rpc(login) for letter, login in LOGINS.items()}
        self.roles[OWN] = self.user("sales_team.group_sale_salesman")

    # Documents, made by the administrator for a seller

    def quotation(self, owner, **values):
        return self.order((self.drill, 2), rpc=self.admin, user_id=owner, **values)

    def issued(self, owner):
        order = self.quotation(owner)
        self.admin.call("sale.order", "action_issue_quotation", [order])
        return order

    def in_state(self, owner, *targets, **options):
        """Make an order and change its status step by step."""
        order = self.quotation(owner)
        for target in targets:
            self.change(order, target, rpc=self.admin, **options)
        return order

    def picking(self, owner, done=False):
        order = self.in_state(owner, "order", *(["delivery"] if done else []))
        return self.admin.call("stock.picking", "search", [("sale_id", "=", order)])[0]

    def invoice(self, owner, post=True):
        order = self.in_state(owner, "order")
        (invoice,) = self.admin.call("sale.order", "create_invoice_of_type", [order], "full", post=post)
        return invoice

    def over_invoiced(self, owner):
        """Make an order of which too much was invoiced."""
        order = self.in_state(owner, "order", "invoice")
        self.admin.call("sale.order.line", "write", self.admin.read("sale.order", order, "order_line"), {"price_unit": 60})
        return order

    def credit_note(self, owner):
        (move,) = self.admin.call("sale.order", "action_create_credit_note_difference", [self.over_invoiced(owner)])
        return move

    def payment(self, owner):
        order = self.in_state(owner, "order", "invoice", "done")
        partner = self.admin.read("sale.order", order, "partner_id")[0]
        return self.admin.call("account.payment", "search", [("partner_id", "=", partner)])[0]

    def overdue_order(self, owner):
        """Make an order whose invoice has been due for long enough."""
        order, due = self.in_state(owner, "order", "delivery"), str(self.office.today - datetime.timedelta(days=40))
        self.change(order, "invoice", rpc=self.admin, invoice_date=due)
        invoices = self.admin.read("sale.order", order, "invoice_ids")
        self.admin.call("account.move", "write", invoices, {"invoice_date_due": due})
        return order

    def dunnable(self, owner):
        """Make a customer with an overdue invoice of a seller."""
        customers = self.office.customers(1)
        self.admin.call("account.move", "write", self.office.invoices(customers, days=40), {"invoice_user_id": owner})
        return customers[0]

    def proposal(self, owner):
        run = self.office.run([self.dunnable(owner)])
        self.office.clerk.call("kontor.dunning.run", "action_propose", [run])
        return run

    def proposed_letter(self, owner):
        return self.office.letters(self.proposal(owner))[0]

    def letter(self, owner):
        return self.office.dun([self.dunnable(owner)])[0]

    def blocked(self, owner):
        """Make a quotation above its customer's limit, which somebody has tried to order."""
        order = self.quotation(owner)
        customer = self.admin.read("sale.order", order, "partner_id")[0]
        self.admin.create("kontor.credit.limit", partner_id=customer, kind="external", amount=1)
        try:
            self.change(order, "order", rpc=self.admin)
        except xmlrpc.client.Fault:
            return order
        raise AssertionError("The limit should have stopped the order.")

    def request_of(self, _owner):
        return self.request((self.hammer, 5), rpc=self.admin)

    def ordered_of(self, owner):
        order = self.request_of(owner)
        self.buy(order, "order", rpc=self.admin)
        return order

    def received_of(self, owner):
        order = self.ordered_of(owner)
        self.buy(order, "receipt", rpc=self.admin)
        return order

    def billed_of(self, owner):
        order = self.received_of(owner)
        self.buy(order, "bill", rpc=self.admin, reference=f"RE-{next(NUMBERS)}", bill_date="2026-01-15")
        return order

    def blocked_request(self, _owner):
        supplier = self.new_supplier()
        article = self.article(suppliers=[supplier])
        order = self.request((article, 5), rpc=self.admin, partner_id=supplier)
        self.admin.call(
            "res.partner", "write", [supplier], {"supplier_block": "order", "supplier_block_reason": "Reklamation"}
        )
        return order

    def receipt(self, owner):
        return self.admin.read("purchase.order", self.ordered_of(owner), "picking_ids")[0]

    def bill(self, owner, post=False):
        bill, _lines = self.draft_bill(self.received_of(owner))
        if post:
            self.admin.call("account.move", "action_post", [bill])
        return bill

    def deviating_bill(self, owner):
        bill = self.bill(owner)
        lines = self.admin.read("account.move", bill, "invoice_line_ids")
        self.admin.call("account.move.line", "write", lines[:1], {"price_unit": 99})
        return bill

    def customer_of(self, _owner):
        return self.customer()

    def article_of(self, _owner):
        return self.product("Zange", price=20, standard_price=12)

    # What is done with them

    def try_cell(self, cell, allowed):
        """Try a cell as every role.

        Those who are to be refused begin, all on one document: a refusal leaves it as it is. What belongs to a seller is
        tried by who sees own documents only on one of their own, and on somebody else's.

        :param allowed: the roles that may
        :return: ``{who: (answer, whether they may)}``; the answer is None when it worked, else what the server said, or
            that the record isn't seen
        """
        make, function = TRIALS[cell]
        kind, verb = cell
        answers, document, others = {}, None, self.roles["V"].uid
        tries = sorted(((role, role in allowed) for role in self.roles if role != OWN), key=lambda pair: pair[1])
        if kind in PERSONAL and cell != ("Angebot", "anlegen"):
            tries.insert(0, (f"{OWN}, an fremden", False))
        for who, may in tries:
            rpc = self.roles[who.split(",")[0]]
            document = make(self, others) if document is None else document
            answers[who] = self.attempt(function, rpc, document), may
            if answers[who][0] is None and verb not in LOOKING:
                document = None  # it isn't what it was any more
        rpc = self.roles[OWN]
        answers[OWN] = self.attempt(function, rpc, make(self, rpc.uid)), OWN in allowed
        return answers

    def attempt(self, function, rpc, document):
        """Do something with a document; return the answer, see ``try_cell``."""
        try:
            function(self, rpc, document)
        except Unseen:
            return "unseen"
        except xmlrpc.client.Fault as fault:
            # some of Odoo's own buttons answer with nothing, which XML-RPC can't carry, after the work is done
            return None if "cannot marshal None" in fault.faultString else fault
        return None


def see(rpc, model, record):
    """Find a record, and read its name."""
    if not rpc.call(model, "search_count", [("id", "=", record)]):
        raise Unseen
    rpc.read(model, record, "display_name")


def print_documents(rpc, model, record):
    """Print what the present status prints."""
    assert rpc.call(model, "action_print_status_documents", [record])


def pay(rpc, move):
    """Register a payment of an invoice, or of a bill."""
    context = {"active_model": "account.move", "active_ids": [move]}
    wizard = rpc.call("account.payment.register", "create", {}, context=context)
    rpc.call("account.payment.register", "action_create_payments", [wizard])


# -- Angebot ----------------------------------------------------------------------------------------------------------


@trial("Angebot", "sehen", Company.quotation)
def _(_company, rpc, order):
    see(rpc, "sale.order", order)


@trial("Angebot", "anlegen", Company.customer_of)
def _(company, rpc, customer):
    company.order((company.drill, 1), rpc=rpc, partner_id=customer, user_id=rpc.uid)


@trial("Angebot", "ändern", Company.quotation)
def _(company, rpc, order):
    lines = company.admin.read("sale.order", order, "order_line")
    steps = [
        lambda: rpc.call("sale.order", "write", [order], {"client_order_ref": "4711"}),
        lambda: rpc.call("sale.order.line", "write", lines, {"product_uom_qty": 3}),
        lambda: rpc.call("sale.order", "action_issue_quotation", [order]),
        lambda: rpc.call("sale.order", "action_revise_quotation", [order], "Menge geändert"),
    ]
    all_or_none(steps)


@trial("Angebot", "drucken", Company.issued)
def _(_company, rpc, order):
    print_documents(rpc, "sale.order", order)


@trial("Angebot", "stornieren", Company.quotation)
def _(company, rpc, order):
    company.change(order, "cancel", rpc=rpc, reason="Kein Bedarf")


# -- Auftrag ----------------------------------------------------------------------------------------------------------


@trial("Auftrag", "sehen", lambda company, owner: company.in_state(owner, "order"))
def _(_company, rpc, order):
    see(rpc, "sale.order", order)


@trial("Auftrag", "anlegen", Company.quotation)
def _(company, rpc, order):
    company.change(order, "order", rpc=rpc)


@trial("Auftrag", "ändern", lambda company, owner: company.in_state(owner, "order"))
def _(company, rpc, order):
    lines = company.admin.read("sale.order", order, "order_line")
    all_or_none(
        [
            lambda: rpc.call("sale.order.line", "write", lines, {"product_uom_qty": 3}),
            lambda: rpc.call("sale.order", "write", [order], {"special_request": "Ohne Folie verpacken"}),
            lambda: rpc.call("sale.order", "reassign_customer", [order], company.customer()),
        ]
    )


@trial("Auftrag", "drucken", lambda company, owner: company.in_state(owner, "order"))
def _(_company, rpc, order):
    print_documents(rpc, "sale.order", order)


@trial("Auftrag", "mahnen", Company.overdue_order)
def _(company, rpc, order):
    company.change(order, "dunning", rpc=rpc)


@trial("Auftrag", "berechnen", lambda company, owner: company.in_state(owner, "order", "delivery"))
def _(company, rpc, order):
    company.change(order, "invoice", rpc=rpc)


@trial("Auftrag", "zahlen", lambda company, owner: company.in_state(owner, "order", "invoice"))
def _(company, rpc, order):
    company.change(order, "done", rpc=rpc)


@trial("Auftrag", "stornieren", lambda company, owner: company.in_state(owner, "order"))
def _(company, rpc, order):
    company.change(order, "cancel", rpc=rpc, reason="Doppelt erfasst")


# -- Lieferschein -----------------------------------------------------------------------------------------------------


@trial("Lieferschein", "sehen", Company.picking)
def _(company, rpc, picking):
    document = company.admin.call("stock.picking", "read", [picking], ["move_ids", "move_line_ids"])[0]
    parts = {"stock.picking": [picking], "stock.move": document["move_ids"], "stock.move.line": document["move_line_ids"]}
    seen = {model: rpc.call(model, "search_count", [("id", "in", ids)]) == len(ids) for model, ids in parts.items() if ids}
    assert len(set(seen.values())) == 1, seen
    see(rpc, "stock.picking", picking)


@trial("Lieferschein", "ändern", lambda company, owner: company.in_state(owner, "order"))
def _(company, rpc, order):
    company.change(order, "delivery", rpc=rpc)


@trial("Lieferschein", "drucken", lambda company, owner: company.in_state(owner, "order", "delivery"))
def _(_company, rpc, order):
    print_documents(rpc, "sale.order", order)


@trial("Lieferschein", "berechnen", lambda company, owner: company.picking(owner, done=True))
def _(_company, rpc, picking):
    result = rpc.call("stock.picking", "invoice_by_rule", [picking])
    assert result["invoice_ids"], result


@trial("Lieferschein", "stornieren", Company.picking)
def _(_company, rpc, picking):
    rpc.call("stock.picking", "action_cancel", [picking])


# -- Rechnung ---------------------------------------------------------------------------------------------------------


@trial("Rechnung", "sehen", Company.invoice)
def _(_company, rpc, invoice):
    see(rpc, "account.move", invoice)


@trial("Rechnung", "anlegen", lambda company, owner: company.in_state(owner, "order", "delivery"))
def _(_company, rpc, order):
    assert rpc.call("sale.order", "create_invoice_of_type", [order], "final")


@trial("Rechnung", "ändern", lambda company, owner: company.invoice(owner, post=False))
def _(_company, rpc, invoice):
    rpc.call("account.move", "write", [invoice], {"ref": "Ihre Bestellung 4711"})


@trial("Rechnung", "drucken", lambda company, owner: company.in_state(owner, "order", "invoice"))
def _(_company, rpc, order):
    print_documents(rpc, "sale.order", order)


@trial("Rechnung", "mahnen", Company.dunnable)
def _(company, rpc, customer):
    run = company.office.run([customer], rpc=rpc)
    rpc.call("kontor.dunning.run", "action_propose", [run])


@trial("Rechnung", "berechnen", lambda company, owner: company.invoice(owner, post=False))
def _(_company, rpc, invoice):
    rpc.call("account.move", "action_post", [invoice])


@trial("Rechnung", "zahlen", Company.invoice)
def _(_company, rpc, invoice):
    pay(rpc, invoice)


@trial("Rechnung", "stornieren", lambda company, owner: company.in_state(owner, "order", "invoice"))
def _(company, rpc, order):
    company.change(order, "cancel", rpc=rpc, reason="Auftrag widerrufen")


# -- Rechnungskorrektur -----------------------------------------------------------------------------------------------


@trial("Rechnungskorrektur", "sehen", Company.credit_note)
def _(_company, rpc, move):
    see(rpc, "account.move", move)


@trial("Rechnungskorrektur", "anlegen", Company.over_invoiced)
def _(_company, rpc, order):
    assert rpc.call("sale.order", "action_create_credit_note_difference", [order])


@trial("Rechnungskorrektur", "ändern", Company.credit_note)
def _(_company, rpc, move):
    rpc.call("account.move", "write", [move], {"ref": "Preisnachlass"})


@trial("Rechnungskorrektur", "drucken", lambda company, owner: company.in_state(owner, "order", "invoice", "cancel"))
def _(_company, rpc, order):
    print_documents(rpc, "sale.order", order)


@trial("Rechnungskorrektur", "berechnen", Company.credit_note)
def _(_company, rpc, move):
    rpc.call("account.move", "action_post", [move])


@trial("Rechnungskorrektur", "stornieren", Company.credit_note)
def _(_company, rpc, move):
    rpc.call("account.move", "button_cancel", [move])


# -- Zahlung ----------------------------------------------------------------------------------------------------------


@trial("Zahlung", "sehen", Company.payment)
def _(_company, rpc, payment):
    see(rpc, "account.payment", payment)


@trial("Zahlung", "anlegen", Company.invoice)
def _(_company, rpc, invoice):
    pay(rpc, invoice)


@trial("Zahlung", "stornieren", lambda company, owner: company.in_state(owner, "order", "invoice", "done"))
def _(company, rpc, order):
    company.change(order, "invoice", rpc=rpc, reason="Lastschrift zurückgegeben")


# -- Mahnschreiben ----------------------------------------------------------------------------------------------------


@trial("Mahnschreiben", "sehen", Company.letter)
def _(_company, rpc, letter):
    see(rpc, "kontor.dunning.letter", letter)


@trial("Mahnschreiben", "anlegen", Company.dunnable)
def _(company, rpc, customer):
    run = company.office.run([customer], rpc=rpc)
    rpc.call("kontor.dunning.run", "action_propose", [run])


@trial("Mahnschreiben", "ändern", Company.proposed_letter)
def _(_company, rpc, letter):
    rpc.call("kontor.dunning.letter", "action_exclude", [letter])


@trial("Mahnschreiben", "drucken", Company.letter)
def _(_company, rpc, letter):
    rpc.call("kontor.dunning.letter", "action_print", [letter])


@trial("Mahnschreiben", "mahnen", Company.proposal)
def _(_company, rpc, run):
    rpc.call("kontor.dunning.run", "action_confirm", [run])


@trial("Mahnschreiben", "stornieren", Company.letter)
def _(_company, rpc, letter):
    rpc.call("kontor.dunning.letter", "action_withdraw", [letter], "Irrtum")


# -- Gesperrter Beleg -------------------------------------------------------------------------------------------------


@trial("Gesperrter Beleg", "sehen", Company.blocked)
def _(_company, rpc, order):
    domain = [("document_model", "=", "sale.order"), ("document_id", "=", order)]
    if not rpc.call("kontor.blocked.document", "search_count", domain):
        raise Unseen


@trial("Gesperrter Beleg", "ändern", Company.blocked)
def _(company, rpc, order):
    domain = [("document_model", "=", "sale.order"), ("document_id", "=", order)]
    entries = company.admin.call("kontor.blocked.document", "search", domain)
    rpc.call("kontor.blocked.document", "action_reject", entries, "Erst zahlen")


@trial("Gesperrter Beleg", "freigeben", Company.blocked)
def _(_company, rpc, order):
    assert rpc.call("sale.order", "release_blocks", [order], "order", "Zahlung ist zugesagt")


# -- Lieferantenbestellung --------------------------------------------------------------------------------------------


@trial("Lieferantenbestellung", "sehen", Company.ordered_of)
def _(_company, rpc, order):
    see(rpc, "purchase.order", order)


@trial("Lieferantenbestellung", "anlegen", Company.customer_of)
def _(company, rpc, _customer):
    company.buy(company.request((company.hammer, 2), rpc=rpc), "order", rpc=rpc)


@trial("Lieferantenbestellung", "ändern", Company.ordered_of)
def _(company, rpc, order):
    lines = company.admin.read("purchase.order", order, "order_line")
    all_or_none(
        [
            lambda: rpc.call("purchase.order.line", "write", lines, {"product_qty": 6}),
            lambda: rpc.call("purchase.order.line", "write", lines, {"date_planned": "2031-01-15"}),
            *(
                lambda values=values: rpc.call("purchase.order", "write", [order], values)
                for values in (
                    {"note": "Bitte anrufen"},
                    {"origin": "4711"},
                    {"partner_ref": "AB-4711"},
                    {"priority": "1"},
                    {"date_planned": "2031-01-15"},
                    {"payment_term_id": False},
                    {"incoterm_id": False},
                )
            ),
        ]
    )


@trial("Lieferantenbestellung", "drucken", Company.ordered_of)
def _(_company, rpc, order):
    print_documents(rpc, "purchase.order", order)


@trial("Lieferantenbestellung", "freigeben", Company.blocked_request)
def _(_company, rpc, order):
    assert rpc.call("purchase.order", "release_blocks", [order], "purchase", "Reklamation ist erledigt")


@trial("Lieferantenbestellung", "berechnen", Company.received_of)
def _(company, rpc, order):
    company.buy(order, "bill", rpc=rpc, reference=f"RE-{next(NUMBERS)}", bill_date="2026-01-15")


@trial("Lieferantenbestellung", "zahlen", Company.billed_of)
def _(company, rpc, order):
    company.buy(order, "done", rpc=rpc)


@trial("Lieferantenbestellung", "stornieren", Company.ordered_of)
def _(company, rpc, order):
    company.buy(order, "cancel", rpc=rpc, reason="Anders gedeckt")


@trial("Preis des Lieferanten", "sehen", Company.ordered_of)
def _(company, rpc, order):
    line = company.admin.read("purchase.order", order, "order_line")[0]
    assert rpc.read("purchase.order", order, "amount_untaxed") and rpc.read("purchase.order.line", line, "price_unit")


@trial("Preis des Lieferanten", "ändern", Company.ordered_of)
def _(company, rpc, order):
    line = company.admin.read("purchase.order", order, "order_line")[0]
    rpc.call("purchase.order.line", "write", [line], {"price_unit": 8})


# -- Wareneingang -----------------------------------------------------------------------------------------------------


@trial("Wareneingang", "sehen", Company.receipt)
def _(_company, rpc, picking):
    see(rpc, "stock.picking", picking)


@trial("Wareneingang", "ändern", Company.receipt)
def _(company, rpc, picking):
    rpc.call("stock.picking", "button_validate", [picking], context={"skip_backorder": True})
    assert company.admin.read("stock.picking", picking, "state") == "done"


@trial("Wareneingang", "stornieren", Company.receipt)
def _(_company, rpc, picking):
    rpc.call("stock.picking", "action_cancel", [picking])


# -- Eingangsrechnung -------------------------------------------------------------------------------------------------


@trial("Eingangsrechnung", "sehen", Company.bill)
def _(_company, rpc, bill):
    see(rpc, "account.move", bill)


@trial("Eingangsrechnung", "anlegen", Company.received_of)
def _(company, rpc, order):
    rpc.call("purchase.order", "action_create_invoice", [order])
    assert company.admin.read("purchase.order", order, "invoice_ids")


@trial("Eingangsrechnung", "ändern", Company.bill)
def _(_company, rpc, bill):
    rpc.call("account.move", "write", [bill], {"ref": f"RE-{next(NUMBERS)}"})


@trial("Eingangsrechnung", "freigeben", Company.deviating_bill)
def _(_company, rpc, bill):
    assert rpc.call("account.move", "release_blocks", [bill], "bill", "Preis ist vereinbart")


@trial("Eingangsrechnung", "berechnen", Company.bill)
def _(_company, rpc, bill):
    rpc.call("account.move", "action_post", [bill])


@trial("Eingangsrechnung", "zahlen", lambda company, owner: company.bill(owner, post=True))
def _(_company, rpc, bill):
    pay(rpc, bill)


@trial("Eingangsrechnung", "stornieren", Company.bill)
def _(_company, rpc, bill):
    rpc.call("account.move", "button_cancel", [bill])


# -- Kunde, Artikel, Auswertungen -------------------------------------------------------------------------------------


@trial("Kunde, Kontakt", "sehen", Company.customer_of)
def _(_company, rpc, customer):
    see(rpc, "res.partner", customer)


@trial("Kunde, Kontakt", "anlegen", Company.customer_of)
def _(_company, rpc, customer):
    rpc.create("res.partner", name=f"Neukunde {next(NUMBERS)}", is_company=True)
    rpc.create("res.partner", name="Frau Neu", parent_id=customer)


@trial("Kunde, Kontakt", "ändern", Company.customer_of)
def _(_company, rpc, customer):
    rpc.call("res.partner", "write", [customer], {"phone": "+49 40 1234"})


@trial("Kunde, Kontakt", "freigeben", Company.customer_of)
def _(_company, rpc, customer):
    rpc.call("res.partner", "action_set_manual_block", [customer], "delivery", "Rücklastschrift")
    rpc.call("res.partner", "action_set_manual_block", [customer], "none")


@trial("Einkaufspreis des Artikels", "sehen", Company.article_of)
def _(_company, rpc, product):
    assert rpc.read("product.product", product, "standard_price") == 12


@trial("Einkaufspreis des Artikels", "ändern", Company.article_of)
def _(_company, rpc, product):
    rpc.call("product.product", "write", [product], {"standard_price": 13})


@trial("Auswertung", "sehen", lambda company, owner: company.in_state(owner, "order", "invoice"))
def _(_company, rpc, order):
    if not rpc.call("kontor.order.analysis", "search_count", [("order_id", "=", order)]):
        raise Unseen
    assert rpc.call("kontor.revenue", "search_count", [])
    assert rpc.call("kontor.customer.document", "search_count", [("document_model", "=", "sale.order")])


@trial("Rohertrag", "sehen", lambda company, owner: company.in_state(owner, "order", "invoice"))
def _(_company, rpc, order):
    rpc.call("sale.order", "get_cost_figures", [order])
    assert rpc.call("kontor.order.analysis", "search_read", [("order_id", "=", order)], ["planned_cost"])


def all_or_none(steps):
    """Do several things that a right allows together; who may do none of them is refused.

    :raises xmlrpc.client.Fault: the first refusal
    :raises AssertionError: when some of them work and others don't
    """
    faults = []
    for step in steps:
        try:
            step()
        except xmlrpc.client.Fault as fault:
            faults.append(fault)
    assert len(faults) in (0, len(steps)), [fault.faultString for fault in faults]
    if faults:
        raise faults[0]
