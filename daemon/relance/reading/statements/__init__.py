"""Statements of account: bytes in, movements out, whatever the format; recognised by content, never by the name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from relance.domain.evidence import Statement
from relance.errors import WorldError
from relance.reading.statements.camt import read_camt
from relance.reading.statements.cfonb120 import looks_like_cfonb, read_cfonb120
from relance.reading.statements.csv_ import CsvMapping, is_table, read_csv
from relance.reading.statements.figures import decoded
from relance.reading.statements.ofx import read_ofx

__all__ = ["CsvMapping", "could_be_statement", "read_statement"]

_OTHERS = (
    (re.compile(rb"\s*%PDF"), "un PDF, qui ne se lit pas sûrement"),
    (re.compile(rb"\xd0\xcf\x11\xe0"), "un ancien classeur .xls ou un classeur protégé par un mot de passe"),
    (re.compile(rb"\s*!Type:"), "un fichier QIF, qui ne dit pas qui a payé"),
    (re.compile(rb"(?:\{1:|\s*:20:)"), "un relevé MT940"),
    (re.compile(rb"(?i)\s*(?:<!doctype html|<html)"), "une page web"),
)
_ADVICE = "Exportez le relevé en CAMT.053, OFX, CFONB 120 ou CSV."


def read_statement(name: str, data: bytes, mappings: Sequence[CsvMapping] = ()) -> Statement:
    """The movements of a statement of account.

    Args:
        name: of the file, for messages only.
        data: its bytes.
        mappings: layouts of CSV that the firm described.

    Raises:
        WorldError: it is in no form that is read, or is broken.

    """
    if not data.strip():
        raise WorldError(f"{name} : le fichier est vide. {_ADVICE}")
    for pattern, what in _OTHERS:
        if pattern.match(data[:200].removeprefix(b"\xef\xbb\xbf")):
            raise WorldError(f"{name} : c’est {what}. {_ADVICE}")
    head = decoded(data[:4000]).lstrip("\ufeff \t\r\n")
    if re.search(r"OFXHEADER\s*[:=]|<OFX>", head, re.IGNORECASE):
        return read_ofx(name, data)
    if head.startswith("<"):
        return read_camt(name, data)
    if looks_like_cfonb(head):
        return read_cfonb120(name, data)
    return read_csv(name, data, mappings)


def could_be_statement(name: str, data: bytes, mappings: Sequence[CsvMapping] = ()) -> bool:
    """Whether a file that came with a mail is to be read as a statement, even if it then proves broken.

    Args:
        name: of the file; only a table is also told by it.
        data: its bytes.
        mappings: layouts of CSV that the firm described.

    """
    head = decoded(data[:4000]).lstrip("\ufeff \t\r\n")
    if re.search(r"OFXHEADER\s*[:=]|<OFX>|camt\.05[234]|<(?:\w+:)?BkToCstmr", head, re.IGNORECASE):
        return True
    if looks_like_cfonb(head):
        return True
    return name.lower().endswith((".csv", ".tsv", ".txt", ".xlsx")) and is_table(name, data, mappings)
