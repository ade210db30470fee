"""The table of the handbook says what each role may do with each kind of document; every cell is tried over XML-RPC.

The table stands in ``docs/handbuch/rollen.md``, the trials in ``role_trials.py``. What a cell allows works; everybody else
is refused with a sentence, and does not see what is not theirs.
"""

import pytest

from conftest import cloned
from kontor_server import Server
from role_trials import LOGINS, OWN, TRIALS, Company, read_table
from shop import readable

TABLE = read_table()


@pytest.fixture(scope="module")
def company(demo_template):
    """The demo company on a server that nobody else uses: the trials change limits and rights."""
    with cloned(demo_template) as name, Server(name) as server:
        yield Company(server)


def test_every_cell_is_tried():
    """The handbook's table and the trials know the same cells, and the same roles."""
    assert set(TABLE) == set(TRIALS)
    assert set().union(*TABLE.values()) == {*LOGINS, OWN}


@pytest.mark.parametrize("cell", TABLE, ids=" ".join)
def test_a_cell_says_what_is_so(company, cell):
    """Who stands in the cell may, everybody else may not; own documents only are own documents only."""
    answers = company.try_cell(cell, TABLE[cell])
    wrong = [text for who, (answer, may) in answers.items() for text in complaints(who, answer, may)]
    assert not wrong, "\n".join(wrong)


def complaints(who, answer, allowed):
    """Return what is wrong with an answer, as a list of sentences."""
    if answer is None:
        return [] if allowed else [f"{who}: should have been refused"]
    if allowed:
        return [f"{who}: {getattr(answer, 'faultString', answer)[-400:]}"]
    if answer == "unseen" or readable(answer):
        return []
    return [f"{who}: no sentence: {answer.faultCode} {answer.faultString[-400:]}"]
