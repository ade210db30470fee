"""Everybody of the demo company opens everything that the menus offer, and nothing answers with an error.

Each menu, each kind of view behind it, its filters and groupings, a record, the counters above it, and a new record. In
developer mode, where the web client checks more than usual, the same menus and a record of each in a real browser.
"""

import re

import pytest

from web_client import Refused, Screen, WebClient, flat

ROLES = ["petra", "markus", "sabine", "dieter", "katrin", "jan", "admin"]


class Walk:
    """One person's way through all menus; ``refusals`` is what the screen would have shown as an error."""

    def __init__(self, client):
        self.client, self.refusals, self.seen = client, [], set()
        self.opened = {"menus": 0, "views": 0, "records": 0, "filters": 0, "counters": 0, "new": 0}

    def once(self, *key):
        """Whether something comes along for the first time."""
        new = key not in self.seen
        self.seen.add(key)
        return new

    def attempt(self, what, method, *args):
        """Do something on the screen; note a refusal."""
        try:
            return method(*args)
        except Refused as refusal:
            self.refusals.append(f"{what}: {refusal}")
            return None

    def menu(self, menu):
        """Open one menu and everything behind it."""
        action = self.attempt(menu["path"], self.client.action, menu["actionID"])
        self.opened["menus"] += 1
        if action and action["type"] == "ir.actions.act_window":
            screen = self.attempt(menu["path"], Screen, self.client, action)
            if screen:
                self.screen(menu["path"], screen)

    def screen(self, path, screen):
        """Open the views of an action, search in it, open a record, begin a new one."""
        ids = []
        for kind in screen.views:
            if kind not in ("form", "search"):
                self.opened["views"] += 1
                ids = ids or self.attempt(f"{path}, {kind}", screen.open_view, kind) or []
        if "search" in screen.views and self.once("search", screen.model, screen.views["search"]["id"]):
            for name, node in screen.filters().items():
                self.opened["filters"] += 1
                self.attempt(f"{path}, filter {name}", screen.apply, node)
            self.attempt(f"{path}, search", screen.search_fields)
        if "form" not in screen.views:
            return
        if ids and (record := self.attempt(f"{path}, record {ids[0]}", screen.open_record, ids[0])):
            self.opened["records"] += 1
            self.counters(f"{path}, record {ids[0]}", screen, record)
        if screen.creates("form") and self.once("new", screen.model, screen.views["form"]["id"], str(screen.context)):
            self.opened["new"] += 1
            self.attempt(f"{path}, new", screen.new_record)

    def counters(self, path, screen, record):
        """Press the buttons above a form, and open what they open."""
        for button, context in screen.smart_buttons(record):
            if not self.once("counter", screen.model, button.get("name")):
                continue
            self.opened["counters"] += 1
            what = f"{path}, counter {button.get('name')}"
            action = self.attempt(what, screen.press, button, context, record["id"])
            if action and action.get("type") == "ir.actions.act_window" and action.get("views"):
                opened = self.attempt(what, Screen, self.client, action)
                kind = action["views"][0][1]
                if opened and kind == "form":
                    opening = [opened.open_record, action["res_id"]] if action.get("res_id") else [opened.new_record]
                    self.attempt(what, *opening)
                elif opened:
                    self.attempt(what, opened.open_view, kind)


#: The first try of a request that met another one at the same row; the server repeats it by itself. The web client sends
#: such requests side by side (what a person has read in Discuss, the look for data on the company). Were all tries in
#: vain, an error of the request itself would follow, and a dialog on the screen.
REPEATED = re.compile(r"ERROR [^\n]*odoo\.sql_db: bad query: [^\n]*\nERROR: could not serialize access[^\n]*")


def since(server, start):
    """Return the errors that the server logged since a position of its log."""
    return re.findall(r"(?:ERROR|CRITICAL) .*", REPEATED.sub("", server.log_text()[start:]))


