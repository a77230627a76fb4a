from __future__ import annotations

import pytest

from relance.reading.words import sentences


def _cut(text: str) -> list[str]:
    return [s.text for s in sentences(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Je fais suite au courrier de J. Taillefumier de mardi.",
        "P.S. Avec mes excuses pour le retard.",
        "PS. Le chèque part demain.",
        "N.B. La facture est à mon nom.",
        "Remettez le dossier à M.V. Dans la journée si possible.",
        "Mon numéro est le Tél. 04 78 00 00 01 le matin.",
        "Consulte con el Dpto. Contabilidad de nuestra empresa.",
        "Wir zahlen bis zum 30. September den ganzen Betrag.",
        "Die Zahlung erfolgt am 3. März per Überweisung.",
        "Betaling sker den 30. september.",
        "Voyez avec É. Roux et le service.",
    ],
)
def test_a_full_stop_that_abbreviates_ends_no_sentence(sentence: str) -> None:
    assert _cut(f"Bonjour. {sentence} Merci.") == ["Bonjour.", sentence, "Merci."]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("J’ai payé le 30. Mais rien n’a été noté.", ["J’ai payé le 30.", "Mais rien n’a été noté."]),
        ("Est-ce le plan B ? Je paie.", ["Est-ce le plan B ?", "Je paie."]),
        ("C’est le plan B! Je paie.", ["C’est le plan B!", "Je paie."]),
        ("Je paie... Merci.", ["Je paie...", "Merci."]),
        ("Quoi ?! Non. Jamais ; c’est dit.", ["Quoi ?!", "Non.", "Jamais ;", "c’est dit."]),
        ("On me l’a dit (hier.) Je paie.", ["On me l’a dit (hier.)", "Je paie."]),
    ],
)
def test_other_full_stops_do(text: str, cut: list[str]) -> None:
    assert _cut(text) == cut


@pytest.mark.parametrize("mark", ["P.S.", "PS", "PS :", "P.-S.", "p.s."])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_post_scriptum_alone_on_its_line_belongs_to_the_next_sentence(mark: str, gap: str) -> None:
    assert _cut(f"Merci.\n{mark}{gap}Je paierai en trois fois.") == ["Merci.", f"{mark} Je paierai en trois fois."]


def test_a_line_broken_by_the_mail_program_is_joined() -> None:
    assert _cut("Le virement que vous attendez depuis le début du mois de mars\npart demain.\nMerci.") == [
        "Le virement que vous attendez depuis le début du mois de mars part demain.",
        "Merci.",
    ]
