# ruff: noqa: E501  mails and tables of examples read better unbroken
from __future__ import annotations

import io
import zipfile
from base64 import b64encode
from datetime import date
from decimal import Decimal

import pytest

from relance.domain.evidence import Evidence, Form, Nature
from relance.reading.message import Message, parse
from relance.reading.notices import NoticeProfile, attached_statements, payment_evidence, payment_notice


def _mail(body: str, subject: str = "Avis", kind: str = "text/plain") -> Message:
    head = f"From: avis@banque.test\nDate: Thu, 12 Mar 2026 10:00:00 +0100\nSubject: {subject}\nContent-Type: {kind}; charset=utf-8"
    return parse(f"{head}\n\n{body}".encode())


def _read(body: str, subject: str = "Avis", kind: str = "text/plain") -> tuple[Evidence, ...]:
    return payment_evidence(_mail(body, subject, kind))


def _brief(found: tuple[Evidence, ...]) -> list[tuple[str, str, str, str]]:
    return [(m.on.isoformat(), str(m.amount), m.payer, m.reference) for m in found if m.nature is Nature.RECEIVED]


WANTED = [("2026-03-11", "1200.00", "SARL DUPUIS", "FACT 2026-0142")]


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Avis de virement", "Vous avez reçu un virement de 1 200,00 € de SARL DUPUIS le 11/03/2026, motif FACT 2026-0142."),
        ("Virement", "Vous avez reçu un virement de SARL DUPUIS d’un montant de 1.200,00 EUR en date du 11/03/2026 avec le motif « FACT 2026-0142 »."),
        ("Payment received", "You've received €1,200.00 from SARL DUPUIS on 11 March 2026.\nReference: FACT 2026-0142"),
        ("Crédit", "Votre compte a été crédité.\n\nDonneur d'ordre      : SARL DUPUIS\nLibellé              : FACT 2026-0142\nSomme créditée       : 1 200,00 EUR\nEn date du           : 11 mars 2026\nNouveau solde        : 9 000,00 EUR"),
        ("Vous avez reçu un virement", "Votre compte vient d'être crédité de 1 200,00 €.\n\nDétail de l'opération\nÉmetteur\nSARL DUPUIS\nLibellé\nFACT 2026-0142\nDate\n11/03/2026\n"),
        ("Virement reçu", "+ 1 200,00 €\nde SARL DUPUIS\n\nMotif\nFACT 2026-0142\n\nLe 11 mars 2026 à 10:32"),
        ("Virements reçus", "  Date        Émetteur          Motif              Montant\n  11/03/2026  SARL DUPUIS       FACT 2026-0142     1 200,00 EUR\n"),
        ("Opération", "Date : 11/03/2026\nLibellé : VIR SEPA RECU DE SARL DUPUIS FACT 2026-0142\nCrédit : +1 200,00 €"),
        ("Virement reçu", "Un virement de 1 200,00 € de SARL DUPUIS vient d'être crédité sur votre compte le 11/03/2026.\nMotif : FACT 2026-0142\n\nDécouvrez notre offre de prêt. Virements à venir, prélèvements rejetés : tout est dans l'application."),
    ],
)  # fmt: skip
def test_a_payment_is_told_in_sentences_labels_and_tables(subject: str, body: str) -> None:
    assert _brief(_read(body, subject)) == WANTED


@pytest.mark.parametrize(
    "body",
    [
        "<p>Vous avez reçu un virement</p><table><tr><th>Date</th><th>Opération</th><th>Émetteur</th><th>Objet</th><th>Débit</th><th>Crédit</th></tr><tr><td>11.03.2026</td><td>VIRT</td><td>SARL DUPUIS</td><td>FACT 2026-0142</td><td>&nbsp;</td><td>1.200,00 EUR</td></tr></table>",
        "<table><tr><td><table><tr><td>Vous avez re&ccedil;u un virement de</td></tr><tr><td><b>1&nbsp;200,00&nbsp;&euro;</b></td></tr><tr><td>De la part de</td><td>SARL DUPUIS</td></tr><tr><td>Motif</td><td>FACT 2026-0142</td></tr><tr><td>Date</td><td>11 mars 2026</td></tr></table></td></tr><tr><td>Profitez de nos offres</td></tr></table>",
        "<div>Virement reçu</div><dl><dt>Montant</dt><dd>1 200,00 €</dd><dt>Payeur</dt><dd>SARL DUPUIS</dd><dt>Communication</dt><dd>FACT 2026-0142</dd><dt>Date</dt><dd>11/03/2026</dd></dl>",
        "<div style='display:none'>Montant : 9,99 €</div><p>Virement reçu</p><p>Montant : <b>1 200,00</b> €</p><p>Émetteur : SARL DUPUIS</p><p>Motif : FACT 2026-0142</p><p>Date : 11/03/2026</p>",
    ],
)
def test_a_payment_is_told_in_html(body: str) -> None:
    assert _brief(_read(body, "Avis", "text/html")) == WANTED


