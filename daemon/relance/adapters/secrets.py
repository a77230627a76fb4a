"""Passwords, read at the moment they are needed and kept nowhere: a file, an environment variable, or systemd."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from relance.errors import ConfigError, why


@dataclass(frozen=True, slots=True)
class PasswordSource:
    """Where a password stands. Holds no password, so that a repr or a log of it shows none.

    Attributes:
        section: "imap" or "smtp": names the section in sentences and the systemd credential (`imap-password`).
        file: `password_file` of that section, or None.
        variable: `password_env` of that section, or "".

    """

    section: str
    file: Path | None = None
    variable: str = ""

    def read(self, environ: Mapping[str, str] = os.environ) -> str:
        """The password.

        The credential of a systemd unit comes first: under DynamicUser= the service cannot read the firm's file, and
        the same configuration serves the administrator's shell, which has no credential.

        Args:
            environ: the environment of the process.

        Raises:
            ConfigError: there is none, it is empty, or others than its owner can read the file.

        """
        folder = environ.get("CREDENTIALS_DIRECTORY")
        if folder and (given := self._credential(Path(folder))):
            return given
        if self.file is not None:
            return self._from_file(self.file)
        if self.variable:
            return self._from_variable(environ)
        raise ConfigError(
            f"[{self.section}] : il n’y a pas de mot de passe ; donnez password_file, password_env, "
            f"ou le secret systemd « {self.section}-password »."
        )

    def _credential(self, folder: Path) -> str:
        """The credential, "" when the unit passes none (its file may be missing: the units give an empty one)."""
        try:
            return _bare((folder / f"{self.section}-password").read_bytes(), f"[{self.section}]")
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise ConfigError(
                f"[{self.section}] : le secret systemd « {self.section}-password » ne peut pas être lu "
                f"({why(error)}) ; vérifiez la ligne LoadCredential de l’unité."
            ) from error

    def _from_file(self, path: Path) -> str:
        where = f"[{self.section}] password_file"
        try:
            with path.open("rb") as stream:
                mode = stat.S_IMODE(os.fstat(stream.fileno()).st_mode)
                content = stream.read(4096)
        except OSError as error:
            raise ConfigError(
                f"{where} : {path} ne peut pas être lu ({why(error)}) ; écrivez-y le mot de passe, puis tapez "
                f"« chmod 600 {path} »."
            ) from error
        if mode & 0o077:
            raise ConfigError(
                f"{where} : {path} peut être lu par d’autres que vous (droits {mode:03o}) ; tapez "
                f"« chmod 600 {path} »."
            )
        if password := _bare(content, where):
            return password
        raise ConfigError(f"{where} : {path} est vide ; écrivez-y le mot de passe.")

    def _from_variable(self, environ: Mapping[str, str]) -> str:
        if password := environ.get(self.variable):
            return password
        raise ConfigError(
            f"[{self.section}] password_env : la variable « {self.variable} » est absente ou vide ; "
            "donnez-lui le mot de passe, ou employez password_file."
        )


def _bare(content: bytes, where: str) -> str:
    """The text without the end of line that editors add."""
    try:
        return content.decode().rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{where} : le mot de passe n’est pas en UTF-8 ; enregistrez-le avec cet encodage."
        ) from error
