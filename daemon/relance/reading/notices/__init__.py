# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""Payment notices that banks and payment services send: who paid how much, when, for what.

Whether the mail is to be believed is the caller's question (sender and authentication verdict).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from relance.domain.dates import fold_line
from relance.domain.evidence import Evidence, Form, Nature
from relance.reading.entities import number_like
from relance.reading.message import Message
from relance.reading.notices.attached import attached_statements
from relance.reading.notices.blocks import Block, labelled_blocks, table_blocks
from relance.reading.notices.profiles import NoticeProfile, by_profile
from relance.reading.notices.prose import amount_in, fee_in, named_days, reason_in, reference_in, told_in
from relance.reading.notices.rows import Row, html_rows, text_rows
from relance.reading.notices.words import arrives, is_advert, nature_in
from relance.reading.quoting import new_text
from relance.reading.statements.columns import SUMS
from relance.reading.statements.table_rows import movement
from relance.reading.words import ready

__all__ = ["NoticeProfile", "PaymentNotice", "attached_statements", "payment_evidence", "payment_notice"]

_PAYOUT = re.compile(
    r"\b(?:payouts?|virement|versement|reversement|transfer|remise)\b[ ]?(?:n[°o]|id|ref(?:erence)?|#)?[ ]?[:#]?[ ]?(?P<id>[a-z]{1,6}[-_][\w-]*\d[\w-]*|\d{5,}|(?=\w*\d)[a-z0-9]{8,})\b"
)
_LANDS = re.compile(
    r"\b(?:expected|arriv\w+|attendue?|prevue?|disponible|creditee?|versee?|in your (?:bank )?account)\b[^\n]{0,60}"
)
_CHEQUE = re.compile(r"\bcheque\W{1,3}(?:n\W{0,3})?(?P<no>\d{5,12})\b")
_SENTENCE_END = re.compile(r"[.!?](?=\s)|\n")
_MAX_TEXT = 60_000


def payment_evidence(
    message: Message, profiles: Sequence[NoticeProfile] = (), on_else: date | None = None
) -> tuple[Evidence, ...]:
    """The movements a notice tells of, in its order; none for a mail that tells of none (advert, balance, talk).

    Args:
        message: a mail of a sender of notices.
        profiles: of the firm; one that fits the sender and finds a sum decides alone.
        on_else: day of a payment where neither the text nor the mail has one.

    """
    sent = message.date.astimezone(ZoneInfo("Europe/Paris")).date() if message.date else on_else
    subject, text = ready(message.subject), ready(new_text(message.text) or message.text)[:_MAX_TEXT]
    for profile in profiles:
        if profile.fits(message.sender):
            whole = f"{subject}\n{text}"
            if found := by_profile(profile, whole, nature_in(fold_line(whole)), sent):
                return found
    views = [*([html_rows(ready(message.html))] if message.html else []), text_rows(text)]
    readings = [_View(subject, rows, sent).payments() for rows in views]
    return max(readings, key=_fullness, default=())


def _fullness(found: Sequence[Evidence]) -> tuple[int, int]:
    """The text and the HTML of a mail tell the same: what tells more of it is better read."""
    return (len(found), sum(bool(x) for e in found for x in (e.payer, e.reference, e.fee, e.end_to_end)))


