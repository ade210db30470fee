"""Set-up: what goes wrong ends in a plain sentence, and what was interrupted goes on."""

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

import pytest

import kontor_setup as ks
from kontor_server import TEST_DATA

KONTOR = str(ks.ROOT / "kontor")
OWN_CLUSTER = os.environ.get("PGHOST", "").startswith(str(ks.CACHE))


def run(*arguments, env=None, timeout=120, command=(KONTOR,), **kwargs):
    """Run ./kontor; return its exit code and all that it printed."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PG") and key != "PYTHONPATH"}
    environment.pop("ROOT", None)
    process = subprocess.run(
        [*command, *arguments],
        env=environment | (env or {}),
        timeout=timeout,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        **kwargs,
    )
    return process.returncode, process.stdout


def assert_sentence(result, *parts, code=1):
    """Check for a non-zero exit with one plain sentence, which holds these parts."""
    exit_code, output = result
    assert exit_code == code, output
    assert "Traceback" not in output
    sentence = [line for line in output.splitlines() if line.startswith("kontor: ")][-1]
    for part in parts:
        assert part in sentence, sentence


def test_help_names_every_command():
    """Without arguments the command explains itself."""
    code, output = run()
    assert code == 0
    for command in ("run", "test", "translate", "index", "bench", "shell", "reset", "stop"):
        assert f"./kontor {command}" in output


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["run", "--nonsense"],
        ["run", "--port", "abc"],
        ["run", "--port", "99999"],
        ["run", "--port"],
        ["test", "--only", "nonsense"],
        ["test", "--tags"],
        ["test", "--lives"],
        ["test", "--lives", "some"],
        ["test", "--database"],
        ["test", "--database", "some name", "--tags", "/kontor_sales"],
        ["test", "--database", "kontor"],
        ["test", "--database", "kontor", "--tags", "/kontor_sales", "-k", "name"],
        ["test", "--tags", "/kontor_sales", "--update", "kontor_sales"],
        ["index", "--nonsense"],
        ["translate", "nonsense"],
        ["translate", "--nonsense"],
        ["reset", "--nonsense"],
    ],
)
def test_misuse(arguments):
    """A typing error costs no set-up: a sentence, and exit code 2."""
    assert_sentence(run(*arguments), code=2)


def test_taken_port():
    """A port that another program uses is named, with a way out."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert_sentence(run("run", "--port", str(port)), f"Port {port} is taken", "--port")


def test_too_little_disk(tmp_path):
    """Set-up does not begin what the disk can't hold."""
    result = run("run", "--port", str(ks.free_port()), env={"KONTOR_CACHE": str(tmp_path), "KONTOR_TEST_FREE_MB": "120"})
    assert_sentence(result, "Too little disk", "120 MB", str(tmp_path))


def test_cache_folder_that_cannot_be_made(tmp_path):
    """A cache folder below a file can't be."""
    (tmp_path / "file").write_text("")
    assert_sentence(run("shell", env={"KONTOR_CACHE": str(tmp_path / "file" / "cache")}), "KONTOR_CACHE")


def test_download_that_fails(tmp_path):
    """A mirror that does not answer is named, and the log; nothing counts as done."""
    mirror = f"http://127.0.0.1:{ks.free_port()}/debian"
    result = run("shell", env={"KONTOR_CACHE": str(tmp_path), "KONTOR_DEBIAN_MIRROR": mirror, "ODOO_HOME": ""})
    assert_sentence(result, mirror, "network", "goes on from here")
    assert not list((tmp_path / "stamps").iterdir())


def test_odoo_home_without_odoo(tmp_path):
    """An ODOO_HOME without an Odoo is said to be one."""
    assert_sentence(run("shell", env={"ODOO_HOME": str(tmp_path)}), "ODOO_HOME", str(tmp_path))


def test_odoo_home_with_another_version(tmp_path):
    """An ODOO_HOME with an older Odoo is refused."""
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo" / "release.py").write_text("version_info = (17, 0, 0, 'final', 0, '')\n")
    assert_sentence(run("shell", env={"ODOO_HOME": str(tmp_path)}), "not an Odoo 19")


def test_odoo_home_is_used():
    """An Odoo that is there already is used, and knows itself."""
    code, output = run("odoo", "--version", env={"ODOO_HOME": os.environ["ODOO"]})
    assert code == 0, output
    assert "19.0" in output


def test_unreachable_postgres():
    """A PostgreSQL that does not answer is named."""
    port = str(ks.free_port())
    result = run("shell", env={"PGHOST": "127.0.0.1", "PGPORT": port, "PGUSER": "somebody"})
    assert_sentence(result, "127.0.0.1", port, "PGHOST", "somebody")


