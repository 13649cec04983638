"""Every key and channel by name; nothing else spells one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Keys:
    """All names carry the deployment's prefix, so that several may share one Redis."""

    prefix: str

    @property
    def epoch(self) -> str:
        """Which history the sequence counts in; a new one after every loss of data."""
        return f"{self.prefix}epoch"

    @property
    def sequence(self) -> str:
        """The last number given to an announcement."""
        return f"{self.prefix}sequence"

    def announced(self, source: str, version: int, part: int) -> str:
        """Mark of an announcement that is out already."""
        return f"{self.prefix}announced:{source}:{version}:{part}"

    def journal(self, room: str) -> str:
        """A room's latest announcements, a stream."""
        return f"{self.prefix}journal:{room}"

    def floor(self, room: str) -> str:
        """Sequence of the oldest entry that a trimmed journal still has."""
        return f"{self.prefix}floor:{room}"

    def newest(self, room: str) -> str:
        """A room's newest entry by key, for pushes of which only the newest matters."""
        return f"{self.prefix}newest:{room}"

    def session(self, secret_hash: str) -> str:
        """What is remembered of a connection, by the hash of the secret that its client holds."""
        return f"{self.prefix}session:{secret_hash}"

    def channel(self, room: str) -> str:
        """Where a room's announcements are published."""
        return f"{self.prefix}room:{room}"

    def present(self, account_id: str) -> str:
        """Processes on which an account is present."""
        return f"{self.prefix}present:{account_id}"

    def seen(self, account_id: str) -> str:
        """When an account was seen last."""
        return f"{self.prefix}seen:{account_id}"

    def figures(self, group: str) -> str:
        """What each process of a group counted lately."""
        return f"{self.prefix}figures:{group}"

    def stock(self, listing_id: str) -> str:
        """The gate before a listing's stock."""
        return f"{self.prefix}stock:{listing_id}"

    def limit(self, key: str) -> str:
        return f"{self.prefix}limit:{key}"

    def payment(self, payment_id: str) -> str:
        """How a payment stood when it was last written."""
        return f"{self.prefix}payment:{payment_id}"

    def lock(self, name: str) -> str:
        return f"{self.prefix}lock:{name}"

    def bids(self, listing_id: str) -> str:
        """What the gate of an auction knows: the least that is accepted, and whose requests were."""
        return f"{self.prefix}bids:{listing_id}"

    def attempts(self, counter: str) -> str:
        """Failed sign-ins; the common hash tag lets one script have several counters on a cluster."""
        return f"{self.prefix}{{attempts}}:{counter}"
