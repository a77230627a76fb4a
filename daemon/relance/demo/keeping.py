"""What a rehearsal leaves for the curious: every mail as .eml, one folder a correspondent, and the formal notices."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from relance.demo.play import Arriving, Sent
from relance.demo.words import LETTERS
from relance.domain.model import Letter

MAILS, NOTICES = "courriers", "mises-en-demeure"


@dataclass(slots=True)
class Keeper:
    """Writes mails into folders, numbered in the order in which they went by.

    Attributes:
        folder: of the rehearsal.
        count: how many mails were written.

    """

    folder: Path
    count: int = 0

    def keep_sent(self, sent: Sent) -> None:
        """Write a mail that left; the letter of a formal notice also as PDF."""
        group = "cabinet" if sent.to_firm else "clients"
        self._write(group, sent.who, sent.at, f"envoye-{LETTERS[sent.known.letter]}", sent.mail.raw)
        if sent.known.letter is Letter.FORMAL_NOTICE:
            for name, content in sent.mail.pdfs:
                place = self.folder / NOTICES
                place.mkdir(exist_ok=True)
                (place / f"{slug(name.removesuffix('.pdf'))}.pdf").write_bytes(content)

    def keep_arrived(self, mail: Arriving, group: str) -> None:
        """Write a mail that came in."""
        self._write(group, mail.who, mail.at, "recu", mail.raw)

    def _write(self, group: str, who: str, at: datetime, what: str, raw: bytes) -> None:
        self.count += 1
        place = self.folder / MAILS / group / slug(who)
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{self.count:03d}-{at:%Y-%m-%d-%Hh%M}-{slug(what)}.eml").write_bytes(raw)


def slug(text: str) -> str:
    """A file name that any system takes."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("’", "-"))
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", kept).strip("-") or "sans-nom"
