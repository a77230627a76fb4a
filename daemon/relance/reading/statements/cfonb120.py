"""CFONB 120: statements of French banks in records of 120 characters, with line ends or without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from relance.domain.evidence import Evidence, Form, Nature, Statement
from relance.domain.money import cents, euros
from relance.errors import WorldError
from relance.reading.statements.figures import bounded, decoded, foreign, french_iban, told_id, unread
from relance.reading.statements.labels import Label, nature_of, read_label, squeezed

WIDTH = 120
_START = re.compile(r"0[1457][0-9A-Z]{5}")
# The last figure carries the sign; é and è are { and } in the French 7-bit code.
_POSITIVE = {**{c: str(n) for n, c in enumerate("{ABCDEFGHI")}, "é": "0"}
_NEGATIVE = {**{c: str(n) for n, c in enumerate("}JKLMNOPQR")}, "è": "0"}
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}[0-9A-Z]{11,30}\b")


def looks_like_cfonb(text: str) -> bool:
    """Whether a text begins with a record of such a statement."""
    first = text.lstrip("\r\n\ufeff")[:WIDTH]
    return bool(_START.match(first)) and len(first.split("\n")[0]) >= 40 and first[16:19].isalpha()


@dataclass(slots=True)
class _Row:
    """A movement (04) with its complements (05): (qualifier, text with its spaces)."""

    place: str
    record: str
    more: list[tuple[str, str]] = field(default_factory=list)

    def told(self, qualifier: str) -> str:
        """The text of a qualifier, all its records as one."""
        return squeezed(" ".join(t for q, t in self.more if q == qualifier))


def read_cfonb120(name: str, data: bytes) -> Statement:
    """The movements of a CFONB 120 file, which may hold several accounts and days.

    Args:
        name: of the file, for messages.
        data: its bytes.

    Raises:
        WorldError: no record of such a statement is in it.

    """
    reader = _Reader()
    for place, record in _records(decoded(data), reader.problems):
        reader.take(place, record)
    reader.end_row()
    if not reader.seen:
        raise WorldError(f"{name} : ce fichier n’est pas un relevé CFONB 120. Demandez ce format à votre banque.")
    known = min(reader.covered.values(), default=None)
    return Statement(Form.CFONB120, tuple(reader.movements), known, bounded(reader.problems))


def _records(text: str, problems: list[str]) -> Iterator[tuple[str, str]]:
    number = 0
    for line in re.split(r"\r\n|\n|\r|\x1a", text.lstrip("\ufeff")):
        if not line.strip():
            continue
        whole = line.rstrip()
        for start in range(0, len(whole), WIDTH):
            number += 1
            record = whole[start : start + WIDTH]
            if _START.match(record):
                yield f"enregistrement {number}", record.ljust(WIDTH)
            elif record.strip():
                problems.append(
                    f"enregistrement {number} : son type n’est pas 01, 04, 05 ou 07, il n’est pas repris."
                )


class _Reader:
    def __init__(self) -> None:
        self.movements: list[Evidence] = []
        self.problems: list[str] = []
        self.covered: dict[str, date] = {}
        self.seen = False
        self._row: _Row | None = None
        self._balance: Decimal | None = None

    def take(self, place: str, record: str) -> None:
        kind = record[:2]
        if kind == "05":
            if self._row is not None:
                self._row.more.append((record[45:48].strip(), record[48:118]))
            else:
                self.problems.append(f"{place} : complément sans mouvement avant lui, non repris.")
            return
        self.end_row()
        self.seen = True
        if kind == "04":
            self._row = _Row(place, record)
        else:
            self._balance_record(place, record, closing=kind == "07")

    def _balance_record(self, place: str, record: str, *, closing: bool) -> None:
        try:
            on, balance = _day(record[34:40]), _sum(record)
        except ValueError as error:
            self.problems.append(f"{place} : {error}")
            self._balance = None
            return
        if not closing:
            self._balance = balance
            return
        account = _account(record)
        self.covered[account] = max(on, self.covered.get(account, on))
        if self._balance is not None and self._balance != balance:
            self.problems.append(
                f"{place} : le nouveau solde ({euros(balance)}) n’est pas celui que donnent les mouvements lus "
                f"({euros(self._balance)}) : il manque peut-être des lignes. Comparez avec le relevé de la banque."
            )
        self._balance = None

    def end_row(self) -> None:
        row, self._row = self._row, None
        if row is None:
            return
        try:
            movement = _movement(row)
        except ValueError as error:
            self.problems.append(f"{row.place} : {error}")
            self._balance = None
            return
        self.movements.append(movement)
        if self._balance is not None:
            self._balance += movement.amount


def _account(record: str) -> str:
    return french_iban(record[2:7], record[11:16], record[21:32])


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%d%m%y").date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        raise unread("date", text) from None


def _sum(record: str) -> Decimal:
    text, decimals, currency = record[90:104], record[19], record[16:19]
    if currency.strip() not in {"EUR", ""}:
        raise foreign(currency)
    sign = 1 if text[-1] in _POSITIVE else -1
    last = _POSITIVE.get(text[-1]) or _NEGATIVE.get(text[-1])
    digits = text[:-1].strip() + (last or "")
    if last is None or not re.fullmatch(r"[0-9]+", digits) or decimals not in "0123456789":
        raise unread("montant", text)
    value = Decimal(digits).scaleb(-int(decimals))
    if value != cents(value):
        raise unread("montant", text)
    return cents(value) * sign


def _movement(row: _Row) -> Evidence:
    record = row.record
    amount, on = _sum(record), _day(record[34:40])
    label = squeezed(record[48:79])
    nature = _nature(row, label, amount)
    client = nature not in {Nature.SENT, Nature.FEE}
    told = read_label(label) if client else Label(reference=label)
    payer = row.told("NPY") if client else ""
    written = _remittance(row) or row.told("LIB")
    account = next((m[0] for q, t in row.more if q in {"CPY", "IPY"} and (m := _IBAN.search(t))), "")
    return Evidence(
        Form.CFONB120,
        nature,
        on,
        amount,
        row.place,
        value_on=_value_day(record, on),
        payer=payer or told.payer,
        ultimate_payer=row.told("NPO"),
        reference=written or (told.reference if told.reference != payer else ""),
        end_to_end=told_id(next((t[:35] for q, t in row.more if q == "RCN"), "")) or told.end_to_end,
        cheque=told.cheque,
        bank_id=told_id(row.told("REF")) or told_id(record[104:120]),
        account=_account(record),
        payer_iban=account,
        reason=row.told("RET") or told_id(record[40:42]),
    )


def _nature(row: _Row, label: str, amount: Decimal) -> Nature:
    told = nature_of(label, amount)
    returned = bool(told_id(row.record[40:42]) or row.told("RET"))
    if told is Nature.FEE or not returned:
        return told
    return Nature.REVERSAL if amount < 0 else Nature.SENT


def _value_day(record: str, on: date) -> date | None:
    try:
        day = _day(record[42:48])
    except ValueError:
        return None
    return day if day != on else None


def _remittance(row: _Row) -> str:
    """LCC and LC2 are one text cut after 70 characters: no space is put where none was."""
    free = "".join(t.ljust(70) for q, t in row.more if q in {"LCC", "LC2"})
    return squeezed(f"{free} {row.told('LCS')}")