def test_text_and_html_tell_the_same_payment_once() -> None:
    text = "Virement reçu\nMontant : 1 200,00 €"
    html = "<p>Virement reçu</p><table><tr><td>Montant</td><td>1 200,00 €</td></tr><tr><td>Payeur</td><td>SARL DUPUIS</td></tr></table>"
    raw = f"From: a@b.test\nDate: Thu, 12 Mar 2026 10:00:00 +0100\nSubject: s\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain; charset=utf-8\n\n{text}\n--x\nContent-Type: text/html; charset=utf-8\n\n{html}\n--x--\n"
    assert _brief(payment_evidence(parse(raw.encode()))) == [("2026-03-12", "1200.00", "SARL DUPUIS", "")]


@pytest.mark.parametrize(
    "body",
    [
        "Vous avez reçu 2 virements :\n\n- 1 200,00 € de SARL DUPUIS (FACT 2026-0142)\n- 390,00 € de Rose Martin (note 151)\n",
        "Virement reçu\nMontant : 1 200,00 €\nDonneur d'ordre : SARL DUPUIS\nMotif : FACT 2026-0142\n\nVirement reçu\nMontant : 390,00 €\nDonneur d'ordre : Rose Martin\nMotif : note 151\n\nNouveau solde : 9 000 €",
        "Vous avez reçu 1 200,00 € de SARL DUPUIS (FACT 2026-0142)\nVous avez reçu 390,00 € de Rose Martin (note 151)\n",
        "2 virements reçus\n\nPayeur;Motif;Date;Montant\nSARL DUPUIS;FACT 2026-0142;12/03/2026;1 200,00\nRose Martin;note 151;12/03/2026;390,00\n",
        "2 virements reçus\n\nSARL DUPUIS        FACT 2026-0142     1 200,00 €\nRose Martin        note 151             390,00 €\n",
        "Virements reçus\n\n| Payeur | Motif | Montant |\n|---|---|---|\n| SARL DUPUIS | FACT 2026-0142 | 1 200,00 € |\n| Rose Martin | note 151 | 390,00 € |\n| Total | | 1 590,00 € |\n",
    ],
)
def test_several_payments_in_one_mail(body: str) -> None:
    assert _brief(_read(body, "Virements reçus")) == [
        ("2026-03-12", "1200.00", "SARL DUPUIS", "FACT 2026-0142"),
        ("2026-03-12", "390.00", "Rose Martin", "note 151"),
    ]


def test_a_payout_gives_the_gross_of_each_payment() -> None:
    body = (
        "Your payout PO-77 is on its way\n\nPayout PO-77 | EUR 1,567.10 | expected in your bank account on 16 Mar 2026\n\n"
        " Id      Date         Customer       Note              Gross         Fee        Net\n"
        " ch_1     9 Mar 2026  SARL DUPUIS    FACT 2026-0142    1,200.00 EUR  -17.20 EUR 1,182.80 EUR\n"
        " ch_2    10 Mar 2026  Rose Martin                      390.00 EUR    -5.70 EUR  384.30 EUR\n"
        " ch_3    10 Mar 2026  Jean Petit     refund            -100.00 EUR   0.00 EUR   -100.00 EUR\n"
        "                                     Total             1,490.00 EUR  -22.90 EUR 1,467.10 EUR\n"
    )
    found = _read(body, "Payout PO-77")
    assert [(m.amount, m.fee, m.payer, m.bank_id, m.nature) for m in found] == [
        (Decimal("1200.00"), Decimal("17.20"), "SARL DUPUIS", "ch_1", Nature.RECEIVED),
        (Decimal("390.00"), Decimal("5.70"), "Rose Martin", "ch_2", Nature.RECEIVED),
        (Decimal("-100.00"), Decimal("0.00"), "Jean Petit", "ch_3", Nature.REVERSAL),
    ]
    assert {m.payout for m in found} == {"PO-77"}
    assert {m.value_on for m in found} == {date(2026, 3, 16)}


