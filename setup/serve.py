"""Runs the development server: starts Odoo, says where it answers once it does, and ends it properly.

serve.py PORT LOG-FILE ODOO-OPTIONS…
"""

import os
import pathlib
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

PATIENCE = 120


def answers(url):
    """Tell whether the server answers, whatever it says."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def main(port, log, options):
    """Run the server until it ends or is told to; return the exit code."""
    url = f"http://127.0.0.1:{port}"
    with open(log, "ab") as output:
        # In a session of its own, so that Ctrl-C reaches it once, by way of us; twice would cut its shutdown short.
        server = subprocess.Popen(
            [sys.executable, "-m", "odoo", "server", *options], stdout=output, stderr=output, start_new_session=True
        )
    stopping = []

    def stop(number, frame):
        if stopping:
            server.kill()
        stopping.append(number)
        server.send_signal(signal.SIGTERM)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)

    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and not stopping and not answers(f"{url}/web/health"):
        if time.monotonic() > deadline:
            server.terminate()
            server.wait()
            print(f"kontor: The server did not answer at {url} in {PATIENCE} seconds. Its log is {log}.", file=sys.stderr)
            return 1
        time.sleep(0.2)
    if server.poll() is None and not stopping:
        print(
            f"\nKontor runs at {url}\n"
            "    database  kontor\n"
            "    login     admin\n"
            "    password  admin\n\n"
            "This is for trying out and developing, on this machine only. A production set-up has neither this login nor\n"
            "this server: see config/odoo.production.conf.\n\n"
            f"The log is {log}. Ctrl-C stops the server.",
            flush=True,
        )
    code = server.wait()
    if stopping:
        print("\nKontor is stopped.", flush=True)
        return 0
    text = pathlib.Path(log).read_text("utf-8", "replace").splitlines()[-5:]
    print("\n".join(text), file=sys.stderr)
    print(f"kontor: The server ended by itself (exit code {code}). Its log is {log}.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    os.environ.pop("PGDATABASE", None)
    sys.exit(main(int(sys.argv[1]), sys.argv[2], sys.argv[3:]))
