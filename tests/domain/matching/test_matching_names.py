"""Whose name a payer's name is: the same words, or nearly; an exact name beats a near one."""

from __future__ import annotations

import pytest

from relance.domain.matching.names import Grade, Names

CLIENTS = (
    "Scierie Vaubrun SARL",
    "Mme Élodie Garnier-Lopez",
    "M. Théo Quesnel",
    "Mme Théa Quesnelle",
    "SCI des Trois Moulins",
    "M. et Mme Denis et Claire Aubert",
    "M. Jean-Marc de Saint-Aubin",
    "Transports Delmas et Fils",
    "SCI Corvisart",
    "SARL Corvisart",
    "J. Poulain",
    "Mme Agathe de Villers",
    "Mme Françoise Dubourdieu",
    "KERMARREC Yann",
    "Mme Odette Brun née Fabre",
    "S.A.R.L. L'Atelier du Cœur",
)


def who(payer: str, *clients: str) -> list[str]:
    names = Names.of((c, c, c.startswith(("M.", "Mme", "J.", "KER"))) for c in clients or CLIENTS)
    return sorted(names.who(payer).clients)


@pytest.mark.parametrize(
    ("payer", "client"),
    [
        ("SCIERIE VAUBRUN", "Scierie Vaubrun SARL"),
        ("S.A.R.L. VAUBRUN SCIERIE", "Scierie Vaubrun SARL"),
        ("SCIERIE VAUBR", "Scierie Vaubrun SARL"),
        ("MME GARNIER LOPEZ ELODIE", "Mme Élodie Garnier-Lopez"),
        ("ELODIE GARNIER", "Mme Élodie Garnier-Lopez"),
        ("MME LOPEZ ELODIE", "Mme Élodie Garnier-Lopez"),
        ("QUESNEL T", "M. Théo Quesnel"),
        ("M T QUESNEL", "M. Théo Quesnel"),
        ("TROIS MOULINS", "SCI des Trois Moulins"),
        ("M OU MME AUBERT DENIS", "M. et Mme Denis et Claire Aubert"),
        ("AUBERT CLAIRE", "M. et Mme Denis et Claire Aubert"),
        ("M AUBERT DENIS OU MME AUBERT CLAIRE", "M. et Mme Denis et Claire Aubert"),
        ("DE SAINT AUBIN JEAN MARC", "M. Jean-Marc de Saint-Aubin"),
        ("DE SAINT AUBIN JM", "M. Jean-Marc de Saint-Aubin"),
        ("M DE SAINT AUBIN JEAN MA", "M. Jean-Marc de Saint-Aubin"),
        ("M DE ST AUBIN JEAN MARC", "M. Jean-Marc de Saint-Aubin"),
        ("J DE SAINT AUBIN", "M. Jean-Marc de Saint-Aubin"),
        ("A DE VILLERS", "Mme Agathe de Villers"),
        ("DELMAS & FILS TRANSPORTS", "Transports Delmas et Fils"),
        ("SCI CORVISART", "SCI Corvisart"),
        ("POULAIN JULIE", "J. Poulain"),
        ("KERMARREC Y", "KERMARREC Yann"),
        ("MME FABRE ODETTE", "Mme Odette Brun née Fabre"),
        ("L ATELIER DU COEUR", "S.A.R.L. L'Atelier du Cœur"),
    ],
)
def test_a_client_is_known_by_its_name(payer: str, client: str) -> None:
    assert who(payer) == [client]


@pytest.mark.parametrize(
    "payer",
    [
        "VAUBRUN",
        "QUESNEL",
        "QUESNEL PAUL",
        "GARNIER PAUL",
        "M AUBERT PIERRE",
        "DELMAS",
        "M DUBOURDIEU FRANCOIS",
        "DUBOURDIEU FRANCOIS",
        "AUBIN JEAN",
        "MOULINS SERVICES",
        "VAUBRUN HOLDING",
        "",
    ],
)
def test_other_words_are_another_payer(payer: str) -> None:
    assert who(payer) == []


def test_an_exact_name_beats_a_near_one() -> None:
    assert who("QUESNEL THEO") == ["M. Théo Quesnel"]
    assert who("MARIN PAULE", "Mme Paule Marin", "M. P. Marin") == ["Mme Paule Marin"]


def test_two_who_fit_alike_are_both_named() -> None:
    assert who("CORVISART") == ["SARL Corvisart", "SCI Corvisart"]
    assert who("MARIN P", "M. Paul Marin", "M. Pierre Marin") == ["M. Paul Marin", "M. Pierre Marin"]


def test_what_may_be_a_longer_name_shortened_is_not_certain() -> None:
    both = ("SCI du Clos Vert", "SCI Clos Vert Nord")
    assert who("SCI CLOS VERT", *both) == ["SCI Clos Vert Nord", "SCI du Clos Vert"]
    assert who("SCI DU CLOS VERT", *both) == ["SCI du Clos Vert"]
    assert who("SCI CLOS VERT", "SCI du Clos Vert") == ["SCI du Clos Vert"]


def test_two_freedoms_together_are_one_too_many() -> None:
    assert who("MARIN JEAN", "M. Jacques Marin") == []
    assert who("MME MARIN LOPEZ EVA", "Mme Eva Marin-Duval") == []


def test_grade_and_kin() -> None:
    names = Names.of((c, c, False) for c in CLIENTS)
    assert names.who("SCIERIE VAUBRUN").grade is Grade.SAME
    assert names.who("SCIERIE VAUBR").grade is Grade.NEAR
    assert names.related("VAUBRUN HOLDING") == ("Scierie Vaubrun SARL",)
