"""One user's web client without the browser: it asks the server for what the screens ask for, hundreds a minute."""

import ast
import contextlib
import datetime
import functools
import time

import requests
from dateutil.relativedelta import relativedelta
from lxml import etree

WIDGET_WITH_ROWS = ("one2many", "many2many")
PAGE = 20


class Refused(Exception):
    """The server answered with an error: what would have been a dialog on the screen."""


class WebClient:
    """A session like the browser's."""

    def __init__(self, url, db, login, password=None):
        self.url = url
        self.http = requests.Session()
        self.info = self.rpc("/web/session/authenticate", db=db, login=login, password=password or login)
        self.uid = self.info["uid"]
        self.context = {
            **self.info["user_context"],
            "allowed_company_ids": [int(company) for company in self.info["user_companies"]["allowed_companies"]],
        }

    def rpc(self, route, **params):
        """Call a JSON route; an error of the server is a ``Refused``."""
        answer = self.http.post(self.url + route, json={"jsonrpc": "2.0", "method": "call", "params": params}, timeout=120)
        answer = answer.json()
        if "error" in answer:
            data = answer["error"]["data"]
            raise Refused(f"{data['name']}: {data['message']}")
        return answer["result"]

    def call(self, model, method, *args, context=None, **kwargs):
        """Call a method of a model as the web client does."""
        kwargs["context"] = {**self.context, **(context or {})}
        return self.rpc(f"/web/dataset/call_kw/{model}/{method}", model=model, method=method, args=list(args), kwargs=kwargs)

    def menus(self):
        """Return the menus that this user sees and that open something, as dicts with ``path`` and ``actionID``."""
        menus = self.http.get(f"{self.url}/web/webclient/load_menus", timeout=120).json()
        found = []

        def walk(menu, path):
            if menu.get("actionID"):
                found.append({**menu, "path": " / ".join(path)})
            for child in menu["children"]:
                walk(menus[str(child)], [*path, menus[str(child)]["name"]])

        walk(menus["root"], [])
        return found

    def action(self, action_id):
        """Load an action; a server action is run until it gives one to show."""
        action = self.rpc("/web/action/load", action_id=action_id, context=self.context)
        if action["type"] == "ir.actions.server":
            action = self.rpc("/web/action/run", action_id=action["id"], context=self.context)
        return action

    def evaluate(self, text, values=None):
        """Evaluate an expression of a view, an action or a filter as the browser does."""
        if not isinstance(text, str):
            return text
        names = {
            "uid": self.uid,
            "context": self.context,
            "datetime": datetime,
            "time": time,
            "relativedelta": relativedelta,
            "context_today": datetime.date.today,
            "current_date": datetime.date.today().isoformat(),
            "active_id": False,
            "active_ids": [],
            "active_model": False,
            "allowed_company_ids": self.context["allowed_company_ids"],
            "current_company_id": self.context["allowed_company_ids"][0],
            "true": True,
            "false": False,
            "self": False,
            "companies": Companies(self.context["allowed_company_ids"]),
            **(values or {}),
        }
        return eval(compile(ast.parse(text.strip() or "None", mode="eval"), "<view>", "eval"), names)


class Companies:
    """The name ``companies`` of the browser's expressions."""

    def __init__(self, ids):
        self.active_ids, self.active_id, self.multi_company = ids, ids[0], len(ids) > 1

    def has(self, *_arguments):
        """All companies of the tests are German ones."""
        return True


