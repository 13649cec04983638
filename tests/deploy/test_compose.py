"""The compose file, as Docker Compose itself reads it; no engine is needed for that."""

import json
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from server.settings import SAMPLE_MARK, Settings

_ROOT = Path(__file__).resolve().parents[2]
_SERVERS = {"mongo", "valkey", "meilisearch", "seaweedfs"}
_OWN = {"migrate", "web", "worker"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The file with everything filled in, profile `app` included."""
    program = Path(sysconfig.get_path("scripts"), "docker-compose")
    command = [str(program), "--profile", "app", "config", "--format", "json"]
    answer = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, timeout=60, check=True)
    told: dict[str, Any] = json.loads(answer.stdout)
    return told


def test_servers_start_by_themselves_and_souk_with_its_profile(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert set(services) == _SERVERS | _OWN
    assert {name for name, service in services.items() if service.get("profiles") == ["app"]} == _OWN


def test_images_are_pinned_to_a_release(compose: dict[str, Any]) -> None:
    for name in _SERVERS:
        tag = compose["services"][name]["image"].rpartition(":")[2]
        assert tag[0].isdigit() or tag[0] == "v", name


def test_every_server_has_a_health_check_that_souk_waits_for(compose: dict[str, Any]) -> None:
    for name in _SERVERS:
        assert compose["services"][name]["healthcheck"]["test"]
    for name in _OWN:
        waited = compose["services"][name]["depends_on"]
        assert {server for server, how in waited.items() if how["condition"] == "service_healthy"} == _SERVERS


def test_ports_are_published_on_loopback_only(compose: dict[str, Any]) -> None:
    published = [port for service in compose["services"].values() for port in service.get("ports", ())]
    assert published
    assert {port["host_ip"] for port in published} == {"127.0.0.1"}


def test_the_replica_set_is_initiated_under_the_name_that_souk_uses(compose: dict[str, Any]) -> None:
    mongo = compose["services"]["mongo"]
    assert mongo["command"][1:3] == ["--replSet", "souk"]
    assert "--noscripting" in mongo["command"]
    assert "rs.initiate" in mongo["healthcheck"]["test"][-1]
    assert compose["services"]["web"]["environment"]["SOUK_MONGO_URL"].endswith("replicaSet=souk")


def test_its_sample_secrets_are_known_as_such(compose: dict[str, Any]) -> None:
    environment = compose["services"]["web"]["environment"]
    for name in ("SOUK_SEARCH_KEY", "SOUK_OBJECTS_SECRET_KEY"):
        assert environment[name].startswith(SAMPLE_MARK)


def test_every_variable_is_a_setting(compose: dict[str, Any]) -> None:
    known = {f"SOUK_{name.upper()}" for name in Settings.model_fields}
    for name in _OWN:
        assert set(compose["services"][name]["environment"]) <= known
