"""Where a key stands in a TOML text: the parser gives values without lines, and a person needs the line."""

from __future__ import annotations

import re
from collections.abc import Iterator

Loc = tuple[str | int, ...]
"""Path of a value: keys, and places in arrays of tables."""

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""^\s*([A-Za-z0-9_."'-]+(?:\s*\.\s*[A-Za-z0-9_"'-]+)*)\s*=""")


def _words(dotted: str) -> Loc:
    return tuple(word.strip().strip("\"'") for word in dotted.split("."))


def _entries(text: str) -> Iterator[tuple[int, Loc]]:
    table: Loc = ()
    seen: dict[Loc, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _words(header[2])
            if header[1] == "[[":
                seen[table] = seen.get(table, -1) + 1
                table = (*table, seen[table])
            yield number, table
        elif key := _KEY.match(line):
            yield number, (*table, *_words(key[1]))


def find(text: str, loc: Loc) -> int | None:
    """Line of a key (from 1), else of the nearest table that holds it, else None."""
    places: dict[Loc, int] = {}
    for number, entry in _entries(text):
        places.setdefault(entry, number)
    while loc:
        if loc in places:
            return places[loc]
        loc = loc[:-1]
    return None