def test_one_payment_of_a_service_with_its_fee() -> None:
    labelled = (
        "Paiement réussi\n\nClient : Rose Martin\nDescription : Facture 2026-0142\nFrais : 18,25 €\nNet : 1 181,75 €"
    )
    told = "Le client Rose Martin a réglé la facture 2026-0142 : 1 200,00 € par carte. Frais : 18,25 €. Net : 1 181,75 €."
    for body in (labelled, told):
        (one,) = _read(body, "Paiement reçu")
        assert (one.amount, one.fee, one.payer) == (Decimal("1200.00"), Decimal("18.25"), "Rose Martin")
        assert one.reference.lower() == "facture 2026-0142"


@pytest.mark.parametrize(
    ("subject", "body", "nature"),
    [
        ("Chèque impayé", "Le chèque n° 1234567 de 990,00 € remis le 02/03/2026, tiré par M. Hamelin, est revenu impayé.", Nature.REVERSAL),
        ("Prélèvement rejeté", "Le prélèvement de 990,00 € sur Rose Martin a été rejeté (motif AM04).", Nature.REVERSAL),
        ("Rappel", "Le virement de 990,00 € de SARL Dupuis reçu le 05/03/2026 a été rappelé.", Nature.REVERSAL),
        ("Litige ouvert", "Rose Martin a contesté un paiement de 990,00 €, litige ouvert le 09/03/2026.", Nature.REVERSAL),
        ("Virement rejeté", "Le virement que vous avez émis vers ME ARNOULD de 990,00 € a été rejeté.", Nature.SENT),
        ("Virement émis", "Votre virement instantané de 990,00 € vers ME ARNOULD a été exécuté.", Nature.SENT),
        ("Votre virement a été débité", "Bénéficiaire : M BERTIN\nLibellé : restitution 2026-0142\nSomme débitée : 990,00 EUR\nEn date du : 9 mars 2026", Nature.SENT),
        ("Virement à venir", "Un virement de 990,00 € de SARL DUPUIS est programmé pour le 20/03/2026.", Nature.PENDING),
        ("Incoming transfer scheduled", "A transfer to your account has been scheduled.\n\nFrom: SARL DUPUIS\nAmount: EUR 990.00\nScheduled for: 1 April 2026", Nature.PENDING),
        ("Échec", "Le paiement de 990,00 € de Rose Martin a échoué.", Nature.PENDING),
    ],
)  # fmt: skip
def test_what_is_no_payment_received(subject: str, body: str, nature: Nature) -> None:
    (one,) = _read(body, subject)
    assert (one.nature, abs(one.amount)) == (nature, Decimal("990.00"))
    assert (one.amount < 0) is (nature in {Nature.REVERSAL, Nature.SENT})


def test_a_reversal_keeps_what_finds_the_payment_again() -> None:
    (cheque,) = _read("Le chèque n° 1234567 de 990,00 € remis le 02/03/2026 est revenu impayé.", "Chèque impayé")
    assert cheque.cheque == "1234567"
    (debit,) = _read(
        "Montant : 450,00 €\nDébiteur : Rose Martin\nRéférence de bout en bout : FAC-151\nMotif du rejet : AM04",
        "Rejet d'un prélèvement",
    )
    assert (debit.payer, debit.end_to_end, debit.reason) == ("Rose Martin", "FAC-151", "AM04")


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Votre solde est bas", "Le solde de votre compte s'élève à 750,00 €, moins que le minimum (1 020,00 €). La Réserve met à votre disposition jusqu'à 5 400,00 €."),
        ("80 € offerts", "Profitez de notre offre : 80 € offerts pour l'ouverture d'un livret !"),
        ("Pour vous", "Recevez jusqu'à 1 200 € ! Profitez de notre offre, votre compte crédité en 24 h."),
        ("Votre e-relevé", "Votre e-relevé du 4 mars 2026 est joint."),
        ("", ""),
    ],
)  # fmt: skip
def test_adverts_and_balances_tell_of_nothing(subject: str, body: str) -> None:
    assert _read(body, subject) == ()


