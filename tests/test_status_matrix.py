"""001-9, 001-10: what the status dialog offers works, and what it doesn't is refused with the reason that it told.

For each role of the demo company, each of its orders and each target; one order of each class of alike ones, unless
``KONTOR_MATRIX_LIKE=0`` asks for all of them (half an hour). The work is done by ``status_matrix.py`` in Odoo's shell.
"""

import json
import pathlib
import subprocess

import kontor_setup as ks
from kontor_server import TEST_DATA

SCRIPT = pathlib.Path(__file__).parent / "status_matrix.py"
#: Changes that somebody can do with some order of the demo company, whatever day it is.
EXPECTED = {
    "sale.order": {
        ("quotation", "order"),
        ("quotation", "delivery"),
        ("quotation", "invoice"),
        ("quotation", "cancel"),
        ("order", "quotation"),
        ("order", "delivery"),
        ("order", "invoice"),
        ("order", "cancel"),
        ("delivery", "invoice"),
        ("delivery", "cancel"),
        ("invoice", "dunning"),
        ("invoice", "done"),
        ("invoice", "cancel"),
        ("dunning", "done"),
        ("dunning", "cancel"),
        ("done", "invoice"),
    },
    "purchase.order": {("request", "order"), ("request", "cancel"), ("order", "receipt"), ("receipt", "bill")},
}


def test_what_is_offered_works_and_what_is_not_is_refused_with_the_same_reason(fresh_db):
    result = subprocess.run(
        ["odoo", "shell", *ks.odoo_arguments(TEST_DATA), "-d", fresh_db, "--no-http", "--log-level=warn"],
        input=SCRIPT.read_text("utf-8"),
        capture_output=True,
        text=True,
        check=False,
    )
    line = next((line for line in result.stdout.splitlines() if line.startswith("MATRIX ")), None)
    assert line, (result.stdout + result.stderr)[-3000:]
    matrix = json.loads(line.removeprefix("MATRIX "))
    complaints = matrix["complaints"]
    assert not complaints, f"{len(complaints)} of {matrix['tried']}:\n" + "\n".join(complaints[:60])
    for model, changes in EXPECTED.items():
        assert matrix["orders"][model] > 3, matrix["orders"]
        missing = changes - {tuple(pair) for pair in matrix["done"].get(model, [])}
        assert not missing, f"nobody could do this with any {model}: {missing}"
