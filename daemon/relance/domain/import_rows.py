"""One row of an invoice file as typed values, and which client it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from relance.domain.model import ZERO, Client, ClientKind, Contact, Nature
from relance.domain.policy import Stage
from relance.domain.text import fold, plain


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that changes nothing.

    Attributes:
        file: name of the file as given.
        row: row as a person counts it, the header being 1.
        column: column (or columns) as the file names them, "" when the row as a whole is wrong.
        reason: French: the value, what is wrong with it, what to write.
        number: invoice number of the row, "" when it has none that can be read.

    """

    file: str
    row: int
    column: str
    reason: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """A row that can be taken in. None stands for an empty cell or an absent column: it changes nothing stored.

    Attributes:
        to: addresses of `email`, lower case, at least one.
        copy: addresses of `cc` that are not in `to`.
        copy_given: the file has a `cc` column.
        paid: total known to the billing program.
        document: path of the invoice document as written in the file.
        remarks: French sentences about what is odd without being wrong.

    """

    file: str
    row: int
    number: str
    client: str
    to: tuple[str, ...]
    amount: Decimal
    issued_on: date
    due_on: date
    client_id: str | None = None
    kind: ClientKind | None = None
    copy: tuple[str, ...] = ()
    copy_given: bool = False
    phone: str | None = None
    address: str | None = None
    language: str | None = None
    paid: Decimal | None = None
    agreement_on: date | None = None
    mission_end_on: date | None = None
    subject: str | None = None
    matter: str | None = None
    nature: Nature | None = None
    document: str | None = None
    policy: str | None = None
    responsible: str | None = None
    stage: Stage | None = None
    stage_on: date | None = None
    remarks: tuple[str, ...] = ()

    @property
    def figures(self) -> tuple[object, ...]:
        """What makes two rows of one number the same claim."""
        client = self.client_id or fold(self.client)
        return (client, self.amount, self.issued_on, self.due_on, self.paid or ZERO)


@dataclass(frozen=True, slots=True)
class ClientRow:
    """All that the rows of one import say of one client; addresses are the union over its rows.

    One row never takes back what another row of the same import says: importing the same file again changes nothing.
    """

    name: str
    code: str | None = None
    kind: ClientKind | None = None
    to: tuple[str, ...] = ()
    copy: tuple[str, ...] = ()
    copy_given: bool = False
    phone: str | None = None
    address: str | None = None
    language: str | None = None
    policy: str | None = None
    owner: str | None = None

    @property
    def key(self) -> str:
        """The code of the firm, else the folded name of a professional, else folded name and address."""
        if self.code:
            return f"id:{self.code}"
        if self.kind is ClientKind.PROFESSIONAL:
            return f"pro:{fold(self.name)}"
        return f"name:{fold(self.name)}|{plain(self.address or '') or min(self.to, default='')}"


def of_row(row: InvoiceRow) -> ClientRow:
    """What one row says of its client."""
    return ClientRow(
        name=row.client,
        code=row.client_id,
        kind=row.kind,
        to=row.to,
        copy=row.copy,
        copy_given=row.copy_given,
        phone=row.phone,
        address=row.address,
        language=row.language,
        policy=row.policy,
        owner=row.responsible,
    )


def merged(first: ClientRow, second: ClientRow) -> ClientRow:
    """Both rows together: the first value written wins, addresses add up."""
    to = (*first.to, *(a for a in second.to if a not in first.to))
    copy = dict.fromkeys((*first.copy, *second.copy))
    return ClientRow(
        name=first.name,
        code=first.code or second.code,
        kind=first.kind or second.kind,
        to=to,
        copy=tuple(a for a in copy if a not in to),
        copy_given=first.copy_given or second.copy_given,
        phone=first.phone or second.phone,
        address=first.address or second.address,
        language=first.language or second.language,
        policy=first.policy or second.policy,
        owner=first.owner or second.owner,
    )


def same_client(one: ClientRow, other: ClientRow) -> bool:
    """Whether two descriptions mean one client.

    Codes decide where both have one. Else the names must fold to the same; two professionals are then one client,
    and anybody else needs the same postal address or, where one of the two is not known, a common e-mail: two
    namesakes must never read each other's invoices.
    """
    if one.code and other.code:
        return one.code == other.code
    if fold(one.name) != fold(other.name):
        return False
    if one.kind is ClientKind.PROFESSIONAL and other.kind is ClientKind.PROFESSIONAL:
        return True
    if one.address and other.address and not _professional_side(one, other):
        return plain(one.address) == plain(other.address)
    return bool(set(one.to) & set(other.to))


def _professional_side(one: ClientRow, other: ClientRow) -> bool:
    return ClientKind.PROFESSIONAL in (one.kind, other.kind)


def as_row(client: Client, contacts: Iterable[Contact]) -> ClientRow:
    """A stored client described as a row would."""
    known = tuple(contacts)
    return ClientRow(
        name=client.name,
        code=client.key.removeprefix("id:") if client.key.startswith("id:") else None,
        kind=None if client.kind is ClientKind.UNKNOWN else client.kind,
        to=tuple(c.address for c in known if not c.copy),
        copy=tuple(c.address for c in known if c.copy),
        phone=client.phone,
        address=client.postal_address,
        language=client.language,
        policy=client.policy,
        owner=client.owner,
    )


@dataclass(slots=True)
class Groups:
    """The clients of one import, each with all that its rows say."""

    clients: list[ClientRow] = field(default_factory=list)
    _of: dict[tuple[str, int], int] = field(default_factory=dict)
    _by_word: dict[str, list[int]] = field(default_factory=dict)

    def add(self, row: InvoiceRow) -> None:
        """Put a row with its client."""
        said = of_row(row)
        words = [f"name:{fold(said.name)}", *([f"code:{said.code}"] if said.code else [])]
        near = dict.fromkeys(n for w in words for n in self._by_word.get(w, ()))
        place = next((n for n in near if same_client(self.clients[n], said)), None)
        if place is None:
            place = len(self.clients)
            self.clients.append(said)
        else:
            self.clients[place] = merged(self.clients[place], said)
        for word in words:
            if place not in self._by_word.setdefault(word, []):
                self._by_word[word].append(place)
        self._of[row.file, row.row] = place

    def of(self, row: InvoiceRow) -> int:
        """Place in `clients` of the client of a row that was added."""
        return self._of[row.file, row.row]


def group(rows: Iterable[InvoiceRow]) -> Groups:
    """Rows by client.

    Rows with a code come first, so that a row without one joins the client whose code another row gives.
    """
    groups = Groups()
    for row in sorted(rows, key=lambda r: r.client_id is None):
        groups.add(row)
    return groups


def without_doubles(rows: Sequence[InvoiceRow]) -> tuple[list[InvoiceRow], list[Rejection], list[str]]:
    """Rows of which each number stands once.

    Returns:
        The rows to take in, the later rows with other figures, and a remark for each row that repeats the same.

    """
    first: dict[str, InvoiceRow] = {}
    rejected: list[Rejection] = []
    remarks: list[str] = []
    for row in rows:
        known = first.setdefault(row.number, row)
        if known is row:
            continue
        where = f"ligne {known.row}" if known.file == row.file else f"{known.file}, ligne {known.row}"
        if known.figures == row.figures:
            remarks.append(
                f"{row.file}, ligne {row.row} : la facture {row.number} répète la {where} ; prise une fois."
            )
            continue
        reason = (
            f"la facture {row.number} figure déjà ({where}) avec d’autres chiffres ; "
            "gardez une seule ligne pour ce numéro"
        )
        rejected.append(Rejection(row.file, row.row, "number", reason, row.number))
    return list(first.values()), rejected, remarks


def addressed(row: ClientRow, stored: Sequence[Contact]) -> tuple[Contact, ...]:
    """The addresses a client has after an import: those of the file, each with what is stored about it.

    Without a `cc` column the copies stay as they are.
    """
    known: Mapping[str, Contact] = {c.address: c for c in stored}
    copies = row.copy if row.copy_given else tuple(c.address for c in stored if c.copy and c.address not in row.to)
    wanted = [(address, False) for address in row.to] + [(address, True) for address in copies]
    return tuple(
        replace(known[address], copy=copy) if address in known else Contact(0, address, copy=copy)
        for address, copy in wanted
    )
