"""The labelled mails of tests/mails, heard by the rules and cut into features."""

from __future__ import annotations

import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from relance.domain.dates import fold_line
from relance.domain.intents import MACHINE, Intent
from relance.reading.features import Blocks, features
from relance.reading.judge import Heard
from relance.reading.message import Message, parse
from relance.reading.quoting import new_words
from relance.reading.understand import Context, listen, understand
from relance.reading.words import Sentence, sentences

HERE = Path(__file__).resolve().parent
MAILS = HERE.parent / "mails"
PARIS = ZoneInfo("Europe/Paris")
NOT_MEASURED = frozenset({"golden", "phrases"})
"""Hands that train and are not measured: the mails of the tests, and plain phrases."""
ORDINARY = ("inbox-",)
"""Hands that write as an inbox holds them; others write what is hard to read and would make every doubt graver."""

_PLAIN = {
    "from_name": "Client",
    "from_addr": "client@client.test",
    "subject": "Re: Facture 2026-0142",
    "date": "2026-03-11T10:00:00+01:00",
    "headers": {},
    "html": False,
}
_HEADERS = {"from", "to", "subject", "date", "mime-version", "content-type"}
_START = 25
"""Letters by which a marked sentence is found again."""


@dataclass(frozen=True)
class Mail:
    """A labelled mail.

    Attributes:
        hand: who wrote it.
        said: labels of each sentence, by its number; None where nobody has marked them.
        blocks: features, sentence by sentence.

    """

    name: str
    hand: str
    label: Intent
    why: str
    heard: Heard
    said: Mapping[int, frozenset[Intent]] | None
    blocks: list[Blocks]

    @property
    def expressed(self) -> set[Intent]:
        """Every label that the mail expresses."""
        marked = {label for labels in (self.said or {}).values() for label in labels}
        return {self.label, *marked} - {Intent.UNCLEAR}


def built(row: Mapping[str, Any]) -> bytes:
    """The bytes of a labelled mail."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = formataddr((row["from_name"], row["from_addr"]))
    mail["To"] = "comptabilite@cabinet.test"
    mail["Subject"] = row["subject"]
    mail["Date"] = format_datetime(datetime.fromisoformat(row["date"]))
    for name, value in row["headers"].items():
        if name.lower() not in _HEADERS:
            mail[name] = value
    mail.set_content(row["body"], subtype="html" if row["html"] else "plain")
    return mail.as_bytes()


def mails() -> list[Mail]:
    """The human mails of tests/mails: those of the hands, the golden ones, and the phrases."""
    return [m for m in (*_hands(), *_golden(), *_phrases()) if m]


def _hands() -> Iterator[Mail | None]:
    for file in sorted((MAILS / "hands").glob("*.jsonl")):
        for line in filter(str.strip, file.read_text(encoding="utf-8").splitlines()):
            row = json.loads(line)
            if row["primary"] not in MACHINE:
                yield heard(row["id"], file.stem, parse(built(row)), row)


def _golden() -> Iterator[Mail | None]:
    for file in sorted(MAILS.glob("*.toml")):
        row = tomllib.loads(file.read_text(encoding="utf-8"))
        if row["intent"] not in MACHINE:
            known = {"primary": row["intent"], "pending": bool(row.get("pending_proposal")), "why": "golden"}
            yield heard(file.stem, "golden", parse(file.with_suffix(".eml").read_bytes()), known)


def _phrases() -> Iterator[Mail | None]:
    for number, line in enumerate((HERE / "phrases.tsv").read_text(encoding="utf-8").splitlines()):
        label, text, pending = (*line.split("\t"), "")[:3]
        row = {**_PLAIN, "body": text, "primary": label, "pending": bool(pending), "why": label}
        yield heard(f"phrase-{number}", "phrases", parse(built(row)), row)


def heard(name: str, hand: str, message: Message, row: Mapping[str, Any]) -> Mail | None:
    """A mail as the model sees it; None where the machine reader takes it before the model."""
    if understand(message, Context()).is_machine or message.unreadable_body:
        return None
    text, from_subject = new_words(message)
    found = sentences(text)
    if not found:
        return None
    today = message.date.astimezone(PARIS).date() if message.date else None
    listened = listen(found, pending=row["pending"], from_subject=from_subject, today=today)
    blocks = features(found, listened.fired, pending=row["pending"], today=today)
    label = Intent(row["primary"])
    return Mail(name, hand, label, row["why"], listened, _said(found, label, row.get("said")), blocks)


def _said(
    found: tuple[Sentence, ...], label: Intent, marked: Iterable[tuple[str, str]] | None
) -> Mapping[int, frozenset[Intent]] | None:
    if marked is None:
        # A mail of one sentence says its label there.
        alone = frozenset({label} - {Intent.UNCLEAR})
        return {0: alone} if len(found) == 1 else None
    letters = [_letters(s.text) for s in found]
    said: dict[int, set[Intent]] = defaultdict(set)
    for word, text in marked:
        wanted = _letters(text)
        number = next((n for n, s in enumerate(letters) if s and (wanted[:_START] in s or s in wanted)), None)
        if number is not None:
            said[number].add(Intent(word))
    return {n: frozenset(labels) for n, labels in said.items()}


def _letters(text: str) -> str:
    return re.sub(r"\W+", " ", fold_line(text)).strip()
