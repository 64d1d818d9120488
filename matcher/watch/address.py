"""One e-mail address that can stand in a header, and nothing beside it."""

from __future__ import annotations

from email.errors import HeaderParseError
from email.headerregistry import Address, HeaderRegistry

from matcher.document import InputError, Problem, shown
from matcher.locale import N_

HEADERS = HeaderRegistry()


def mail_address(text: str, setting: str) -> Address:
    """Read `a@example.org` or `A Name <a@example.org>`.

    Args:
        text: the address, as someone wrote it.
        setting: where it was written, to be named in the refusal.

    Raises:
        InputError: it is not one address in ASCII, or holds what could begin another header.
    """
    addresses = _addresses(text) if text.isprintable() else ()
    if len(addresses) != 1 or not addresses[0].username or "." not in addresses[0].domain or not addresses[0].addr_spec.isascii():
        message = N_("this is not an e-mail address")
        expected = N_("one address, such as advisor@example.org")
        raise InputError([Problem("", 1, 1, setting, message, found=f'"{shown(text)}"', expected=expected)])
    return addresses[0]


def _addresses(text: str) -> tuple[Address, ...]:
    try:
        header = HEADERS("from", text)
    except (
        HeaderParseError,
        AttributeError,
        IndexError,
        ValueError,
    ):  # the standard library's parser stumbles over `a@` and `.:`
        return ()
    return () if header.defects else getattr(header, "addresses", ())
