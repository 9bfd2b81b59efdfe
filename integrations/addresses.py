"""Which addresses a call may reach: never the inside of our own network, unless the installation allows it.

A name is resolved once and the connection pinned to what was checked, so that a name which changes between
the check and the call (DNS rebinding) gains nothing (SE-08).
"""

import ipaddress
import socket

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NameResolutionError, NewConnectionError

from integrations.deadline import TimedResponse
from integrations.errors import Refused

NAT64 = ipaddress.ip_network("64:ff9b::/96")
METADATA = ipaddress.ip_address("fd00:ec2::254")
"""The address of a cloud's own secrets that is neither link-local nor reserved (AWS over IPv6)."""


def may_reach(address: str, private_network: bool) -> bool:
    """Whether a call may go to this IP address. Link-local and metadata addresses never may."""
    ip = _unwrapped(ipaddress.ip_address(address.partition("%")[0]))
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified or ip == METADATA:
        return False
    return ip.is_global or (private_network and (ip.is_loopback or ip.is_private))


def resolve(host: str, port: int, private_network: bool) -> tuple[str, ...]:
    """Every address of `host`. Raises `Refused` if any of them may not be reached."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not all(may_reach(address, private_network) for address in addresses):
        raise Refused(
            f"{host} stands in a private or reserved network, which this installation does not call. "
            "Correct the address, or let the installation call private hosts."
        )
    return addresses


def pool_classes(
    private_network: bool,
) -> dict[str, type[HTTPConnectionPool]]:
    """The connection pools, by scheme, for `urllib3.PoolManager.pool_classes_by_scheme`."""

    class PlainConnection(_Pinned, HTTPConnection):
        may_be_private = private_network

    class TlsConnection(_Pinned, HTTPSConnection):
        may_be_private = private_network

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = PlainConnection

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = TlsConnection

    return {"http": PlainPool, "https": TlsPool}


class _Pinned(HTTPConnection):
    """A connection that opens only to addresses it has checked; TLS still checks the name."""

    may_be_private: bool
    response_class = TimedResponse

    def _new_conn(self) -> socket.socket:
        name = self.host
        failure: NewConnectionError | None = None
        for address in self._addresses(name):
            try:
                self.host = address
                return super()._new_conn()
            except NewConnectionError as error:
                failure = error
            finally:
                self.host = name
        raise failure or NewConnectionError(self, "The name has no address.")

    def _addresses(self, name: str) -> tuple[str, ...]:
        try:
            return resolve(name, self.port, self.may_be_private)
        except (socket.gaierror, UnicodeError) as error:
            raise NameResolutionError(name, self, socket.gaierror(*error.args)) from error


def _unwrapped(
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The IPv4 address that an IPv6 one stands for, where it does."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip in NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip
