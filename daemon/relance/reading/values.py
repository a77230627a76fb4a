"""Single values as people type them in files and commands: days, e-mail addresses."""

from __future__ import annotations

import re
from datetime import date

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][0-9:.]+)?")
_FRENCH = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
# RFC 5321 section 4.1.2 without quoted local parts and address literals, which no client of a firm has
_MAILBOX = re.compile(
    rf"{_ATOM}(?:\.{_ATOM})*@(?=.{{3,253}}$)(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.)+[a-z0-9-]{{2,63}}"
)
_LOCAL_MAX = 64  # octets, RFC 5321 section 4.5.3.1.1
_NAMED = re.compile(r"[^;,<>]*<([^<>]*)>")


def parse_day(text: str) -> date:
    """Read `2026-11-30` or `30/11/2026`.

    Raises:
        ValueError: it is neither, or no such day exists.

    """
    bare = text.strip()
    if iso := _ISO.fullmatch(bare):
        year, month, day = iso.groups()
    elif french := _FRENCH.fullmatch(bare):
        day, month, year = french.groups()
    else:
        raise ValueError(text)
    return date(int(year), int(month), int(day))


def split_addresses(text: str) -> tuple[str, ...]:
    """The addresses of a cell, lower case, each once; separated by `;`, `,` or spaces, with or without names."""
    bare = _NAMED.sub(r" \1 ", text)
    return tuple(dict.fromkeys(part.removeprefix("mailto:").lower() for part in re.split(r"[;,\s]+", bare) if part))


def ascii_address(address: str) -> str:
    """A lower-case address with its domain as mail servers write it (punycode).

    Raises:
        ValueError: it is not an address that can be written to.

    """
    local, at, domain = address.rpartition("@")
    if domain.isascii():
        known = address
    else:
        try:
            known = local + at + domain.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise ValueError(address) from error
    if not _MAILBOX.fullmatch(known) or len(local) > _LOCAL_MAX or domain.rpartition(".")[2].isdigit():
        raise ValueError(address)
    return known
