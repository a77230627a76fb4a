"""Of several sums, days and counts of a mail, the one its label is about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from relance.domain.intents import Entities, Intent
from relance.reading.stated import entities_of
from relance.reading.words import sentences

THURSDAY = date(2026, 3, 12)


def stated(label: Intent, text: str, *others: Intent, today: date | None = THURSDAY) -> Entities:
    return entities_of(label, others, sentences(text), (), today, own={"firm@cabinet.test"}, sender="p@client.test")


@pytest.mark.parametrize(
    ("label", "text", "amount"),
    [
        (Intent.PARTIAL_PAYMENT, "J’ai versé 200 hier, il reste 340.", "200"),
        (Intent.PARTIAL_PAYMENT, "Sur les 900, il y en a 300 de partis le 4.", "300"),
        (Intent.PARTIAL_PAYMENT, "Un acompte de 1 500 € est parti, le solde de 700 € suivra.", "1500"),
        (Intent.PARTIAL_PAYMENT, "Des 2 400 euros, 1 500 vous ont été virés lundi.", "1500"),
        (Intent.PAID, "Virement de 1 248,00 ce jour, chèque n° 3390271 annulé.", "1248"),
        (Intent.PAID, "Il est parti vendredi votre chèque, 640.", "640"),
        (Intent.PROMISE_TO_PAY, "Merci pour l’avoir de 120 €. Je vous vire les 300 vendredi.", "300"),
        (Intent.PROMISE_TO_PAY, "virement quatre cent quarante cinq lundi sans faute", "445"),
        (Intent.DISPUTE, "On était d’accord sur 800 euros. Je conteste les 350 de plus.", "350"),
        (Intent.DISPUTE, "La convention dit 900 €, ça fait 63 euros de trop.", "63"),
        (Intent.DISPUTE, "Nous avions convenu de 800 €.", "800"),
        (Intent.SCHEDULE_REQUEST, "Pour les 1 500 €, puis-je payer 250 € par mois ?", "250"),
    ],
)
def test_the_sum_is_the_one_the_label_is_about(label: Intent, text: str, amount: str) -> None:
    assert stated(label, text).amount == Decimal(amount)


@pytest.mark.parametrize(
    ("label", "text", "day"),
    [
        (Intent.PROMISE_TO_PAY, "Mon salaire tombe le 27, je vous règle le 28.", "2026-03-28"),
        (Intent.PROMISE_TO_PAY, "Le directeur rentre mercredi, donc jeudi 19 c’est dans votre banque.", "2026-03-19"),
        (Intent.PROMISE_TO_PAY, "Je reprends lundi. Vous aurez le virement le 30 sans faute.", "2026-03-30"),
        (Intent.PROMISE_TO_PAY, "Je touche ma paie le 4 ; vous aurez tout le lendemain.", "2026-04-05"),
        (Intent.PAID, "Votre mail de lundi m’étonne : j’ai viré samedi.", "2026-03-07"),
        (Intent.PAID, "J’ai viré hier, la facture du 3 mars est soldée.", "2026-03-11"),
        (Intent.PARTIAL_PAYMENT, "J’ai versé 200 le 8, je paierai le reste le 31.", "2026-03-08"),
        (Intent.SCHEDULE_REQUEST, "En trois fois : 15 avril, 15 mai et 15 juin ?", "2026-04-15"),
        (Intent.SCHEDULE_REQUEST, "Pouvez-vous patienter jusqu’au 30 avril ?", "2026-04-30"),
    ],
)
def test_the_day_is_the_one_of_the_payment(label: Intent, text: str, day: str) -> None:
    assert str(stated(label, text).date) == day


def test_a_grave_label_keeps_the_day_of_what_is_said_beside_it() -> None:
    paid = stated(Intent.DISPUTE, "J’ai viré la 12 hier, mais je conteste l’autre.", Intent.PAID)
    assert str(paid.date) == "2026-03-11"
    assert (
        stated(Intent.SENSITIVE, "Il est décédé samedi, laissez-nous du temps.", Intent.SCHEDULE_REQUEST).date is None
    )


@pytest.mark.parametrize("label", [Intent.ACKNOWLEDGEMENT, Intent.UNCLEAR, Intent.UNRELATED, Intent.NOT_RECEIVED])
def test_other_labels_promise_no_day_and_no_sum(label: Intent) -> None:
    found = stated(label, "Je verrai vendredi pour les 300 €.", Intent.PROMISE_TO_PAY)
    assert (found.date, found.amount) == (None, None)


def test_without_the_day_of_the_mail_no_day_is_resolved() -> None:
    assert stated(Intent.PROMISE_TO_PAY, "Je paie 300 € vendredi", today=None) == Entities(amount=Decimal(300))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Trois mensualités, ça ne passe pas. Notre proposition : 6 mensualités.", 6),
        ("Quatre fois, impossible. J’ai dit six.", 6),
        ("Votre proposition en trois termes n’est pas tenable ; il souscrirait à cinq termes de 480 €.", 5),
        ("Six tranches, c’est trop. Une seule fois, le 30.", 1),
    ],
)
def test_of_a_counter_offer_the_number_is_the_new_one(text: str, number: int) -> None:
    assert stated(Intent.SCHEDULE_REFUSED, text).instalments == number


def test_who_stands_for_the_client_may_name_himself() -> None:
    assert stated(Intent.REPRESENTED, "Merci de m’adresser vos prochains envois.").new_contact == "p@client.test"
    assert stated(Intent.WRONG_CONTACT, "Merci de m’adresser vos prochains envois.").new_contact is None
    other = stated(Intent.WRONG_CONTACT, "Écrivez à compta@client.test, pas à firm@cabinet.test")
    assert other.new_contact == "compta@client.test"


def test_the_sentence_that_decided_comes_first() -> None:
    said = sentences("Le virement part vendredi. Le virement part lundi.")
    first = entities_of(Intent.PROMISE_TO_PAY, (), said, [(0, 10)], THURSDAY, own=())
    second = entities_of(Intent.PROMISE_TO_PAY, (), said, [(1, 10)], THURSDAY, own=())
    assert (str(first.date), str(second.date)) == ("2026-03-13", "2026-03-16")
