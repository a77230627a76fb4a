"""Trains the model of replies on the labelled mails and says how it reads a writer it has not seen.

    python tests/training/train.py [--report]    (or: make train)

`--report` writes nothing. Every figure comes from mails of hands that the weights measured had not seen.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from corpus import mails
from fitting import fit_both, fit_small, known, tabled, telling, unseen, unseen_judged, weights_file
from report import report

from relance.reading.model import read_model

WEIGHTS = Path(__file__).resolve().parents[2] / "daemon" / "relance" / "weights.bin"


def main() -> None:
    """Train, report, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", action="store_true", help="write nothing")
    parser.add_argument("--errors", type=int, default=40, help="how many errors to print")
    chosen = parser.parse_args()
    all_mails = mails()
    table = tabled(all_mails)
    labels = known(table, all_mails)
    told = telling(all_mails, unseen(table, labels, all_mails))
    found = unseen_judged(all_mails, told)
    report(all_mails, found, errors=chosen.errors)
    if chosen.report:
        return
    weights = fit_both(table, labels, np.arange(len(all_mails)))
    data = weights_file(table, weights, fit_small(all_mails, told, found))
    read_model(data)
    WEIGHTS.write_bytes(data)
    print(f"\n{WEIGHTS.name}: {len(table.names)} features, {len(data) / 1e6:.2f} MB", file=sys.stderr)


if __name__ == "__main__":
    main()
