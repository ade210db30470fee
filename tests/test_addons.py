"""What every addon of Kontor must stand: an upgrade, being taken away and put back, and a complete German translation."""

import io
import os
import pathlib
import subprocess
import sys

import polib
import pytest

import kontor_setup as ks
from conftest import cloned
from kontor_server import TEST_DATA, Server
from web_client import WebClient

sys.path.insert(0, str(ks.ROOT / "setup" / "testing"))

from tally import judge, run_recorded

ADDONS = list(ks.manifests())

EXPORT = """
import io, sys
import odoo.api
from odoo.modules.registry import Registry
from odoo.tools import config
from odoo.tools.translate import trans_export
config.parse_config(sys.argv[3:])
with Registry(sys.argv[1]).cursor() as cr:
    content = io.BytesIO()
    trans_export(False, [sys.argv[2]], content, "po", odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {}))
sys.stdout.buffer.write(content.getvalue())
"""


def bad_lines(log):
    """Return the warnings and errors of a server's log, but for Odoo's note that XML-RPC will go with Odoo 20."""
    bad = [line for line in log.splitlines() if any(f" {level} " in line for level in ("WARNING", "ERROR", "CRITICAL"))]
    return [line for line in bad if "odoo.addons.rpc.controllers" not in line]


def test_upgrade(fresh_db):
    """All addons upgrade on the demo company's data without a warning."""
    tally = judge("upgrade", run_recorded("upgrade", fresh_db, [f"--update={','.join(ADDONS)}"]), needs_tests=False)
    assert not tally.problems, "\n".join(tally.problems)


def sell(server, admin):
    """Let plain Odoo sell something by its own buttons; return the order's and the invoice's state."""
    press = WebClient(server.url, server.db, "admin").call
    customer = admin.create("res.partner", name="Nachbar GmbH", is_company=True)
    product = admin.create("product.product", name="Ware", type="consu", list_price=100)
    order = admin.create(
        "sale.order", partner_id=customer, order_line=[[0, 0, {"product_id": product, "product_uom_qty": 2}]]
    )
    press("sale.order", "action_confirm", [order])
    for picking in admin.read("sale.order", order, "picking_ids"):
        for move in admin.read("stock.picking", picking, "move_ids"):
            admin.call("stock.move", "write", [move], {"quantity": 2, "picked": True})
        press("stock.picking", "button_validate", [picking])
    context = {"active_model": "sale.order", "active_ids": [order], "active_id": order}
    wizard = admin.call("sale.advance.payment.inv", "create", {}, context=context)
    press("sale.advance.payment.inv", "create_invoices", [wizard], context=context)
    [invoice] = admin.read("sale.order", order, "invoice_ids")
    press("account.move", "action_post", [invoice])
    context = {"active_model": "account.move", "active_ids": [invoice]}
    payment = admin.call("account.payment.register", "create", {}, context=context)
    press("account.payment.register", "action_create_payments", [payment], context=context)
    invoice = admin.call("account.move", "read", [invoice], ["state", "payment_state"])[0]
    return admin.read("sale.order", order, "invoice_status"), invoice["state"], invoice["payment_state"]


@pytest.mark.parametrize("addon", ADDONS)
def test_uninstall_and_install_again(fresh_db, addon):
    """An addon with data goes without a trace, leaves Odoo working, and can come back."""
    with Server(fresh_db) as server:
        admin = server.rpc("admin", "admin")
        module = admin.call("ir.module.module", "search", [["name", "=", addon]])
        admin.call("ir.module.module", "button_immediate_uninstall", module)
        assert admin.read("ir.module.module", module[0], "state") == "uninstalled"
        assert not admin.call("ir.model.data", "search_count", [["module", "=", addon]])
        # What stays is Odoo that works: with the demo company's orders, and for new ones.
        assert sell(server, admin) == ("invoiced", "posted", "paid")
        orders = admin.call("sale.order", "search_read", [], ["name", "state"], limit=5)
        assert server.get("/web/login")[0] == 200
        assert bad_lines(server.log_text()) == []
        admin.call("ir.module.module", "button_immediate_install", module)
        assert admin.read("ir.module.module", module[0], "state") == "installed"
        assert len(admin.call("sale.order", "search_read", [], ["name"], limit=5)) == len(orders)
        assert bad_lines(server.log_text()) == []


@pytest.fixture(scope="module")
def quiet_db(demo_template):
    """A clone that nobody changes; whoever copies the template itself would cut its readers off."""
    with cloned(demo_template) as name:
        yield name


@pytest.mark.parametrize("addon", ADDONS)
def test_german_translation_is_complete(quiet_db, addon):
    """Every term that an addon shows has a German one."""
    source = subprocess.run(
        [sys.executable, "-c", EXPORT, quiet_db, addon, *ks.odoo_arguments(TEST_DATA)],
        check=True,
        capture_output=True,
        env={key: value for key, value in os.environ.items() if key != "PGDATABASE"},
    ).stdout
    wanted = polib.pofile(io.TextIOWrapper(io.BytesIO(source), "utf-8").read())
    path = pathlib.Path(ks.ADDONS, addon, "i18n", "de.po")
    assert path.exists(), f"{path} is missing"
    german = {entry.msgid: entry for entry in polib.pofile(str(path)).translated_entries()}
    missing = sorted({entry.msgid for entry in wanted if entry.msgid} - german.keys())
    assert not missing, f"{len(missing)} terms without German: {missing[:20]}"
    # Odoo shows only those German terms that stand in the template beside them, too, and only where both name the place.
    for file, entries in (
        (path, german),
        (template := path.with_name(f"{addon}.pot"), {entry.msgid: entry for entry in polib.pofile(str(template))}),
    ):
        unread = sorted(german.keys() - entries.keys())
        assert not unread, f"{len(unread)} terms are not in {file.name}: {unread[:20]}"
        elsewhere = [
            (entry.msgid, place)
            for entry in wanted
            if entry.msgid
            for place, _line in entry.occurrences
            if place.startswith("model") and place not in {known for known, _line in entries[entry.msgid].occurrences}
        ]
        assert not elsewhere, f"{file.name} doesn't name {len(elsewhere)} places: {elsewhere[:20]}"
