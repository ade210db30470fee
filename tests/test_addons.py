"""What every addon of Kontor must stand: an upgrade, being taken away and put back, and a complete German translation."""
import io
import os
import pathlib
import subprocess
import sys

import polib
import pytest

import kontor_setup as ks
from kontor_server import TEST_DATA, Server

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


@pytest.mark.parametrize("addon", ADDONS)
def test_uninstall_and_install_again(fresh_db, addon):
    """An addon with data goes without a trace, leaves Odoo working, and can come back."""
    with Server(fresh_db) as server:
        admin = server.rpc("admin", "admin")
        module = admin.call("ir.module.module", "search", [["name", "=", addon]])
        admin.call("ir.module.module", "button_immediate_uninstall", module)
        assert admin.read("ir.module.module", module[0], "state") == "uninstalled"
        assert not admin.call("ir.model.data", "search_count", [["module", "=", addon]])
        # What stays is plain Odoo that works.
        orders = admin.call("sale.order", "search_read", [], ["name", "state"], limit=5)
        assert server.get("/web/login")[0] == 200
        assert bad_lines(server.log_text()) == []
        admin.call("ir.module.module", "button_immediate_install", module)
        assert admin.read("ir.module.module", module[0], "state") == "installed"
        assert len(admin.call("sale.order", "search_read", [], ["name"], limit=5)) == len(orders)
        assert bad_lines(server.log_text()) == []


@pytest.mark.parametrize("addon", ADDONS)
def test_german_translation_is_complete(demo_template, addon):
    """Every term that an addon shows has a German one."""
    source = subprocess.run(
        [sys.executable, "-c", EXPORT, demo_template, addon, *ks.odoo_arguments(TEST_DATA)],
        check=True, capture_output=True, env={key: value for key, value in os.environ.items() if key != "PGDATABASE"}).stdout
    wanted = polib.pofile(io.TextIOWrapper(io.BytesIO(source), "utf-8").read())
    path = pathlib.Path(ks.ADDONS, addon, "i18n", "de.po")
    assert path.exists(), f"{path} is missing"
    known = {entry.msgid for entry in polib.pofile(str(path)).translated_entries()}
    missing = sorted({entry.msgid for entry in wanted if entry.msgid} - known)
    assert not missing, f"{len(missing)} terms without German: {missing[:20]}"
