"""Builds Odoo databases: an empty German one, one with Kontor's addons, one with the demo company.

    database.py lean                          the template with nothing but what kontor_sales stands on, German
    database.py base                          the template that tests clone: German, with all that the addons stand on
    database.py demo [TEMPLATE]               the template with the demo company, on top of one with all addons
    database.py prepare NAME PORT [--empty]   the development database, step by step and resumable

"lean", "base" and "demo" print the template's name as the last line.
"""

import contextlib
import hashlib
import importlib
import json
import logging
import os
import pathlib
import sys
import threading
import time

import kontor_setup as ks

DATA = pathlib.Path(os.environ.get("KONTOR_DATA", ks.CACHE / "data"))
TEST_DATA = ks.CACHE / "test-data"
STATE = "kontor.setup_state"
ADDON_HASHES = "kontor.setup_addons"
# Seconds; longer than any test run.
KEPT_UNUSED = 2 * 3600


def configure(data_dir, *more):
    """Load Odoo's configuration; must come before anything of Odoo is used."""
    from odoo.tools import config

    config.parse_config(ks.odoo_arguments(data_dir, "--without-demo", *more), setup_logging=True)
    logging.getLogger("odoo.addons.base.models.ir_cron").setLevel(logging.WARNING)


@contextlib.contextmanager
def environment(database):
    """Yield an Odoo environment of the super user, in German; commits at the end."""
    import odoo.api
    from odoo.modules.registry import Registry

    with Registry(database).cursor() as cr:
        yield odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {"lang": "de_DE"})
        cr.commit()


def change_modules(database, install=(), upgrade=()):
    """Install and upgrade modules, and complain when Odoo left one behind half done."""
    from odoo.modules.registry import Registry

    Registry.new(database, update_module=True, install_modules=list(install), upgrade_modules=list(upgrade))
    states = dict(
        ks.query("SELECT name, state FROM ir_module_module WHERE name = ANY(%s)", [*install, *upgrade], database=database)
    )
    wrong = [name for name in (*install, *upgrade) if states.get(name) != "installed"]
    if wrong:
        raise ks.Sentence(f"Odoo could not install {', '.join(wrong)}.")


def create_german(database, data_dir):
    """Create a database with nothing but Odoo's base, German, for a company in Germany.

    The country has to be there before accounting is: it decides on the chart of accounts.
    """
    from odoo.modules.registry import Registry
    from odoo.service import db
    from odoo.tools import translate

    ks.drop_database(database, data_dir)
    db._create_empty_database(database)
    Registry.new(database, update_module=True, new_db_demo=False)
    with environment(database) as env:
        translate.load_language(env.cr, "de_DE")
        germany = env.ref("base.de")
        env.ref("base.main_company").write({"country_id": germany.id, "currency_id": germany.currency_id.id})
        env["res.users"].search([]).write({"tz": "Europe/Berlin"})
        env.ref("base.user_admin").write({"login": "admin", "password": "admin", "lang": "de_DE"})
        # New customers are German unless somebody says otherwise.
        env["ir.default"].set("res.partner", "lang", "de_DE")


def template_name(kind, *inputs):
    """Return the name of a template, which changes with whatever it is made of."""
    return f"kontor_{kind}_{hashlib.sha256(json.dumps(inputs).encode()).hexdigest()[:10]}"


def mark_used(name):
    """Note that a template is in use now."""
    (TEST_DATA / "used").mkdir(parents=True, exist_ok=True)
    (TEST_DATA / "used" / name).touch()


def drop_unused(prefix):
    """Drop the templates that nobody used lately: two checkouts, or two test runs, may share a cache."""
    for name in ks.databases(prefix):
        mark = TEST_DATA / "used" / name
        if not mark.exists() or mark.stat().st_mtime < time.time() - KEPT_UNUSED:
            ks.drop_database(name, TEST_DATA)
            mark.unlink(missing_ok=True)


def lean_modules(addons):
    """Return the modules of Odoo that those addons stand on which need no other addon of Kontor.

    :param dict addons: the manifests
    """
    return ks.core_dependencies(
        {name: manifest for name, manifest in addons.items() if not set(manifest.get("depends", [])) & set(addons)}
    )


def make_lean():
    """Return the name of the template with as little of Odoo as the first addon needs; build it when it is not there."""
    modules = lean_modules(ks.manifests())
    name = template_name("lean", ks.odoo_version(), modules, pathlib.Path(__file__).read_text("utf-8"))
    if name not in ks.databases():
        drop_unused("kontor_lean_")
        configure(TEST_DATA)
        building = f"{name}_new"
        create_german(building, TEST_DATA)
        change_modules(building, install=modules)
        close(building)
        ks.rename_database(building, name, TEST_DATA)
    mark_used(name)
    return name


def make_base():
    """Return the name of the template with all of Odoo's modules; build it when it is not there."""
    lean = make_lean()
    modules = ks.core_dependencies(ks.manifests())
    name = template_name("base", lean, modules)
    if name not in ks.databases():
        drop_unused("kontor_base_")
        building = f"{name}_new"
        ks.clone_database(lean, building, TEST_DATA)
        configure(TEST_DATA)
        change_modules(building, install=modules)
        close(building)
        ks.rename_database(building, name, TEST_DATA)
    mark_used(name)
    return name


