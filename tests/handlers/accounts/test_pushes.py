"""What is said about an account reaches its own sockets only, and tells no secret."""

from datetime import UTC, datetime

import orjson

from handlers.accounts import pushes
from models import rooms
from models.account import Account
from models.ids import AccountId

ANNA = Account.opened(AccountId("anna1"), "anna", "$argon2id$secret", "Anna", datetime(2026, 11, 22, tzinfo=UTC))


def test_a_change_is_told_to_its_owner_whole() -> None:
    said = pushes.changed(ANNA.revise("Ann", "bio", None, 1))
    assert said.rooms == (rooms.account(ANNA.id),)
    assert rooms.is_private(said.rooms[0])
    account = orjson.loads(said.push.model_dump_json())["account"]
    assert (account["display_name"], account["version"]) == ("Ann", 2)
    assert "secret" not in said.push.model_dump_json()
