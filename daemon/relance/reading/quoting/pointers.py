# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""« Mes réponses en bleu dans votre message »: new words that say where in the quote the sender has answered."""

from __future__ import annotations

import re
from dataclasses import dataclass

from relance.reading.quoting.languages import plain

_HUES = {
    "red": "rouges?|red|rote?[rn]?|roj[oa]s?|ross[oi]|rood|bordeaux|vermillon",
    "blue": "bleue?s?|blue|blaue?[rn]?|azul|blu|blauw|marine|cyan",
    "green": "verte?s?|green|grune?[rn]?|verde|groen",
    "violet": "violett?e?s?|mauve|purple|lila|morad[oa]|viola|paars|lilas",
    "pink": "roses?|pink|fuchsia|magenta",
    "orange": "oranges?",
    "yellow": "jaunes?|yellow|gelb|amarillo|giallo",
    "brown": "marron|brun|brown",
    "turquoise": "turquoise",
    "grey": "gris|grey|gray|grau",
    "black": "noire?s?|black|schwarz|negro|nero",
}
_WAYS = {
    "bold": "gras|bold|fett|negrita|grassetto|vet",
    "italic": "italiques?|italics?|kursiv|cursiva|corsivo",
    "underlined": "soulignee?s?|underlined?",
    "behind": "surlign\\w+|highlight\\w*|stabilo\\w*|fluo|markiert|resaltado|evidenziato",
    "font": "(?:autre|differente) police|(?:different|another) font",
    "capitals": "majuscules?|capitales|caps|capitals|upper ?case",
    "coloured": "couleurs?|colou?rs?",
}
_ANSWERS = r"(?:reponses?|commentaires?|remarques?|observations?|annotations?|precisions?|retours?|explications?|elements|answers?|comments?|replies|reply|responses?|remarks?|notes?|antworten|anmerkungen|kommentare|respuestas|comentarios|risposte|commenti)"
_INSIDE = (
    r"(?:dans (?:le (?:corps|texte|fil)|votre (?:\w+ )?(?:mail|message|courriel|e-mail|texte|courrier|relance))|au fil (?:du|de votre) (?:texte|mail|message)|point par point|sous (?:chaque|vos|chacune?)"
    r"|a la suite de (?:chaque|vos)|entre (?:crochets|les lignes|vos lignes)|en face|a cote|en regard|in-?line|in (?:your|the (?:body|text|mail|email|message))|within (?:your|the)|im text|unten|in ihrer|nel testo|en su (?:correo|mensaje))"
)
_UNDER = r"(?:ci-?\s?dessous|ci-apres|plus bas|en dessous|directement|below|underneath|beneath|abajo|a continuacion|di seguito|qui sotto|sotto)"
_SHOWN = r"(?:en|in|in het|im) (?:\w+ ){0,2}?"
_LOOKS = "|".join([*_HUES.values(), *_WAYS.values()])
_POINTER = re.compile(
    rf"\b{_ANSWERS}\b(?! d['e]\b| de (?:m|n|s)on\b| of my| from).{{0,60}}?(?:{_INSIDE}|{_UNDER}|{_SHOWN}(?:{_LOOKS})\b|\b(?:{_WAYS['behind']})\b)"
    rf"|\b(?:je|j'ai|nous|on|i|we|i have|i've|ich habe?|he|ho)\b.{{0,30}}\b(?:repond[sue]?\w*|annot\w+|comment\w+|complet\w+|note|ecri[ts]\w*|ajout\w+|mis|repl(?:y|ied)|answer\w*|wrote|added|geantwortet|respondido|risposto)\b.{{0,40}}?(?:{_INSIDE}|{_UNDER}|{_SHOWN}(?:{_LOOKS})\b)"
    rf"|\b(?:voir|cf\.?|see|lire|vois|voyez|siehe|ver|vedi)\b.{{0,40}}?(?:{_SHOWN}(?:{_LOOKS})\b|{_INSIDE}|{_ANSWERS} (?:{_UNDER}))"
    rf"|\b(?:voir|cf\.?|see|siehe|ver|vedi) (?:\w+ ){{0,3}}?(?:mes|nos|my|our|meine|unsere|mis|mie) {_ANSWERS}"
    rf"|^\W*(?:mes |nos |my |our )?{_ANSWERS} (?:{_UNDER}|{_INSIDE})"
    rf"|\b(?:en|in) (?:{_LOOKS})\b.{{0,30}}?(?:{_INSIDE}|{_UNDER})|(?:{_UNDER}|{_INSIDE}).{{0,20}}? (?:en|in) (?:{_LOOKS})\b"
)


@dataclass(frozen=True, slots=True)
class Pointer:
    """What the new words say of the answers inside the quote.

    Attributes:
        hues: colours they are said to have.
        ways: other looks: "bold", "italic", "underlined", "behind" (highlighted), "font", "capitals", "coloured".

    """

    hues: frozenset[str]
    ways: frozenset[str]


def pointer(said: str) -> Pointer | None:
    """Where the new words point to inside the quote; None when they do not."""
    for line in re.split(r"(?<=[.!?])\s|\n", plain(said[:4000])):
        found = _POINTER.search(line)
        if found:
            near = line[max(0, found.start() - 40) : found.end() + 60]
            return Pointer(_named(_HUES, near), _named(_WAYS, near))
    return None


def _named(table: dict[str, str], text: str) -> frozenset[str]:
    return frozenset(name for name, words in table.items() if re.search(rf"\b(?:{words})\b", text))
