"""OFX, the SGML of version 1 and the XML of version 2, as French banks write them: one reading for both.

No XML parser is used: version 1 leaves its tags open, and what calls itself version 2 often does too.
"""

from __future__ import annotations

import html
import re
from datetime import date
from decimal import Decimal

from relance.domain.evidence import Evidence, Form, Nature, Statement
from relance.errors import WorldError
from relance.reading.statements.figures import (
    bounded,
    decoded,
    exact_sum,
    foreign,
    french_iban,
    read_day,
    told_id,
    unread,
)
from relance.reading.statements.labels import Label, is_cheque, nature_of, read_label, squeezed

_CODE_PAGE = re.compile(rb"CHARSET\s*[:=]\s*\"?(?:CP|WINDOWS-)?(\d{3,4}|ISO-8859-\d{1,2}|NONE)", re.IGNORECASE)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"<(/?)([A-Za-z][\w.]{0,40})\s*/?>([^<]*)")
_FEES = frozenset(["FEE", "SRVCHG", "INT"])
_NOT_BOOKED = frozenset(["HOLD"])
_ROWS = frozenset(["STMTTRN", "STMTTRNP"])
_ACCOUNT = frozenset(["BANKID", "BRANCHID", "ACCTID"])


def read_ofx(name: str, data: bytes) -> Statement:
    """The movements of an OFX file.

    Args:
        name: of the file, for messages.
        data: its bytes.

    Raises:
        WorldError: it is no OFX, or declares entities.

    """
    text = _COMMENT.sub("", _CDATA.sub(lambda m: html.escape(m[1]), decoded(data, _charset(data))))
    if "<!ENTITY" in text or "<!DOCTYPE" in text:
        raise WorldError(f"{name} : ce fichier OFX déclare un DOCTYPE, ce qu’aucun relevé ne fait. Il est refusé.")
    reader = _Reader()
    for closing, tag, value in _TAG.findall(text):
        reader.take(tag.upper(), value.strip(), closing=bool(closing))
    reader.end()
    if not reader.seen:
        raise WorldError(
            f"{name} : ce fichier OFX ne contient aucun relevé de compte. Exportez de nouveau ses opérations."
        )
    return Statement(Form.OFX, tuple(reader.movements), reader.known_until, bounded(reader.problems))


def _charset(data: bytes) -> str:
    found = _CODE_PAGE.search(data[:2000])
    word = found[1].decode("ascii").lower() if found else ""
    if word in {"", "none"} or word in {"1252", "iso-8859-1"}:
        return "cp1252"
    try:
        "".encode(word if word.startswith("iso") else f"cp{word}")
    except LookupError:
        return "cp1252"
    return word if word.startswith("iso") else f"cp{word}"


class _Reader:
    """Takes the tags one by one; a movement is what stands between two of its opening tags."""

    def __init__(self) -> None:
        self.movements: list[Evidence] = []
        self.problems: list[str] = []
        self.seen = False
        self._row: dict[str, str] | None = None
        self._pending = False
        self._count = 0
        self._account: dict[str, str] = {}
        self._currency = "EUR"
        self._last: dict[str, str] = {}
        self._covered: dict[str, date] = {}

    def take(self, tag: str, value: str, *, closing: bool) -> None:
        if tag in _ROWS:
            self.end_row()
            if not closing:
                self._row, self._pending = {}, tag == "STMTTRNP"
        elif closing:
            if tag in {"BANKTRANLIST", "BANKTRANLISTP"}:
                self.end_row()
        elif self._row is not None and tag not in {"BANKTRANLIST", "LEDGERBAL", "STMTRS", "AVAILBAL"}:
            self._row.setdefault(tag, squeezed(html.unescape(value)))
        else:
            self._around(tag, value)

    def _around(self, tag: str, value: str) -> None:
        """What stands outside of the movements: account, currency, period."""
        self.end_row()
        if tag in {"STMTRS", "CCSTMTRS", "BANKTRANLIST"}:
            self.seen = True
        if tag in {"STMTRS", "CCSTMTRS"}:
            self._close()
        if tag in _ACCOUNT:
            self._account[tag] = value
        elif tag == "CURDEF":
            self._currency = value.upper() or "EUR"
        elif tag in {"DTEND", "DTASOF"}:
            self._last.setdefault(tag, value)

    def end_row(self) -> None:
        row, self._row = self._row, None
        if row is None:
            return
        self._count += 1
        self.seen = True
        place = f"écriture {self._count}"
        try:
            self.movements.append(self._movement(row, place))
        except ValueError as error:
            self.problems.append(f"{place} : {error}")

    def _close(self) -> None:
        """The end of one account: how far it is known."""
        days = []
        for word in self._last.values():
            try:
                days.append(read_day(word))
            except ValueError as error:
                self.problems.append(f"fin de période illisible (« {str(error)[:20]} »), non retenue.")
        own = [m.on for m in self.movements if m.account == self._iban and m.nature is not Nature.PENDING]
        known = max([min(days), *own]) if days else max(own, default=None)
        if known:
            self._covered[self._iban] = max(known, self._covered.get(self._iban, known))
        self._account, self._last, self._currency = {}, {}, "EUR"

    def end(self) -> None:
        self.end_row()
        self._close()

    @property
    def known_until(self) -> date | None:
        """Of several accounts, the one known least far bounds what is known."""
        return min(self._covered.values(), default=None)

    @property
    def _iban(self) -> str:
        account = self._account
        return french_iban(account.get("BANKID", ""), account.get("BRANCHID", ""), account.get("ACCTID", ""))

    def _movement(self, row: dict[str, str], place: str) -> Evidence:
        if row.get("CORRECTFITID"):
            raise ValueError("la banque y corrige une écriture antérieure : vérifiez-la à la main.")
        currency = row.get("CURSYM", self._currency).upper() if "CURRENCY" in row else self._currency
        if currency != "EUR":
            raise foreign(currency)
        amount, on = _amount(row), _on(row)
        label, memo = row.get("NAME", ""), row.get("MEMO", "")
        kind = row.get("TRNTYPE", "").upper()
        nature = self._nature(kind, label or memo, amount)
        client = nature not in {Nature.SENT, Nature.FEE}
        told = read_label(label, memo) if client else Label(reference=squeezed(f"{label} {memo}"))
        cheque = told_id(row.get("CHECKNUM", "")) if kind == "CHECK" or is_cheque(f"{label} {memo}") else ""
        return Evidence(
            Form.OFX,
            nature,
            on,
            amount,
            place,
            value_on=_value_day(row, on),
            payer=told.payer,
            reference=told.reference,
            end_to_end=told.end_to_end,
            cheque=cheque or told.cheque,
            bank_id=told_id(row.get("FITID", "")),
            account=self._iban,
        )

    def _nature(self, kind: str, label: str, amount: Decimal) -> Nature:
        if self._pending or kind in _NOT_BOOKED:
            return Nature.PENDING
        told = nature_of(label, amount)
        return Nature.FEE if kind in _FEES and told is not Nature.REVERSAL else told


def _amount(row: dict[str, str]) -> Decimal:
    text = row.get("TRNAMT", "")
    try:
        return exact_sum(text)
    except ValueError:
        raise unread("montant", text) from None


def _on(row: dict[str, str]) -> date:
    text = row.get("DTPOSTED") or row.get("DTUSER") or ""
    try:
        return read_day(text)
    except ValueError:
        raise unread("date", text) from None


def _value_day(row: dict[str, str], on: date) -> date | None:
    try:
        day = read_day(row.get("DTAVAIL", ""))
    except ValueError:
        return None
    return day if day != on else None
