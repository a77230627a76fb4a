"""What must hold at the end of a rehearsal, judged by the mails that went by and what the program tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from relance.demo.rehearsal import Story
from relance.demo.scenario import STAFF
from relance.demo.words import STATES
from relance.domain.model import REMINDERS, Letter
from relance.domain.policy import Policy


@dataclass(frozen=True, slots=True)
class Check:
    """One promise and what was found against it (French); nothing found = kept."""

    sentence: str
    found: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the promise was kept."""
        return not self.found


def checks(story: Story) -> list[Check]:
    """Every promise of the rehearsal, checked."""
    return [Check(sentence, tuple(find(story))) for sentence, find in _CHECKS]


def _twice(story: Story) -> Iterator[str]:
    stages = Counter(step for sent in story.sent for step in sent.known.stages)
    yield from (f"{number}, {stage} : {count} fois" for (number, stage), count in stages.items() if count > 1)
    copies = Counter((sent.to, sent.mail.message_id) for sent in story.sent)
    yield from (f"{to} : le même message {count} fois" for (to, _), count in copies.items() if count > 1)


def _after_payment(story: Story) -> Iterator[str]:
    for number, known_at in _paid_at(story).items():
        for sent in story.sent:
            if not sent.to_firm and number in sent.numbers and sent.at >= known_at:
                yield f"{number}, réglée et connue le {known_at:%d/%m à %H:%M} : {sent.told} le {sent.at:%d/%m}"


def _paid_at(story: Story) -> Mapping[str, datetime]:
    """From when a payment in full was known: the pass that read the bank's notice, or the booking that settled."""
    known: dict[str, datetime] = {}
    for mail in story.arrived:
        if mail.settles:
            known[mail.settles] = next((at for at in story.instants if at >= mail.at), story.ends_at)
    for number, shown in story.shown.items():
        booked = [e["at"] for e in shown["timeline"] if e["event"] == "payment_booked"]
        if shown["invoice"]["state"] == "settled" and booked:
            known.setdefault(number, datetime.fromisoformat(booked[-1]))
    return known


def _stalled(story: Story) -> Iterator[str]:
    tasks = [t for t in story.status["tasks"] if t["done_on"] is None]
    for invoice in story.status["invoices"]:
        if invoice["state"] in {"settled", "cancelled", "plan"} or invoice["next_on"]:
            continue
        if not any(_concerns(task, invoice) for task in tasks):
            yield f"{invoice['number']} : ni prochaine étape ni tâche ouverte"


def _concerns(task: Mapping[str, Any], invoice: Mapping[str, Any]) -> bool:
    if task["invoice"] is not None:
        return bool(task["invoice"] == invoice["number"])
    return bool(task["client"] == invoice["client"])


def _forged(story: Story) -> Iterator[str]:
    for fake in (mail for mail in story.arrived if mail.forged):
        number = fake.numbers[0]
        events = story.shown[number]["timeline"]
        if not any(e["event"] == "answer_refused" for e in events):
            yield f"{number} : le journal ne dit pas que le faux a été refusé"
        real = [m.at for m in story.arrived if not m.forged and number in m.numbers and _of_staff(m.who)]
        yes = min((at for at in real if at >= fake.at), default=datetime.max.replace(tzinfo=fake.at.tzinfo))
        letters = (s for s in story.sent if s.known.letter is Letter.FORMAL_NOTICE and number in s.numbers)
        yield from (f"{number} : mise en demeure partie le {s.at:%d/%m}" for s in letters if fake.at <= s.at < yes)


def _of_staff(who: str) -> bool:
    return any(person.name == who for person in STAFF)


def _mailbox(story: Story) -> Iterator[str]:
    before, after = story.flags
    for uid, flags in before.items():
        if after.get(uid) != flags:
            yield f"message {uid} : marques changées"
    new = set(after) - set(before)
    yield from (f"message {uid} : marqué" for uid in sorted(new) if after[uid])
    if len(new) != len(story.arrived) or any(mail.raw not in story.inbox for mail in story.arrived):
        yield f"{len(story.arrived)} messages reçus, {len(new)} dans la boîte, ou leur contenu a changé"


def _hours(story: Story) -> Iterator[str]:
    for sent in story.sent:
        if not sent.to_firm and not story.calendar.is_open(sent.at):
            yield f"{sent.told}, le {sent.at:%d/%m à %H:%M}"


def _spacing(story: Story) -> Iterator[str]:
    last: dict[str, datetime] = {}
    least = timedelta(days=Policy().min_days_between)
    for sent in story.sent:
        if sent.known.letter not in REMINDERS:
            continue
        if sent.to in last and sent.at.date() - last[sent.to].date() < least:
            yield f"{sent.who} : {last[sent.to]:%d/%m} et {sent.at:%d/%m}"
        last[sent.to] = sent.at


def _copies(story: Story) -> Iterator[str]:
    count = len({sent.mail.message_id for sent in story.sent})
    if count != story.copies:
        yield f"{count} envoyés, {story.copies} copies"


def _endings(story: Story) -> Iterator[str]:
    states = {i["number"]: i["state"] for i in story.status["invoices"]}
    for bill in story.scenario.bills:
        state = states.get(bill.number, "")
        if state != bill.ends:
            wanted = STATES[bill.ends][0]
            yield f"{bill.number} : {STATES[state][0] if state in STATES else 'absente'}, et non « {wanted} »"


def _problems(story: Story) -> Iterator[str]:
    yield from story.problems


_CHECKS: tuple[tuple[str, Callable[[Story], Iterator[str]]], ...] = (
    ("Aucune étape n’a été écrite deux fois", _twice),
    ("Aucun message à un client sur une facture dont le règlement était connu", _after_payment),
    ("Chaque facture impayée a une prochaine étape ou une tâche ouverte", _stalled),
    ("Le faux « ok » est resté sans effet, et le journal le dit", _forged),
    ("La boîte de réception n’a pas été touchée : ni marque, ni message déplacé", _mailbox),
    ("Rien n’est parti aux clients hors des jours et heures d’envoi", _hours),
    ("Jamais deux relances à un même client en moins de cinq jours", _spacing),
    ("Chaque message envoyé a sa copie dans le dossier des envoyés", _copies),
    ("Chaque facture finit comme le scénario le voulait", _endings),
    ("Chaque passe a trouvé ses serveurs", _problems),
)
