"""Opening the order list: the requests that the browser really sends are recorded once and sent again, in turns."""

import json
import statistics
import time

from harness import Failed, ratio_of, say, table
from playwright.sync_api import sync_playwright
from volume import CLERK

from kontor_server import Server

#: What is opened in plain Odoo and in Kontor: a name, the two addresses.
LISTS = {
    "orders": ("sale.action_orders", "kontor_sales.action_order"),
    "quotations": ("sale.action_quotations_with_onboarding", "kontor_sales.action_quotation"),
    "Odoo's own action": ("sale.action_orders", "sale.action_orders"),
}
JUDGED = "orders"


def measure(databases, rounds, goal):
    """Open the lists in both databases, in turns."""
    say("==> list: recording what the browser asks for")
    with Server(databases["plain"]) as plain, Server(databases["kontor"]) as kontor:
        servers = {"plain": plain, "kontor": kontor}
        sessions = {name: server.session(CLERK) for name, server in servers.items()}
        calls = {}
        for name, addresses in LISTS.items():
            for side, address in zip(servers, addresses):
                calls[name, side] = record(servers[side], address)
        say(f"==> list: {rounds} openings of each list in each database, in turns")
        times = {key: [] for key in calls}
        for number in range(rounds + 2):
            for name in LISTS:
                for side in ("plain", "kontor") if number % 2 else ("kontor", "plain"):
                    seconds = replay(servers[side], sessions[side], calls[name, side])
                    if number > 1:  # the first two fill caches
                        times[name, side].append(seconds)
    return result(calls, times, rounds, goal)


def record(server, action):
    """Open a list in a browser; return what it asked the server for about orders: ``[(path, JSON body)]``."""
    wanted = []

    def note(request):
        path = request.url.removeprefix(server.url).split("?")[0]
        about_orders = path.startswith("/web/dataset/call_kw/sale.order/") or path == "/web/action/load"
        if request.method == "POST" and about_orders:
            wanted.append((path, json.loads(request.post_data)))

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(locale="de-DE", viewport={"width": 1600, "height": 1000})
        page.set_default_timeout(120_000)
        page.goto(f"{server.url}/web/login")
        page.fill("input[name=login]", CLERK)
        page.fill("input[name=password]", CLERK)
        page.click("button[type=submit]")
        page.wait_for_selector(".o_web_client")
        page.on("request", note)
        page.goto(f"{server.url}/odoo/action-{action}?view_type=list")
        page.wait_for_selector(".o_list_view .o_data_row")
        page.wait_for_timeout(5000)  # the rest that it asks for once the rows are there
        browser.close()
    if not any(path.endswith("/web_search_read") for path, _body in wanted):
        raise Failed(f"The browser did not ask for any orders when it opened {action}.")
    return wanted


def replay(server, session, calls):
    """Send recorded requests again; return ``[seconds]`` of each."""
    seconds = []
    for path, body in calls:
        start = time.perf_counter()
        answer = session.post(server.url + path, json=body, timeout=300)
        content = answer.json()
        seconds.append(time.perf_counter() - start)
        if "error" in content:
            raise Failed(f"{path} failed when it was sent again: {content['error'].get('data', {}).get('message')}")
    return seconds


def method(call):
    """Return what a recorded request does, in one word."""
    return call[0].rsplit("/", 1)[-1] if "call_kw" in call[0] else "action"


def result(calls, times, rounds, goal):
    """Return what was measured as a table and a verdict."""
    rows, data = [], {}
    for name in LISTS:
        sums = {side: [sum(seconds) for seconds in times[name, side]] for side in ("plain", "kontor")}
        medians = {side: statistics.median(values) * 1000 for side, values in sums.items()}
        ratio = ratio_of(list(zip(sums["plain"], sums["kontor"])))
        parts = {}
        for side in ("plain", "kontor"):
            by_method = {}
            for position, call in enumerate(calls[name, side]):
                milliseconds = statistics.median(seconds[position] for seconds in times[name, side]) * 1000
                by_method.setdefault(method(call), []).append(round(milliseconds, 1))
            parts[side] = by_method
        data[name] = {
            "milliseconds": {side: round(value, 1) for side, value in medians.items()},
            "ratio": round(ratio, 3),
            "requests": parts,
        }
        rows.append((name, f"{medians['plain']:.0f}", f"{medians['kontor']:.0f}", f"{ratio:.3f}"))
        for kind in sorted(parts["plain"].keys() | parts["kontor"].keys()):
            cells = [" + ".join(f"{value:.0f}" for value in found.get(kind, [])) or "–" for found in parts.values()]
            rows.append((f"  {kind}", *cells, ""))
    ratio = data[JUDGED]["ratio"]
    reached = ratio <= goal
    return {
        "title": "opening the order list",
        "goal": goal,
        "ratio": ratio,
        "lists": data,
        "reached": reached,
        "table": table(rows, ("list, ms", "plain Odoo", "Kontor", "Kontor ÷ plain")),
        "verdict": f"The order list opens in {ratio:.3f} × plain Odoo's time (goal: at most {goal};"
        f" {'reached' if reached else 'missed'}). Median of {rounds} openings in turns; the requests are the ones"
        " that the browser sends, one after the other.",
    }
