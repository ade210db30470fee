"""Runs Odoo's own suites without and with all of Kontor's addons, and compares."""
from tally import headline, ks, run_recorded, say
from templates import DATA, OWN

#: What Kontor's addons stand on and change.
MODULES = (
    "sale", "sale_management", "sale_margin", "sale_stock", "stock", "stock_account", "account", "purchase",
    "purchase_stock", "sale_purchase", "sale_purchase_stock", "sale_mrp")
# All of account would be its reports, charts and imports too; Kontor touches invoices and their payments.
ACCOUNT_CLASSES = (
    "TestAccountPayment", "TestAccountPaymentRegister", "TestAccountPaymentTerms", "TestAccountPaymentDuplicateMoves",
    "TestAccountPaymentItems", "TestAccountPaymentMethodLine", "TestAccountMovePaymentsWidget", "TestAccountMoveReconcile",
    "TestAccountMoveOutInvoiceOnchanges", "TestAccountPartner")
TAGS = (
    *(f"/{module}" for module in MODULES if module != "account"), *(f"/account:{name}" for name in ACCOUNT_CLASSES))

# What Odoo's suites do and Kontor's requirements forbid; listed apart, with the requirement.
FORBIDDEN = {
    "odoo.addons.sale_stock.tests.test_sale_stock.TestSaleStock.test_05_confirm_cancel_confirm":
        "a cancelled order stays cancelled (001-9); the test makes it a quotation again",
    "odoo.addons.account.tests.test_account_payment.TestAccountPayment.test_reconciliation_with_old_oustanding_account":
        "an invoice that is paid isn't reset to draft (001-2); the test does so before it undoes the payment",
    "odoo.addons.account.tests.test_account_move_reconcile.TestAccountMoveReconcile.test_caba_undo_reconciliation":
        "a bill that is paid isn't reset to draft (001-2); the test does so before it undoes the payment",
}


def suites(template, label):
    """Run Odoo's suites on a clone of a template; return the outcome of each test by name."""
    headline(f"Odoo's own suites, {label}")
    database = f"{OWN}_core_{label}"
    ks.clone_database(template, database, DATA)
    try:
        # Odoo's browser tests look for English words.
        ks.query("UPDATE res_partner SET lang = 'en_US'", database=database)
        ks.query("""
            DELETE FROM ir_default WHERE field_id IN (
                SELECT id FROM ir_model_fields WHERE model = 'res.partner' AND name = 'lang')""", database=database)
        result = run_recorded(
            f"core-{label}", database, ["--test-enable", f"--test-tags={','.join(TAGS)}"], everything_loaded=MODULES)
    finally:
        ks.drop_database(database, DATA)
    outcomes = {name: test["outcome"] for name, test in result["tests"].items()}
    if not outcomes:
        raise ks.Sentence(f"None of Odoo's own tests ran. The log is {result['path']}")
    say(f"    {label}: {len(outcomes)} tests, {len(named(outcomes, 'failed'))} failed, "
        f"{len(named(outcomes, 'skipped'))} skipped; log in {result['path']}")
    return outcomes


def named(outcomes, outcome):
    """Return the names of the tests with an outcome."""
    return {name for name, value in outcomes.items() if value == outcome}


def compare(plain_outcomes, kontor_outcomes):
    """Print the lists; return the exit code, which is 1 when Kontor breaks something.

    :param dict plain_outcomes: outcome of each test by name, without Kontor
    :param dict kontor_outcomes: the same with all of its addons
    """
    plain, kontor = named(plain_outcomes, "failed"), named(kontor_outcomes, "failed")
    plain_skipped, kontor_skipped = named(plain_outcomes, "skipped"), named(kontor_outcomes, "skipped")
    # What no longer runs at all is as broken as what fails.
    new = sorted((kontor - plain) | (kontor_skipped - plain_skipped) | (set(plain_outcomes) - set(kontor_outcomes)))
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
    passed = len(kontor_outcomes) - len(kontor | kontor_skipped)
    say(f"{passed} passed, {len(new)} failed, {len(kontor_skipped)} skipped")
    return 1 if new else 0
