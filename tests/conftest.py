"""Fixtures for tests that talk to Kontor from outside: a real server on a clone of the demo company's database.

``./kontor test`` builds the templates and names them in the environment; ``./kontor test -k EXPRESSION`` runs some.
"""

import contextlib
import itertools
import os
import pathlib
import sys

import pytest

sys.path[:0] = [str(pathlib.Path(__file__).parent), str(pathlib.Path(__file__).parent.parent / "setup")]

import kontor_setup as ks  # noqa: E402
from kontor_server import TEST_DATA, Server  # noqa: E402
from shop import Shop  # noqa: E402

NUMBERS = itertools.count(1)

#: Tests of many users at once, of killed servers and of whole set-ups: side by side they would only slow each other down,
#: so they go one after the other, beside the others.
CROWDS = {
    "test_two_users",
    "test_two_prints",
    "test_credit_parallel",
    "test_dunning_parallel",
    "test_purchase_parallel",
    "test_channel_order_rpc",
    "test_killed",
    "test_dunning_killed",
    "test_setup",
    "test_config",
}
#: What looks at the demo company as it was made comes first; then what takes longest, so that both processes end at about
#: the same time.
FIRST = (
    "test_demo_company",
    "test_every_screen",
    "test_status_matrix",
    "test_roles_rpc",
    "test_upgrade",
    "test_addons",
    "test_public_methods_rpc",
    "test_order_life_rpc",
    "test_order_calls_rpc",
)


def pytest_collection_modifyitems(items):
    """Bring the tests into the order in which they are given away."""

    def rank(item):
        name = item.path.stem
        return 0 if name in CROWDS else FIRST.index(name) + 1 if name in FIRST else len(FIRST) + 1

    items.sort(key=rank)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Give the tests of a file, which share a server, to the same one of several processes; the crowds all to one."""
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = super()._split_scope(nodeid)
            return "crowds" if pathlib.Path(file).stem in CROWDS else file

    return Scheduling(config, log)


@contextlib.contextmanager
def cloned(template):
    """Yield the name of a clone of a template database; it is gone afterwards."""
    name = f"kontor_test_{os.getpid()}_{next(NUMBERS)}"
    ks.clone_database(template, name, TEST_DATA)
    try:
        yield name
    finally:
        ks.drop_database(name, TEST_DATA)


@pytest.fixture(scope="session")
def base_template():
    """Name of the template with Odoo's modules only: German, SKR03."""
    return os.environ["KONTOR_TEST_BASE"]


@pytest.fixture(scope="session")
def fresh_template():
    """Name of the template with Kontor's addons and nothing else: as installed today."""
    return os.environ["KONTOR_TEST_FRESH"]


@pytest.fixture(scope="session")
def demo_template():
    """Name of the template with Kontor's addons and the demo company."""
    return os.environ["KONTOR_TEST_DEMO"]


@pytest.fixture
def fresh_db(demo_template):
    """Name of a clone of the demo company's database, for this test to damage; no server runs on it."""
    with cloned(demo_template) as name:
        yield name


@pytest.fixture(scope="session")
def server(demo_template):
    """A server on a clone of the demo company's database, shared by all tests of the session.

    Tests make the records that they work on, and leave those of others alone.
    """
    with cloned(demo_template) as name, Server(name) as running:
        yield running


@pytest.fixture
def own_server(fresh_db):
    """A server of this test's own, with two worker processes as in production: for load and concurrency."""
    with Server(fresh_db, workers=2) as running:
        yield running


@pytest.fixture(scope="session")
def rpc(server):
    """Log in over XML-RPC: ``rpc("admin", "admin").call("res.partner", "search_count", [])``."""
    return server.rpc


@pytest.fixture(scope="session")
def shop(server):
    """A company with products in stock and a sales clerk, on the shared server: ``shop.in_status("delivery")``."""
    return Shop(server)


@pytest.fixture(scope="session")
def browser():
    """Debian's chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def open_page(browser, server):
    """Open a browser page: ``open_page("admin", "admin")`` logs in first. Errors in the page's console fail the test."""
    contexts = []
    errors = []

    def opener(login=None, password=None, path="/odoo"):
        context = browser.new_context(locale="de-DE", viewport={"width": 1400, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        if login:
            page.goto(f"{server.url}/web/login")
            page.fill("input[name=login]", login)
            page.fill("input[name=password]", password or login)
            page.click("button[type=submit]")
            page.wait_for_selector(".o_web_client")
        page.goto(f"{server.url}{path}")
        return page

    yield opener
    for context in contexts:
        context.close()
    assert not errors, errors
