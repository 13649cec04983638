"""RSA2 as Alipay writes it: SHA256withRSA, PKCS#1 v1.5 padding, in base64, over parameters in the order of names."""

import base64
import binascii
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

SIGN_TYPE = "RSA2"


def spelled(parameters: Mapping[str, str], *, without: tuple[str, ...]) -> str:
    """What is signed: every parameter that has a value, whatever its name, so that new ones do no harm."""
    return "&".join(f"{name}={value}" for name, value in sorted(parameters.items()) if value and name not in without)


def sign(key: RSAPrivateKey, text: str) -> str:
    return base64.b64encode(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()


def is_signed(key: RSAPublicKey, text: str, signature: str) -> bool:
    try:
        key.verify(base64.b64decode(signature, validate=True), text.encode(), padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def signed_request(key: RSAPrivateKey, parameters: Mapping[str, str]) -> dict[str, str]:
    """A request with its signature, which covers the name of the signature's type."""
    full = {**parameters, "sign_type": SIGN_TYPE}
    return {**full, "sign": sign(key, spelled(full, without=("sign",)))}


def is_request_signed(key: RSAPublicKey, parameters: Mapping[str, str]) -> bool:
    return parameters.get("sign_type") == SIGN_TYPE and is_signed(
        key, spelled(parameters, without=("sign",)), parameters.get("sign", "")
    )


def signed_notice(key: RSAPrivateKey, parameters: Mapping[str, str]) -> dict[str, str]:
    """A notice with its signature, which does not cover the name of the signature's type."""
    signature = sign(key, spelled(parameters, without=("sign", "sign_type")))
    return {**parameters, "sign_type": SIGN_TYPE, "sign": signature}


def is_notice_signed(key: RSAPublicKey, parameters: Mapping[str, str]) -> bool:
    """A weaker kind of signature is none."""
    return parameters.get("sign_type") == SIGN_TYPE and is_signed(
        key, spelled(parameters, without=("sign", "sign_type")), parameters.get("sign", "")
    )


def private_key(path: Path) -> RSAPrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError(f"{path} is no RSA key.")
    return key


def public_key(path: Path) -> RSAPublicKey:
    key = load_pem_public_key(path.read_bytes())
    if not isinstance(key, RSAPublicKey):
        raise TypeError(f"{path} is no RSA key.")
    return key