@dataclass(frozen=True, slots=True)
class _View:
    """A notice as rows.

    Attributes:
        subject: of the mail.
        rows: of its text or its HTML.
        sent: its day.

    """

    subject: str
    rows: tuple[Row, ...]
    sent: date | None

    def payments(self) -> tuple[Evidence, ...]:
        tables = [e for b in table_blocks(self.rows, self.sent) if (e := self._of_block(b))]
        if tables:
            return tuple(tables)
        blocks = labelled_blocks(self.rows, self.sent)
        with_sum = [b for b in blocks if b.roles & SUMS]
        if with_sum:
            return tuple(e for b in with_sum if (e := self._of_block(b, alone=len(with_sum) == 1)))
        return self._in_lines() or self._in_prose(blocks[0] if blocks else None)

    def _of_block(self, block: Block, *, alone: bool = False) -> Evidence | None:
        service = "fee" in block.roles and bool(block.roles & {"gross", "net"})
        words = self._words(block)
        told = nature_in(words, service=service)
        if told is None and (is_advert(words) or not block.roles & {"credit", "gross"}):
            return None
        try:
            made = movement(block.row, Form.NOTICE, self.sent)
        except ValueError:
            return None  # no sum in euros: the mail stays in the mailbox, where people read it
        if made is None:
            return None
        if alone:
            made = self._filled(made, block)
        if service:
            # what a service takes back stands in its list with a minus: a refund, a dispute
            kind = Nature.REVERSAL if made.amount < 0 and made.nature is not Nature.FEE else made.nature
            lands = made.value_on or self._lands(made.on)
            named = block.row.told("payer") or made.payer
            made = replace(made, nature=kind, payer=named, payout=self._payout(), value_on=lands)
        return _settled(made, told or Nature.RECEIVED, words)

    def _words(self, block: Block) -> str:
        """What is said of a block, folded: subject, what stands above all blocks, and its own rows, without the texts of others."""
        row = block.row
        own = [r.line for r in self.rows[block.first : block.last + 1]]
        above = (
            [r.line for r in self.rows[: block.head + 1]]
            if block.head < block.first
            else [r.line for r in self.rows[: block.first]]
        )
        text = fold_line("\n".join([self.subject, *above, *own]))
        hidden = (
            "payer",
            "reference",
            "ultimate",
            *(() if row.told("kind") or not row.told("payer") else ("label",)),
        )
        return _without(text, *(row.told(role) for role in hidden))

    def _filled(self, made: Evidence, block: Block) -> Evidence:
        """What the labels leave open, from the sentences around them."""
        whole = "\n".join([self.subject, *(r.line for r in self.rows[: block.last + 1])])
        told = told_in(whole, self.sent)
        dated = block.roles & {"date", "value"}
        told_there = block.roles & {"reference", "label", "end_to_end", "reason"}
        return replace(
            made,
            on=made.on if dated or told.on is None else told.on,
            payer=made.payer or ("" if block.roles & {"payer"} else told.payer),
            reference=made.reference or ("" if told_there else told.reference),
        )

    def _payout(self) -> str:
        whole = "\n".join([self.subject, *(r.line for r in self.rows)])
        found = _PAYOUT.search(fold_line(whole))
        return whole[found.start("id") : found.end("id")] if found else ""

    def _lands(self, on: date) -> date | None:
        """When the payout arrives on the account."""
        for found in _LANDS.finditer(fold_line("\n".join(r.line for r in self.rows))):
            for day in (d.on for d in named_days(found[0], self.sent or on, past=False)):
                if on < day <= on + timedelta(days=60):
                    return day
        return None

    def _in_lines(self) -> tuple[Evidence, ...]:
        """A list of payments, each in a line of its own with its sum and its payer."""
        told = [(n, told_in(r.line, self.sent)) for n, r in enumerate(self.rows)]
        lines = [(n, one) for n, one in told if one.amount and one.payer]
        if len(lines) < 2:
            return ()
        above = fold_line("\n".join([self.subject, *(r.line for r in self.rows[: lines[0][0]])]))
        made = []
        for place, (number, one) in enumerate(lines, 1):
            words = f"{above}\n{_without(fold_line(self.rows[number].line), one.payer, one.reference)}"
            nature, on = nature_in(words), one.on or self.sent
            if nature is None or on is None or one.amount is None:
                continue
            found = Evidence(Form.NOTICE, nature, on, one.amount.amount, f"paiement {place}")
            found = replace(found, payer=one.payer, reference=one.reference)
            made.append(_settled(found, nature, words))
        return tuple(made)

    def _in_prose(self, rest: Block | None) -> tuple[Evidence, ...]:
        whole = "\n".join([self.subject, *(r.line for r in self.rows)])
        folded = fold_line(whole)
        near = next((m.start() for m in re.finditer(r"[^.!?\n]+", folded) if arrives(m[0]) and amount_in(m[0], 0)), 0)
        told = told_in(whole, self.sent, near)
        on = (rest.row.day("date") if rest else None) or told.on or self.sent
        if told.amount is None or on is None:
            return ()
        payer = (rest.row.told("payer") if rest else "") or told.payer
        reference = (rest.row.told("reference") or rest.row.told("label") if rest else "") or told.reference
        end = whole.find("\n", whole.find("\n", told.amount.end) + 1)
        words = folded[: end if end > told.amount.end else len(folded)]
        nature = nature_in(_without(words, payer, reference))
        if nature is None or is_advert(_sentence(folded, told.amount.start)) or is_advert(fold_line(self.subject)):
            return ()
        back = nature is Nature.REVERSAL
        one = Evidence(
            Form.NOTICE,
            nature,
            on,
            told.amount.amount,
            "paiement 1",
            payer=payer,
            reference=reference if not back or rest else reference_in(folded, whole, back=True),
            end_to_end=rest.row.told("end_to_end") if rest else "",
            fee=fee_in(folded, told.amount.amount),
            reason=reason_in(folded, whole) if back else "",
        )
        return (_settled(one, nature, folded),)