if OWN_CLUSTER:
    # Only there a user without rights can be made.
    def test_postgres_user_without_rights():
        """A user who may not create databases is told what to ask for."""
        role = "kontor_test_without_rights"
        administer = ["psql", "-qAt", "-U", "postgres", "-d", "postgres", "-c"]
        subprocess.run([*administer, f"DROP ROLE IF EXISTS {role}", "-c", f"CREATE ROLE {role} LOGIN"], check=True)
        try:
            result = run("shell", env={"PGHOST": os.environ["PGHOST"], "PGPORT": os.environ["PGPORT"], "PGUSER": role})
            assert_sentence(result, "may not create databases", role)
        finally:
            subprocess.run([*administer, f"DROP ROLE {role}"], check=True)


def test_missing_package_without_sudo(tmp_path):
    """An ordinary user without sudo gets the line that root has to type."""
    shutil.copytree(ks.ROOT / "setup", tmp_path / "setup")
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("bash", "dpkg-query", "id", "apt-get"):
        (tools / name).symlink_to(shutil.which(name))
    script = '. "$ROOT/setup/lib.sh"; . "$ROOT/setup/packages.sh"; ensure_packages bash no-such-package'
    nobody = {}
    if os.getuid() == 0:
        tmp_path.chmod(0o755)
        for parent in tmp_path.parents:
            # each process that tests side by side has a folder of its own below pytest's
            if parent.owner() == "root" and "pytest-of-" in str(parent):
                parent.chmod(0o755)
        nobody = {"user": pwd.getpwnam("nobody").pw_uid, "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}
    result = run(
        "-c",
        script,
        command=(str(tools / "bash"),),
        cwd=tmp_path,
        env={"ROOT": str(tmp_path), "KONTOR_CACHE": str(tmp_path / "cache"), "PATH": str(tools)},
        **nobody,
    )
    assert_sentence(result, "apt-get install -y --no-install-recommends no-such-package", "root")


STEP = """
ROOT={root}; set -euo pipefail; . "$ROOT/setup/lib.sh"; prepare_cache
step slow hash "Slow step" bash -c 'cd "$KONTOR_CACHE"; echo begun >> trace; sleep {seconds}; echo ended >> trace'
"""


def test_interrupted_step_goes_on(tmp_path):
    """A step that was killed is done again, one that came to its end is not."""
    env = dict(os.environ, KONTOR_CACHE=str(tmp_path))
    trace = tmp_path / "trace"
    process = subprocess.Popen(
        ["bash", "-c", STEP.format(root=ks.ROOT, seconds=60)], env=env, stdout=subprocess.DEVNULL, start_new_session=True
    )
    deadline = time.monotonic() + 20
    while not trace.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert trace.read_text().split() == ["begun"]
    assert not (tmp_path / "stamps" / "slow").exists()
    for _attempt in range(2):
        subprocess.run(["bash", "-c", STEP.format(root=ks.ROOT, seconds=0)], env=env, check=True)
    assert trace.read_text().split() == ["begun", "begun", "ended"]


def test_failed_step_names_its_log(tmp_path):
    """A step that fails says where to look, shows the last lines, and is not done."""
    script = (
        f'ROOT={ks.ROOT}; set -euo pipefail; . "$ROOT/setup/lib.sh"; prepare_cache; '
        'step bad hash "Bad step" ls /no/such/folder'
    )
    result = run("-c", script, command=("bash",), env={"KONTOR_CACHE": str(tmp_path)})
    assert_sentence(result, "Bad step", str(tmp_path / "logs" / "bad.log"))
    assert "/no/such/folder" in result[1]
    assert not (tmp_path / "stamps" / "bad").exists()


def test_two_at_once(tmp_path):
    """A second set-up waits for the first, and says so."""
    hold = f'ROOT={ks.ROOT}; . "$ROOT/setup/lib.sh"; prepare_cache; take_lock; echo held; sleep 3'
    first = subprocess.Popen(
        ["bash", "-c", hold], env=dict(os.environ, KONTOR_CACHE=str(tmp_path)), stdout=subprocess.PIPE, text=True
    )
    assert first.stdout.readline() == "held\n"
    code, output = run(
        "-c",
        f'ROOT={ks.ROOT}; . "$ROOT/setup/lib.sh"; prepare_cache; take_lock; echo mine',
        command=("bash",),
        env={"KONTOR_CACHE": str(tmp_path)},
    )
    first.wait()
    assert code == 0
    assert re.search(rf"Another ./kontor \(process {first.pid}\).*waiting", output)
    assert output.endswith("mine\n")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "sources.list",
            "# deb http://old.example/debian bookworm main\ndeb [arch=amd64] http://mirror.example/debian/ bookworm main\n",
        ),
        (
            "sources.list.d/debian.sources",
            "Types: deb\nURIs: http://security.example/debian-security\nSuites: bookworm-security\n\n"
            "Types: deb\nURIs: http://mirror.example/debian/\nSuites: bookworm bookworm-updates\nComponents: main\n",
        ),
    ],
)
def test_mirror_is_taken_from_apt_sources(tmp_path, name, text):
    """Both formats of APT sources are understood; comments and other archives are not taken for Debian's mirror."""
    etc = tmp_path / "apt"
    (etc / "sources.list.d").mkdir(parents=True)
    (etc / name).write_text(text)
    script = (ks.ROOT / "setup" / "steps" / "odoo.sh").read_text().split("mirror=$(debian_mirror)")[0] + "debian_mirror\n"
    code, output = run(
        "-c",
        script,
        command=("bash",),
        env={
            "ROOT": str(ks.ROOT),
            "KONTOR_CACHE": str(tmp_path),
            "KONTOR_TEST_APT_ETC": str(etc),
            "KONTOR_DEBIAN_MIRROR": "",
        },
    )
    assert (code, output) == (0, "http://mirror.example/debian/\n")


