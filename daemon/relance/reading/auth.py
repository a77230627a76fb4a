"""Whether the firm's own mail server vouches for the sender (RFC 8601).

Only the topmost Authentication-Results counts, and only if its authserv-id is trusted: a server adds its header on
top, and everything below came with the mail, so may be forged (mail_failures 2.7).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from relance.domain.intents import Verdict
from relance.reading.message import Message

_COMMENT = re.compile(r"\((?:[^()\\]|\\.)*\)")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_METHOD = re.compile(r"^\s*([a-z][\w-]*)(?:\s*/\s*\d+)?\s*=\s*([a-z]+)\b(.*)$", re.IGNORECASE | re.DOTALL)
_PROPERTY = re.compile(r"\b([a-z]+)\s*\.\s*([\w-]+)\s*=\s*(\S+)", re.IGNORECASE)


def verdict(message: Message, trusted: Sequence[str]) -> Verdict:
    """What the firm's server found.

    PASS: dmarc=pass, or dkim=pass by a domain aligned with From. FAIL: dmarc=fail. All else is NONE: spf alone proves
    the envelope only; a dkim=fail without a DMARC policy is what an ordinary mailing list does to honest mail. A mail
    with several From addresses or headers is never better than NONE (RFC 7489 section 6.6.1).

    Args:
        message: the mail.
        trusted: authserv-ids of the firm's server (`[imap] trusted_authserv`).

    """
    results = message.root.raw_all("authentication-results")
    if not results:
        return Verdict.NONE
    server, methods = _read(results[0])
    if server.lower() not in {t.lower() for t in trusted}:
        return Verdict.NONE
    found = [(name.lower(), result.lower(), properties) for name, result, properties in methods]
    if any(name == "dmarc" and result == "fail" for name, result, _ in found):
        return Verdict.FAIL
    single = len(message.senders) == 1 and len(message.root.raw_all("from")) == 1
    domain = message.senders[0][1].partition("@")[2] if single else ""
    passed = any(
        result == "pass" and (_speaks_of(properties, domain) if name == "dmarc" else _signed_by(properties, domain))
        for name, result, properties in found
        if name in {"dmarc", "dkim"}
    )
    return Verdict.PASS if passed and domain else Verdict.NONE


def _read(value: str) -> tuple[str, list[tuple[str, str, dict[str, str]]]]:
    """authserv-id and (method, result, properties) of one header; comments, quotes and folding undone."""
    kept: dict[str, str] = {}

    def keep(match: re.Match[str]) -> str:
        kept[f"\x01{len(kept)}\x01"] = re.sub(r"\\(.)", r"\1", match[1])
        return f"\x01{len(kept) - 1}\x01"

    bare = _QUOTED.sub(keep, value)
    while (stripped := _COMMENT.sub(" ", bare)) != bare:
        bare = stripped
    pieces = bare.split(";")

    def whole(text: str) -> str:
        return re.sub("\x01\\d+\x01", lambda m: kept.get(m[0], ""), text)

    head = pieces[0].split()
    server = whole(head[0]).strip() if head else ""
    methods = []
    for piece in pieces[1:]:
        found = _METHOD.match(piece)
        if found:
            properties = {
                f"{kind.lower()}.{name.lower()}": whole(text).lower()
                for kind, name, text in _PROPERTY.findall(found[3])
            }
            methods.append((found[1], found[2], properties))
    return server, methods


def _speaks_of(properties: dict[str, str], domain: str) -> bool:
    """A DMARC result names the From domain it was made for; where it names another, it is not about this From."""
    named = properties.get("header.from", "").rpartition("@")[2].rstrip(".")
    return not named or _aligned(named, domain)


def _signed_by(properties: dict[str, str], domain: str) -> bool:
    signer = properties.get("header.d", "") or properties.get("header.i", "").rpartition("@")[2]
    return bool(signer) and _aligned(signer.rstrip("."), domain)


_SHARED = frozenset(
    [
        "co.uk",
        "org.uk",
        "ac.uk",
        "gov.uk",
        "com.au",
        "co.nz",
        "com.br",
        "co.jp",
        "asso.fr",
        "com.fr",
        "gouv.fr",
        "notaires.fr",
        "avocat.fr",
        "nom.fr",
        "tm.fr",
        "prd.fr",
        "medecin.fr",
        "huissier-justice.fr",
        "experts-comptables.fr",
        "geometre-expert.fr",
        "pharmacien.fr",
        "veterinaire.fr",
    ]
)


def _aligned(one: str, other: str) -> bool:
    """Relaxed alignment (RFC 7489 section 3.1.1); without a list of suffixes, a parent domain of two labels or more.

    Domains under which anybody can register (`avocat.fr`) are no common owner.
    """
    one, other = one.lower(), other.lower()
    if one == other:
        return bool(one)
    short, long = sorted((one, other), key=len)
    return short.count(".") >= 1 and short not in _SHARED and long.endswith("." + short)
