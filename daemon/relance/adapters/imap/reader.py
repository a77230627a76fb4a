"""Reading mails one by one as raw bytes, without marking them and without understanding them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from enum import Enum

from relance.adapters.imap.answers import Answer, date_of, header
from relance.adapters.imap.connection import Link, RefusedCommandError
from relance.domain.records import Fetched

CHUNK = 200
"""UIDs in one command: 200 of 10 digits stay far below the 8192 bytes of RFC 7162 section 4."""

TRIES = 3
"""How often a mail is asked for before it is given up."""

TEXT_BYTES = 262_144
"""How much of the first text of an oversize mail is read."""

_CONTENT_HEADERS = re.compile(rb"(?im)^content-[^\r\n:]*:.*(?:\r?\n[ \t].*)*\r?\n?")


class Missing(Enum):
    """Why a UID gave no mail."""

    VANISHED = "moved or deleted by somebody between search and fetch: normal"
    LOST = "the server announces it and cannot deliver it"


def chunks(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The UIDs in pieces that one command bears."""
    for start in range(0, len(uids), CHUNK):
        yield uids[start : start + CHUNK]


class Reader:
    """Reads mails of the folder that is open on a connection.

    Args:
        max_bytes: a larger mail is read as headers and first text.
        drops: how often the connection broke on a mail, by (UIDVALIDITY, UID). It outlives connections: a mail on
            which the server fails each time would otherwise block all that follow. After `TRIES` breaks only headers
            and text are asked for, after as many more it is lost.

    """

    def __init__(
        self, link: Link, folder: str, uidvalidity: int, max_bytes: int, drops: dict[tuple[int, int], int]
    ) -> None:
        self._link = link
        self._folder = folder
        self._uidvalidity = uidvalidity
        self._max_bytes = max_bytes
        self._drops = drops

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """RFC822.SIZE by UID; a UID of which the server says nothing is absent."""
        try:
            answers = self._link.fetch(",".join(map(str, uids)), "(UID RFC822.SIZE)")
        except RefusedCommandError:
            return {}
        return {answer.uid: answer.size for answer in answers if answer.uid is not None and answer.size is not None}

    def read(self, uid: int, size: int | None, *, history: bool = False) -> Fetched | Missing:
        """One mail; `size` is its RFC822.SIZE in bytes, if known."""
        key = (self._uidvalidity, uid)
        drops = self._drops.get(key, 0)
        if drops >= 2 * TRIES:
            return Missing.LOST
        # Counted before, taken back after: what is left was broken by the connection.
        self._drops[key] = drops + 1
        if size is None:
            size = self.sizes([uid]).get(uid)
        oversize = drops >= TRIES or (size is not None and size > self._max_bytes)
        mail = self._insist(uid, self._cut if oversize else self._whole)
        del self._drops[key]
        if isinstance(mail, Missing):
            return mail
        raw, answer = mail
        return Fetched(
            self._folder, self._uidvalidity, uid, raw, date_of(answer, raw), oversize=oversize, history=history
        )

    def _insist(self, uid: int, how: Callable[[int], tuple[bytes, Answer] | None]) -> tuple[bytes, Answer] | Missing:
        for _ in range(TRIES):
            mail = how(uid)
            if mail is not None:
                return mail
            if not self._there(uid):
                return Missing.VANISHED
        return Missing.LOST

    def _whole(self, uid: int) -> tuple[bytes, Answer] | None:
        return self._section(uid, "BODY.PEEK[]")

    def _cut(self, uid: int) -> tuple[bytes, Answer] | None:
        """Headers and first text, put together as a mail of their own."""
        head = self._section(uid, "BODY.PEEK[HEADER]")
        if head is None:
            return None
        mime, text = self._first_text(uid)
        own = b"".join(match[0].rstrip(b"\r\n") + b"\r\n" for match in _CONTENT_HEADERS.finditer(mime))
        fields = _CONTENT_HEADERS.sub(b"", head[0]).rstrip(b"\r\n") + b"\r\n" if own else head[0].rstrip() + b"\r\n"
        return fields + own + b"\r\n" + text, head[1]

    def _first_text(self, uid: int) -> tuple[bytes, bytes]:
        """MIME headers and (the start of) the content of the first text part; empty when there is none."""
        path = [1]
        for _ in range(10):
            where = ".".join(map(str, path))
            mime = self._bytes(uid, f"BODY.PEEK[{where}.MIME]")
            kind = header(mime, "content-type").lower()
            if kind.startswith("multipart/") and len(path) < 5:
                path.append(1)
            elif kind.startswith("text/") or not kind:
                return mime, _whole_lines(self._bytes(uid, f"BODY.PEEK[{where}]<0.{TEXT_BYTES}>"))
            else:
                path[-1] += 1
        return b"", b""

    def _bytes(self, uid: int, item: str) -> bytes:
        found = self._section(uid, item)
        return b"" if found is None else found[0]

    def _section(self, uid: int, item: str) -> tuple[bytes, Answer] | None:
        try:
            answers = self._link.fetch(str(uid), f"(UID INTERNALDATE {item})")
        except RefusedCommandError:
            return None
        for answer in answers:
            if answer.uid == uid and answer.body is not None:
                return answer.body, answer
        return None

    def _there(self, uid: int) -> bool:
        try:
            return uid in self._link.search(f"UID {uid}")
        except RefusedCommandError:
            return True


def _whole_lines(text: bytes) -> bytes:
    """Without a last line cut in two: half a base64 line would spoil the whole part."""
    return text if len(text) < TEXT_BYTES else text[: text.rfind(b"\n") + 1]
