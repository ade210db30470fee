"""Makes the database of a released state anew: with that state's own code, from the repository's history.

    ./kontor shell python tests/upgrade/make.py

Writes the dump ``19.0.1.0.0.sql.xz`` and what was in it, ``19.0.1.0.0.json``. Only needed when ``documents.py`` or
``facts.py`` asks for more than the dump holds; ``docs/releases.md`` says when.
"""

import io
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SETUP = HERE.parent.parent / "setup"
sys.path[:0] = [str(HERE), str(SETUP)]

RELEASE = "19.0.1.0.0"
#: The last commit of that version.
COMMIT = "ea16c5f"
#: The process that runs the release's code works on the database of the one that started it.
NAME = os.environ.setdefault("KONTOR_RELEASE_DATABASE", f"kontor_release_{os.getpid()}")


def check_out(folder):
    """Put the addons of the release into a folder; return the path of the addons."""
    archive = subprocess.run(["git", "archive", COMMIT, "addons"], check=True, capture_output=True, cwd=SETUP.parent).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(folder)  # our own history; Debian's Python knows no filter yet
    return pathlib.Path(folder) / "addons"


def build(addons):
    """Install the release, let its code make documents, and write down the facts."""
    from odoo.service.server import load_server_wide_modules

    import database as builder
    import kontor_setup as ks

    modules = list(ks.manifests(addons))
    builder.create_german(NAME, builder.TEST_DATA)
    builder.configure(builder.TEST_DATA)
    # What is a file elsewhere has to be in the dump.
    ks.set_parameter(NAME, "ir_attachment.location", "db")
    builder.change_modules(NAME, install=[*ks.core_dependencies(ks.manifests(addons)), *modules])
    import documents
    import facts

    with builder.environment(NAME) as env:
        before = facts.settings(env)
    load_server_wide_modules()
    with builder.serving(NAME), builder.environment(NAME) as env:
        documents.make(env)
    with builder.environment(NAME) as env:
        content = {"facts": facts.read(env), "changed": facts.changes(before, facts.settings(env))}
    facts.write(HERE / f"{RELEASE}.json", content)
    builder.close(NAME)


def slim():
    """Leave out what an update makes anew or nobody misses."""
    import kontor_setup as ks

    for statement in (
        # files outside of the database, and what the browser gets
        "DELETE FROM ir_attachment WHERE store_fname IS NOT NULL OR url LIKE '/web/assets/%%' OR res_model = 'ir.ui.menu'",
        "DELETE FROM bus_bus",
        "DELETE FROM ir_logging",
        "DELETE FROM res_device_log",
    ):
        ks.query(statement, database=NAME)


def dump():
    """Write the dump."""
    slim()
    command = ["pg_dump", "--no-owner", "--no-privileges", NAME]
    text = subprocess.run(command, check=True, capture_output=True).stdout
    # Comments stay, since Odoo keeps the definitions of indexes in them. What only newer servers know, and what only the
    # database's administrator may say, an ordinary user stumbles over.
    left_out = (b"\\restrict", b"\\unrestrict", b"SET transaction_timeout", b"COMMENT ON EXTENSION")
    lines = [line for line in text.split(b"\n") if not line.startswith(left_out)]
    with open(HERE / f"{RELEASE}.sql.xz", "wb") as target:
        subprocess.run(["xz", "-9e", "-T1", "-c"], input=b"\n".join(lines), check=True, stdout=target)


def main():
    """Make dump and facts; the code of the release runs in a process of its own."""
    if len(sys.argv) > 1:
        build(pathlib.Path(sys.argv[1]))
        return
    import database as builder
    import kontor_setup as ks

    with tempfile.TemporaryDirectory() as folder:
        addons = check_out(folder)
        path = ",".join([*os.environ["ADDONS_PATH"].split(",")[:-1], str(addons)])
        try:
            subprocess.run([sys.executable, __file__, str(addons)], check=True, env=dict(os.environ, ADDONS_PATH=path))
            dump()
        finally:
            ks.drop_database(NAME, builder.TEST_DATA)
    print(f"Written: {RELEASE}.sql.xz, {(HERE / f'{RELEASE}.sql.xz').stat().st_size / 1e6:.1f} MB, and {RELEASE}.json")


if __name__ == "__main__":
    main()
