"""What every addon of Kontor must stand: an upgrade, being taken away and put back, and a complete German translation."""

import pathlib
import sys

import pytest

import kontor_setup as ks
from conftest import cloned
from kontor_server import TEST_DATA, Server
from translate import complaints, exported
from web_client import WebClient

sys.path.insert(0, str(ks.ROOT / "setup" / "testing"))

from tally import judge, run_recorded

ADDONS = list(ks.manifests())


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
    template = pathlib.Path(ks.ADDONS, addon, "i18n", f"{addon}.pot")
    wrong = complaints(exported(quiet_db, addon, TEST_DATA), template, template.with_name("de.po"))
    assert not wrong, (
        f"{len(wrong)} complaints; ./kontor translate {addon} mends what is no question of German: {wrong[:20]}"
    )
