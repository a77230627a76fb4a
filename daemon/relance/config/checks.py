"""Checks of single values: what a firm typed -> the value, or a ValueError that says in French what to write."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from ipaddress import ip_address
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from relance.domain.calendar import REGIONS
from relance.domain.money import parse_amount
from relance.domain.owed.rates import Semester
from relance.domain.text import plain

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_IBAN_LENGTHS = {"FR": 27, "MC": 27, "DE": 22, "BE": 16, "LU": 20, "ES": 24, "IT": 27, "CH": 21, "PT": 25, "NL": 18}


def email(text: str) -> str:
    """An address, lower case."""
    bare = text.strip()
    if not _ADDRESS.fullmatch(bare) or ".." in bare:
        raise ValueError(f"« {text} » n’est pas une adresse électronique ; écrivez par exemple « nom@cabinet.fr »")
    return bare.lower()


def iban(text: str) -> str:
    """An IBAN without spaces, upper case; its check digits are verified (ISO 13616, ISO 7064 mod 97-10)."""
    bare = re.sub(r"\s", "", text).upper()
    shape = re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", bare)
    if not shape or len(bare) != _IBAN_LENGTHS.get(bare[:2], len(bare)):
        raise ValueError(f"« {text} » n’a pas la forme d’un IBAN ; recopiez celui de votre RIB (27 signes en France)")
    if int("".join(str(int(c, 36)) for c in bare[4:] + bare[:4])) % 97 != 1:
        raise ValueError(f"« {text} » : la clé de contrôle de l’IBAN est fausse ; recopiez-le depuis votre RIB")
    return bare


def bic(text: str) -> str:
    """A BIC (ISO 9362), or ""."""
    bare = re.sub(r"\s", "", text).upper()
    if bare and not re.fullmatch(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?", bare):
        raise ValueError(f"« {text} » n’est pas un BIC ; il a 8 ou 11 signes, comme « AGRIFRPP »")
    return bare


def siren(text: str) -> str:
    """A SIREN (9 digits) or SIRET (14 digits) as typed, or ""."""
    if not re.fullmatch(r"(\d{9}|\d{14})?", re.sub(r"\s", "", text)):
        raise ValueError(f"« {text} » n’est pas un SIREN ; il a 9 chiffres (14 pour un SIRET)")
    return text.strip()


def timezone(text: str) -> str:
    """A zone of the IANA database."""
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"« {text} » n’est pas un fuseau horaire connu ; écrivez « Europe/Paris »") from error
    return text


def region(text: str) -> str:
    """A name of `REGIONS` whatever its case and accents, or ""."""
    if not text:
        return ""
    for name in REGIONS:
        if plain(name) == plain(text):
            return name
    raise ValueError(f"« {text} » n’est pas une région connue ; les noms possibles sont : {', '.join(REGIONS)}")


def weekday(value: object) -> int:
    """A day of the week as its number, 0 = Monday."""
    try:
        return WEEKDAYS.index(str(value).strip().lower())
    except ValueError:
        raise ValueError(f"« {value} » n’est pas un jour ; les jours s’écrivent : {', '.join(WEEKDAYS)}") from None


def _clock(text: str) -> time:
    if text == "24:00":
        return time.max  # the end of a span is excluded: the last microsecond of the day is lost
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


def hour_span(value: object) -> tuple[time, time]:
    """« 09:00-12:00 » as its start and its end (excluded)."""
    text = str(value)
    form = f"« {text} » n’est pas une plage d’heures ; écrivez par exemple « 09:00-12:00 »"
    if not re.fullmatch(r"\d{1,2}:\d{2}\s*-\s*\d{1,2}:\d{2}", text.strip()):
        raise ValueError(form)
    try:
        start, end = (_clock(part.strip()) for part in text.split("-"))
    except ValueError:
        raise ValueError(form) from None
    if start >= end:
        raise ValueError(f"« {text} » finit avant de commencer ; écrivez l’heure de début, puis celle de fin")
    return start, end


def day_span(value: object) -> tuple[date, date]:
    """« 2026-08-03..2026-08-21 » or one day as first and last day, both included."""
    if isinstance(value, datetime) or not isinstance(value, str | date):
        raise ValueError(  # noqa: TRY004  pydantic gathers ValueError only
            "une fermeture s’écrit entre guillemets, comme « 2026-08-03..2026-08-21 »"
        )
    text = str(value)
    try:
        days = [date.fromisoformat(part.strip()) for part in text.split("..")]
        first, last = (days * 2)[:2] if len(days) == 1 else days
    except ValueError:
        raise ValueError(
            f"« {text} » n’est pas une période de fermeture ; écrivez par exemple « 2026-08-03..2026-08-21 »"
        ) from None
    if last < first:
        raise ValueError(f"« {text} » finit avant de commencer ; écrivez le premier jour, puis le dernier")
    return first, last


def euros(value: object) -> Decimal:
    """An amount, written as a number or between quotes."""
    try:
        amount = parse_amount(str(value))
    except ValueError:
        raise ValueError(f"« {value} » n’est pas un montant ; écrivez par exemple 500 ou 1234.56") from None
    if amount < 0:
        raise ValueError(f"« {value} » est négatif ; écrivez un montant positif, ou 0")
    return amount


def percent(value: object) -> Decimal:
    """A yearly rate in per cent, written as a number or between quotes."""
    text = str(value).strip().removesuffix("%").strip()
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,2}([.,]\d{1,4})?", text):
        raise ValueError(f"« {value} » n’est pas un taux ; écrivez par exemple 2.65 pour 2,65 %")
    return Decimal(text.replace(",", "."))


def refinancing(value: object) -> Decimal:
    """The rate of the ECB alone: a tenth of it or ten points more would be claimed from every late client."""
    rate = percent(value)
    if rate >= 10:
        raise ValueError(f"« {value} » est trop haut ; écrivez le taux de la BCE seul, sans les 10 points")
    return rate


def semester(value: object) -> Semester:
    """« 2027-S1 »."""
    try:
        return Semester.read(str(value))
    except ValueError:
        raise ValueError(
            f"« {value} » n’est pas un semestre ; écrivez « 2027-S1 » (janvier à juin) ou « 2027-S2 »"
        ) from None


def storage_url(text: str) -> str:
    """The address of a database that the daemon can use; a password in it is never repeated."""
    if text.startswith("postgresql+psycopg://") or re.fullmatch(r"sqlite:///[^?:].*", text):
        return text
    if text.startswith(("postgresql:", "postgres:")):
        raise ValueError("une base PostgreSQL s’écrit « postgresql+psycopg://utilisateur@machine/base »")
    raise ValueError(
        "ce n’est pas l’adresse d’une base utilisable ; écrivez « sqlite:///relance.db » (un fichier) ou "
        "« postgresql+psycopg://utilisateur@machine/base »"
    )


def is_loopback(host: str) -> bool:
    """Whether a host name stands for this machine without asking a name server."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
