"""Which addresses we call on somebody else's word: public ones, and private ones only where the operator lists them.

The name is resolved once and the connection goes to the address that was checked, so that a name which changes its
address between check and use (DNS rebinding) gains nothing.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dsr_service.domain.errors import DsrError, Kind

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")


class AddressRefused(DsrError):
    code = "address_refused"
    kind = Kind.FORBIDDEN
    title = "The host's address is not one that may be called."


class HostUnknown(DsrError):
    code = "host_unknown"
    kind = Kind.UNAVAILABLE
    title = "The host's name can't be resolved."


@dataclass(frozen=True, slots=True)
class AddressGuard:
    """`private` lists the networks that may be called although they are not public."""

    private: tuple[Network, ...] = ()

    @classmethod
    def of(cls, networks: Sequence[str]) -> "AddressGuard":
        """Raises ValueError."""
        return cls(tuple(ipaddress.ip_network(network.strip()) for network in networks if network.strip()))

    def allows(self, address: Address) -> bool:
        return any(address in network for network in self.private) or all(
            each.is_global and not each.is_multicast for each in _faces(address)
        )

    async def resolve(self, host: str, port: int) -> Address:
        """The address to connect to. Raises AddressRefused when any of the host's is refused, HostUnknown."""
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise HostUnknown from None
        addresses = [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]
        if not addresses:
            raise HostUnknown
        if not all(self.allows(address) for address in addresses):
            raise AddressRefused
        return addresses[0]

    def allows_plain_http(self, address: Address) -> bool:
        """Without TLS only inside a network that the operator listed."""
        return any(address in network for network in self.private)


def _faces(address: Address) -> list[Address]:
    """The address, and the one of IPv4 that it stands for."""
    faces: list[Address] = [address]
    if isinstance(address, ipaddress.IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        faces = [*([] if address.ipv4_mapped else faces), *(each for each in inner if each)]
        if address in _NAT64:
            faces.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return faces