@pytest.mark.parametrize("login", ROLES)
def test_every_menu(server, login):
    """Who sees a menu can work with what it opens (000, 002-5, 002-8, 004-4)."""
    start = len(server.log_text())
    walk = Walk(WebClient(server.url, server.db, login))
    # The administrator sees what all others see, and more: only the rest is left to open.
    others = {
        menu["actionID"]
        for role in (ROLES[:-1] if login == "admin" else [])
        for menu in WebClient(server.url, server.db, role).menus()
    }
    for menu in walk.client.menus():
        if menu["actionID"] not in others and walk.once("action", menu["actionID"]):
            walk.menu(menu)
    assert not walk.refusals, "\n".join(walk.refusals)
    assert not since(server, start)
    assert walk.opened["menus"] >= 20 and walk.opened["records"] >= 10 and walk.opened["filters"] >= 25, walk.opened


#: Opens an action in the web client that is running, as its menu does; with a record, in its form.
OPEN_ACTION = """
async ([action, record]) => {
    const service = odoo.__WOWL_DEBUG__.root.env.services.action;
    await service.doAction(action, {clearBreadcrumbs: true});
    if (record) {
        await service.switchView("form", {resId: record});
    }
}
"""


class DeveloperMode:
    """A browser in developer mode, with what went wrong on its screen."""

    def __init__(self, page):
        self.page, self.wrong = page, []
        page.on("console", lambda message: message.type == "error" and self.wrong.append(message.text))

    def open(self, path, action, record=None):
        """Open an action, with a record's form where one is given; note what went wrong."""
        before = len(self.wrong)
        try:
            self.page.evaluate(OPEN_ACTION, [action, record])
            shown = self.page.locator(".o_action_manager").inner_text()
            if not shown.strip():
                self.wrong.append("an empty screen")
            dialogs = self.page.locator(".o_error_dialog")
            if dialogs.count():
                self.wrong.append(dialogs.first.inner_text())
        except Exception as error:  # whatever the screen did: it is told with its path
            self.wrong.append(str(error))
        if len(self.wrong) > before:
            self.wrong[before:] = [f"{path}, record {record}: {text[:600]}" for text in self.wrong[before:]]
            # on a screen of its own again
            self.page.reload()
            self.page.wait_for_selector(".o_web_client")


@pytest.mark.parametrize("login", ROLES)
def test_every_menu_in_developer_mode(server, open_page, login):
    """In developer mode every menu opens, and a record of it (000, 002-5, 002-8, 004-4)."""
    start = len(server.log_text())
    client = WebClient(server.url, server.db, login)
    others = {
        menu["actionID"]
        for role in (ROLES[:-1] if login == "admin" else [])
        for menu in WebClient(server.url, server.db, role).menus()
    }
    page = open_page(login, path="/odoo?debug=1")
    page.wait_for_selector(".o_web_client .o_main_navbar")
    assert page.evaluate("odoo.debug") == "1"
    screen = DeveloperMode(page)
    seen, records = set(), 0
    for menu in client.menus():
        if menu["actionID"] in seen or menu["actionID"] in others:
            continue
        seen.add(menu["actionID"])
        action = client.action(menu["actionID"])
        if action["type"] not in ("ir.actions.act_window", "ir.actions.client"):
            continue
        record = None
        kinds = [kind for _view, kind in action.get("views", [])]
        if action["type"] == "ir.actions.act_window" and kinds[0] != "form" and "form" in kinds:
            domain = client.evaluate(action.get("domain") or "[]") or []
            record = next(iter(client.call(action["res_model"], "search", domain, limit=1)), None)
            records += bool(record)
        screen.open(menu["path"], menu["actionID"], record)
    assert not screen.wrong, "\n".join(screen.wrong)
    assert not since(server, start)
    assert len(seen) >= 20 and records >= 10, (len(seen), records)