def _without(folded: str, *written: str) -> str:
    """Folded words without what others wrote in them."""
    for text in written:
        folded = folded.replace(fold_line(text), " ") if text else folded
    return folded


def _sentence(folded: str, place: int) -> str:
    """The sentence around a place, and the next one: an advert goes on."""
    start = max((m.end() for m in _SENTENCE_END.finditer(folded, 0, place)), default=0)
    ends = [m.end() for m in _SENTENCE_END.finditer(folded, place)]
    return folded[start : ends[1] if len(ends) > 1 else len(folded)]


def _settled(made: Evidence, told: Nature, words: str) -> Evidence:
    """With the nature the words give it, its sign accordingly, and the number of the cheque."""
    nature = told
    if made.amount < 0:
        nature = told if told in {Nature.REVERSAL, Nature.PENDING} else made.nature
    cheque = _CHEQUE.search(words)
    out = nature in {Nature.REVERSAL, Nature.SENT}
    return replace(
        made,
        nature=nature,
        amount=-abs(made.amount) if out or made.amount < 0 else made.amount,
        payer="" if nature is Nature.SENT else made.payer,
        cheque=made.cheque or (cheque["no"] if cheque else ""),
    )


@dataclass(frozen=True, slots=True)
class PaymentNotice:
    """One payment a notice tells of.

    Attributes:
        amount: euros; None where the mail tells of several payments.
        on: day of the credit as the notice gives it, else the day of the mail.
        payer: as written.
        reference: what the payer wrote, as written.
        numbers: tokens like invoice numbers in it.
        incoming: money came in; False for transfers sent, payments to come, refusals and advertisements.

    """

    amount: Decimal | None
    on: date | None
    payer: str | None
    reference: str | None
    numbers: tuple[str, ...]
    incoming: bool


def payment_notice(message: Message) -> PaymentNotice | None:
    """The payment a bank's mail tells of; None when it tells of none."""
    found = payment_evidence(message)
    received = [e for e in found if e.nature is Nature.RECEIVED]
    if not found:
        return None
    one = (received or list(found))[0]
    alone = len(received) <= 1
    text = ready(new_text(message.text) or message.text)
    body = "\n".join([*(e.reference for e in received or found), ready(message.subject), text])
    return PaymentNotice(
        amount=abs(one.amount) if alone else None,
        on=one.on,
        payer=one.payer or None if alone else None,
        reference=one.reference or None if alone else None,
        numbers=number_like(body),
        incoming=bool(received),
    )
