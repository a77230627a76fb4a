"""The words of the command-line library, in French, and the typography of sentences.

click takes its sentences through gettext; a catalogue on disk would need the user's locale to be French, so each
module's translation function is replaced. A test reads click's own source and names every sentence that is missing.
"""

from __future__ import annotations

import re

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.termui
import click.types

NBSP = "\u00a0"

CATALOGUE = {
    "Aborted!": "Interrompu.",
    "Missing command.": "Il manque une commande.",
    "Options": "Options",
    "Positional arguments": "Arguments",
    "Commands": "Commandes",
    "Usage:": "Usage :",
    "Got unexpected extra argument ({args})": "Argument en trop : {args}",
    "Got unexpected extra arguments ({args})": "Arguments en trop : {args}",
    "Takes {nargs} values but 1 was given.": "Il faut {nargs} valeurs ; il y en a une.",
    "Takes {nargs} values but {len} were given.": "Il faut {nargs} valeurs ; il y en a {len}.",
    "Value must be an iterable.": "Il faut plusieurs valeurs.",
    "env var: {var}": "variable {var}",
    "default: {default}": "par défaut : {default}",
    "(dynamic)": "(calculé)",
    "deprecated": "déconseillé",
    "Did you mean {possibility}?": "Vouliez-vous dire {possibility} ?",
    "(Did you mean one of: {possibilities}?)": "Vouliez-vous dire l’un de ceux-ci : {possibilities} ?",
    "Missing argument": "Il manque l’argument",
    "Missing option": "Il manque l’option",
    "Missing parameter": "Il manque le paramètre",
    "Missing {param_type}": "Il manque : {param_type}",
    "Missing parameter: {param_name}": "Il manque le paramètre {param_name}",
    "unknown error": "erreur inconnue",
    "Invalid value for {param_hint}: {message}": "Valeur incorrecte pour {param_hint} : {message}",
    "Invalid value: {message}": "Valeur incorrecte : {message}",
    "Could not open file {filename!r}: {message}": "Le fichier « {filename} » ne peut pas être ouvert : {message}",
    "Error: {message}": "Erreur : {message}",
    "Try '{command} {option}' for help.": "Pour l’aide : « {command} {option} ».",
    "No such option {name!r}.": "L’option « {name} » n’existe pas.",
    "No such command {name!r}.": "La commande « {name} » n’existe pas.",
    "file": "fichier",
    "directory": "dossier",
    "path": "chemin",
    "Choose from:\n\t{choices}": "Au choix :\n\t{choices}",
    "{value!r} is not {choice}.": "« {value} » n’est pas {choice}.",
    "{value!r} is not one of {choices}.": "« {value} » n’est pas l’un de : {choices}.",
    "Choice({choices})": "Choix ({choices})",
    "{value} is not in the range {range}.": "{value} n’est pas dans l’intervalle {range}.",
    "{value!r} is not a valid boolean. Recognized values: {states}": "« {value} » n’est pas l’un de : {states}",
    "{value!r} is not a valid {number_type}.": "« {value} » n’est pas un nombre de la forme attendue.",
    "{name} {filename!r} is a file.": "{name} « {filename} » est un fichier.",
    "{name} {filename!r} is a directory.": "{name} « {filename} » est un dossier.",
    "{name} {filename!r} is not readable.": "{name} « {filename} » ne peut pas être lu.",
    "{name} {filename!r} is not writable.": "{name} « {filename} » ne peut pas être écrit.",
    "{name} {filename!r} does not exist.": "{name} « {filename} » n’existe pas.",
    "Option {name!r} does not take a value.": "L’option « {name} » ne prend pas de valeur.",
    "Option {name!r} requires an argument.": "L’option « {name} » demande une valeur.",
    "Option {name!r} requires {nargs} arguments.": "L’option « {name} » demande {nargs} valeurs.",
    "Argument {name!r} takes {nargs} values.": "L’argument « {name} » demande {nargs} valeurs.",
    "%(prog)s, version %(version)s": "%(prog)s, version %(version)s",
    "Show the version and exit.": "Affiche la version.",
    "Show this message and exit.": "Affiche cette aide.",
}
"""English sentence of click -> French."""

_MODULES = (
    click.core,
    click.decorators,
    click.exceptions,
    click.formatting,
    click.parser,
    click.termui,
    click.types,
)


def speak_french() -> None:
    """Make click speak French in this process."""
    for module in _MODULES:
        vars(module)["_"] = _one
        if "ngettext" in vars(module):
            vars(module)["ngettext"] = _one_or_many


def typeset(sentence: str) -> str:
    """The sentence with no-break spaces where French typography wants them."""
    return re.sub(r"« ", f"«{NBSP}", re.sub(r" (?=[:;?!»])", NBSP, sentence))


def _one(text: str) -> str:
    return CATALOGUE.get(text, text)


def _one_or_many(one: str, many: str, count: int) -> str:
    return _one(one if count <= 1 else many)
