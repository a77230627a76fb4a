from __future__ import annotations

from pathlib import Path

import pytest

from relance.adapters.secrets import PasswordSource
from relance.errors import ConfigError


def secret(folder: Path, content: str = "s3same\n", mode: int = 0o600) -> Path:
    path = folder / "imap.secret"
    path.write_text(content, encoding="utf-8")
    path.chmod(mode)
    return path


def test_a_file_gives_its_line_without_the_end_of_line(tmp_path: Path) -> None:
    assert PasswordSource("imap", file=secret(tmp_path, " mot de passe é \r\n")).read({}) == " mot de passe é "


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
def test_a_file_that_others_can_open_is_refused_with_the_command_to_type(tmp_path: Path, mode: int) -> None:
    path = secret(tmp_path, mode=mode)
    with pytest.raises(ConfigError, match=f"chmod 600 {path}") as caught:
        PasswordSource("imap", file=path).read({})
    assert "s3same" not in str(caught.value)


def test_a_missing_empty_or_binary_file_is_explained(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="ne peut pas être lu"):
        PasswordSource("imap", file=tmp_path / "absent").read({})
    with pytest.raises(ConfigError, match="est vide"):
        PasswordSource("imap", file=secret(tmp_path, "\n")).read({})
    path = secret(tmp_path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="UTF-8"):
        PasswordSource("imap", file=path).read({})


def test_a_variable_gives_its_value() -> None:
    assert PasswordSource("smtp", variable="MDP").read({"MDP": "s3same"}) == "s3same"
    with pytest.raises(ConfigError, match="« MDP »"):
        PasswordSource("smtp", variable="MDP").read({"MDP": ""})


def test_the_credential_of_the_unit_comes_first(tmp_path: Path) -> None:
    (tmp_path / "imap-password").write_text("du service", encoding="utf-8")
    (tmp_path / "imap-password").chmod(0o440)  # systemd's own mode, with an access list for the service
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert PasswordSource("imap", file=secret(tmp_path)).read(environ) == "du service"


def test_an_empty_credential_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "imap-password").write_text("\n", encoding="utf-8")
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert PasswordSource("imap", file=secret(tmp_path)).read(environ) == "s3same"
    with pytest.raises(ConfigError, match="smtp-password"):
        PasswordSource("smtp").read(environ)


def test_no_password_anywhere_is_explained() -> None:
    with pytest.raises(ConfigError, match="password_file, password_env"):
        PasswordSource("imap").read({})


def test_a_source_shows_no_password(tmp_path: Path) -> None:
    source = PasswordSource("imap", file=secret(tmp_path))
    source.read({})
    assert "s3same" not in repr(source)
