"""CAMT.053 and CAMT.054 (ISO 20022), any version, with a namespace or without: entries and their transactions.

A CAMT.052 (movements of the day) is taken as what it is, a notification: it proves no absence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from relance.domain.evidence import Evidence, Form, Nature, Statement
from relance.domain.money import euros
from relance.domain.text import fold
from relance.errors import WorldError
from relance.reading.statements.figures import bounded, exact_sum, foreign, read_day, told_id, unread
from relance.reading.statements.labels import nature_of, read_label, squeezed
from relance.reading.statements.nodes import Node, node_of

_FORMS = {"Stmt": Form.CAMT053, "Ntfctn": Form.CAMT054, "Rpt": Form.CAMT054}
_WATCHED = (*_FORMS, "Acct", "FrToDt", "Bal", "Ntry")
# External bank transaction codes, sub-families: returned, recalled or unpaid on the creditor's side; bank's charges.
_BACK = frozenset(["RRTN", "RPCR", "UPDD", "PRDD", "RCDD", "UPCQ", "CQRV", "UPCT"])
_FEES = frozenset(["CHRG", "COMM", "COME", "COMI", "COMT", "FEES", "INTR", "TAXE"])
_PARIS = ZoneInfo("Europe/Paris")
_CUTS = frozenset([35, 70, 140])


@dataclass(slots=True)
class _Account:
    """What is known of the statement that is being read."""

    form: Form = Form.CAMT053
    iban: str = ""
    owner: str = ""
    currency: str = ""
    until: date | None = None
    closed: date | None = None
    last: date | None = None


@dataclass(slots=True)
class _Reader:
    form: Form | None = None
    entries: int = 0
    movements: list[Evidence] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    covered: dict[str, date] = field(default_factory=dict)
    account: _Account = field(default_factory=_Account)

    def take(self, name: str, node: Node, form: Form) -> None:
        """One element of a statement, in document order; the statement itself comes behind all that it holds."""
        self.form = self.account.form = form
        match name:
            case "Acct":
                self._open(node)
            case "FrToDt":
                self.account.until = _last_day(node)
            case "Bal":
                if node.told("Tp", "CdOrPrtry", "Cd") == "CLBD":
                    self.account.closed = _latest(self.account.closed, _day(node, "Dt"))
            case "Ntry":
                self._entry(node)
            case _:
                self._close(name)

    def _open(self, node: Node) -> None:
        self.account.iban = squeezed(node.told("Id", "IBAN") or node.told("Id", "Othr", "Id")).replace(" ", "")
        self.account.owner = fold(node.told("Ownr", "Nm"))
        self.account.currency = node.told("Ccy")

    def _close(self, name: str) -> None:
        known = self.account.until or self.account.closed or self.account.last
        if known and name == "Stmt":
            key = self.account.iban
            self.covered[key] = max(known, self.covered.get(key, known))
        self.account = _Account()

    def _entry(self, node: Node) -> None:
        self.entries += 1
        place = f"écriture {self.entries}"
        try:
            made = list(_movements(node, place, self.account, self.problems))
        except ValueError as error:
            self.problems.append(f"{place} : {error}")
            return
        for movement in made:
            if movement.nature is not Nature.PENDING:
                self.account.last = _latest(self.account.last, movement.on)
        self.movements.extend(made)


def read_camt(name: str, data: bytes) -> Statement:
    """The movements of a CAMT file.

    Args:
        name: of the file, for messages.
        data: its bytes.

    Raises:
        WorldError: it is no whole XML, is no CAMT, or declares entities.

    """
    reader = _Reader()
    try:
        for element in _elements(name, data):
            tag, parent = _local(element), _local(element.getparent())
            form = _FORMS.get(tag) or _FORMS.get(parent)
            if form is None:
                continue
            reader.take(tag, node_of(element), form)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except (etree.LxmlError, ValueError) as error:
        raise WorldError(
            f"{name} : le fichier XML est incomplet ou abîmé. Téléchargez-le de nouveau depuis votre banque."
        ) from error
    if reader.form is None:
        raise WorldError(
            f"{name} : ce fichier XML n’est pas un relevé CAMT.053 ni un avis CAMT.054. "
            "Demandez l’un de ces formats à votre banque."
        )
    # Of several accounts, the one known least far bounds what is known.
    known = min(reader.covered.values(), default=None)
    return Statement(reader.form, tuple(reader.movements), known, bounded(reader.problems))


def _local(element: Any) -> str:
    return str(etree.QName(element).localname) if element is not None else ""


def _elements(name: str, data: bytes) -> Iterator[Any]:
    events = etree.iterparse(
        BytesIO(data),
        events=("end",),
        tag=tuple(f"{{*}}{tag}" for tag in _WATCHED),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    checked = False
    for _, element in events:
        if not checked and element.getroottree().docinfo.internalDTD is not None:
            raise WorldError(
                f"{name} : ce fichier XML déclare un DOCTYPE, ce qu’aucun relevé ne fait. Il est refusé."
            )
        checked = True
        yield element


def _latest(known: date | None, day: date | None) -> date | None:
    return max(known, day) if known and day else known or day


def _day(node: Node, name: str) -> date | None:
    text = node.told(name, "Dt") or node.told(name, "DtTm")
    try:
        if text.endswith("Z") and "T" in text:  # an instant: midnight in Paris is still the day before in UTC
            return datetime.fromisoformat(text).astimezone(_PARIS).date()
        return read_day(text) if text else None
    except ValueError:
        return None


def _last_day(node: Node) -> date | None:
    text = node.told("ToDtTm") or node.told("ToDt")
    try:
        day = read_day(text) if text else None
    except ValueError:
        return None
    # A period that ends at midnight ends with the day before.
    midnight = "T00:00:00" in text and not node.told("FrDtTm").startswith(text[:10])
    return day - timedelta(days=1) if day and midnight else day


def _movements(entry: Node, place: str, account: _Account, problems: list[str]) -> Iterator[Evidence]:
    currency = entry.currency("Amt") or account.currency or "EUR"
    if currency != "EUR":
        raise foreign(currency)
    total = _sum(entry.told("Amt"))
    credit = _is_credit(entry)
    on = _day(entry, "BookgDt") or _day(entry, "ValDt")
    if on is None:
        raise unread("date", entry.told("BookgDt", "Dt"))
    details = [tx for dtls in (entry, *entry.all("NtryDtls")) for tx in dtls.all("TxDtls")]
    common = _Common(entry, account, total, on, credit=credit)
    if len(details) <= 1:
        yield common.movement(details[0] if details else Node(), place, *_gross(entry, details, total))
        return
    sums = [_part(tx, credit=credit) for tx in details]
    if any(s is None for s in sums) or sum(s for s in sums if s) != total:
        problems.append(
            f"{place} : {len(details)} opérations groupées dont les montants ne font pas le total de {euros(total)}. "
            "Elles sont reprises en un seul mouvement, à affecter à la main."
        )
        yield common.movement(_texts_of(details), place, total, Decimal(0))
        return
    for number, (tx, part) in enumerate(zip(details, sums, strict=True), 1):
        yield common.movement(tx, f"{place}, opération {number}", part or Decimal(0), Decimal(0), number)


def _sum(text: str) -> Decimal:
    try:
        value = exact_sum(text)
    except ValueError:
        raise unread("montant", text) from None
    if value < 0:
        raise unread("montant", text)
    return value


def _is_credit(node: Node) -> bool:
    word = node.told("CdtDbtInd")
    if word not in {"CRDT", "DBIT"}:
        raise unread("sens (CRDT ou DBIT)", word)
    return word == "CRDT"


def _told_sum(tx: Node, *path: str) -> Decimal | None:
    """A sum in euros of a transaction, None where there is none."""
    text = tx.told(*path)
    if not text or tx.currency(*path) not in {"", "EUR"}:
        return None
    try:
        return exact_sum(text)
    except ValueError:
        return None


def _part(tx: Node, *, credit: bool) -> Decimal | None:
    """What a transaction is of its entry: negative where it goes the other way."""
    found = (_told_sum(tx, *path) for path in (("Amt",), ("AmtDtls", "TxAmt", "Amt"), ("AmtDtls", "InstdAmt", "Amt")))
    value = next((v for v in found if v is not None), None)
    word = tx.told("CdtDbtInd")
    return -value if value is not None and word and (word == "CRDT") is not credit else value


def _gross(entry: Node, details: Sequence[Node], total: Decimal) -> tuple[Decimal, Decimal]:
    """What the payer paid and what was kept of it on the way; the booked sum where the two do not add up."""
    if not details or not (details[0].all("Chrgs") or entry.all("Chrgs")):
        return total, Decimal(0)
    tx = details[0]
    for charges in (tx.all("Chrgs"), entry.all("Chrgs")):
        records = [r for c in charges for r in (c.all("Rcrd") or [c])]
        kept = sum((_told_sum(r, "Amt") or Decimal(0) for r in records), Decimal(0))
        for path in (("AmtDtls", "InstdAmt", "Amt"), ("AmtDtls", "TxAmt", "Amt"), ("Amt",)):
            paid = _told_sum(tx, *path)
            if paid is not None and kept > 0 and paid - kept == total:
                return paid, kept
    return total, Decimal(0)


def _texts_of(details: Sequence[Node]) -> Node:
    """One transaction without a payer that holds what was written in all of them."""
    lines = [Node(text) for tx in details for text in (_party(tx, "Dbtr"), _remittance(tx)) if text]
    return Node("", {"RmtInf": [Node("", {"Ustrd": lines})]})


@dataclass(frozen=True, slots=True)
class _Common:
    """What the transactions of one entry share."""

    entry: Node
    account: _Account
    total: Decimal
    on: date
    credit: bool

    def movement(self, tx: Node, place: str, amount: Decimal, fee: Decimal, number: int = 0) -> Evidence:
        credit = self.credit if amount >= 0 else not self.credit
        signed = abs(amount) if credit else -abs(amount)
        back = tx.at("RtrInf")
        nature = self._nature(tx, signed, returned=back is not None)
        whole = squeezed(self.entry.told("AddtlNtryInf"))
        written = _remittance(tx) or squeezed(tx.told("AddtlTxInf"))
        payer = _payer(tx, self.account) if nature not in {Nature.SENT, Nature.FEE} else ""
        told = read_label(whole) if whole and not (payer and written) else None
        if told and not payer and nature not in {Nature.SENT, Nature.FEE} and number == 0:
            payer = told.payer
        value_on = _day(self.entry, "ValDt")
        return Evidence(
            self.account.form,
            nature,
            self.on,
            signed,
            place,
            value_on=value_on if value_on != self.on else None,
            payer=payer,
            ultimate_payer=_party(tx, "UltmtDbtr"),
            reference=written or (told.reference if told else "") or (whole if not payer else ""),
            end_to_end=told_id(tx.told("Refs", "EndToEndId")) or (told.end_to_end if told else ""),
            cheque=told_id(tx.told("Refs", "ChqNb")) or (told.cheque if told else ""),
            bank_id=self._bank_id(tx, number),
            account=self.account.iban,
            payer_iban=squeezed(tx.told("RltdPties", "DbtrAcct", "Id", "IBAN")).replace(" ", ""),
            fee=fee,
            reason=_reason(back),
        )

    def _nature(self, tx: Node, amount: Decimal, *, returned: bool) -> Nature:
        status = self.entry.told("Sts", "Cd") or self.entry.told("Sts", "Prtry") or self.entry.told("Sts") or "BOOK"
        if status != "BOOK":
            return Nature.PENDING
        codes = {n.told("BkTxCd", "Domn", "Fmly", "SubFmlyCd") for n in (self.entry, tx)}
        if codes & _FEES:
            return Nature.FEE
        returned = returned or self.entry.told("RvslInd") in {"true", "1"} or bool(codes & _BACK)
        if returned:
            # What comes back of money the firm had sent is no client's payment.
            return Nature.SENT if amount > 0 else Nature.REVERSAL
        return nature_of(self.entry.told("AddtlNtryInf"), amount)

    def _bank_id(self, tx: Node, number: int) -> str:
        own, shared = told_id(tx.told("Refs", "AcctSvcrRef")), told_id(self.entry.told("AcctSvcrRef"))
        if own and own != shared:
            return own
        return f"{shared}/{number}" if shared and number else shared


def _party(tx: Node, role: str) -> str:
    for path in ((role, "Nm"), (role, "Pty", "Nm")):
        if name := squeezed(tx.told("RltdPties", *path)):
            return name
    return ""


def _payer(tx: Node, account: _Account) -> str:
    """The debtor; of money gone back, whoever of the two is not the firm."""
    payer = _party(tx, "Dbtr")
    if payer and not (account.owner and fold(payer) == account.owner):
        return payer
    other = _party(tx, "Cdtr")
    return other if payer and other and fold(other) != account.owner else payer


def _remittance(tx: Node) -> str:
    """All that the payer wrote: free lines, then structured references."""
    free = [n for info in tx.all("RmtInf") for n in info.all("Ustrd")]
    lines = [_line_up([n.raw for n in free])]
    for info in tx.all("RmtInf"):
        for block in info.all("Strd"):
            told = [block.told("CdtrRefInf", "Ref"), *(d.told("Nb") for d in block.all("RfrdDocInf"))]
            lines += [t for t in (*told, *(n.raw for n in block.all("AddtlRmtInf"))) if t and t not in lines]
    return squeezed(" ".join(lines))


def _line_up(pieces: Sequence[str]) -> str:
    """Lines as one text; those that a bank cut at a fixed width are put together without a space."""
    if len(pieces) > 1 and len(pieces[0]) in _CUTS and {len(p) for p in pieces[:-1]} == {len(pieces[0])}:
        return "".join(pieces)
    return " ".join(pieces)


def _reason(back: Node | None) -> str:
    if back is None:
        return ""
    told = [back.told("Rsn", "Cd") or back.told("Rsn", "Prtry"), *(n.raw for n in back.all("AddtlInf"))]
    return squeezed(" ".join(t for t in told if t))
