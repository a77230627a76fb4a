# ruff: noqa: E501  the table of colours reads better unbroken
"""How words of an HTML mail look: their colour, what is behind them, their weight, slant and font."""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass, replace

Colour = tuple[int, int, int]

_NAMES: dict[str, Colour] = {
    "white": (255, 255, 255), "red": (255, 0, 0), "darkred": (139, 0, 0), "crimson": (220, 20, 60), "maroon": (128, 0, 0),
    "blue": (0, 0, 255), "navy": (0, 0, 128), "darkblue": (0, 0, 139), "mediumblue": (0, 0, 205), "royalblue": (65, 105, 225),
    "dodgerblue": (30, 144, 255), "steelblue": (70, 130, 180), "lightblue": (173, 216, 230), "green": (0, 128, 0), "lime": (0, 255, 0),
    "darkgreen": (0, 100, 0), "olive": (128, 128, 0), "purple": (128, 0, 128), "violet": (238, 130, 238), "magenta": (255, 0, 255),
    "fuchsia": (255, 0, 255), "pink": (255, 192, 203), "orange": (255, 165, 0), "darkorange": (255, 140, 0), "yellow": (255, 255, 0),
    "gold": (255, 215, 0), "brown": (165, 42, 42), "teal": (0, 128, 128), "cyan": (0, 255, 255), "aqua": (0, 255, 255),
    "turquoise": (64, 224, 208), "gray": (128, 128, 128), "grey": (128, 128, 128), "silver": (192, 192, 192), "indigo": (75, 0, 130),
}  # fmt: skip
# Degrees on the wheel of hues; neighbours overlap, for what one person calls blue another calls turquoise.
_WHEEL = {
    "red": ((340, 360), (0, 18)),
    "orange": ((14, 46),),
    "yellow": ((44, 70),),
    "brown": ((0, 46),),
    "green": ((68, 172),),
    "turquoise": ((160, 200),),
    "blue": ((176, 262),),
    "violet": ((248, 322),),
    "pink": ((295, 360),),
}
_DECLARED = re.compile(
    r"(?<![\w-])(color|background(?:-color)?|font-weight|font-style|font-family|text-decoration(?:-line)?)\s*:\s*([^;]{1,200})",
    re.IGNORECASE,
)
_SELECTOR = re.compile(r"(?:[a-z]+\d?)?\.([\w-]+)\s*$", re.IGNORECASE)
_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", re.IGNORECASE)
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})", re.IGNORECASE)
_TAGS = {
    **dict.fromkeys(("b", "strong", "th"), ("font-weight", "bold")),
    **dict.fromkeys(("i", "em"), ("font-style", "italic")),
    **dict.fromkeys(("u", "ins"), ("text-decoration", "underline")),
    "mark": ("background", "yellow"),
}
_MAX_SHEET = 100_000


@dataclass(frozen=True, slots=True)
class Style:
    """How words look.

    Attributes:
        colour: red, green, blue, 0..255; None is the black of ordinary text.
        behind: colour behind the words; None is the page.
        bold: heavy.
        italic: slanted.
        underlined: with a line below.
        font: first family named, lower case, or "".

    """

    colour: Colour | None = None
    behind: Colour | None = None
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    font: str = ""

    @property
    def unseen(self) -> bool:
        """Words of (nearly) the colour of what is behind them."""
        under = self.behind or (255, 255, 255)
        return sum(abs(a - b) for a, b in zip(self.colour or (0, 0, 0), under, strict=True)) < 75


PLAIN = Style()


def sheet(css: str) -> dict[str, str]:
    """Declarations of each class of a style sheet, by lower-case name of the class."""
    found: dict[str, str] = {}
    for rule in css[:_MAX_SHEET].split("}"):
        before, _, declared = rule.rpartition("{")
        for selector in before.rpartition("{")[2].split(","):
            named = _SELECTOR.fullmatch(selector.strip())
            if named:
                name = named[1].lower()
                found[name] = f"{found.get(name, '')};{declared}"
    return found


def styled(parent: Style, tag: str, declared: str) -> Style:
    """The style of an element in another.

    Args:
        parent: style around it.
        tag: its lower-case name.
        declared: its CSS declarations.

    """
    style = _with(parent, *_TAGS[tag]) if tag in _TAGS else parent
    for name, value in _DECLARED.findall(declared):
        style = _with(style, name.lower(), value.strip().lower())
    return style


def _with(style: Style, name: str, value: str) -> Style:
    if name == "color":
        return style if value.startswith(("inherit", "currentcolor", "var(")) else replace(style, colour=_ink(value))
    if name.startswith("background"):
        behind = _colour(value)
        return replace(style, behind=None if behind == (255, 255, 255) else behind) if behind else style
    if name == "font-weight":
        return replace(style, bold=value.startswith("bold") or bool(re.match(r"[6-9]00", value)))
    if name == "font-style":
        return replace(style, italic=value.startswith(("italic", "oblique")))
    if name == "font-family":
        return replace(style, font=value.split(",", maxsplit=1)[0].strip(" \"'"))
    return replace(style, underlined="underline" in value)


def _colour(value: str) -> Colour | None:
    found = _HEX.search(value)
    if found:
        digits = found[1] if len(found[1]) == 6 else "".join(c * 2 for c in found[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    figures = _RGB.search(value)
    if figures:
        red, green, blue = (min(255, int(x)) for x in figures.groups())
        return red, green, blue
    return next((_NAMES[word] for word in re.findall(r"[a-z]+", value) if word in _NAMES), None)


def _ink(value: str) -> Colour | None:
    """A colour of words; the nearly black ones are one."""
    colour = _colour(value)
    if colour is None or (max(colour) < 80 and max(colour) - min(colour) < 24):
        return None
    return colour


def hues(colour: Colour | None) -> frozenset[str]:
    """What a person may call a colour; "black" for None."""
    if colour is None:
        return frozenset({"black"})
    hue, light, saturation = colorsys.rgb_to_hls(*(x / 255 for x in colour))
    if saturation < 0.12 or light > 0.97:
        return frozenset({"grey"})
    degrees = hue * 360
    return frozenset(name for name, arcs in _WHEEL.items() if any(a <= degrees <= b for a, b in arcs))
