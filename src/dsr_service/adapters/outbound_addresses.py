"""Which addresses we call on somebody else's word: public ones, and private ones only where the operator lists them.

The name is resolved once and the connection goes to the address that was checked, so that a name which changes its
address between check and use (DNS rebinding) gains nothing. `outbound_http` makes the calls.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

from dsr_service.domain.errors import DsrError, Kind

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Lookup = Callable[[str, int], Sequence[str]]
"""All addresses of a name, as text; raises OSError. Called in a thread."""

_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_UNICAST: Final = ipaddress.IPv6Network("2000::/3")  # what IANA gives out; all else of IPv6 is special
_DOCUMENTS: Final = ipaddress.IPv6Network("3fff::/20")  # RFC 9637; younger than the library's own list
_NEVER: Final = frozenset(
    ipaddress.ip_address(each)
    for each in (  # clouds answer here with the machine's own credentials: no list makes these callable
        "169.254.169.254", "169.254.170.2", "169.254.170.23", "168.63.129.16", "100.100.100.200", "192.0.0.192",
        "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254",
    )
)  # fmt: skip
_WEB_PORTS: Final = frozenset({80, 443})
_RESOLVE_SECONDS: Final = 5.0

# Threads of their own: a dead name server must not hold up whatever else waits for the default ones.
_RESOLVERS: Final = ThreadPoolExecutor(max_workers=8, thread_name_prefix="resolve")


class AddressRefused(DsrError):
    code = "address_refused"
    kind = Kind.FORBIDDEN
    title = "The host's address is not one that may be called."


class HostUnknown(DsrError):
    code = "host_unknown"
    kind = Kind.UNAVAILABLE
    title = "The host's name can't be resolved."


def _lookup(host: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


@dataclass(frozen=True, slots=True)
class AddressGuard:
    """`private` lists the networks that may be called although they are not public."""

    private: tuple[Network, ...] = ()
    lookup: Lookup = field(default=_lookup, compare=False)
    resolve_seconds: float = _RESOLVE_SECONDS

    @classmethod
    def of(cls, networks: Sequence[str]) -> "AddressGuard":
        """Raises ValueError."""
        return cls(tuple(ipaddress.ip_network(network.strip()) for network in networks if network.strip()))

    def allows(self, address: Address) -> bool:
        faces = _faces(address)
        if any(face in _NEVER for face in faces):
            return False
        return self._listed(address) or all(_is_public(face) for face in faces)

    def allows_plain_http(self, address: Address) -> bool:
        """Without TLS only inside a network that the operator listed."""
        return self._listed(address) and self.allows(address)

    async def resolve(self, host: str, port: int) -> Address:
        """The first address to connect to. Raises AddressRefused when any of the host's is refused, HostUnknown."""
        return (await self.resolve_all(host, port))[0]

    async def resolve_all(self, host: str, port: int) -> tuple[Address, ...]:
        """The addresses to try in turn. Raises AddressRefused when any of the host's is refused, HostUnknown."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self.resolve_seconds):
                found = await loop.run_in_executor(_RESOLVERS, self.lookup, host, port)
            addresses = tuple(dict.fromkeys(_address(each) for each in found))
        except (OSError, ValueError, TimeoutError):  # ValueError: a name that IDNA refuses, or holds NUL
            raise HostUnknown from None
        if not addresses:
            raise HostUnknown
        if not all(self.allows(address) for address in addresses):
            raise AddressRefused
        if not all(self._listed(address) or _is_web_port(port) for address in addresses):
            raise AddressRefused(
                "No service on this port is called outside the networks that the operator listed."
            )
        return addresses

    def _listed(self, address: Address) -> bool:
        return any(address in network for network in self.private)


def _address(text: str) -> Address:
    """Without its zone; an IPv4 address that is written as one of IPv6 is one of IPv4."""
    address = ipaddress.ip_address(text.partition("%")[0])
    return getattr(address, "ipv4_mapped", None) or address


def _is_public(address: Address) -> bool:
    if address in _NAT64:
        return True  # as public as the address of IPv4 within, which is checked beside it
    if address.version == 6 and (address not in _UNICAST or address in _DOCUMENTS):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _is_web_port(port: int) -> bool:
    """Below 1024 only the web's own: nobody's mail or shell server gets a request from us."""
    return port in _WEB_PORTS or port >= 1024


def _faces(address: Address) -> list[Address]:
    """The address, and those of IPv4 that it stands for: packets to it end up there."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    last = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    inner: list[Address | None] = [address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or (int(address) >> 32) & 0xFFFF_FFFF in {0x5EFE, 0x0200_5EFE}:  # the latter: ISATAP
        inner.append(last)
    return [address, *(each for each in inner if each)]