def test_what_the_payer_wrote_does_not_change_what_it_is() -> None:
    body = "Virement reçu\nMontant : 1 200,00 €\nDe : SARL REJET ET FILS\nMotif : rappel facture 142 impayée, prélèvement annulé"
    (one,) = _read(body, "Virement reçu")
    assert (one.nature, one.reference) == (Nature.RECEIVED, "rappel facture 142 impayée, prélèvement annulé")


def test_a_notice_without_any_day_takes_the_one_it_is_given() -> None:
    raw = b"From: a@b.test\nSubject: Virement\n\nVous avez recu un virement de 12,00 EUR."
    assert payment_evidence(parse(raw)) == ()
    (one,) = payment_evidence(parse(raw), on_else=date(2026, 3, 1))
    assert (one.on, one.form) == (date(2026, 3, 1), Form.NOTICE)


def test_a_profile_reads_what_nobody_else_can() -> None:
    profile = NoticeProfile(
        "@banque.test",
        {"amount": r"somme=([\d,]+)", "payer": r"par <(.+?)>", "reference": r"réf (\S+)", "date": r"jour (\S+)"},
    )
    assert profile.problems() == ()
    found = payment_evidence(
        _mail("jour 11/03/2026 somme=12,50 par <X> réf A1 ; somme=7,00 par <Y> réf A2"), [profile]
    )
    assert _brief(found) == [("2026-03-11", "12.50", "X", "A1"), ("2026-03-11", "7.00", "Y", "A2")]
    other = NoticeProfile("avis@ailleurs.test", {"amount": r"somme=(\d+)"})
    assert payment_evidence(_mail("somme=12"), [other]) == ()


def test_a_profile_says_what_is_wrong_with_it() -> None:
    found = NoticeProfile("a@b.test", {"montant": "x", "payer": "("}).problems()
    assert len(found) == 3
    assert all(p.startswith("avis de a@b.test") and p.endswith(".") for p in found)


def test_the_notice_of_several_payments_is_for_a_person() -> None:
    found = payment_notice(
        _mail(
            "Vous avez reçu 2 virements :\n- 1 200,00 € de SARL D (FACT 2026-0142)\n- 390,00 € de Rose M (FACT 2026-0151)"
        )
    )
    assert found is not None
    assert (found.amount, found.payer, found.incoming) == (None, None, True)
    assert set(found.numbers) == {"2026-0142", "2026-0151"}


def _with_file(name: str, data: bytes, kind: str = "application/octet-stream") -> Message:
    body = b64encode(data).decode()
    return parse(
        f"From: a@b.test\nSubject: s\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nBonjour\n--x\n"
        f'Content-Type: {kind}; name="{name}"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment\n\n{body}\n--x--\n'.encode()
    )


OFX = b"OFXHEADER:100\n\n<OFX><STMTRS></STMTRS></OFX>"
CSV = "Date;Libellé;Montant\n12/03/2026;VIR DE ROUX;1,00\n".encode()


@pytest.mark.parametrize(("name", "data"), [("r.ofx", OFX), ("sans-nom", OFX), ("r.csv", CSV), ("R.TXT", CSV)])
def test_attached_statements_are_found_by_their_content(name: str, data: bytes) -> None:
    assert attached_statements(_with_file(name, data)) == ((name, data),)


@pytest.mark.parametrize(
    ("name", "data"),
    [("cgv.txt", b"Conditions"), ("logo.png", b"\x89PNG"), ("f.xml", b"<Invoice/>"), ("r.zip", b"PK\x03\x04abc")],
)
def test_other_files_are_left_alone(name: str, data: bytes) -> None:
    assert attached_statements(_with_file(name, data)) == ()


def test_a_statement_in_an_archive_is_found() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mars/r.ofx", OFX)
        archive.writestr("lisezmoi.txt", "bonjour")
    assert attached_statements(_with_file("r.zip", target.getvalue(), "application/zip")) == (("r.ofx", OFX),)
