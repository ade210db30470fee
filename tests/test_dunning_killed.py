"""A confirmation of many letters is killed again and again: it goes on, ends complete, and does nothing twice (issue 6)."""

import json
import pathlib
import signal
import subprocess
import sys
import time

import kontor_setup as ks
from dunning_office import Office
from kontor_server import Server
from shop import Shop
from test_killed import wait_for_rollback

#: Fills a database with overdue items, as the benchmark does.
STEP = pathlib.Path(__file__).resolve().parent.parent / "bench" / "step.py"
CUSTOMERS, ITEMS = 1500, 3000
RUN = "kontor.dunning.run"


def count(db, query, *arguments):
    """Return the one number that a query gives."""
    return ks.query(query, *arguments, database=db)[0][0]


def sent(db, run):
    """Return how many letters of a run have been issued."""
    return count(db, "SELECT COUNT(*) FROM kontor_dunning_letter WHERE run_id = %s AND sent_on IS NOT NULL", run)


def assert_whole(db, run):
    """Every letter is issued with its number and its items, or not at all; no item is twice at a level."""
    assert (
        count(
            db,
            """
        SELECT COUNT(*) FROM kontor_dunning_letter_line line JOIN kontor_dunning_letter letter ON letter.id = line.letter_id
         WHERE letter.run_id = %s AND line.is_new
           AND ((line.dunned_on IS NULL) <> (letter.sent_on IS NULL) OR (letter.name IS NULL) <> (letter.sent_on IS NULL))
        """,
            run,
        )
        == 0
    )
    assert (
        count(
            db,
            """
        SELECT COUNT(*) FROM kontor_dunning_letter_line line JOIN account_move_line item ON item.id = line.move_line_id
         WHERE line.is_new AND NOT COALESCE(line.withdrawn, FALSE) AND line.dunned_on IS NOT NULL
           AND item.dunning_level_id IS NULL
        """,
        )
        == 0
    )
    assert (
        count(
            db,
            """
        SELECT COUNT(*) FROM (
            SELECT move_line_id, level_id FROM kontor_dunning_letter_line
             WHERE is_new AND NOT COALESCE(withdrawn, FALSE) AND NOT COALESCE(excluded, FALSE)
          GROUP BY move_line_id, level_id HAVING COUNT(*) > 1) twice
        """,
        )
        == 0
    )
    assert (
        count(
            db,
            """
        SELECT COUNT(*) - COUNT(DISTINCT (company_id, name)) FROM kontor_dunning_letter WHERE name IS NOT NULL
        """,
        )
        == 0
    )


def wait_until(condition, seconds, what):
    """Wait for something; fail with what it was."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen within {seconds} seconds."
        time.sleep(0.05)


def test_killed_confirmation_goes_on_by_itself(fresh_db):
    subprocess.run(
        [sys.executable, str(STEP), fresh_db, "dunning", "fill", json.dumps({"items": ITEMS, "customers": CUSTOMERS})],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    with_job = {"options": ("--max-cron-threads=1",)}
    with Server(fresh_db) as server:  # without a job, so that all of it is still to be done
        office = Office(Shop(server))
        run = office.clerk.create(RUN)
        assert office.clerk.call(RUN, "action_propose", [run]) is True
        letters = office.clerk.read(RUN, run, "letter_count")
        assert letters >= CUSTOMERS
        assert office.clerk.call(RUN, "action_confirm", [run]) is True
        assert office.clerk.read(RUN, run, "is_confirming")
    login, password = office.clerk.login, office.clerk.password
    before = []
    for pause in (0.0, 0.15, 0.4):
        with Server(fresh_db, **with_job) as server:
            before.append(sent(fresh_db, run))
            # A click on "Confirm" again asks the job to go on now; it does so by itself too, see below.
            assert server.rpc(login, password).call(RUN, "action_confirm", [run]) is True
            wait_until(lambda: sent(fresh_db, run) > before[-1], 120, "A batch of letters")
            time.sleep(pause)  # into the middle of the next batch
            server.process.send_signal(signal.SIGKILL)
            server.process.wait(30)
        wait_for_rollback(fresh_db)
        assert before[-1] < sent(fresh_db, run) < letters, "killed too late: use more letters"
        assert_whole(fresh_db, run)
    with Server(fresh_db, **with_job) as server:
        rpc = server.rpc(login, password)
        wait_until(lambda: rpc.read(RUN, run, "state") == "done", 400, "The end of the run")
    assert sent(fresh_db, run) == letters
    assert_whole(fresh_db, run)
    assert (
        count(
            fresh_db,
            "SELECT COUNT(*) FROM account_move_line WHERE move_name LIKE 'BENCH/%%' AND dunning_level_id IS NOT NULL",
        )
        == ITEMS
    )
