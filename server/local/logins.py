"""The four people whom `up` introduces, one for each part in the market; they exist in demo data only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """Who may be tried out, and what for."""

    handle: str
    password: str
    role: str
    """The part they play: seller and buyer have the same rights."""


DEMO_LOGINS = (
    DemoLogin("lin_mei", "demo-seller-1", "seller"),
    DemoLogin("tom_baker", "demo-buyer-1", "buyer"),
    DemoLogin("mod_wang", "demo-moderator-1", "moderator"),
    DemoLogin("ada_admin", "demo-admin-1", "admin"),
)
