# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""One row of a table of movements, in a file or in a mail, as a movement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from relance.domain.dates import fold_line
from relance.domain.evidence import Evidence, Form, Nature
from relance.domain.text import plain
from relance.reading.statements.columns import role_of
from relance.reading.statements.figures import foreign, read_day, told_id, unread, written_sum
from relance.reading.statements.labels import Label, marked, nature_of, read_label, squeezed

_BALANCE = re.compile(
    r"(?:(?:ancien|nouveau) solde|solde (?:initial|final|au|crediteur|debiteur|precedent|comptable|en valeur|de depart|d'ouverture|de cloture|de debut|de fin|du compte)|(?:sous-)?total|totaux|report a)\b"
)
_WAITING = re.compile(
    r"en attente|a venir|pending|en cours|previsionnel|non comptabilise|autoris|authori|processing|programme|scheduled"
    r"|annul|cancel|refuse|declined|failed|echou|rejet|reverted|expir"
)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row and what its columns hold.

    Attributes:
        roles: of `columns.ROLES`, "" for a column nobody knows.
        cells: as written.
        place: of it, in French.
        day_format: of dates, as `strptime` has it; "" = the usual ones.

    """

    roles: Sequence[str]
    cells: Sequence[str]
    place: str = ""
    day_format: str = ""

    @property
    def continues(self) -> bool:
        """Whether it only goes on with the text of the row above it."""
        return bool(self.told("label")) and sum(bool(c) for c in self.cells) == 1 and not is_balance(self)

    def told(self, role: str) -> str:
        """The cells of a role as one text; one that repeats another is told once."""
        if role not in self.roles:
            return ""
        found = [c for r, c in zip(self.roles, self.cells, strict=False) if r == role and c]
        if len(found) < 2:
            return found[0] if found else ""
        kept = [c for c in found if not any(c != o and fold_line(c) in fold_line(o) for o in found)]
        return " ".join(dict.fromkeys(kept))

    def day(self, role: str) -> date | None:
        """The day of a role, None where there is none; ValueError where it cannot be read."""
        text = self.told(role)
        if not text:
            return None
        if self.day_format:
            return datetime.strptime(text, self.day_format).date()  # noqa: DTZ007  a day has no zone
        return read_day(text)

    def amount(self) -> Decimal | None:
        """Signed; of a payment service the gross, which its net and its fee make where it is not told."""
        for role in ("gross", "amount", "net"):
            if text := self.told(role):
                value = written_sum(text) + (_fee(self) if role == "net" else Decimal(0))
                word = plain(self.told("direction"))
                return -abs(value) if word.startswith("d") or word == "-" else value
        credit, debit = self.told("credit"), self.told("debit")
        sums = written_sum(credit) if credit else Decimal(0), written_sum(debit) if debit else Decimal(0)
        if not credit and not debit:
            return None
        # Debits are written with a minus or without; a negative credit is money taken back.
        return sums[0] - abs(sums[1])


def is_balance(row: TableRow) -> bool:
    """Whether it is a balance, a total or a header again: nothing that moved."""
    first = next((c for c in row.cells if c), "")
    return any(_BALANCE.match(fold_line(text)) for text in (first, row.told("label"))) or (
        not first[:1].isdigit() and role_of(first) == "date"
    )


def movement(row: TableRow, form: Form, on_else: date | None = None) -> Evidence | None:
    """The movement a row tells of; None for a row that is none.

    Args:
        row: of a table.
        form: what the document is.
        on_else: its day where it names none.

    Raises:
        ValueError: French words that say what cannot be read.

    """
    if is_balance(row):
        return None
    dated = row.told("date") or row.told("value")
    try:
        on = row.day("date") or row.day("value") or on_else
    except ValueError:
        raise unread("date", dated) from None
    try:
        amount = row.amount()
    except ValueError:
        raise unread("montant", " ".join(row.cells)) from None
    if amount is None and (on is None or on == on_else):
        return None
    if on is None or amount is None:
        missing = "date" if on is None else "montant"
        raise ValueError(f"{missing} : rien n’y est écrit, ligne non reprise. Affectez ce mouvement à la main.")
    currency = row.told("currency").upper()
    if currency not in {"", "EUR", "€", "EURO", "EUROS"}:
        raise foreign(currency)
    return _evidence(row, form, on, amount)


def _evidence(row: TableRow, form: Form, on: date, amount: Decimal) -> Evidence:
    kind, label, named = row.told("kind"), row.told("label"), row.told("payer")
    nature = _nature(row.told("state"), kind, label, amount)
    written = row.told("reference")
    head, rest = (kind, label) if marked(kind) and not marked(label) and not _plain_transfer(kind) else (label, "")
    client = nature not in {Nature.SENT, Nature.FEE}
    told = read_label(head, f"{rest} {written}".strip()) if client else Label()
    texts = squeezed(" ".join(t for t in (label, named, written) if t))
    reference = written if named and written else told.reference if client else texts
    payer = (named or told.payer) if client else ""
    if reference == payer and marked(kind):
        reference = ""  # the kind says that it is a transfer, so the label is the name alone
    return Evidence(
        form,
        nature,
        on,
        amount,
        row.place,
        value_on=_value_day(row, on),
        payer=payer,
        ultimate_payer=row.told("ultimate"),
        reference=reference if reference != payer or not named else "",
        end_to_end=told_id(row.told("end_to_end")) or told.end_to_end,
        cheque=told_id(row.told("cheque")) or told.cheque,
        bank_id=told_id(row.told("id")),
        payer_iban=row.told("iban").replace(" ", ""),
        fee=_fee(row),
        reason=row.told("reason"),
    )


def _value_day(row: TableRow, on: date) -> date | None:
    try:
        day = row.day("value")
    except ValueError:
        return None  # the booking day is what counts
    return day if day != on else None


def _plain_transfer(kind: str) -> bool:
    return plain(kind).startswith(("vir", "vrt", "transf"))


def _nature(state: str, kind: str, label: str, amount: Decimal) -> Nature:
    if _WAITING.search(fold_line(state)):
        return Nature.PENDING
    told = [nature_of(text, amount) for text in (kind, label) if text]
    for wanted in (Nature.FEE, Nature.REVERSAL, Nature.SENT):
        if wanted in told:
            return wanted
    return Nature.RECEIVED if amount >= 0 else Nature.SENT


def _fee(row: TableRow) -> Decimal:
    try:
        return abs(written_sum(row.told("fee"))) if row.told("gross") or row.told("net") else Decimal(0)
    except ValueError:
        return Decimal(0)
