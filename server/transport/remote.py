"""Where a connection really comes from: forwarded addresses count only as far as the trusted proxies go."""

import ipaddress
from collections.abc import Sequence

from aiohttp import web

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_CUSTOMER_BITS = 64
"""One IPv6 customer has a /64 at least (RFC 6177), so it counts as one address."""


class Remote:
    """Reads addresses behind the given proxies, each an address or a network."""

    def __init__(self, proxies: Sequence[str]) -> None:
        self._proxies: tuple[Network, ...] = tuple(ipaddress.ip_network(proxy, strict=False) for proxy in proxies)

    def address(self, request: web.BaseRequest) -> str:
        """The nearest address that is not one of our proxies."""
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
        nearest = request.remote or ""
        while hops and self._trusted(nearest):
            nearest = hops.pop()
        return nearest

    def _trusted(self, address: str) -> bool:
        parsed = _parsed(address)
        return parsed is not None and any(parsed in network for network in self._proxies)


def network(address: str) -> str:
    """What is counted as one: an IPv4 address, or the /64 of an IPv6 address."""
    parsed = _parsed(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, _CUSTOMER_BITS), strict=False))
    return str(parsed or address)


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An IPv4 address in an IPv6 coat, as sockets for both give it, is an IPv4 address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed
