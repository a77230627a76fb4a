"""What is wrong with a configuration, as French sentences with file, line, key and remedy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from relance.config.lines import Loc, find
from relance.config.models import DatedRate, Document, Staff

_SECTIONS: dict[str, type[BaseModel]] = {
    name: field.annotation
    for name, field in Document.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
}

_ROWS: Mapping[Loc, type[BaseModel]] = {("firm", "staff"): Staff, ("penalties", "rates"): DatedRate}
"""What may be written several times: the place of the list, and what one of it is."""

_SYNTAX = (
    (r"Invalid value", "valeur illisible : un texte s’écrit entre guillemets"),
    (r"Cannot overwrite a value", "cette clé est écrite deux fois : gardez-en une seule"),
    (
        r"Cannot declare .* twice|Cannot redefine|already defined",
        "cette section est ouverte deux fois : réunissez-les",
    ),
    (r"Unterminated string|Illegal character '\\n'|Expected '\"'", "guillemet fermant oublié"),
    (r"Unclosed array|Unclosed inline table", "crochet ou accolade fermante oubliés"),
    (r"Expected '=' after a key", "une clé doit être suivie du signe « = » et de sa valeur"),
    (r"Expected newline or end of document", "texte en trop à la fin de la ligne : une seule valeur par clé"),
    (r"escaped|Unescaped|hex", "une barre oblique inverse dans un texte s’écrit « \\\\ »"),
)

_SENTENCES: Mapping[str, Callable[[Any], str]] = {
    "missing": lambda _: "cette clé est obligatoire ; ajoutez-la (config.example.toml montre comment)",
    "string_type": lambda _: "il faut un texte entre guillemets",
    "int_type": lambda _: "il faut un nombre entier, sans guillemets",
    "bool_type": lambda _: "il faut true ou false, sans guillemets",
    "list_type": lambda _: 'il faut une liste entre crochets, comme ["a", "b"]',
    "model_type": lambda _: "il faut une section entre crochets, suivie de ses clés",
    "too_short": lambda _: "la liste est vide ; il y faut au moins un élément",
    "greater_than_equal": lambda ctx: f"la valeur est trop petite ; le minimum est {ctx['ge']}",
    "less_than_equal": lambda ctx: f"la valeur est trop grande ; le maximum est {ctx['le']}",
    "value_error": lambda ctx: str(ctx["error"]),
}


def section_and_key(loc: Loc) -> str:
    """How a person names a key: `[sending] hours`, `[[firm.staff]] n° 2 email`."""
    if loc[:2] == ("firm", "staff"):
        rank = f" n° {int(loc[2]) + 1}" if len(loc) > 2 else ""
        return " ".join([f"[[firm.staff]]{rank}", *map(str, loc[3:4])])
    if str(loc[0]) in _SECTIONS:
        rank = f" n° {int(loc[2]) + 1} {loc[3]}" if len(loc) > 3 else ""
        return " ".join([f"[{loc[0]}]", *map(str, loc[1:2])]) + rank
    return str(loc[0])


def sentences(found: list[tuple[Loc, str]], path: Path, text: str) -> list[str]:
    """The whole sentence of each problem, in the order of the file."""
    placed = sorted((find(text, loc) or 0, section_and_key(loc), what) for loc, what in found)
    return [f"{path}, {f'ligne {line}, ' if line else ''}{key} : {what}." for line, key, what in placed]


def of_validation(error: ValidationError) -> list[tuple[Loc, str]]:
    """Every problem that the models found."""
    return [(detail["loc"], _say(detail)) for detail in error.errors(include_url=False)]


def of_syntax(error: tomllib.TOMLDecodeError, path: Path, text: str) -> str:
    """The one problem of a file that is not TOML."""
    message = str(error)
    place = re.search(r"at line (\d+)", message)
    number = int(place[1]) if place else len(text.splitlines())
    why = next((french for pattern, french in _SYNTAX if re.search(pattern, message)), "la ligne n’est pas du TOML")
    line = "".join(text.splitlines()[number - 1 : number]).strip()
    shown = f" (« {line} »)" if line and "://" not in line else ""  # a database address may hold a password
    return f"{path}, ligne {number}{shown} : {why}."


def _say(detail: ErrorDetails) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown(detail["loc"])
    if kind in ("literal_error", "enum"):
        choices = context["expected"].replace(" or ", " ou ").replace("'", "")
        return f"« {detail['input']} » n’est pas prévu ; il faut {choices}"
    if kind == "missing" and (len(detail["loc"]) == 1 or detail["loc"] == ("firm", "staff")):
        return "cette section est obligatoire ; ajoutez-la (config.example.toml montre comment)"
    say = _SENTENCES.get(kind)
    return say(context) if say else "la valeur n’est pas de la forme attendue ; voyez config.example.toml"


def _known(loc: Loc) -> list[str]:
    """Keys that may stand where this one does."""
    if loc[:2] in _ROWS:
        return list(_ROWS[loc[:2]].model_fields)
    model = _SECTIONS.get(str(loc[0])) if len(loc) > 1 else Document
    return list(model.model_fields) if model else []


def _unknown(loc: Loc) -> str:
    word = str(loc[-1])
    for section, model in _SECTIONS.items():
        if word in model.model_fields and section != loc[0]:
            return f"clé inconnue ici ; « {word} » se place dans la section [{section}]"
    nearest = max(_known(loc), key=lambda known: SequenceMatcher(None, word.lower(), known).ratio())
    return f"clé inconnue ; la clé connue la plus proche est « {nearest} »"
