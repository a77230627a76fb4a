# ruff: noqa: E501  lists of words of a language read better unbroken
"""Names of months, weekdays, feasts and near days, folded: French, English, Spanish, Portuguese, Italian, German, Dutch."""

from __future__ import annotations


def _numbered(lines: str, first: int) -> dict[str, int]:
    return {name: n for n, names in enumerate(lines.strip().split("\n"), first) for name in names.split()}


MONTHS = _numbered(
    """
janvier janv january jan enero janeiro gennaio januar januari
fevrier fevr fev february feb febrero fevereiro febbraio februar februari
mars march marzo marco marz maart
avril avr april apr abril aprile
mai may mayo maio maggio mei
juin june jun junio junho giugno juni
juillet juil july jul julio julho luglio juli
aout august aug agosto augustus
septembre sept september sep septiembre setiembre setembro settembre
octobre oct october octubre outubro ottobre oktober okt
novembre nov november noviembre novembro
decembre dec december diciembre dezembro dicembre dezember dez
""",
    1,
)
DAYS = _numbered(
    """
lundi monday lunes lunedi montag maandag segunda-feira
mardi tuesday martes martedi dienstag dinsdag terca-feira
mercredi wednesday miercoles mercoledi mittwoch woensdag quarta-feira
jeudi thursday jueves giovedi donnerstag donderdag quinta-feira
vendredi vdi friday viernes venerdi freitag vrijdag sexta-feira
samedi saturday sabado sabato samstag sonnabend zaterdag
dimanche sunday domingo domenica sonntag zondag
""",
    0,
)
FEASTS = {
    "la saint-valentin": (2, 14), "la saint valentin": (2, 14), "la saint-jean": (6, 24), "la saint jean": (6, 24), "la toussaint": (11, 1),
    "la saint-michel": (9, 29), "la saint michel": (9, 29), "la saint-martin": (11, 11), "la saint martin": (11, 11), "noel": (12, 25),
    "la saint-sylvestre": (12, 31), "la saint sylvestre": (12, 31), "christmas": (12, 25), "new year's eve": (12, 31), "navidad": (12, 25), "natale": (12, 25),
}  # fmt: skip
"""Month and day of feasts that do not move."""

NEAR = {
    "aujourd'hui": 0, "aujourdhui": 0, "ce jour": 0, "ce soir": 0, "ce matin": 0, "ce midi": 0, "cet apres-midi": 0, "cet aprem": 0, "cette nuit": 0, "dans la journee": 0,
    "a l'instant": 0, "a l instant": 0, "ce jour meme": 0, "tantot": 0, "today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0,
    "this evening": 0, "just now": 0, "oggi": 0, "stamattina": 0, "stamani": 0, "stasera": 0, "hoy": 0, "esta manana": 0, "esta tarde": 0, "hoje": 0,
    "esta manha": 0, "heute": 0, "vandaag": 0, "vanmorgen": 0, "vanochtend": 0, "vanmiddag": 0, "vanavond": 0,
    "demain": 1, "2main": 1, "dem1": 1, "2m1": 1, "tomorrow": 1, "domani": 1, "manana": 1, "amanha": 1, "morgen": 1,
    "apres-demain": 2, "apres demain": 2, "day after tomorrow": 2, "dopodomani": 2, "pasado manana": 2, "depois de amanha": 2, "ubermorgen": 2, "overmorgen": 2,
    "hier": -1, "yesterday": -1, "last night": -1, "ieri": -1, "ayer": -1, "ontem": -1, "gestern": -1, "gisteren": -1,
    "avant-hier": -2, "avant hier": -2, "day before yesterday": -2, "l'altro ieri": -2, "anteayer": -2, "anteontem": -2, "vorgestern": -2, "eergisteren": -2,
    "sous 24h": 1, "sous 48h": 2, "sous 72h": 3,
}  # fmt: skip
"""Days from the mail's own day."""

DOZENS = {"huitaine": 8, "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30}
"""« une dizaine de jours »."""
