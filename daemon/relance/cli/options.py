"""What the commands share: dates, amounts and instants as typed, the configuration file, the open program."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from relance.errors import ConfigError

if TYPE_CHECKING:  # importing it costs the database and mail libraries
    from relance.bootstrap import App

Command = TypeVar("Command", bound=Callable[..., Any])

MINUS = "\u2212"
"""Stands for the dash of a negative amount until it is read."""

NEAR = timedelta(hours=1)
"""How far `--now` may be from the real clock when real mail can leave (interface, `tick`)."""


class DateType(click.ParamType[date]):
    """`2026-11-30` or `30/11/2026`."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read a date."""
        if isinstance(value, date):
            return value
        for form in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                return datetime.strptime(str(value).strip(), form).date()  # noqa: DTZ007  a calendar date has no zone
            except ValueError:
                continue
        raise click.BadParameter(f"« {value} » n’est pas une date ; écrivez 2026-11-30 ou 30/11/2026", ctx, param)


class AmountType(click.ParamType[Decimal]):
    """`1234.56`, `1234,56`, `1 234,56 €`."""

    name = "MONTANT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Read an amount in euros."""
        from relance.domain.money import parse_amount  # noqa: PLC0415  help needs no domain

        try:
            return parse_amount(str(value).replace(MINUS, "-"))
        except ValueError:
            raise click.BadParameter(f"« {value} » n’est pas un montant ; écrivez 1234,56", ctx, param) from None


class InstantType(click.ParamType[datetime]):
    """An ISO instant; without an offset it is wall time of the firm."""

    name = "ISO"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read an instant, aware or naive as typed."""
        if isinstance(value, datetime):
            return value
        try:
            return datetime.fromisoformat(str(value))
        except ValueError:
            raise click.BadParameter(
                f"« {value} » n’est pas un instant ; écrivez 2026-11-30T09:00", ctx, param
            ) from None


def now_option(command: Command) -> Command:
    """Add `--now`, as `tick` means it."""
    return click.option(
        "--now",
        type=InstantType(),
        help="L’instant qui tient lieu d’horloge (répétitions ; refusé loin de l’heure réelle avec un vrai serveur).",
    )(command)


def json_option(command: Command) -> Command:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Écrit du JSON, pour un programme.")(command)


def config_path(given: str | None, environ: Mapping[str, str] = os.environ) -> Path:
    """The configuration file: the option, $RELANCE_CONFIG, ./config.toml, /etc/relance/config.toml.

    Raises:
        ConfigError: none is named and none of the usual ones exists.

    """
    if named := given or environ.get("RELANCE_CONFIG"):
        return Path(named)
    for usual in (Path("config.toml"), Path("/etc/relance/config.toml")):
        if usual.exists():
            return usual
    raise ConfigError(
        "Il n’y a pas de configuration : ni ./config.toml, ni /etc/relance/config.toml ; créez-la avec "
        "« relance init », ou nommez-la par « relance --config FICHIER »."
    )


def checked_now(path: Path, now: datetime | None) -> datetime | None:
    """`--now` in the firm's zone.

    Raises:
        ConfigError: it is far from the real clock although mail would leave for good.

    """
    if now is None:
        return None
    from relance.adapters.clock import FixedClock, SystemClock  # noqa: PLC0415  help needs no clock
    from relance.config import load  # noqa: PLC0415  nor pydantic

    settings = load(path)
    instant = FixedClock(now, settings.zone).now()
    if abs(instant - SystemClock(settings.zone).now()) > NEAR and not settings.smtp.is_loopback:
        raise ConfigError(
            f"--now : {instant.isoformat()} est à plus d’une heure de l’heure réelle, et de vrais courriers "
            f"partiraient par {settings.smtp.host} ; ôtez --now, ou répétez avec un serveur SMTP local (127.0.0.1)."
        )
    return instant


@contextmanager
def opened(ctx: click.Context, now: datetime | None) -> Iterator[App]:
    """The program, put together from the configuration."""
    path = config_path(ctx.obj)
    instant = checked_now(path, now)
    from relance.bootstrap import open_app  # noqa: PLC0415  help needs no database

    with open_app(path, instant) as app:
        yield app