class Screen:
    """What one action opens: its views, its list, its records."""

    def __init__(self, client, action):
        self.client, self.action, self.model = client, action, action["res_model"]
        # An action from a menu has no record around it.
        self.context = client.evaluate(action.get("context") or "{}") or {}
        self.domain = client.evaluate(action.get("domain") or "[]") or []
        views = [*action["views"], [(action.get("search_view_id") or [False])[0], "search"]]
        answer = client.call(
            self.model,
            "get_views",
            views,
            context=self.context,
            options={"toolbar": True, "load_filters": True, "action_id": action.get("id") or False},
        )
        self.views = {kind: {**view, "arch": etree.fromstring(view["arch"])} for kind, view in answer["views"].items()}
        self.models = {model: description["fields"] for model, description in answer["models"].items()}

    @property
    def read_context(self):
        """The context without what is for the search bar and for new records."""
        return {key: value for key, value in self.context.items() if not key.startswith(("search_default_", "default_"))}

    # Reading

    def specification(self, node, model):
        """Return what the browser reads for the fields of a view."""
        fields, found = self.models.get(model, {}), {}
        for field in own_fields(node):
            name = field.get("name")
            description = fields.get(name)
            if description is None or name in found and found[name]:
                continue
            found[name] = {}
            if description["type"] in WIDGET_WITH_ROWS:
                rows = [child for child in field if child.tag in ("list", "kanban", "form")]
                inner = {}
                for child in rows:
                    inner.update(self.specification(child, description["relation"]))
                if not rows:
                    inner = {"display_name": {}}
                found[name] = {"fields": inner, "limit": PAGE}
            elif description["type"] in ("many2one", "reference", "many2one_reference"):
                found[name] = {"fields": {"display_name": {}}} if description["type"] != "many2one_reference" else {}
        return found

    def open_view(self, kind, domain=None):
        """Open the action in one of its views; return the ids of the records that it shows, as far as it shows them."""
        view = self.views[kind]
        domain = [*self.domain, *(domain or [])]
        call = functools.partial(self.client.call, self.model, context=self.read_context)
        if kind in ("list", "kanban"):
            grouped = view["arch"].get("default_group_by")
            specification = self.specification(view["arch"], self.model)
            if grouped:
                call(
                    "web_read_group",
                    domain,
                    grouped.split(","),
                    self.sums(view["arch"]),
                    auto_unfold=kind == "kanban",
                    unfold_read_specification=specification,
                )
            answer = call(
                "web_search_read",
                domain=domain,
                specification=specification,
                limit=80,
                offset=0,
                count_limit=10001,
                order=view["arch"].get("default_order") or "",
            )
            return [record["id"] for record in answer["records"]]
        if kind == "graph":
            groups = [
                self.groupable(field)
                for field in view["arch"]
                if field.tag == "field"
                and not invisible(field)
                and field.get("type") != "measure"
                and self.models[self.model][field.get("name")].get("groupable")
            ]
            call("formatted_read_group", domain, groups, ["__count", *self.measures(view["arch"])])
        elif kind == "pivot":
            fields = [field for field in view["arch"] if field.tag == "field" and not invisible(field)]
            groups = [[self.groupable(field) for field in fields if field.get("type") == place] for place in ("row", "col")]
            sets = [[], *([groups[0][:1]] if groups[0] else []), *([groups[1][:1]] if groups[1] else [])]
            call("formatted_read_grouping_sets", domain, sets, ["__count", *self.measures(view["arch"])])
        elif kind == "calendar":
            call("search_read", domain, [field.get("name") for field in own_fields(view["arch"])], limit=80)
        elif kind == "activity":
            self.client.call("mail.activity", "get_activity_data", self.model, domain, 80, 0)
        return []

    def groupable(self, node):
        """Return by what a field of a chart groups: dates by month when it says nothing else."""
        dated = self.models[self.model][node.get("name")]["type"] in ("date", "datetime")
        interval = node.get("interval") or ("month" if dated else "")
        return f"{node.get('name')}:{interval}" if interval else node.get("name")

    def measures(self, arch):
        """Return the aggregates that a graph or pivot shows."""
        fields = self.models[self.model]
        return [
            f"{field.get('name')}:{fields[field.get('name')].get('aggregator') or 'sum'}"
            for field in arch
            if field.tag == "field" and field.get("type") == "measure" and field.get("name") in fields
        ]

    def sums(self, arch):
        """Return the aggregates below a list's columns."""
        fields = self.models[self.model]
        return [
            f"{node.get('name')}:{fields[node.get('name')]['aggregator']}"
            for node in own_fields(arch)
            if node.get("sum") and fields.get(node.get("name"), {}).get("aggregator")
        ]

    # The search bar

    def filters(self):
        """Return the filters of the search view: name → domain."""
        if "search" not in self.views:
            return {}
        found = {}
        for node in self.views["search"]["arch"].iter("filter"):
            if invisible(node) and not self.context.get(f"search_default_{node.get('name')}"):
                continue
            found[node.get("string") or node.get("name")] = node
        return found

    def apply(self, node):
        """Apply one filter or group-by to the action's list."""
        context = self.client.evaluate(node.get("context") or "{}")
        group = context.get("group_by")
        if group and "properties" in str(group):
            return
        if group:
            self.group_by([group] if isinstance(group, str) else group)
        elif node.get("date"):
            name = node.get("date")
            month = datetime.date.today().replace(day=1)
            self.count(["&", [name, ">=", month.isoformat()], [name, "<", (month + relativedelta(months=1)).isoformat()]])
        elif node.get("domain"):
            self.count(self.client.evaluate(node.get("domain")), context)

    def count(self, domain, context=None):
        """Open the list below a domain, with nothing of the records but the name."""
        self.client.call(
            self.model,
            "web_search_read",
            domain=[*self.domain, *domain],
            specification={"id": {}},
            limit=PAGE,
            offset=0,
            count_limit=10001,
            order="",
            context={**self.read_context, **(context or {})},
        )

    def group_by(self, groups):
        """Group the list."""
        arch = self.views.get("list", self.views.get("search"))["arch"]
        fields = self.models[self.model]
        dated = [group for group in groups if fields.get(group, {}).get("type") in ("date", "datetime")]
        groups = [f"{group}:month" if group in dated else group for group in groups]
        self.client.call(
            self.model, "web_read_group", self.domain, groups, self.sums(arch), limit=80, context=self.read_context
        )

    def search_fields(self):
        """Type something into every field of the search bar, at once for each that can take a text."""
        if "search" not in self.views:
            return
        for node in self.views["search"]["arch"].iter("field"):
            field = self.models[self.model].get(node.get("name"))
            if node.getparent().tag == "searchpanel":
                several = node.get("select") == "multi"
                options = {name: node.get(name) in ("1", "true", "True") for name in ("enable_counters", "expand")}
                options["hierarchize"] = not several and node.get("hierarchize") not in ("0", "false", "False")
                method = "search_panel_select_multi_range" if several else "search_panel_select_range"
                self.client.call(
                    self.model,
                    method,
                    node.get("name"),
                    category_domain=[],
                    filter_domain=[],
                    search_domain=self.domain,
                    limit=200,
                    context=self.read_context,
                    **{name: value for name, value in options.items() if value or name != "hierarchize"},
                )
            elif invisible(node):
                continue
            elif node.get("filter_domain"):
                with contextlib.suppress(ValueError):
                    self.count(self.client.evaluate(node.get("filter_domain"), {"self": "100", "raw_value": "100"}))
            elif field and field["type"] in ("char", "text", "many2one", "one2many", "many2many"):
                self.count([[node.get("name"), node.get("operator") or "ilike", "100"]])

    # The form

    def open_record(self, record_id):
        """Open the form of a record; return its values."""
        specification = self.specification(self.views["form"]["arch"], self.model)
        return self.client.call(self.model, "web_read", [record_id], specification=specification, context=self.read_context)[
            0
        ]

    def new_record(self):
        """Press "Neu": the defaults, and what onchange says to them."""
        context = {key: value for key, value in self.context.items() if not key.startswith("search_default_")}
        specification = self.specification(self.views["form"]["arch"], self.model)
        return self.client.call(self.model, "onchange", [], {}, [], specification, context=context)["value"]

    def visible(self, node, record):
        """Whether a node of the form is shown for a record, as its own and its parents' expressions say."""
        values = {name: flat(value) for name, value in record.items()}
        while node is not None:
            expression = node.get("invisible")
            if expression:
                try:
                    if self.client.evaluate(expression, values):
                        return False
                except (NameError, TypeError):
                    return False
            node = node.getparent()
        return True

    def smart_buttons(self, record):
        """Return the counters above a form that this record shows, with the action that each opens."""
        for button in self.views["form"]["arch"].iter("button"):
            if "oe_stat_button" in (button.get("class") or "") and self.visible(button, record):
                context = self.client.evaluate(
                    button.get("context") or "{}", {name: flat(value) for name, value in record.items()}
                )
                yield (
                    button,
                    {
                        **self.read_context,
                        **context,
                        "active_id": record["id"],
                        "active_ids": [record["id"]],
                        "active_model": self.model,
                    },
                )

    def press(self, button, context, record_id):
        """Press one of them; return the action that opens, if any."""
        if button.get("type") == "action":
            return self.client.rpc(
                "/web/action/load", action_id=button.get("name"), context={**self.client.context, **context}
            )
        return self.client.rpc(
            f"/web/dataset/call_button/{self.model}/{button.get('name')}",
            model=self.model,
            method=button.get("name"),
            args=[[record_id]],
            kwargs={"context": {**self.client.context, **context}},
        )

    def creates(self, kind):
        """Whether a view has a button for a new record."""
        arch = self.views[kind]["arch"]
        return arch.get("create") not in ("false", "0", "False") and self.context.get("create") is not False


def own_fields(node):
    """Yield the fields of a view, not those of the lists within it."""
    for child in node:
        if not isinstance(child.tag, str):
            continue
        if child.tag == "field":
            yield child
        if child.tag != "field":
            yield from own_fields(child)


def invisible(node):
    """Whether a node of a search view or a chart never shows."""
    return node.get("invisible") in ("1", "True", "true")


def flat(value):
    """A value as the expressions of a view see it: ids instead of names."""
    if isinstance(value, dict):
        return value.get("id", False)
    if isinstance(value, list):
        return [row["id"] if isinstance(row, dict) else row for row in value]
    return value
