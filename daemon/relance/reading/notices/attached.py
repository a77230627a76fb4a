"""Statements of account that came with a mail, also inside an archive."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence

from relance.reading.message import Message
from relance.reading.mime import Part
from relance.reading.statements import CsvMapping, could_be_statement

MAX_BYTES = 100_000_000
_MAX_FILES = 20
_TEXT_BODY = frozenset(["text/plain", "text/html"])


def attached_statements(message: Message, mappings: Sequence[CsvMapping] = ()) -> tuple[tuple[str, bytes], ...]:
    """(name, bytes) of each statement of account attached to a mail, in its order; what is inside an archive too.

    Args:
        message: the mail.
        mappings: layouts of CSV that the firm described.

    """
    found: list[tuple[str, bytes]] = []
    for part in message.parts:
        if not _is_file(part):
            continue
        for name, data in _unpacked(part.filename or part.content_type, part.content):
            if could_be_statement(name, data, mappings):
                found.append((name, data))
    return tuple(found)


def _is_file(part: Part) -> bool:
    if part.content_type.startswith(("multipart/", "image/", "message/")):
        return False
    return part.disposition == "attachment" or bool(part.filename) or part.content_type not in _TEXT_BODY


def _unpacked(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """The file, or those of a .zip; a workbook is one file. What cannot be unpacked holds no statement."""
    if not data.startswith(b"PK\x03\x04") or name.lower().endswith((".xlsx", ".xlsm")):
        yield name, data
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist()[:_MAX_FILES]:
                if not entry.is_dir() and entry.file_size <= MAX_BYTES and not entry.flag_bits & 1:
                    yield entry.filename.rsplit("/", 1)[-1], archive.read(entry)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        return
