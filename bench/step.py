"""One step of a benchmark, a process of its own with Odoo loaded on one database; started by harness.step().

    step.py DATABASE MODULE FUNCTION ARGUMENTS     calls FUNCTION(env, **ARGUMENTS) of bench/MODULE.py; ARGUMENTS is JSON

What the function returns goes to the parent as JSON. It commits what is to stay; the rest is rolled back.
"""

import importlib
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "setup")]

import database as kontor_database  # noqa: E402

ANSWER = "ANSWER "


def install(database, modules):
    """Install modules."""
    kontor_database.change_modules(database, install=modules)


def main(database, module, function, arguments):
    """Do the step and print its result."""
    kontor_database.configure(kontor_database.TEST_DATA, "--log-level=warn", "--no-http", "--max-cron-threads=0")
    arguments = json.loads(arguments)
    if module == "step":
        result = install(database, **arguments)
    else:
        import odoo.api
        from odoo.modules.registry import Registry

        with Registry(database).cursor() as cr:
            env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {"lang": "de_DE", "tz": "Europe/Berlin"})
            result = getattr(importlib.import_module(module), function)(env, **arguments)
            cr.rollback()
    print(ANSWER + json.dumps(result), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
