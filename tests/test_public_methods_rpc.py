"""Every public method of Kontor's models answers unusable arguments with a sentence, never with a traceback.

An integration reaches each of them with whatever it sends. The methods are read from the addons' source, so a new one is
tried without anybody having to think of it. What Odoo itself has under the same name is Odoo's to answer for.
"""

import re
import xmlrpc.client

import pytest

from conftest import cloned
from kontor_methods import public_methods
from kontor_server import Server
from shop import SENTENCES, Shop

METHODS = public_methods()
NOBODY = 999_999_999
#: On what a caller may call a method that takes records: on none, on what can't be an id, on what is gone.
NO_RECORDS = ([], [0], [None], [False], ["x"], [-1], [[1]], 0, None, "x", [NOBODY])
#: What an argument is not: nothing, of another type, no number, no text, no list of what belongs in it. True is a 1 to
#: Python, and so the id of somebody's record.
BAD = [None, True, float("nan"), "2026-02-30", [NOBODY, "x", None], [{"line_id": "x", "quantity": float("nan")}]]
#: What methods understand besides their parameters. Those of a change of status, and of the types of invoices, are in
#: test_order_life_rpc.py, where orders stand where they matter.
OPTIONS = {
    "action_add_free_position": ("product_uom_id", "tax_ids", "discount", "sequence", "special_request"),
    "order_from_suppliers": ("append", "drop_ship", "skip_refused"),
    "create_manufacturing_orders": ("with_subassemblies",),
}


class Caller:
    """A user who calls methods with arguments that make no sense, and keeps the answers that are no sentences."""

    def __init__(self, rpc):
        self.rpc = rpc
        self.proxy = xmlrpc.client.ServerProxy(f"{rpc.server.url}/xmlrpc/2/object", allow_none=True)

    def complaint(self, method, args, kwargs):
        """Call a method; return what is wrong with its answer, or None when it is a result or a sentence."""
        login = (self.rpc.server.db, self.rpc.uid, self.rpc.password)
        try:
            answer = self.proxy.execute_kw(*login, method.model, method.name, args, kwargs)
        except xmlrpc.client.Fault as fault:
            text = fault.faultString
            if fault.faultCode in SENTENCES and text.strip() and "Traceback" not in text:
                return None
            where = re.findall(r'File "[^"]*(addons/kontor_\w+/[^"]*)", line (\d+)', text)[-1:]
            what = f"{where} {text.strip()[-200:]}"
        else:
            what = "nothing" if answer is None else None
        return what and f"{self.rpc.login}: {method.model}.{method.name}({args}, {kwargs!r:.120}) → {what}"


@pytest.fixture(scope="module")
def callers(demo_template):
    """A clerk, the administrator and somebody without any rights, on a server that nobody else uses."""
    with cloned(demo_template) as name, Server(name) as server:
        shop = Shop(server)
        yield [Caller(server.rpc("petra")), Caller(server.rpc("admin")), Caller(shop.user())]


def _calls(method, existing):
    """Return the arguments with which a method is tried: usual ones first, then bad ones in each place."""
    # what stands beside the one that is tried: something that could be meant
    usual = dict.fromkeys(method.required, "cancel")
    records = [existing[:1]] if method.takes_records else []
    calls = [(records, usual)]
    names = (*method.parameters, *OPTIONS.get(method.name, ()))
    calls += [(records, {**usual, name: bad}) for name in names for bad in BAD]
    return calls


def test_the_methods_are_found():
    """The reader of the source sees methods of models, of mixins and of dialogs."""
    of_orders = METHODS["sale.order"]
    assert {"change_status", "create_invoice_of_type", "release_blocks", "action_open_status_dialog"} <= of_orders.keys()
    assert METHODS["sale.order"]["change_status"].is_own
    assert METHODS["purchase.order"]["get_status_options"].is_own
    assert not METHODS["sale.order"]["action_confirm"].is_own
    assert not METHODS["sale.order"]["import_channel_order"].takes_records
    assert METHODS["sale.order"]["release_blocks"].required == frozenset()  # what is missing is asked for in a sentence
    assert METHODS["sale.order"]["reassign_customer"].required == {"partner_id"}
    assert "kontor.block.mixin" not in METHODS
    assert sum(len(methods) for methods in METHODS.values()) > 150


@pytest.mark.parametrize("model", [model for model, methods in METHODS.items() if any(m.is_own for m in methods.values())])
def test_bad_arguments_are_answered_with_a_sentence(callers, model):
    """On no record, on what is no id, on one that doesn't exist, on one and on two: a result or a sentence."""
    clerk, admin, nobody = callers
    existing = admin.rpc.call(model, "search", [], limit=2)
    complaints = []
    for method in METHODS[model].values():
        if method.is_own:
            calls = _calls(method, existing)
            without = [([some], calls[0][1]) for some in NO_RECORDS] if method.takes_records else []
            on_two = [([existing], calls[0][1])] if method.takes_records else []
            # the administrator, whom no missing right stops before the records matter
            tried = [(clerk, *call) for call in calls + without] + [(admin, *call) for call in calls + without + on_two]
            tried.append((nobody, *calls[0]))
            complaints += filter(None, (caller.complaint(method, args, kwargs) for caller, args, kwargs in tried))
    assert not complaints, f"{len(complaints)}:\n" + "\n".join(dict.fromkeys(complaints))
