"""A running Odoo server and the ways to talk to it."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import xmlrpc.client

import requests

import kontor_setup as ks

TEST_DATA = ks.CACHE / "test-data"
LOGS = ks.CACHE / "logs" / "test"
PATIENCE = 90


class Server:
    """An Odoo server process on a free loopback port, on one database."""

    def __init__(self, db, workers=0, config=None, options=()):
        self.db = db
        self.port = ks.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = LOGS / f"server-{db}.log"
        self.command = [
            sys.executable,
            str(ks.ROOT / "setup" / "odoo_bin.py"),
            "server",
            *([f"--config={config}"] if config else []),
            *ks.odoo_arguments(TEST_DATA),
            f"--database={db}",
            f"--db-filter=^{db}$",
            f"--http-port={self.port}",
            f"--gevent-port={ks.free_port()}",
            f"--workers={workers}",
            "--max-cron-threads=0",
            *options,
        ]

    def __enter__(self):
        for key in ("web.base.url", "report.url"):
            ks.set_parameter(self.db, key, self.url)
        LOGS.mkdir(parents=True, exist_ok=True)
        with open(self.log, "ab") as output:
            self.process = subprocess.Popen(
                self.command,
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                env={key: value for key, value in os.environ.items() if key != "PGDATABASE"},
            )
        deadline = time.monotonic() + PATIENCE
        while self.get("/web/health")[0] != 200:
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                raise AssertionError(f"The server did not start; its log ends with:\n{self.log_text()[-3000:]}")
            time.sleep(0.1)
        return self

    def __exit__(self, *exception):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    def log_text(self):
        """Return what the server logged so far."""
        return pathlib.Path(self.log).read_text("utf-8", "replace") if self.log.exists() else ""

    def get(self, path):
        """Fetch a page without being logged in; return its status and text, status 0 when nobody answers."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=30) as response:
                return response.status, response.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode("utf-8", "replace")
        except OSError:
            return 0, ""

    def rpc(self, login="admin", password=None):
        """Log in over XML-RPC, as an integration would."""
        return Rpc(self, login, password or login)

    def session(self, login="admin", password=None):
        """Log in as a browser would; return a requests.Session."""
        session = requests.Session()
        answer = session.post(
            f"{self.url}/web/session/authenticate",
            json={"params": {"db": self.db, "login": login, "password": password or login}},
            timeout=60,
        ).json()
        assert answer.get("result", {}).get("uid"), f"{login} can't log in"
        return session

    def json2(self, key):
        """Talk JSON-2 with an API key (``Rpc.api_key()`` makes one)."""
        return Json2(self, key)


class Rpc:
    """One user over XML-RPC."""

    def __init__(self, server, login, password):
        self.server, self.login, self.password = server, login, password
        common = xmlrpc.client.ServerProxy(f"{server.url}/xmlrpc/2/common")
        self.uid = common.authenticate(server.db, login, password, {})
        assert self.uid, f"{login} can't log in"

    def execute(self, model, method, args, kwargs):
        """Call a method with its arguments as a list and a dict."""
        # A proxy of its own for each call: they are not safe to share between threads.
        models = xmlrpc.client.ServerProxy(f"{self.server.url}/xmlrpc/2/object")
        return models.execute_kw(self.server.db, self.uid, self.password, model, method, args, kwargs)

    def call(self, model, method, *args, **kwargs):
        """Call a method: ``call("sale.order", "read", [order_id], ["name"])``."""
        return self.execute(model, method, list(args), kwargs)

    def create(self, model, **values):
        """Create one record and return its id."""
        return self.call(model, "create", values)

    def read(self, model, record_id, *fields):
        """Return fields of one record: the value for one field, a dict for several."""
        values = self.call(model, "read", [record_id], list(fields))[0]
        return values[fields[0]] if len(fields) == 1 else values

    def api_key(self):
        """Make an API key for JSON-2, valid for a day."""
        expiration = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(time.time() + 86400))
        source = (
            "import odoo.api, sys; from odoo.modules.registry import Registry; from odoo.tools import config\n"
            "config.parse_config(sys.argv[4:])\n"
            "with Registry(sys.argv[1]).cursor() as cr:\n"
            "    env = odoo.api.Environment(cr, int(sys.argv[2]), {})\n"
            "    key = env['res.users.apikeys'].sudo()._generate('rpc', 'test', sys.argv[3])\n"
            "    cr.commit(); print('KEY', key)\n"
        )
        output = subprocess.run(
            [sys.executable, "-c", source, self.server.db, str(self.uid), expiration, *ks.odoo_arguments(TEST_DATA)],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        return output.split("KEY ")[1].strip()


class Json2Error(Exception):
    """An error answer of JSON-2."""

    def __init__(self, status, content):
        super().__init__(f"{status}: {content.get('message')}")
        self.status, self.content = status, content


class Json2:
    """One user over /json/2."""

    def __init__(self, server, key):
        self.server, self.key = server, key

    def call(self, model, method, **arguments):
        """Call a method: ``call("sale.order", "read", ids=[1], fields=["name"])``."""
        request = urllib.request.Request(
            f"{self.server.url}/json/2/{model}/{method}",
            data=json.dumps(arguments).encode(),
            headers={"Authorization": f"bearer {self.key}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as response:
                return json.loads(response.read())
        except urllib.error.HTTPError as error:
            content = error.read()
            try:
                content = json.loads(content)
            except ValueError:
                content = {"message": content.decode("utf-8", "replace")}
            raise Json2Error(error.code, content) from None
