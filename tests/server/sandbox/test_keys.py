"""Keys of the sandbox: made once, for their owner's eyes, and known as worthless."""

from pathlib import Path

from server.sandbox.keys import SandboxKeys
from server.settings import SANDBOX_MARK
from server.stores.payments import signing


def test_keys_are_made_once_and_fit_together(tmp_path: Path) -> None:
    keys = SandboxKeys.of(tmp_path)
    first = keys.market_private.read_bytes()
    assert SandboxKeys.of(tmp_path).market_private.read_bytes() == first
    request = signing.signed_request(signing.private_key(keys.market_private), {"a": "1"})
    assert signing.is_request_signed(signing.public_key(keys.market_public), request)
    assert not signing.is_request_signed(signing.public_key(keys.gateway_public), request)


def test_keys_are_readable_by_their_owner_alone_and_marked(tmp_path: Path) -> None:
    keys = SandboxKeys.of(tmp_path)
    for private in (keys.market_private, keys.gateway_private):
        assert private.stat().st_mode & 0o077 == 0
        assert private.read_bytes().startswith(SANDBOX_MARK)


def test_a_market_is_told_all_it_needs_and_no_key_of_the_gateway(tmp_path: Path) -> None:
    keys = SandboxKeys.of(tmp_path)
    told = keys.environment("http://127.0.0.1:1", "http://127.0.0.1:2")
    assert told["SOUK_PAYMENT_NOTIFY_URL"] == "http://127.0.0.1:2/pay/alipay/notify"
    assert str(keys.gateway_private) not in told.values()
