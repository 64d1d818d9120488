"""Keeps a visitor of pages on the public internet: a page, or whoever it leads to, must not make it ask the network it runs in."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

Address = IPv4Address | IPv6Address
NAT64 = IPv6Network("64:ff9b::/96")
"""Addresses that lead to the IPv4 address in their last four bytes."""


class NotPublicError(httpx.RequestError):
    """A name leads to an address that is not public. No TransportError: asking again changes nothing."""


class PublicTransport(httpx.AsyncBaseTransport):
    """Looks a name up once, and connects to the addresses that it checked: a second answer of the DNS has no say.

    Each step of a redirect comes through here.
    """

    def __init__(self, limits: httpx.Limits) -> None:
        self._inner = httpx.AsyncHTTPTransport(limits=limits)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        addresses = await _public(request)
        for address in addresses[:-1]:
            try:
                return await self._ask(request, address)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await self._ask(request, addresses[-1])

    async def _ask(self, request: httpx.Request, address: Address) -> httpx.Response:
        """Connect to the address; the certificate is still checked against the name."""
        return await self._inner.handle_async_request(
            httpx.Request(
                request.method,
                request.url.copy_with(host=str(address)),
                headers=request.headers,
                extensions={**request.extensions, "sni_hostname": request.url.host},
            )
        )

    async def aclose(self) -> None:
        await self._inner.aclose()


async def _public(request: httpx.Request) -> list[Address]:
    """Return the addresses of the host. One that is not public is enough to refuse all: which one answers is chance."""
    host = request.url.host
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpx.ConnectError(str(error), request=request) from error
    addresses = [ip_address(str(where[0]).partition("%")[0]) for *_, where in found]
    if not addresses or not all(map(is_public, addresses)):
        raise NotPublicError(f"{host}: {', '.join(map(str, addresses))}", request=request)
    return list(dict.fromkeys(addresses))


def is_public(address: Address) -> bool:
    """Whether an address is of the public internet, and so is the IPv4 address that an IPv6 address stands for."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else None)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast
