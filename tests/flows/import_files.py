"""A firm, a real SQLite store, and invoice files, for the tests of imports and views."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from relance.adapters.store.store import Store, open_store
from relance.domain.people import Role, StaffMember
from relance.domain.policy import Policy
from relance.flows.firm import Firm
from relance.flows.imports import ImportFile, ImportResult, import_files
from relance.writing.facts import FirmFacts
from relance.writing.gabarits import Gabarits

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 3, 10, 10, 0, tzinfo=PARIS)
LAWYER = StaffMember("Me Exemple", "associee@cabinet.test", Role.LAWYER)
ASSISTANT = StaffMember("Camille", "camille@cabinet.test", Role.ASSISTANT)
FIRM = Firm(
    FirmFacts("Cabinet Exemple", "Comptabilite@cabinet.test", "FR7630006000011234567890189", "Cabinet Exemple"),
    (LAWYER, ASSISTANT),
    Policy(),
    Gabarits({}),
)
HEADER = "numero;client;email;montant;date_facture;echeance"


@dataclass
class Desk:
    """Imports texts as files and reads what is stored."""

    store: Store
    documents: Mapping[str, bytes] = field(default_factory=dict)

    def import_text(
        self, *rows: str, header: str = HEADER, now: datetime = NOW, name: str = "mars.csv", complete: bool = False
    ) -> ImportResult:
        return self.import_bytes(("\n".join([header, *rows]) + "\n").encode(), now=now, name=name, complete=complete)

    def import_bytes(
        self, content: bytes, *, now: datetime = NOW, name: str = "mars.csv", complete: bool = False
    ) -> ImportResult:
        return import_files(
            self.store, [ImportFile(name, content, self.read_document)], firm=FIRM, now=now, complete=complete
        )

    def read_document(self, path: str) -> bytes:
        try:
            return self.documents[path]
        except KeyError as error:
            raise FileNotFoundError(2, "Aucun fichier de ce nom", path) from error


@contextmanager
def desk(folder: Path) -> Iterator[Desk]:
    store = open_store("sqlite:///relance.db", folder, PARIS)
    try:
        yield Desk(store)
    finally:
        store.close()
