"""The decision table and the ladder as Markdown, for docs/flow.md: what is documented is what is decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from relance.domain.case import Situation
from relance.domain.intents import Intent
from relance.domain.policy import CABINET, Means
from relance.domain.rules import TABLE, Delay, HoldRule, Rule, TaskRule

_MEANS: Mapping[Means, str] = {
    Means.MAIL: "mail to the client",
    Means.TASK: "task for the firm, no mail",
    Means.APPROVED_LETTER: "letter and mail, after a lawyer's yes",
}


def filled(page: str) -> str:
    """A page with the tables between its markers made anew.

    Args:
        page: Markdown; `<!-- NAME: begin -->` and `<!-- NAME: end -->` stand alone on their lines.

    Raises:
        ValueError: a marker of a table is missing.

    """
    for name, table in TABLES.items():
        begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
        if begin not in page or end not in page:
            raise ValueError(f"no marker « {begin} » … « {end} »")
        before, _, rest = page.partition(begin)
        page = f"{before}{begin}\n\n{table()}\n\n{end}{rest.partition(end)[2]}"
    return page


def ladder() -> str:
    """The stages of the policy `cabinet`."""
    rows = [(f"`{s.stage.value}`", f"J{s.offset:+d}" if s.offset else "J", _MEANS[s.means]) for s in CABINET]
    return _table(("stage", "day", "by"), rows)


def decisions() -> str:
    """What every intent leads to in every situation; « = » is the cell of `ladder`."""
    return _table(("intent", *(s.value for s in Situation)), [_row(intent) for intent in Intent])


def _row(intent: Intent) -> tuple[str, ...]:
    usual = TABLE[intent, Situation.LADDER]
    cells = [_cell(usual)]
    for situation in Situation:
        if situation is not Situation.LADDER:
            rule = TABLE[intent, situation]
            cells.append("=" if rule == usual else _cell(rule))
    return (f"`{intent.value}`", *cells)


def _cell(rule: Rule) -> str:
    parts = []
    if rule.hold is not None:
        parts.append(f"**{_hold(rule.hold)}**" + (", whole client" if rule.whole_client else ""))
    if rule.answer is not None:
        parts.append(f"client: `{rule.answer.value}`")
    if rule.task is not None:
        parts.append(_task(rule.task))
    if rule.suspends_plan:
        parts.append("suspends the schedule")
    return "<br>".join(parts) or "–"


def _hold(rule: HoldRule) -> str:
    words = {
        Delay.WORKING_DAYS: f"{rule.days} working days",
        Delay.CALENDAR_DAYS: f"{rule.days} days",
        Delay.PROMISE: f"promised day + 3 working days (no day: {rule.days} days)",
        Delay.PERSON: "until a lawyer releases" if rule.grave else "until a person decides",
    }
    return words[rule.delay] + (", once in a row" if rule.once_in_a_row else "")


def _task(rule: TaskRule) -> str:
    marks = [f"in {rule.due_days} d" if rule.due_days != 1 else "", "urgent" if rule.urgent else ""]
    marks += ["every lawyer" if rule.everyone else "", f"approves `{rule.approves.value}`" if rule.approves else ""]
    told = ", ".join(m for m in marks if m and m != "approves `none`")
    return f"task `{rule.kind.value}` « {rule.label} »" + (f" ({told})" if told else "")


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


TABLES: Mapping[str, Callable[[], str]] = {"ladder": ladder, "decisions": decisions}
"""Names of markers, and what stands between them."""
