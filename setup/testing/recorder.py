"""Runs Odoo's command line and writes down what its tests did, instead of guessing from the log.

    recorder.py RESULT.json [--everything-loaded MODULE,…] ODOO-ARGUMENTS…

The result holds each test with its outcome, each warning or error in the log, and whether Odoo came to its end.
With --everything-loaded the tests of these modules run after all modules are loaded, the at_install ones too: that is how
Odoo's own suites are run with and without Kontor.
"""

import json
import logging
import sys
import time

tests = {}
log = []
started = {}


class LogKeeper(logging.Handler):
    """Keeps warnings and errors, and whether a test was running."""

    def emit(self, record):
        from odoo.modules import module

        if record.name == "py.warnings":
            return
        log.append(
            {
                "level": record.levelname,
                "logger": record.name,
                "message": record.getMessage()[:4000],
                "in_test": bool(module.current_test),
                "of_result": bool(getattr(record, "of_result", False)),
            }
        )


def identify(test):
    """Return the test's full name; parts of a test go under the name of the whole."""
    while getattr(test, "test_case", None):
        test = test.test_case
    return test.id() if hasattr(test, "id") else str(test)


def note(test, outcome, detail=""):
    """Keep the worst outcome that a test had."""
    severity = ["passed", "skipped", "failed"]
    known = tests.setdefault(identify(test), {"outcome": "passed", "detail": "", "seconds": 0})
    if severity.index(outcome) >= severity.index(known["outcome"]):
        known.update(outcome=outcome, detail=detail or known["detail"])


def watch():
    """Hook into Odoo's test result."""
    from odoo.tests.result import OdooTestResult

    def wrap(name, before):
        original = getattr(OdooTestResult, name)

        def method(self, test, *args, **kwargs):
            before(self, test, *args, **kwargs)
            return original(self, test, *args, **kwargs)

        setattr(OdooTestResult, name, method)

    def on_start(result, test):
        started[identify(test)] = time.monotonic()
        note(test, "passed")

    def on_stop(result, test):
        name = identify(test)
        tests[name]["seconds"] = round(time.monotonic() - started.get(name, time.monotonic()), 3)

    def on_problem(result, test, error):
        if not result._soft_fail:
            note(test, "failed", result._exc_info_to_string(error, test)[-4000:])

    wrap("startTest", on_start)
    wrap("stopTest", on_stop)
    wrap("addFailure", on_problem)
    wrap("addError", on_problem)
    wrap("addSkip", lambda result, test, reason: note(test, "skipped", reason))

    original_log = OdooTestResult.log

    def mark_own(self, level, *args, extra=None, **kwargs):
        # What the result itself logs is counted as a failed test already.
        return original_log(self, level, *args, extra=dict(extra or {}, of_result=True), **kwargs)

    OdooTestResult.log = mark_own


def wait_for_browser():
    """Give the browser a minute to start: on a busy disk ten seconds are too few, and Odoo skips."""
    from odoo.tests import common

    common.CHECK_BROWSER_ITERATIONS = round(60 / common.CHECK_BROWSER_SLEEP)


def run_everything_loaded(modules):
    """Have the tests of these modules run once the database is completely loaded."""
    from odoo.service import server
    from odoo.tests.suite import OdooSuite

    original = server.preload_registries

    def preload_registries(dbnames):
        import odoo.api
        from odoo.modules.registry import Registry
        from odoo.tests import loader

        # Nothing while loading, or the post_install tests would run twice.
        make_suite, loader.make_suite = loader.make_suite, lambda *args: OdooSuite([])
        code = original(dbnames)
        loader.make_suite = make_suite
        for dbname in dbnames:
            registry = Registry(dbname)
            suites = [make_suite(modules, position) for position in ("at_install", "post_install")]
            # Takes a minute the first time, and only what drives a browser needs it.
            if any(suite.has_http_case() for suite in suites):
                with registry.cursor() as cr:
                    odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {})["ir.qweb"]._pregenerate_assets_bundles()
            for suite in suites:
                registry._assertion_report.update(loader.run_suite(suite, global_report=registry._assertion_report))
        return code

    server.preload_registries = preload_registries


def main(arguments):
    """Run Odoo; leave the result behind in any case."""
    path, *arguments = arguments
    logging.getLogger().addHandler(LogKeeper(logging.WARNING))
    watch()
    wait_for_browser()
    if arguments[0] == "--everything-loaded":
        run_everything_loaded(arguments[1].split(","))
        arguments = arguments[2:]
    finished = False
    code = 1
    try:
        from odoo.cli.command import main as odoo_main

        sys.argv = ["odoo", *arguments]
        odoo_main()
        code = 0
        finished = True
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else int(bool(stop.code))
        finished = True
    finally:
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"tests": tests, "log": log, "finished": finished, "code": code}, file)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
