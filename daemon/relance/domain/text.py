"""Folding of names and invoice numbers, so that the same thing typed twice is the same thing."""

from __future__ import annotations

import re
import unicodedata

_LEGAL_FORMS = frozenset(
    [
        "sa",
        "sas",
        "sasu",
        "sarl",
        "eurl",
        "sci",
        "scp",
        "selarl",
        "selas",
        "snc",
        "gie",
        "association",
        "assoc",
        "ei",
        "eirl",
        "societe",
        "ste",
        "ets",
        "etablissements",
    ]
)
_CIVILITIES = frozenset(
    ["m", "mr", "mme", "mlle", "madame", "monsieur", "mademoiselle", "me", "maitre", "dr", "docteur"]
)


def plain(text: str) -> str:
    """Lower case without accents or punctuation, words separated by one space."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae")).casefold()
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def fold(name: str) -> str:
    """A name without accents, case, punctuation, legal form or civility; the bare words if nothing is left."""
    words = plain(name).split()
    kept = [w for w in words if w not in _LEGAL_FORMS and w not in _CIVILITIES]
    return " ".join(kept or words)


def fold_number(number: str) -> str:
    """An invoice number reduced to letters and digits, upper case, leading zeros of its groups dropped.

    "2026-0142", "2026/142" and "FACT 2026 0142" fold to the same end; a label typed before it is dropped.
    """
    groups = re.findall(r"[A-Z]+|[0-9]+", plain(number).upper())
    while len(groups) > 1 and groups[0] in _LABELS:
        groups.pop(0)
    return "-".join(g.lstrip("0") or "0" if g.isdigit() else g for g in groups)


_LABELS = frozenset(
    plain("facture fact fac fa f note notes honoraires d de n no num numero invoice inv ref reference")
    .upper()
    .split()
)