def test_interrupted_database_goes_on(base_template):
    """The development database that was cut short while its modules were installed is finished by the next start."""
    name = f"kontor_test_{os.getpid()}_prepare"
    ks.clone_database(base_template, name, TEST_DATA)
    ks.set_parameter(name, "kontor.setup_state", "base")
    command = [sys.executable, str(ks.ROOT / "setup" / "database.py"), "prepare", name, "8069", "--empty"]
    env = dict(os.environ, KONTOR_DATA=str(TEST_DATA))
    try:
        first = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for line in first.stdout:
            if "creating or updating" in line.lower():
                break
        first.kill()
        first.communicate()
        assert ks.get_parameter(name, "kontor.setup_state") == "base"
        again = subprocess.run(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert again.returncode == 0, again.stdout[-3000:]
        assert ks.get_parameter(name, "kontor.setup_state") == "modules"
        assert ks.get_parameter(name, "report.url") == "http://127.0.0.1:8069"
        states = dict(ks.query("SELECT name, state FROM ir_module_module WHERE name LIKE 'kontor%%'", database=name))
        assert set(ks.manifests()) == {module for module, state in states.items() if state == "installed"}
        # Nothing to do any more: no Odoo is even loaded.
        start = time.monotonic()
        subprocess.run(command, env=env, check=True)
        assert time.monotonic() - start < 5
    finally:
        ks.drop_database(name, TEST_DATA)


def test_foreign_database_is_left_alone():
    """A database of the same name that ./kontor did not make is not touched."""
    name = f"kontor_test_{os.getpid()}_foreign"
    ks.query(f"CREATE DATABASE {name}")
    try:
        command = [sys.executable, str(ks.ROOT / "setup" / "database.py"), "prepare", name, "8069"]
        result = subprocess.run(command, stdout=subprocess.PIPE, text=True)
        assert result.returncode == 1
        assert "did not make" in result.stdout
        assert name in ks.databases()
    finally:
        ks.query(f"DROP DATABASE {name}")


def test_wkhtmltopdf_is_the_patched_one():
    """Odoo's reports need the patched program, and find it first."""
    assert shutil.which("wkhtmltopdf") == str(ks.CACHE / "bin" / "wkhtmltopdf")
    version = subprocess.run(["wkhtmltopdf", "--version"], check=True, capture_output=True, text=True).stdout
    assert "with patched qt" in version


def test_own_cluster_listens_on_a_socket_only():
    """Nothing of PostgreSQL is open beyond the owner of the cache folder."""
    if not OWN_CLUSTER:
        return
    assert ks.query("SHOW listen_addresses") == [("",)]
    assert os.stat(os.environ["PGHOST"]).st_mode & 0o077 == 0


def test_one_test_on_a_database_that_is_there(fresh_db):
    """Certain tests run in seconds on any database; it is neither updated nor changed."""
    server = {name: os.environ[name] for name in ("PGHOST", "PGPORT", "PGUSER", "ODOO_HOME") if name in os.environ}
    chosen = "/kontor_sales:TestTransitionTable.test_001_9_every_lawful_change_is_in_the_settings"
    orders = ks.query("SELECT count(*), max(write_date) FROM sale_order", database=fresh_db)
    code, output = run("test", "--database", fresh_db, "--tags", chosen, env=server)
    assert code == 0, output
    assert "1 passed, 0 failed, 0 skipped" in output
    assert ks.query("SELECT count(*), max(write_date) FROM sale_order", database=fresh_db) == orders
    result = run("test", "--database", "kontor_test_nowhere", "--tags", chosen, env=server)
    assert_sentence(result, "There is no database kontor_test_nowhere")
