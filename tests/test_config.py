"""The configuration files in config/ and docker-compose.yml, run with the Odoo at hand."""

import configparser
import json

import jsonschema
import pytest
import yaml

import kontor_setup as ks
from kontor_server import Server

CONFIG = ks.ROOT / "config"


def read(name):
    """Return the options of a configuration file."""
    parser = configparser.RawConfigParser(inline_comment_prefixes=None)
    parser.read(CONFIG / name)
    return parser["options"]


@pytest.fixture(scope="module")
def compose():
    """The Compose file."""
    return yaml.safe_load((ks.ROOT / "docker-compose.yml").read_text("utf-8"))


@pytest.mark.parametrize("name", ["odoo.production.conf", "odoo.docker.conf"])
def test_server_starts_with_the_file(fresh_db, name):
    """Odoo takes every option of the file, serves with workers, and keeps the database manager shut."""
    with Server(fresh_db, workers=2, config=CONFIG / name, options=["--logfile="]) as server:
        assert server.get("/web/login")[0] == 200
        status, text = server.get("/web/database/manager")
        assert status != 200 or "The database manager has been disabled by the administrator" in text, text[:500]
        assert fresh_db not in text
        assert server.rpc("admin", "admin").uid
        # The folder of the addons is the container's, and not here.
        disliked = [line for line in server.log_text().splitlines() if "odoo.tools.config" in line and "/mnt/" not in line]
        assert disliked == []


def test_production_is_closed():
    """What a production set-up must not leave open."""
    options = read("odoo.production.conf")
    assert options["list_db"] == "False"
    assert options["proxy_mode"] == "True"
    assert options["dbfilter"] == "^kontor$"
    assert options["http_interface"] == "127.0.0.1"
    assert int(options["workers"]) > 1
    assert int(options["limit_memory_soft"]) < int(options["limit_memory_hard"])
    assert "db_replica_host" in (CONFIG / "odoo.production.conf").read_text("utf-8")


def test_development_listens_on_loopback():
    """The development server is for this machine only."""
    assert read("odoo.conf")["http_interface"] == "127.0.0.1"


def test_compose_file_follows_the_specification(compose):
    """The Compose specification's schema accepts the file."""
    schema = json.loads((ks.CACHE / "compose_spec.json").read_text("utf-8"))
    assert not list(jsonschema.Draft201909Validator(schema).iter_errors(compose))


def test_compose_schema_refuses_nonsense(compose):
    """The schema is not one that accepts anything."""
    schema = json.loads((ks.CACHE / "compose_spec.json").read_text("utf-8"))
    wrong = dict(compose, services=dict(compose["services"], odoo={"image": 1, "nonsense": True}))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft201909Validator(schema).validate(wrong)


def test_compose_mounts_exist(compose):
    """Whatever the containers get from this checkout is there."""
    sources = [
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
        if volume.startswith(".")
    ]
    assert sources
    for source in sources:
        assert (ks.ROOT / source).exists(), source


def test_compose_uses_official_images_and_loopback(compose):
    """Only the official images, only one open port, only on this machine."""
    services = compose["services"]
    assert {service["image"].split(":")[0] for service in services.values()} == {"odoo", "postgres"}
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert ports == ["127.0.0.1:8069:8069"]
    assert services["odoo"]["depends_on"]["init"]["condition"] == "service_completed_successfully"
    assert "healthcheck" in services["db"]
    assert "healthcheck" in services["odoo"]
