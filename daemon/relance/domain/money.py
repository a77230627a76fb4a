"""Money as typed and as printed: Decimal euros to the cent, never float."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

CENT = Decimal("0.01")
NBSP = "\u00a0"
NARROW = "\u202f"


def cents(value: Decimal) -> Decimal:
    """Rounded to the cent, half up."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def parse_amount(text: str) -> Decimal:
    """Read `1234.56`, `1234,56`, `1 234,56 €`, `1.234,56`, `-20`.

    Raises:
        ValueError: it is not an amount, or has fractions of a cent.

    """
    bare = re.sub(r"(?i)[\s\u00a0\u202f']|€|eur(os?)?$", "", text.strip())
    if not re.fullmatch(r"[+-]?\d+([.,]\d+)*", bare):
        raise ValueError(text)
    last = max(bare.rfind("."), bare.rfind(","))
    if last >= 0 and (len(bare) - last - 1 == 3) and (bare.count(".") + bare.count(",") >= 1):
        # "1.234" or "1,234,567": three digits after the last mark are thousands, as no amount has thousandths
        bare = re.sub(r"[.,]", "", bare)
    elif last >= 0:
        bare = re.sub(r"[.,]", "", bare[:last]) + "." + bare[last + 1 :]
    try:
        value = Decimal(bare)
        rounded = cents(value)
    except InvalidOperation as error:  # more figures than money has
        raise ValueError(text[:40]) from error
    if value != rounded:
        raise ValueError(text)
    return rounded


def euros(value: Decimal) -> str:
    """French form with no-break spaces: `1 200,00 €`."""
    sign = "-" if value < 0 else ""
    whole, _, fraction = f"{abs(cents(value)):.2f}".partition(".")
    groups = re.sub(r"(?<=\d)(?=(\d{3})+$)", NARROW, whole)
    return f"{sign}{groups},{fraction}{NBSP}€"
