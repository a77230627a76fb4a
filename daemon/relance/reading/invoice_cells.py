"""Cells of an invoice file as typed values; what is wrong with one is a French reason with the value in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from relance.domain.model import ClientKind, Nature
from relance.domain.money import cents, parse_amount
from relance.domain.policy import Stage
from relance.domain.text import plain
from relance.reading.tables import Cell, cell_text
from relance.reading.values import ascii_address, parse_day, split_addresses

T = TypeVar("T")

_KINDS = {
    "professionnel": ClientKind.PROFESSIONAL,
    "professional": ClientKind.PROFESSIONAL,
    "particulier": ClientKind.CONSUMER,
    "consumer": ClientKind.CONSUMER,
    "public": ClientKind.PUBLIC,
}
_NATURES = {"honoraires": Nature.FEES, "honoraire": Nature.FEES, "provision": Nature.PROVISION}
_STAGES = {plain(stage.value): stage for stage in Stage}
_LANGUAGES = {"fr": "fr", "francais": "fr", "french": "fr", "en": "en", "anglais": "en", "english": "en"}
_NUMBER_MAX = 64
_FIRST_YEAR = 1990
_YEARS_AHEAD = 10
_TOO_MUCH = Decimal(10) ** 10
# 1234,567 could be an amount with thousandths as well as a typing error; only groups like 1.234 are thousands
_THOUSANDTHS = re.compile(r"(\d{4,}|0+)[.,]\d{3}")


@dataclass(frozen=True, slots=True)
class Known:
    """What a row is checked against.

    Attributes:
        staff: lower-case e-mails of the people of the firm.
        own: other lower-case addresses of the firm (the watched mailbox).
        policies: names that `policy` may hold.
        today: the day of the import.

    """

    staff: frozenset[str]
    own: frozenset[str]
    policies: frozenset[str]
    today: date


class Wrong(Exception):  # noqa: N818  not an error of the program: what is wrong with one value
    """A value that cannot be taken; its text is the French reason."""


def number(cell: Cell) -> str:
    """An invoice number as printed on the invoice."""
    if isinstance(cell, date):
        raise Wrong(
            f"« {cell:%d/%m/%Y} » : le tableur a changé le numéro en date ; mettez la colonne au format Texte"
        )
    text = " ".join(cell_text(cell).split())
    if len(text) > _NUMBER_MAX or not text.isprintable():
        raise Wrong(f"« {text[:_NUMBER_MAX]} » n’est pas un numéro de facture ({_NUMBER_MAX} caractères au plus)")
    return text


def amount(cell: Cell) -> Decimal:
    """Euros to the cent, of any sign."""
    value = _decimal(cell)
    if value is None:
        raise Wrong(f"« {cell_text(cell)} » n’est pas une somme au centime près : écrivez par exemple 1234,56")
    return value


def _decimal(cell: Cell) -> Decimal | None:
    if isinstance(cell, date):
        return None
    if isinstance(cell, Decimal):
        return cents(cell) if cell.is_finite() and abs(cell) < _TOO_MUCH and cell == cents(cell) else None
    if _THOUSANDTHS.fullmatch("".join(cell.split())):
        return None
    try:
        value = parse_amount(cell)
    except (ValueError, ArithmeticError):
        return None
    return value if abs(value) < _TOO_MUCH else None


def positive(cell: Cell) -> Decimal:
    """A sum that can be owed."""
    value = amount(cell)
    if value <= 0:
        raise Wrong(f"« {cell_text(cell)} » : il faut une somme positive (un avoir se saisit par « relance credit »)")
    return value


def paid(cell: Cell) -> Decimal:
    """A total of payments."""
    value = amount(cell)
    if value < 0:
        raise Wrong(f"« {cell_text(cell)} » : le total réglé ne peut pas être négatif")
    return value


def day(cell: Cell, today: date) -> date:
    """A calendar day that an invoice may carry."""
    shown = cell_text(cell)
    try:
        value = cell if isinstance(cell, date) else parse_day(shown)
    except ValueError as error:
        raise Wrong(f"« {shown} » n’est pas une date : écrivez 30/11/2026 ou 2026-11-30") from error
    if not _FIRST_YEAR <= value.year <= today.year + _YEARS_AHEAD:
        raise Wrong(f"« {shown} » : l’année {value.year} est invraisemblable")
    return value


def past_day(cell: Cell, today: date) -> date:
    """A day on which something was done."""
    value = day(cell, today)
    if value > today:
        raise Wrong(f"« {cell_text(cell)} » est à venir : écrivez le jour où l’étape a été faite")
    return value


def addresses(cell: Cell, known: Known) -> tuple[str, ...]:
    """Addresses of a client, each once; never one of the firm."""
    found: list[str] = []
    for address in split_addresses(cell_text(cell)):
        try:
            good = ascii_address(address)
        except ValueError as error:
            raise Wrong(f"« {address} » n’est pas une adresse : écrivez par exemple compta@exemple.fr") from error
        if good in known.staff or good in known.own:
            raise Wrong(f"« {address} » est une adresse du cabinet : écrivez celle du client")
        found.append(good)
    if not found:
        raise Wrong(f"« {cell_text(cell)} » n’est pas une adresse : écrivez par exemple compta@exemple.fr")
    return tuple(dict.fromkeys(found))


def _word(cell: Cell, words: Mapping[str, T], meant: str) -> T:
    try:
        return words[plain(cell_text(cell))]
    except KeyError as error:
        raise Wrong(f"« {cell_text(cell)} » n’est pas connu : écrivez {meant}") from error


def kind(cell: Cell) -> ClientKind:
    """Who owes."""
    return _word(cell, _KINDS, "professionnel, particulier ou public, ou rien")


def nature(cell: Cell) -> Nature:
    """What is invoiced."""
    return _word(cell, _NATURES, "honoraires ou provision, ou rien")


def stage(cell: Cell) -> Stage:
    """A stage of the ladder."""
    return _word(cell, _STAGES, f"l’une des étapes {', '.join(_STAGES[w].value for w in _STAGES)}, ou rien")


def language(cell: Cell) -> str:
    """Two-letter code of a language."""
    return _word(cell, _LANGUAGES, "fr ou en, ou rien")


def policy(cell: Cell, known: Known) -> str:
    """A policy of the configuration."""
    name = cell_text(cell)
    if name not in known.policies:
        raise Wrong(f"« {name} » n’est pas une politique connue : {', '.join(sorted(known.policies))}")
    return name


def responsible(cell: Cell, known: Known) -> str:
    """The person of the firm who answers for an invoice."""
    address = cell_text(cell).strip().lower()
    if address not in known.staff:
        raise Wrong(
            f"« {address} » n’est pas l’adresse d’une personne du cabinet ([[firm.staff]] de la configuration)"
        )
    return address


def postal(text: str) -> str | None:
    """A postal address: its lines kept, each trimmed; None when empty."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line) or None
