"""Both pairs of keys of the sandbox, made on first use in the data folder, marked so that production refuses them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from server.settings import SANDBOX_APP_ID, SANDBOX_MARK

SELLER_ID = "2088000000000001"
_BITS = 2048
_EXPONENT = 65537


@dataclass(frozen=True, slots=True)
class SandboxKeys:
    """Files: the market signs with its own private key and knows the gateway's public one, the gateway the reverse."""

    market_private: Path
    market_public: Path
    gateway_private: Path
    gateway_public: Path

    @classmethod
    def of(cls, data_dir: Path) -> Self:
        folder = data_dir / "sandbox"
        names = ("market", "gateway")
        keys = cls(*(folder / f"{name}{kind}.pem" for name in names for kind in ("", ".public")))
        for private, public in ((keys.market_private, keys.market_public), (keys.gateway_private, keys.gateway_public)):
            if not (private.is_file() and public.is_file()):
                folder.mkdir(parents=True, exist_ok=True)
                _make(private, public)
        return keys

    def environment(self, gateway: str, market: str) -> dict[str, str]:
        """SOUK_* variables of a market at one address that is paid through the sandbox at another."""
        return {
            "SOUK_ALIPAY_GATEWAY_URL": f"{gateway}/gateway.do",
            "SOUK_ALIPAY_APP_ID": SANDBOX_APP_ID,
            "SOUK_ALIPAY_SELLER_ID": SELLER_ID,
            "SOUK_ALIPAY_PRIVATE_KEY": str(self.market_private),
            "SOUK_ALIPAY_PUBLIC_KEY": str(self.gateway_public),
            "SOUK_PAYMENT_NOTIFY_URL": f"{market}/pay/alipay/notify",
            "SOUK_PAYMENT_RETURN_URL": market,
        }


def _make(private: Path, public: Path) -> None:
    key = rsa.generate_private_key(_EXPONENT, _BITS)
    private.touch(mode=0o600)
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private.write_bytes(SANDBOX_MARK + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    public.write_bytes(SANDBOX_MARK + key.public_key().public_bytes(pem, form))
