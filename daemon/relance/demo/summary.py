"""The end of a rehearsal: what became of each invoice, the checks, where to look, what to try next."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relance.demo.checks import Check
from relance.demo.keeping import MAILS, NOTICES
from relance.demo.papers import LIST
from relance.demo.rehearsal import Story
from relance.demo.words import REASONS, STAGES, STATES, TASKS, iso_short, long_day
from relance.domain.model import Letter
from relance.domain.money import euros, parse_amount

if TYPE_CHECKING:  # imported when a table is drawn
    from rich.console import Console

NBSP = "\u00a0"

TABLE_WIDTH = 120
"""Columns that the table needs."""


def print_summary(console: Console, story: Story, found: Sequence[Check], seconds: float) -> None:
    """Draw everything that follows the last pass.

    Args:
        console: where; no markup in names.
        story: what happened.
        found: the checks.
        seconds: how long it took.

    """
    own = sum(not s.to_firm for s in story.sent)
    console.print()
    console.print(
        f"{story.scenario.weeks} semaines en {seconds:.0f}{NBSP}s, jusqu’au {long_day(story.ends_at)}{NBSP}: "
        f"{own} messages aux clients, {len(story.sent) - own} au cabinet, {len(story.arrived)} reçus."
    )
    _invoices(console, story)
    _checks(console, found)
    _places(console, story)


def _invoices(console: Console, story: Story) -> None:
    if console.width < TABLE_WIDTH:
        _narrow(console, story)
        return
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415  drawn only here
    from rich.table import Table  # noqa: PLC0415  idem
    from rich.text import Text  # noqa: PLC0415  idem

    drawn = Table(box=SIMPLE_HEAD, pad_edge=False)
    for title in ("Facture", "Client, et ce qu’il fait", "Dernière étape"):
        drawn.add_column(title, overflow="fold")
    drawn.add_column("Envois", justify="right")
    drawn.add_column("Reste dû", justify="right", no_wrap=True)
    drawn.add_column("Au bout du compte, et pourquoi", overflow="fold")
    for invoice in sorted(story.status["invoices"], key=lambda i: i["number"]):
        debtor = story.scenario.debtor_of(invoice["number"])
        end, colour = _ending(story, invoice)
        drawn.add_row(
            invoice["number"],
            f"{debtor.name}{NBSP}: {debtor.story}",
            STAGES.get(str(invoice["stage"]), "aucune"),
            str(_sent(story, invoice)),
            euros(parse_amount(invoice["balance"])),
            Text(end, style=colour),
        )
    console.print(drawn)


def _narrow(console: Console, story: Story) -> None:
    """The same without columns, for a terminal that has no room for them."""
    console.print()
    for invoice in sorted(story.status["invoices"], key=lambda i: i["number"]):
        debtor = story.scenario.debtor_of(invoice["number"])
        end, colour = _ending(story, invoice)
        console.print(f"{invoice['number']} {debtor.name}", style="bold")
        console.print(f"  {debtor.story} ({_sent(story, invoice)} envois)")
        console.print(f"  {end}{NBSP}; reste dû {euros(parse_amount(invoice['balance']))}", style=colour)
    console.print()


def _sent(story: Story, invoice: Mapping[str, Any]) -> int:
    """How many mails to the client named the invoice."""
    return sum(not s.to_firm and invoice["number"] in s.numbers for s in story.sent)


def _ending(story: Story, invoice: Mapping[str, Any]) -> tuple[str, str]:
    """How it ended, why, and its colour."""
    state, colour = STATES[invoice["state"]]
    if invoice["state"] == "settled":
        events = story.shown[invoice["number"]]["timeline"]
        booked = [e["at"] for e in events if e["event"] == "payment_booked"]
        return f"{state} le {iso_short(booked[-1])}" if booked else state, colour
    why = REASONS.get(str(invoice["reason"]), "") if invoice["reason"] else ""
    until = f" jusqu’au {iso_short(invoice['until'])}" if invoice["until"] else ""
    parts = [f"{state}{until}{f'{NBSP}: {why}' if why else ''}"]
    if invoice["next_stage"]:
        parts.append(f"puis {STAGES[invoice['next_stage']]} le {iso_short(invoice['next_on'])}")
    parts += [f"tâche {t['id']} ({TASKS[t['kind']]})" for t in _open_tasks(story, invoice)]
    return ", ".join(parts), colour


def _open_tasks(story: Story, invoice: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [
        t
        for t in story.status["tasks"]
        if t["done_on"] is None
        and (t["invoice"] == invoice["number"] or (t["invoice"] is None and t["client"] == invoice["client"]))
    ]


def _checks(console: Console, found: Sequence[Check]) -> None:
    console.print("Contrôles", style="bold")
    for check in found:
        console.print(f"  {'✓' if check.ok else '✗'} {check.sentence}", style="green" if check.ok else "bold red")
        for fault in check.found[:5]:
            console.print(f"      {fault}", style="red")


def _places(console: Console, story: Story) -> None:
    letters = sorted((story.folder / NOTICES).glob("*.pdf"))
    console.print()
    console.print("Où regarder", style="bold")
    for label, place in (
        ("tous les messages envoyés et reçus", story.folder / MAILS),
        *((f"mise en demeure {letter.stem.removeprefix('lettre-')}", letter) for letter in letters),
        ("la liste importée", story.folder / LIST),
        ("la base", story.folder / "relance.db"),
        ("la configuration", story.config),
    ):
        console.print(f"  {label}{NBSP}: {place}", soft_wrap=True)
    console.print()
    console.print("Essayez maintenant (l’horloge de la répétition est donnée par --now)", style="bold")
    for command in next_commands(story):
        console.print(f"  {command}", soft_wrap=True)
    console.print(f"Pour tout effacer{NBSP}: rm -r {shlex.quote(str(story.folder))}", soft_wrap=True)


def next_commands(story: Story) -> list[str]:
    """Commands that work in the folder that is left, though the servers are gone."""
    program = "relance" if shutil.which("relance") else shlex.quote(_this_program())
    start = f"{program} --config {shlex.quote(str(story.config))}"
    now = f"--now {story.ends_at:%Y-%m-%dT%H:%M}"
    number = _most_told(story)
    commands = [f"{start} status {now}", f"{start} show {number} {now}", f"{start} preview {now}"]
    waiting = [t for t in story.status["tasks"] if t["done_on"] is None and t["kind"] == "reply"]
    if waiting:
        commands.append(f'{start} answer {waiting[-1]["id"]} "pause 15 jours" {now}')
    return commands


def _this_program() -> str:
    given = Path(sys.argv[0])
    return str(given.absolute()) if given.name == "relance" else "relance"


def _most_told(story: Story) -> str:
    """An invoice whose story is worth reading: one with a formal notice, else the longest."""
    noticed = [s.numbers[0] for s in story.sent if s.known.letter is Letter.FORMAL_NOTICE and s.numbers]
    numbers = noticed or [bill.number for bill in story.scenario.bills]
    return max(numbers, key=lambda n: len(story.shown[n]["timeline"]))