def make_demo(parent=None):
    """Return the name of the template with Kontor's addons and the demo company; build it when it is not there.

    :param str parent: name of a template with all addons; without one they are installed first
    """
    addons = list(ks.manifests())
    base = make_base()
    name = template_name("demo", base, [(addon, ks.addon_hash(addon)) for addon in addons])
    if name not in ks.databases():
        drop_unused("kontor_demo_")
        building = f"{name}_new"
        ks.clone_database(parent or base, building, TEST_DATA)
        configure(TEST_DATA)
        if not parent:
            change_modules(building, install=addons)
        load_demo(building, addons)
        close(building)
        ks.rename_database(building, name, TEST_DATA)
    mark_used(name)
    return name


def close(database):
    """Give up all connections to a database."""
    import odoo.sql_db
    from odoo.modules.registry import Registry

    Registry.delete(database)
    odoo.sql_db.close_db(database)


@contextlib.contextmanager
def serving(database):
    """Answer HTTP on a free loopback port: reports fetch their style sheets from there while they are printed."""
    import odoo.http
    import werkzeug.serving
    from odoo.tools import config

    port = ks.free_port()
    config["http_port"] = port
    config["db_name"] = [database]
    odoo.http.root.initialize()
    server = werkzeug.serving.make_server("127.0.0.1", port, odoo.http.root, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    keep = ks.get_parameter(database, "report.url")
    with environment(database) as env:
        env["ir.config_parameter"].set_param("report.url", f"http://127.0.0.1:{port}")
    try:
        yield
    finally:
        with environment(database) as env:
            env["ir.config_parameter"].set_param("report.url", keep or False)
        server.shutdown()
        thread.join(10)


def load_demo(database, addons):
    """Let every addon that has one build its part of the demo company; each part commits as it goes and can be resumed."""
    from odoo.service.server import load_server_wide_modules

    load_server_wide_modules()
    with serving(database):
        for addon in addons:
            if not (ks.ADDONS / addon / "demo" / "__init__.py").exists():
                continue
            demo = importlib.import_module(f"odoo.addons.{addon}.demo")
            if hasattr(demo, "load"):
                print(f"Demo company: building the part of {addon}", flush=True)
                with environment(database) as env:
                    demo.load(env)


def prepare(name, port, empty):
    """Bring the development database to where a server can start on it."""
    addons = list(ks.manifests())
    hashes = {addon: ks.addon_hash(addon) for addon in addons}
    state = ks.get_parameter(name, STATE)
    if state is None:
        if name in ks.databases():
            raise ks.Sentence(
                f"There is a database {name} that ./kontor did not make, so it is left alone. "
                f"Rename it, or drop it with: dropdb {name}"
            )
        # Under another name until it can be recognised as ours.
        building = f"{name}_setup"
        print("Creating the database", flush=True)
        configure(DATA)
        create_german(building, DATA)
        close(building)
        ks.set_parameter(building, STATE, "base")
        ks.rename_database(building, name, DATA)
        state = "base"
    if state == "base":
        print(f"Installing {', '.join(addons) or 'accounting'}", flush=True)
        configure(DATA)
        change_modules(name, install=[*ks.core_dependencies(ks.manifests()), *addons])
        close(name)
        ks.set_parameter(name, ADDON_HASHES, json.dumps(hashes))
        ks.set_parameter(name, STATE, "modules")
        state = "modules"
    else:
        update_addons(name, hashes)
    if state == "modules" and not empty:
        configure(DATA)
        load_demo(name, addons)
        close(name)
        ks.set_parameter(name, STATE, "demo")
    for key in ("web.base.url", "report.url"):
        ks.set_parameter(name, key, f"http://127.0.0.1:{port}")


def update_addons(name, hashes):
    """Upgrade the addons whose files changed since the last start, and install new ones."""
    known = json.loads(ks.get_parameter(name, ADDON_HASHES) or "{}")
    installed = {
        module
        for (module,) in ks.query(
            "SELECT name FROM ir_module_module WHERE state IN ('installed', 'to upgrade')", database=name
        )
    }
    new = [addon for addon in hashes if addon not in known and addon not in installed]
    changed = [addon for addon in hashes if addon in installed and known.get(addon) != hashes[addon]]
    if not new and not changed:
        return
    print(f"Upgrading {', '.join(changed + new)}", flush=True)
    configure(DATA)
    change_modules(name, install=new, upgrade=changed)
    close(name)
    ks.set_parameter(name, ADDON_HASHES, json.dumps(hashes))


def main(arguments):
    """Run one of the commands of the module's docstring."""
    verb, *rest = arguments
    try:
        if verb == "lean":
            print(make_lean())
        elif verb == "base":
            print(make_base())
        elif verb == "demo":
            print(make_demo(*rest))
        elif verb == "prepare":
            prepare(rest[0], int(rest[1]), "--empty" in rest)
        else:
            raise ks.Sentence(f"database.py does not know {verb}.")
    except ks.Sentence as error:
        ks.tell(error)


if __name__ == "__main__":
    main(sys.argv[1:])
