"""The gabarits: Jinja2 sources that are given, rendered in a sandbox where a missing fact is an error."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any

from relance.domain.money import euros
from relance.errors import RelanceError
from relance.writing.facts import LetterFacts
from relance.writing.markup import protect

if TYPE_CHECKING:
    from jinja2 import Environment

SUFFIX = ".txt"
SHARED = "_commun.txt"
"""The macros every letter may call as `commun.name()`."""
PDF_LETTER = "formal_notice_letter.typ"
_REMEDY = "Corrigez cette ligne, ou supprimez votre copie pour retrouver le gabarit d’origine."
_MISTAKES = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
_MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905  a row of words reads better than twelve strings
)


class GabaritError(RelanceError):
    """A gabarit cannot be used.

    Args:
        name: file of the gabarit.
        line: its line, None where none is to blame.
        what: French clause, without full stop.

    """

    def __init__(self, name: str, line: int | None, what: str) -> None:
        where = f"Gabarit {name}, ligne {line}" if line else f"Gabarit {name}"
        super().__init__(f"{where} : {what}. {_REMEDY}")
        self.name = name
        self.line = line


def date_fr(value: date) -> str:
    """`2 mars 2026`, `1er mars 2026`."""
    day = "1er" if value.day == 1 else str(value.day)
    return f"{day} {_MONTHS[value.month - 1]} {value.year}"


def iban(value: str) -> str:
    """An IBAN in groups of four, as printed on a RIB."""
    bare = re.sub(r"\s", "", value).upper()
    return " ".join(bare[n : n + 4] for n in range(0, len(bare), 4))


def enumerate_fr(values: Iterable[str], most: int = 0) -> str:
    """`A`, `A et B`, `A, B et C`; with `most`, `A, B et 3 autres`."""
    words = list(values)
    if most and len(words) > most:
        rest = len(words) - most + 1
        words = [*words[: most - 1], f"{rest} autres"]
    return " et ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


FILTERS: Mapping[str, Callable[..., str]] = {
    "euros": euros,
    "date_fr": date_fr,
    "iban": iban,
    "enumere": enumerate_fr,
}
"""What a gabarit may write after `|`, besides the filters of Jinja2."""


class Gabarits:
    """The letters of a firm: its own where it has one, else those that come with the program.

    Args:
        sources: file name ("friendly.txt") -> text. The caller has read the files and merged the two folders.

    """

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.sources = dict(sources)
        self._environment: Environment | None = None

    def source(self, name: str) -> str:
        """The text of a gabarit.

        Raises:
            GabaritError: there is none of that name.

        """
        if name not in self.sources:
            raise GabaritError(name, None, "ce gabarit manque dans le dossier des gabarits")
        return self.sources[name]

    def fill(self, name: str, facts: LetterFacts) -> str:
        """The gabarit with its facts, still in the light markup; what comes from facts is protected.

        Raises:
            GabaritError: with the file and the line to correct.

        """
        from jinja2 import TemplateError  # noqa: PLC0415  0.1 s, not before the first letter

        self.source(name), self.source(SHARED)
        context = {f.name: _protected(getattr(facts, f.name)) for f in dataclasses.fields(facts)}
        try:
            commun = self._jinja().get_template(SHARED).make_module(context)
            return self._jinja().get_template(name).render({**context, "commun": commun})
        except (
            TemplateError,
            ArithmeticError,
            AttributeError,
            LookupError,
            RuntimeError,
            TypeError,
            ValueError,
        ) as error:
            raise self._explained(name, error) from error

    def _jinja(self) -> Environment:
        if self._environment is None:
            self._environment = _environment(self.sources)
        return self._environment

    def _explained(self, name: str, error: Exception) -> GabaritError:
        from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError  # noqa: PLC0415  as above
        from jinja2.exceptions import SecurityError  # noqa: PLC0415  as above

        if isinstance(error, TemplateSyntaxError):
            return GabaritError(
                error.name or name, error.lineno, f"ce qui est écrit ne se comprend pas ({error.message})"
            )
        where, line = self._place(name, error)
        if isinstance(error, TemplateNotFound):
            return GabaritError(where, line, f"le gabarit « {error.name} » qu’il demande n’existe pas")
        if isinstance(error, UndefinedError):
            named = re.search(r"'(\w+)'(?: is undefined)?$", error.message or "")
            return GabaritError(where, line, f"la donnée « {named[1] if named else error.message} » n’existe pas")
        if isinstance(error, SecurityError):
            return GabaritError(where, line, f"un gabarit n’a pas le droit de faire cela ({error})")
        return GabaritError(where, line, f"ce calcul est impossible avec ces données ({error})")

    def _place(self, name: str, error: Exception) -> tuple[str, int | None]:
        """The last line of a gabarit on the way to the error (Jinja2 rewrites tracebacks to its sources)."""
        place: tuple[str, int | None] = (name, None)
        step = error.__traceback__
        while step is not None:
            if step.tb_frame.f_code.co_filename in self.sources:
                place = (step.tb_frame.f_code.co_filename, step.tb_lineno)
            step = step.tb_next
        return place


def _environment(sources: Mapping[str, str]) -> Environment:
    from jinja2 import FunctionLoader, StrictUndefined  # noqa: PLC0415  0.1 s, not before the first letter
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415  as above

    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(lambda name: (sources[name], name, None) if name in sources else None),
        undefined=StrictUndefined,
        autoescape=False,  # gabarits make the light markup: `protect` and html.escape stand in its place
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update({name: _of_known(function) for name, function in FILTERS.items()})
    return environment


def _of_known(function: Callable[..., str]) -> Callable[..., str]:
    """The filter, complaining of a fact that does not exist by its name and not by a type."""
    from jinja2 import Undefined  # noqa: PLC0415  0.1 s, not before the first letter

    def checked(value: Any, *args: Any, **named: Any) -> str:
        return function(str(value) if isinstance(value, Undefined) else value, *args, **named)

    return checked


def _protected(value: Any) -> Any:
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return protect(value)
    if isinstance(value, tuple):
        return tuple(_protected(item) for item in value)
    if isinstance(value, Mapping):
        return {key: _protected(item) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: _protected(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return dataclasses.replace(value, **changed)
    return value
