"""Runs Odoo's own suites without and with Kontor's order addon, and compares."""
import os

from tally import headline, ks, run_recorded, say

DATA = ks.CACHE / "test-data"
MODULES = ("sale", "sale_management", "sale_stock", "stock", "account")
# All of account would be its reports, charts and imports too; Kontor touches invoices and their payments.
ACCOUNT_CLASSES = (
    "TestAccountPayment", "TestAccountPaymentRegister", "TestAccountPaymentTerms", "TestAccountPaymentDuplicateMoves",
    "TestAccountPaymentItems", "TestAccountPaymentMethodLine", "TestAccountMovePaymentsWidget", "TestAccountMoveReconcile",
    "TestAccountMoveOutInvoiceOnchanges", "TestAccountPartner")
TAGS = ("/sale", "/sale_management", "/sale_stock", "/stock", *(f"/account:{name}" for name in ACCOUNT_CLASSES))

# What Odoo's suites do and Kontor's requirements forbid; listed apart, with the requirement.
FORBIDDEN = {
    "odoo.addons.sale_stock.tests.test_sale_stock.TestSaleStock.test_05_confirm_cancel_confirm":
        "a cancelled order stays cancelled (001-9); the test makes it a quotation again",
}


def suites(base, label, install=()):
    """Return the outcome of Odoo's suites on a clone of the template, with some addons installed first."""
    headline(f"Odoo's own suites, {label}")
    database = f"kontor_test_{os.getpid()}"
    ks.clone_database(base, database, DATA)
    try:
        # Odoo's browser tests look for English words.
        ks.query("UPDATE res_partner SET lang = 'en_US'", database=database)
        ks.query("""
            DELETE FROM ir_default WHERE field_id IN (
                SELECT id FROM ir_model_fields WHERE model = 'res.partner' AND name = 'lang')""", database=database)
        if install:
            prepared = run_recorded(f"core-install-{label}", database, [f"--init={','.join(install)}"])
            if prepared["code"] or not prepared["finished"]:
                raise ks.Sentence(f"{', '.join(install)} can't be installed. The log is {prepared['path']}")
        result = run_recorded(
            f"core-{label}", database, ["--test-enable", f"--test-tags={','.join(TAGS)}"], everything_loaded=MODULES)
    finally:
        ks.drop_database(database, DATA)
    if not result["tests"]:
        raise ks.Sentence(f"None of Odoo's own tests ran. The log is {result['path']}")
    failed = {name for name, test in result["tests"].items() if test["outcome"] == "failed"}
    skipped = {name for name, test in result["tests"].items() if test["outcome"] == "skipped"}
    say(f"    {len(result['tests'])} tests, {len(failed)} failed, {len(skipped)} skipped; log in {result['path']}")
    return result["tests"], failed, skipped


def run(base):
    """Print the two lists; return the exit code, which is 1 when Kontor breaks something."""
    plain_tests, plain, plain_skipped = suites(base, "plain")
    kontor_tests, kontor, kontor_skipped = suites(base, "kontor", ["kontor_sales"])
    # What no longer runs at all is as broken as what fails.
    new = sorted((kontor - plain) | (kontor_skipped - plain_skipped) | (set(plain_tests) - set(kontor_tests)))
    forbidden = [name for name in new if name in FORBIDDEN]
    new = [name for name in new if name not in FORBIDDEN]
    say("")
    say(f"Failures of plain Odoo ({len(plain)}):")
    for name in sorted(plain):
        say(f"    {name}")
    say(f"Failures only with Kontor ({len(new)}):")
    for name in new:
        say(f"    {name}")
    say(f"Forbidden by the requirements ({len(forbidden)}):")
    for name in forbidden:
        say(f"    {name}: {FORBIDDEN[name]}")
    passed = len(kontor_tests) - len(kontor | kontor_skipped)
    say(f"{passed} passed, {len(new)} failed, {len(kontor_skipped)} skipped")
    return 1 if new else 0
