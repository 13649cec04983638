"""Ports are free, distinct, and the same ones next time."""

import socket
from pathlib import Path

from server.local.ports import Ports


def test_a_name_keeps_its_port_over_starts(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    port = Ports(file).take("mongod")
    assert Ports(file).take("mongod") == port


def test_a_name_keeps_its_port_when_it_starts_again(tmp_path: Path) -> None:
    ports = Ports(tmp_path / "ports.json")
    assert ports.take("mongod") == ports.take("mongod")


def test_two_names_never_share_a_port(tmp_path: Path) -> None:
    ports = Ports(tmp_path / "ports.json")
    assert len({ports.take(f"part-{number}") for number in range(50)}) == 50


def test_a_port_that_somebody_took_is_not_given_out(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    port = Ports(file).take("mongod")
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        assert Ports(file).take("mongod") != port
