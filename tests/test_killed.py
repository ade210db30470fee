"""The server is killed in the middle of a change of status: nothing is left half done, and nothing is done twice."""

import os
import signal
import threading
import time
import xmlrpc.client

import psutil
import pytest

import kontor_setup as ks
from kontor_server import Server
from shop import Shop

ORDERS = 15


class Once(xmlrpc.client.Transport):
    """Sends a call once: Python's own transport sends it again, without a word, when the connection was cut."""

    def request(self, host, handler, request_body, verbose=False):
        """Send the call."""
        return self.single_request(host, handler, request_body, verbose)


def is_writing(db):
    """Tell whether a transaction on the database has written something and isn't over."""
    return ks.query(
        "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND backend_xid IS NOT NULL AND pid != pg_backend_pid()", db
    )


def workers(server):
    """Return the worker processes of a server that has some."""
    children = psutil.Process(server.process.pid).children()
    return [child for child in children if "gevent" not in child.cmdline()]


def change_and_kill(server, rpc, orders, target, victims):
    """Change the status of many orders in one call, and kill processes in the middle of it.

    :param victims: the ids of the processes; the call's own must be among them
    """
    outcome = []

    def call():
        try:
            models = xmlrpc.client.ServerProxy(f"{server.url}/xmlrpc/2/object", transport=Once())
            outcome.append(
                models.execute_kw(server.db, rpc.uid, rpc.password, "sale.order", "change_status", [orders, target])
            )
        except Exception as error:  # whatever the broken connection looks like
            outcome.append(error)

    thread = threading.Thread(target=call)
    thread.start()
    deadline = time.monotonic() + 120
    while not is_writing(server.db):
        assert thread.is_alive() and time.monotonic() < deadline, f"Nothing was written: {outcome}"
        time.sleep(0.01)
    time.sleep(0.5)  # into the middle of the work
    assert thread.is_alive(), "The work was over before it could be interrupted; use more orders."
    for victim in victims:
        os.kill(victim, signal.SIGKILL)
    thread.join(120)
    assert isinstance(outcome[0], Exception), outcome


def wait_for_rollback(db):
    """Wait until PostgreSQL noticed that its client is gone."""
    deadline = time.monotonic() + 60
    while is_writing(db):
        assert time.monotonic() < deadline, "The killed process's transaction is still open."
        time.sleep(0.1)


@pytest.mark.parametrize("start,target", [("quotation", "invoice"), ("invoice", "done"), ("invoice", "cancel")])
def test_killed_in_the_middle(fresh_db, start, target):
    """kill -9 of the whole server: after its restart everything is as before, and the same call then does the work."""
    with Server(fresh_db) as server:
        shop = Shop(server)
        orders = [shop.order((shop.drill, 5), (shop.screws, 5)) for _number in range(ORDERS)]
        if start == "invoice":
            shop.change(orders, "invoice")
        before = [shop.facts(order) for order in orders]
        change_and_kill(server, shop.clerk, orders, target, [server.process.pid])
        assert server.process.wait(30) == -signal.SIGKILL
    wait_for_rollback(fresh_db)
    with Server(fresh_db) as server:
        shop.server = shop.admin.server = shop.clerk.server = server
        assert [shop.facts(order) for order in orders] == before
        assert shop.change(orders, target) is True
        for order in orders:
            counts = shop.counts(order)
            assert counts["status"] == target
            assert (counts["deliveries"], counts["open_deliveries"], counts["invoices"]) == (1, 0, 1)
            assert (counts["payments"], counts["credit_notes"]) == (int(target == "done"), int(target == "cancel"))
            assert counts["owed"] == (654.5 if target == "invoice" else 0)


def test_killed_workers(own_server):
    """kill -9 of the worker processes: the server starts new ones, the work is undone, and the call can be made again."""
    shop = Shop(own_server)
    orders = [shop.order((shop.drill, 5)) for _number in range(ORDERS)]
    before = [shop.facts(order) for order in orders]
    change_and_kill(own_server, shop.clerk, orders, "invoice", [worker.pid for worker in workers(own_server)])
    wait_for_rollback(own_server.db)
    assert own_server.process.poll() is None
    assert [shop.facts(order) for order in orders] == before
    assert shop.change(orders, "invoice") is True
    assert {shop.counts(order)["invoices"] for order in orders} == {1}
