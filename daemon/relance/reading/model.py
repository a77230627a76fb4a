"""A linear model of labels, trained on labelled mails of many hands (`make train`), run without any library.

A label's score is the sum of its weights over the features present, each block divided by its length. There are two
sets of weights over the same features: what one sentence says, and what the mail says as a whole. Weights are one
byte each; those of a feature are added as lanes of one integer, so that a mail costs a few sums of integers. The file
is read at the edge and handed in.
"""

from __future__ import annotations

import json
import struct
import sys
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import fsum, sqrt
from typing import Any

from relance.domain.intents import Intent
from relance.errors import WorldError
from relance.reading.features import AROUND, SIGNS, Blocks

MAGIC = b"RLW2"
_MIDDLE = 128
Rows = tuple[set[int], ...]
_HEAD = struct.Struct("<4sIII")


@dataclass(frozen=True, slots=True)
class Model:
    """The weights, ready to be summed.

    Attributes:
        labels: in the order of the columns.
        intercepts: of each label for a sentence, then of each label for a mail.
        scales: what one step of a byte is worth, in the same order.
        places: feature -> row, one table for each block.
        rarity: square of a feature's rarity, by row.
        rows: one byte for each label of a sentence, then of a mail, feature after feature.
        expressed: weights of `relance.reading.expressed`.
        weighing: weights of `relance.reading.weighing`.
        judging: weights of the features of `relance.reading.judge`.

    """

    labels: tuple[Intent, ...]
    intercepts: tuple[float, ...]
    scales: tuple[float, ...]
    places: tuple[Mapping[str, int], ...]
    rarity: array[float]
    rows: bytes
    expressed: Mapping[str, float]
    weighing: Sequence[Sequence[float]]
    judging: Mapping[str, float]
    _lanes: dict[int, int] = field(default_factory=dict, repr=False)

    def rows_of(self, blocks: Blocks) -> Rows:
        """The rows of the features present, block by block."""
        return tuple(
            {row for row in map(places.get, block) if row is not None}
            for places, block in zip(self.places, blocks, strict=True)
        )

    def of_sentence(self, rows: Rows) -> Sequence[float]:
        """Log-odds that a sentence says each label, in the order of `labels`."""
        return self._scores(rows)[: len(self.labels)]

    def of_mail(self, sentences: Iterable[Rows]) -> Sequence[float]:
        """Log-odds that a mail as a whole says each label, from the rows of its sentences."""
        whole: list[set[int]] = [set() for _ in self.places]
        for rows in sentences:
            for number, found in enumerate(rows):
                if number != AROUND:  # what stands around a sentence says nothing more of the whole
                    whole[number] |= found
        return self._scores(whole)[len(self.labels) :]

    def _scores(self, rows: Sequence[set[int]]) -> list[float]:
        total = list(self.intercepts)
        for number, found in enumerate(rows):
            if not found:
                continue
            length = 1.0 if number == SIGNS else sqrt(fsum([self.rarity[n] for n in found]))
            shift = _MIDDLE * len(found)
            for column, lane in enumerate(self._sum(found)):
                total[column] += (lane - shift) * self.scales[column] / length
        return total

    def _sum(self, found: Iterable[int]) -> memoryview:
        """Each column's bytes summed: 32 bits to a lane hold sixteen million of them."""
        width, lanes = len(self.scales), self._lanes
        total = 0
        for row in found:
            lane = lanes.get(row)
            if lane is None:
                wide = array("I", [*self.rows[row * width : (row + 1) * width]])
                lane = lanes[row] = int.from_bytes(wide.tobytes(), sys.byteorder)
            total += lane
        return memoryview(total.to_bytes(4 * width, sys.byteorder)).cast("I")


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
    if magic != MAGIC or len(names) != count or len(rows) != count * len(head["scales"]):
        raise WorldError(_BROKEN)
    starts = [0, *head["ends"]]
    return Model(
        labels=tuple(Intent(x) for x in head["labels"]),
        intercepts=tuple(head["intercepts"]),
        scales=tuple(head["scales"]),
        places=tuple(dict(zip(names[a:b], range(a, b), strict=True)) for a, b in pairwise(starts)),
        rarity=rarity,
        rows=rows,
        expressed=head["expressed"],
        weighing=head["weighing"],
        judging=head["judging"],
    )


_BROKEN = (
    "L’installation est incomplète : le fichier « weights.bin » est abîmé ; "
    "réinstallez relance (pip install relance)."
)


def write_model(head: Mapping[str, Any], names: list[str], rarity: Iterable[float], rows: bytes) -> bytes:
    """The file that `read_model` reads; the same input gives the same bytes.

    Args:
        head: `labels`, `intercepts`, `scales`, `ends` (row after the last one of each block), `expressed`, `judging`.
        names: features, block after block.
        rarity: see `Model`.
        rows: see `Model`; 128 stands for 0.

    """
    header = json.dumps(head, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    listed = "\n".join(names).encode()
    packed = struct.pack(f"<{len(names)}f", *rarity)
    return _HEAD.pack(MAGIC, len(header), len(listed), len(names)) + zlib.compress(header + listed + packed + rows, 9)
