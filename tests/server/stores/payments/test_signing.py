"""Signatures: equal to those that OpenSSL makes, over what Alipay signs, and of no weaker kind."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from server.stores.payments import signing

# Made by: openssl genrsa 2048; openssl dgst -sha256 -sign key.pem | base64
PUBLIC = b"""\
-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAxrUTwW5VOUXedJja7us9
FgprMt/elv0DnmBzCf1sPhbHQflkDaC0xdlIRRIsmBiwvoOV6362uyfhy6RfHnP/
zNzw79hx/kjrdcPtAfXAI5Il4E+vFnP7TYrVJCMfXoEibI/GSbnonRghZLj3/VYm
penyD0cySMH/c9Pu+WAIHlNz18Xr4l7+CGpm8sEJSQWwiaxbsjJK4oouVumBGgxB
6YPHz1iNFxXjvX5UbStMj0FB25/XfzaXTorFaXljl++lEZ+/OZmIENH3B8Za45W7
AanT2ULa6x1RLNrPvxHGG7Vhh6X9YFVN3gj1GjofOMfuqxEhRn+/gONXH4Z6EqsQ
KwIDAQAB
-----END PUBLIC KEY-----
"""
SIGNED = (
    "LU35usm3Sjr2y5uPdKSf4yiH/j0TRg2LYFoSbPl77OjMS6wFBIVfNwNpRTU4DkmBc7wyL2H96nzxQ/Y5DJKKh0f+VDZYZMk2TILK"
    "aBxuT346YTS9OAsRpVN/iZatibzdXzeXvMExqI/Shi9Gx0GaihEBF8Vt+H/E9F733rgCHYaqyF90++yiKE1sM6whhjTnECtPt0/T"
    "jCu3/chNNC4QtAM10tF6Ka7PWbzi4RgToCdPMbXCA2hooG7wQLf9dCQ31HOmgKinTmq7rQD2eBkmTqxS86FaWd1KAQKcITan1GPG"
    "7GUcj+E1X/fzgG/Ag5676JIhy+YdRaRQjVxOFMkfhw=="
)
PARAMETERS = {"c": "x y", "b": "二手", "a": "1", "empty": "", "sign": "s", "sign_type": "RSA2"}


def test_a_signature_of_openssl_is_right_and_any_other_text_is_not() -> None:
    key = load_pem_public_key(PUBLIC)
    assert isinstance(key, rsa.RSAPublicKey)
    text = signing.spelled(PARAMETERS, without=("sign", "sign_type"))
    assert text == "a=1&b=二手&c=x y"
    assert signing.is_signed(key, text, SIGNED)
    assert signing.is_notice_signed(key, {**PARAMETERS, "sign": SIGNED})
    assert not signing.is_signed(key, text + "z", SIGNED)


@pytest.mark.parametrize("signature", ["", "AAAA", "no base64!", SIGNED[:-4], SIGNED + "AAAA"])
def test_what_is_no_signature_is_wrong(signature: str) -> None:
    key = load_pem_public_key(PUBLIC)
    assert isinstance(key, rsa.RSAPublicKey)
    assert not signing.is_signed(key, "a=1&b=二手&c=x y", signature)


def test_a_request_s_signature_covers_its_type_and_a_notice_s_does_not() -> None:
    key = rsa.generate_private_key(65537, 2048)
    request, notice = signing.signed_request(key, {"a": "1"}), signing.signed_notice(key, {"a": "1"})
    assert request["sign"] != notice["sign"]
    assert signing.is_request_signed(key.public_key(), request)
    assert not signing.is_notice_signed(key.public_key(), request)
    assert signing.is_notice_signed(key.public_key(), notice)


@pytest.mark.parametrize("change", [{"sign_type": "RSA"}, {"sign_type": ""}, {"a": "2"}, {"b": "new"}, {"a": ""}])
def test_a_change_makes_a_notice_a_forgery(change: dict[str, str]) -> None:
    key = rsa.generate_private_key(65537, 2048)
    notice = signing.signed_notice(key, {"a": "1", "c": "3"})
    assert not signing.is_notice_signed(key.public_key(), {**notice, **change})


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (tmp_path / "key").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    info = serialization.PublicFormat.SubjectPublicKeyInfo
    (tmp_path / "public").write_bytes(key.public_key().public_bytes(pem, info))
    with pytest.raises(TypeError, match="no RSA key"):
        signing.private_key(tmp_path / "key")
    with pytest.raises(TypeError, match="no RSA key"):
        signing.public_key(tmp_path / "public")
