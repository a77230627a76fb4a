"""Files that come with the program, and those that a firm puts before them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import relance
from relance.errors import ConfigError, WorldError, why

GABARIT_SUFFIXES = frozenset({".txt", ".html", ".j2", ".typ", ".css"})


def packaged(name: str) -> Path:
    """A file or folder of the program: inside the package in a wheel, beside `daemon/` in a checkout.

    Raises:
        WorldError: the installation is incomplete.

    """
    package = Path(relance.__file__).parent
    for folder in (package, package.parents[1]):
        if (folder / name).exists():
            return folder / name
    raise WorldError(
        f"L’installation est incomplète : « {name} » manque ; réinstallez relance (pip install relance)."
    )


def example_config() -> str:
    """The commented configuration that `relance init` writes."""
    return packaged("config.example.toml").read_text(encoding="utf-8")


def packaged_weights() -> bytes:
    """The trained weights of the reader.

    Raises:
        WorldError: the installation is incomplete.

    """
    return packaged("weights.bin").read_bytes()


def packaged_rates() -> str:
    """The dated rates of penalties and legal interest.

    Raises:
        WorldError: the installation is incomplete.

    """
    return packaged("rates.csv").read_text(encoding="utf-8")


def packaged_gabarits() -> Mapping[str, str]:
    """The gabarits of the program: file name -> text."""
    return _texts(packaged("gabarits"))


def gabarits(override: Path | None = None) -> dict[str, str]:
    """The gabarits in force: those of the program, replaced one by one by the firm's own.

    Args:
        override: the firm's folder (`gabarits` in its configuration), or None.

    Raises:
        ConfigError: that folder is not one, or a file in it cannot be read.

    """
    texts = dict(packaged_gabarits())
    if override is None:
        return texts
    if not override.is_dir():
        raise ConfigError(
            f'gabarits : le dossier {override} n’existe pas ; créez-le (relance init), ou écrivez gabarits = "".'
        )
    return texts | _texts(override)


def write_new(path: Path, text: str) -> bool:
    """Write a file that must not exist yet, readable by its owner only; False when it exists (and is left alone).

    Raises:
        WorldError: it cannot be written.

    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        if path.is_file():
            return False
        raise WorldError(
            f"{path} ne peut pas être écrit ({why(error)}) ; vérifiez le dossier et vos droits."
        ) from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    return True


def read_bytes(path: Path) -> bytes:
    """A file that a person named.

    Raises:
        WorldError: it cannot be read.

    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise WorldError(f"{path} ne peut pas être lu ({why(error)}) ; vérifiez son nom et ses droits.") from error


def reader(path: Path) -> Callable[[], bytes]:
    """Reads a file that a person named, when its turn comes."""
    return lambda: read_bytes(path)


def reader_beside(path: Path) -> Callable[[str], bytes]:
    """Reads the files that a file names by paths relative to itself."""
    return lambda name: read_bytes(path.parent / name)


def _texts(folder: Path) -> dict[str, str]:
    """Every gabarit of a folder and its sub-folders, by its path inside; editors' leftovers are no gabarits."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and path.suffix in GABARIT_SUFFIXES and not path.name.startswith("."):
            found[name] = _text(path)
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ConfigError(f"gabarits : {path} n’est pas en UTF-8 ; enregistrez-le avec cet encodage.") from error
    except OSError as error:
        raise ConfigError(f"gabarits : {path} ne peut pas être lu ({why(error)}) ; vérifiez ses droits.") from error