def test_every_report_prints(server):
    """Every report of Kontor, and every document that it assigns to a status, becomes a PDF (001-11)."""
    start = len(server.log_text())
    admin = WebClient(server.url, server.db, "admin")
    own = [
        row["res_id"]
        for row in admin.call(
            "ir.model.data", "search_read", [["module", "like", "kontor_"], ["model", "=", "ir.actions.report"]], ["res_id"]
        )
    ]
    assigned = [
        row["report_id"][0]
        for model in ("order.status.report", "purchase.order.status.report")
        for row in admin.call(model, "search_read", [], ["report_id"])
    ]
    reports = admin.call("ir.actions.report", "read", sorted({*own, *assigned}), ["name", "report_name", "model"])
    assert len(reports) >= 15
    failed = []
    for report in reports:
        record = record_to_print(admin, report["model"])
        if not record:
            failed.append(f"{report['name']}: the demo company has no {report['model']}")
            continue
        answer = admin.http.get(f"{server.url}/report/pdf/{report['report_name']}/{record}", timeout=120)
        if answer.status_code != 200 or not answer.content.startswith(b"%PDF"):
            failed.append(f"{report['name']} ({report['model']} {record}): {answer.status_code}")
    assert not failed, "\n".join(failed)
    assert not since(server, start)


def record_to_print(admin, model):
    """Return a record of the demo company that a report of this model fits."""
    domain = {
        "account.move": [["move_type", "=", "out_invoice"], ["state", "=", "posted"]],
        "stock.picking": [["picking_type_code", "=", "outgoing"], ["state", "=", "done"]],
        "res.partner": [["ref", "!=", False], ["customer_rank", ">", 0]],
    }.get(model, [])
    found = admin.call(model, "search", domain, limit=1)
    if not found and model == "sale.order.version.comparison":
        order = admin.call("sale.order", "search", [["version", ">", 1]], limit=1)
        versions = admin.call("sale.order.version", "search", [["order_id", "in", order]], limit=2)
        return admin.call(
            model, "create", {"order_id": order[0], "old_version_id": versions[0], "new_version_id": versions[1]}
        )
    if not found and model == "purchase.order.change":
        product = admin.call("product.product", "search", [["purchase_ok", "=", True]], limit=1)[0]
        supplier = admin.call("res.partner", "search", [["supplier_rank", ">", 0]], limit=1)[0]
        order = admin.call(
            "purchase.order",
            "create",
            {"partner_id": supplier, "order_line": [[0, 0, {"product_id": product, "product_qty": 2, "price_unit": 5}]]},
        )
        admin.call("purchase.order", "button_confirm", [order])
        line = admin.call("purchase.order.line", "search", [["order_id", "=", order]])
        admin.call("purchase.order.line", "write", line, {"product_qty": 3})
        admin.call("purchase.order", "record_change", [order])
        found = admin.call(model, "search", [["order_id", "=", order]])
    return found[0] if found else False


def test_settings_save_unchanged(server):
    """The settings of sales, purchasing and accounting open, and saving them without a change changes nothing."""
    admin = WebClient(server.url, server.db, "admin")

    # The first saving writes down what was a default until then; what was set stays as it is.
    known = admin.call("ir.config_parameter", "search", [])

    def settings():
        company = admin.call("res.company", "read", [1], [])[0]
        parameters = admin.call("ir.config_parameter", "search_read", [["id", "in", known]], ["key", "value"], order="id")
        groups = admin.call("res.groups", "search_read", [], ["implied_ids"], order="id")
        return {
            **company,
            "write_date": None,
            # data files write a switch that is on as 1, the settings as True
            **{row["key"]: "True" if row["value"] == "1" else row["value"] for row in parameters},
            **{f"group {row['id']}": row["implied_ids"] for row in groups},
        }

    screen = Screen(admin, admin.action("sale.action_sale_config_settings"))
    shown = {node.get("name") for node in screen.views["form"]["arch"].iter("field")}
    values = {name: flat(value) for name, value in screen.new_record().items() if not isinstance(value, list)}
    before = settings()
    admin.call(screen.model, "execute", [admin.call(screen.model, "create", values)])
    after = settings()
    assert {name: (before[name], after[name]) for name in before if before[name] != after[name]} == {}
    assert "history_rule" in shown and len(shown) >= 100
