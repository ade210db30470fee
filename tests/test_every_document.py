"""Every document of the demo company, as its customers and suppliers get it: in German, whole, without adverts (000-5).

The papers are rendered as pages of text, all of a kind by one call, and read: an English term that has a German one, an
advert, or an address abroad without its country is named.
"""

import functools
import os
import pathlib
import re

import polib
import pytest
from lxml import etree, html

import kontor_setup as ks

#: The papers that leave the house: report, model, and which records it is for.
PAPERS = {
    "quotations and confirmations": ("sale.report_saleorder", "sale.order", []),
    "invoices": (
        "account.report_invoice_with_payments",
        "account.move",
        [("move_type", "in", ("out_invoice", "out_refund")), ("state", "=", "posted")],
    ),
    "delivery notes": ("stock.report_deliveryslip", "stock.picking", [("picking_type_code", "=", "outgoing")]),
    "requests": ("purchase.report_purchasequotation", "purchase.order", [("state", "in", ("draft", "sent"))]),
    "supplier orders": ("purchase.report_purchaseorder", "purchase.order", [("state", "=", "purchase")]),
    "letters": ("kontor_dunning.report_letter", "kontor.dunning.letter", []),
    "open items": ("kontor_dunning.report_statement", "res.partner", [("ref", "!=", False), ("parent_id", "=", False)]),
}
#: Whose terms can be on a paper.
MODULES = (
    *("base", "web", "portal", "product", "uom", "sale", "sale_management", "sale_stock", "stock", "stock_account"),
    *("account", "account_payment", "purchase", "purchase_stock", "l10n_de", "l10n_din5008", "l10n_din5008_sale"),
    *("l10n_din5008_purchase", "l10n_din5008_stock", "delivery", "stock_delivery", *ks.manifests()),
)
ADVERTS = ("Verknüpfen Sie Ihre Software", "Connect your software", "Odoo")


@functools.cache
def english_terms():
    """Return the English terms that have another German one, with that."""
    core = pathlib.Path(os.environ["ODOO"]) / "odoo" / "addons"
    terms = {}
    for name in MODULES:
        for folder in (ks.ADDONS, core, core.parent.parent / "addons"):
            path = folder / name / "i18n" / "de.po"
            for entry in polib.pofile(str(path)) if path.exists() else ():
                pieces = {" ".join(piece.split()) for piece in re.split(r"<[^>]*>", entry.msgid)}
                terms.update((piece, entry.msgstr) for piece in pieces if entry.msgstr and piece not in entry.msgstr)
    return {term: german for term, german in terms.items() if re.search("[a-z]{3}", term)}


@pytest.fixture(scope="module")
def page(server):
    """Return a function: the pieces of text of a report for some records, in the order of the paper."""
    session = server.session()

    def render(report, records):
        ids = ",".join(str(record["id"]) for record in records)
        answer = session.get(f"{server.url}/report/html/{report}/{ids}", timeout=300)
        assert answer.status_code == 200, f"{report} {ids}: {answer.text[:500]}"
        body = html.fromstring(answer.text).find("body")
        etree.strip_elements(body, "script", "style", with_tail=False)
        return [" ".join(text.split()) for text in body.itertext() if text.strip()]

    return render


@pytest.fixture(scope="module")
def readers(server):
    """Return the language and the country of each customer and supplier, by id."""
    partners = server.rpc().call(
        "res.partner", "search_read", [], fields=["lang", "country_id"], context={"active_test": False, "lang": "de_DE"}
    )
    return {partner["id"]: (partner["lang"], (partner["country_id"] or [0, ""])[1]) for partner in partners}


def batches(records, size=50):
    """Return the records in groups that one call renders."""
    return [records[start : start + size] for start in range(0, len(records), size)]


@pytest.mark.parametrize("kind", PAPERS)
def test_000_5_papers_are_german_and_without_adverts(server, page, readers, kind):
    report, model, domain = PAPERS[kind]
    partner = "id" if model == "res.partner" else "partner_id"
    records = server.rpc().call(model, "search_read", domain, fields=[partner])
    assert records, f"the demo company has no {kind}"
    german = [record for record in records if readers[_id(record[partner])][0] == "de_DE"]
    terms, found = english_terms(), set()
    for batch in batches(german):
        texts = page(report, batch)
        found.update((text, terms[text]) for text in texts if text in terms)
        found.update(advert for advert in ADVERTS if any(advert in text for text in texts))
    assert not found, sorted(found, key=str)


@pytest.mark.parametrize("kind", PAPERS)
def test_000_5_addresses_abroad_name_their_country(server, page, readers, kind):
    report, model, domain = PAPERS[kind]
    partner = "id" if model == "res.partner" else "partner_id"
    records = server.rpc().call(model, "search_read", domain, fields=[partner])
    for record in records:
        language, country = readers[_id(record[partner])]
        if language == "de_DE" and country not in ("", "Deutschland"):
            assert country.upper() in page(report, [record]), f"{report} {record['id']} doesn't name {country}"


def _id(value):
    """Return the id of what a many2one or an id field answers."""
    return value[0] if isinstance(value, list) else value
