"""The Lua scripts, by name: their text, their hash, loaded from the files beside this module."""

import hashlib
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Script:
    """One script; Redis knows it by its SHA-1."""

    name: str
    text: str
    sha: str


def load(name: str) -> Script:
    """The script of this name; its file states keys, arguments and results."""
    text = (resources.files(__package__) / "lua" / f"{name}.lua").read_text(encoding="utf-8")
    return Script(name, text, hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest())


ANNOUNCE = load("announce")
KNOWN = load("known")
END_EPOCH = load("end_epoch")
TAKE_LIMIT = load("take_limit")
CLAIM_LOCK = load("claim_lock")
COUNT_FAILURE = load("count_failure")
FORGET_FAILURE = load("forget_failure")
OPEN_SESSION = load("open_session")
CLAIM_SESSION = load("claim_session")
UPDATE_SESSION = load("update_session")
EVICT = load("evict")
ARRIVE = load("arrive")
DEPART = load("depart")
LOOK = load("look")
TALLY = load("tally")
REFUSE_BID = load("refuse_bid")
RAISE_GATE = load("raise_gate")
HOLD_STOCK = load("hold_stock")
RELEASE_STOCK = load("release_stock")
REOPEN_STOCK = load("reopen_stock")
LOOK_STOCK = load("look_stock")
MEND_STOCK = load("mend_stock")
KEEP_PAYMENT = load("keep_payment")
LOOK_PAYMENT = load("look_payment")
