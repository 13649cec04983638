"""Password hashes: right and wrong ones, the event loop beside them, and the bound on those that wait."""

import asyncio
from collections.abc import Iterator

import pytest

from models.errors import Code, Refusal
from server.auth.passwords import ArgonPasswords


@pytest.fixture
def passwords() -> Iterator[ArgonPasswords]:
    made = ArgonPasswords(threads=1, most_waiting=4)
    yield made
    made.close()


async def test_the_right_password_matches_and_another_does_not(passwords: ArgonPasswords) -> None:
    kept = await passwords.hash("correct horse")
    assert await passwords.matches("correct horse", kept)
    assert not await passwords.matches("correct house", kept)


async def test_hashes_are_argon2id_with_a_salt_of_their_own(passwords: ArgonPasswords) -> None:
    one, other = await passwords.hash("correct horse"), await passwords.hash("correct horse")
    assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert one != other


async def test_nobody_has_no_password_but_costs_the_same_work(
    passwords: ArgonPasswords, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[str] = []
    verify = passwords._verify

    def watched(text: str, kept: str) -> bool:
        worked.append(kept)
        return verify(text, kept)

    monkeypatch.setattr(passwords, "_verify", watched)
    kept = await passwords.hash("correct horse")
    assert not await passwords.matches("correct horse", None)
    assert not await passwords.matches("correct house", kept)
    assert [hashed.rsplit("$", 2)[0] for hashed in worked] == ["$argon2id$v=19$m=19456,t=2,p=1"] * 2


async def test_the_event_loop_turns_while_passwords_are_hashed(passwords: ArgonPasswords) -> None:
    hashing = asyncio.ensure_future(passwords.hash("correct horse"))
    turns = 0
    while not hashing.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 10


async def test_who_comes_when_too_many_wait_is_told_to_come_back(passwords: ArgonPasswords) -> None:
    answers = await asyncio.gather(*(passwords.hash("correct horse") for _ in range(8)), return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, Refusal)]
    assert [refusal.code for refusal in refused] == [Code.SLOW_DOWN] * 3
    assert await passwords.hash("correct horse")
