"""Signing keys: rotation under a running process, and the files that are refused."""

import asyncio
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from server.auth import keys
from server.auth.keys import TokenKeys, make_key


def test_the_last_name_signs_and_all_verify(tmp_path: Path) -> None:
    make_key(tmp_path, "2026-01")
    make_key(tmp_path, "2026-02")
    found = TokenKeys(tmp_path)
    assert found.current.kid == "2026-02"
    assert found.verifying("2026-01")
    assert found.verifying("2026-02")


def test_a_key_that_is_added_signs_after_a_reread(tmp_path: Path) -> None:
    make_key(tmp_path, "a")
    found = TokenKeys(tmp_path)
    make_key(tmp_path, "b")
    assert found.current.kid == "a"
    found.reread()
    assert found.current.kid == "b"


def test_a_key_that_another_process_signs_with_is_found_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "STRANGER_SECONDS", 0)
    make_key(tmp_path, "a")
    found = TokenKeys(tmp_path)
    make_key(tmp_path, "b")
    assert found.verifying("b")


def test_a_key_that_is_removed_verifies_no_more(tmp_path: Path) -> None:
    make_key(tmp_path, "a")
    make_key(tmp_path, "b")
    found = TokenKeys(tmp_path)
    (tmp_path / "a.pem").unlink()
    found.reread()
    assert found.verifying("a") is None


def test_a_broken_file_leaves_a_running_process_with_the_keys_it_has(tmp_path: Path) -> None:
    make_key(tmp_path, "a")
    found = TokenKeys(tmp_path)
    (tmp_path / "b.pem").write_text("not a key")
    found.reread()
    assert found.current.kid == "a"


@pytest.mark.parametrize("kid", ["../a", "a.pem", "", "A" * 65, "./a", "a\x00", "/etc/passwd"])
def test_names_are_looked_up_and_never_opened(tmp_path: Path, kid: str) -> None:
    make_key(tmp_path, "a")
    assert TokenKeys(tmp_path).verifying(kid) is None


def test_an_empty_folder_refuses_the_start(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="holds no signing key"):
        TokenKeys(tmp_path)


def test_a_key_of_another_kind_refuses_the_start(tmp_path: Path) -> None:
    rsa = generate_private_key(65537, 2048)
    (tmp_path / "rsa.pem").write_bytes(rsa.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(ValueError, match="no Ed25519 key"):
        TokenKeys(tmp_path)


def test_a_name_that_could_not_stand_in_a_header_refuses_the_start(tmp_path: Path) -> None:
    make_key(tmp_path, "a")
    (tmp_path / "a.pem").rename(tmp_path / "a key.pem")
    with pytest.raises(ValueError, match="a key's name"):
        TokenKeys(tmp_path)


async def test_processes_that_start_together_share_one_key_that_only_they_may_read(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    await asyncio.gather(*(asyncio.to_thread(make_key, folder, "local") for _ in range(8)))
    assert [path.name for path in folder.iterdir()] == ["local.pem"]
    assert stat.S_IMODE((folder / "local.pem").stat().st_mode) == 0o600
    assert TokenKeys(folder).current.kid == "local"
