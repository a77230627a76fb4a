"""Rules between keys. They read the raw values, so that they speak even when another key is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from relance.config import checks
from relance.config.lines import Loc

Problem = tuple[Loc, str]


def between_keys(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Every problem that needs more than one key to be seen."""
    for name in ("imap", "smtp"):
        section = data.get(name)
        if isinstance(section, dict):
            yield from _server(name, section)
    yield from _staff(data)
    yield from _hours(data)


def _server(name: str, section: Mapping[str, Any]) -> Iterator[Problem]:
    host = section.get("host")
    if section.get("security") == "none" and isinstance(host, str) and host and not checks.is_loopback(host):
        yield (
            (name, "security"),
            f"« none » laisserait tout passer en clair vers « {host} » ; écrivez « tls » ou « starttls »",
        )
    if section.get("password_file") and section.get("password_env"):
        yield (name, "password_env"), "il y a deux mots de passe ; gardez password_file ou password_env, pas les deux"
    if section.get("auth") == "oauth2":
        yield (
            (name, "auth"),
            "« oauth2 » n’est pas encore disponible ; écrivez « password » avec un mot de passe d’application",
        )


def _staff(data: Mapping[str, Any]) -> Iterator[Problem]:
    firm = data.get("firm")
    people = firm.get("staff") if isinstance(firm, dict) else None
    if not isinstance(people, list):
        return
    mailbox = _address(firm.get("email")) if isinstance(firm, dict) else ""
    seen: set[str] = set()
    for rank, person in enumerate(people):
        address = _address(person.get("email")) if isinstance(person, dict) else ""
        where: Loc = ("firm", "staff", rank, "email")
        if address and address == mailbox:
            yield (
                where,
                f"« {address} » est la boîte surveillée ; donnez à cette personne une adresse à elle",
            )
        elif address and address in seen:
            yield where, f"« {address} » est déjà l’adresse d’une autre personne ; une adresse par personne"
        seen.add(address)
    if people and all(isinstance(person, dict) and person.get("role") == "assistant" for person in people):
        yield (
            ("firm", "staff"),
            'il n’y a aucun avocat (role = "lawyer") ; nommez-en un : lui seul lève ce qui est grave',
        )


def _hours(data: Mapping[str, Any]) -> Iterator[Problem]:
    sending = data.get("sending")
    spans = sending.get("hours") if isinstance(sending, dict) else None
    if not isinstance(spans, list):
        return
    try:
        ordered = sorted(checks.hour_span(span) for span in spans)
    except ValueError:
        return  # the model names the span that is wrong
    if any(later[0] < earlier[1] for earlier, later in pairwise(ordered)):
        yield ("sending", "hours"), "deux plages se recouvrent ; réunissez-les en une seule"


def _address(value: object) -> str:
    return value.strip().lower() if isinstance(value, str) else ""
