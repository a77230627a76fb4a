"""A linear model of labels, trained on labelled mails of many hands (`make train`), run without any library.

A label's score is the sum of its weights over the features present, each block divided by its length; weights are one
byte each, so that a mail costs a few sums of bytes. The file is read at the edge and handed in.
"""

from __future__ import annotations

import json
import struct
import zlib
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import exp, fsum, sqrt
from typing import Any

from relance.domain.intents import Intent
from relance.errors import WorldError
from relance.reading.features import SIGNS, Blocks

MAGIC = b"RLW1"
_MIDDLE = 128
_HEAD = struct.Struct("<4sIII")


@dataclass(frozen=True, slots=True)
class Model:
    """The weights, ready to be summed.

    Attributes:
        labels: in the order of the columns.
        intercepts: of each label.
        scales: what one step of a byte is worth, of each label.
        places: feature -> row, one table for each block.
        rarity: square of a feature's rarity, by row.
        rows: one byte for each label, feature after feature.
        judging: weights of the features of `relance.reading.judge`.

    """

    labels: tuple[Intent, ...]
    intercepts: tuple[float, ...]
    scales: tuple[float, ...]
    places: tuple[Mapping[str, int], ...]
    rarity: array[float]
    rows: bytes
    judging: Mapping[str, float]

    def scores(self, blocks: Blocks) -> list[float]:
        """Log-odds of each label, up to a common constant, in the order of `labels`."""
        total = list(self.intercepts)
        for number, block in enumerate(blocks):
            for column, value in enumerate(self._block(number, block)):
                total[column] += value
        return total

    def probabilities(self, blocks: Blocks, but: Iterable[Intent] = ()) -> dict[Intent, float]:
        """How likely each label is; those of `but` cannot be."""
        barred = frozenset(but)
        scored = {k: s for k, s in zip(self.labels, self.scores(blocks), strict=True) if k not in barred}
        highest = max(scored.values())
        weighed = {k: exp(s - highest) for k, s in scored.items()}
        total = sum(weighed.values())
        return {k: w / total for k, w in weighed.items()}

    def _block(self, number: int, block: Iterable[str]) -> list[float]:
        places = self.places[number]
        found = [row for row in map(places.get, block) if row is not None]
        if not found:
            return [0.0] * len(self.labels)
        width = len(self.labels)
        length = 1.0 if number == SIGNS else sqrt(fsum([self.rarity[n] for n in found]))
        sums = map(sum, zip(*[self.rows[n * width : (n + 1) * width] for n in found], strict=True))
        shift = _MIDDLE * len(found)
        return [(s - shift) * scale / length for s, scale in zip(sums, self.scales, strict=True)]


def read_model(data: bytes) -> Model:
    """The model of a file of weights.

    Raises:
        WorldError: the file is not one.

    """
    try:
        magic, head_size, names_size, count = _HEAD.unpack_from(data)
        body = zlib.decompress(data[_HEAD.size :])
        head: dict[str, Any] = json.loads(body[:head_size])
        names = body[head_size : head_size + names_size].decode().split("\n")
        rarity = array("f")
        rarity.frombytes(body[head_size + names_size : head_size + names_size + 4 * count])
    except (struct.error, zlib.error, ValueError) as error:
        raise WorldError(_BROKEN) from error
    rows = body[head_size + names_size + 4 * count :]
    if magic != MAGIC or len(names) != count or len(rows) != count * len(head["labels"]):
        raise WorldError(_BROKEN)
    starts = [0, *head["ends"]]
    return Model(
        labels=tuple(Intent(x) for x in head["labels"]),
        intercepts=tuple(head["intercepts"]),
        scales=tuple(head["scales"]),
        places=tuple(dict(zip(names[a:b], range(a, b), strict=True)) for a, b in pairwise(starts)),
        rarity=rarity,
        rows=rows,
        judging=head["judging"],
    )


_BROKEN = (
    "L’installation est incomplète : le fichier « weights.bin » est abîmé ; "
    "réinstallez relance (pip install relance)."
)


def write_model(head: Mapping[str, Any], names: list[str], rarity: Iterable[float], rows: bytes) -> bytes:
    """The file that `read_model` reads; the same input gives the same bytes.

    Args:
        head: `labels`, `intercepts`, `scales`, `ends` (row after the last one of each block), `judging`.
        names: features, block after block.
        rarity: see `Model`.
        rows: see `Model`; 128 stands for 0.

    """
    header = json.dumps(head, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    listed = "\n".join(names).encode()
    packed = struct.pack(f"<{len(names)}f", *rarity)
    return _HEAD.pack(MAGIC, len(header), len(listed), len(names)) + zlib.compress(header + listed + packed + rows, 9)
