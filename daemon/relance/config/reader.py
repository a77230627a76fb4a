"""config.toml -> Settings, or every problem at once."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

from pydantic import ValidationError

from relance.config import problems
from relance.config.models import Document
from relance.config.rules import between_keys
from relance.config.settings import Settings
from relance.errors import ConfigError, why


def load(path: Path) -> Settings:
    """Read and check a configuration file.

    Args:
        path: the TOML file; relative paths in it start from its folder.

    Raises:
        ConfigError: it cannot be used; `problems` holds one French sentence for each thing to mend.

    """
    path = path.expanduser().absolute()
    text = _read(path)
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(problems.of_syntax(error, path, text)) from error
    found = list(between_keys(data))
    try:
        document = Document.model_validate(data, context={"base": path.parent})
    except ValidationError as error:
        found += problems.of_validation(error)
        raise ConfigError(*problems.sentences(found, path, text)) from error
    if found:
        raise ConfigError(*problems.sentences(found, path, text))
    return Settings(path, document)


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")  # some editors put a byte order mark first
    except FileNotFoundError as error:
        raise ConfigError(
            f"Le fichier de configuration {path} n’existe pas ; créez-le avec « relance init »."
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} n’est pas en UTF-8 ; enregistrez-le de nouveau avec cet encodage.") from error
    except OSError as error:
        raise ConfigError(
            f"{path} ne peut pas être lu ({why(error)}) ; vérifiez le chemin et les droits du fichier."
        ) from error
