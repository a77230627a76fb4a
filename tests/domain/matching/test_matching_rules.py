"""Each rule of certainty, and beside it the payment that it does not make certain."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from matching_cases import LEDGER, applied, booked, ledger, one, owed, paid

from relance.domain.evidence import Nature
from relance.domain.matching.decide import match
from relance.domain.matching.values import Choice

VAUBRUN = "SCIERIE VAUBRUN"


def asks(found: object) -> bool:
    return getattr(found, "decision", None) is Choice.ASK


# 1. numbers and exact amount


def test_number_and_amount_suffice_whoever_pays() -> None:
    assert applied(paid("1450.00", "NOTAIRES DU PARC", "fact 142")) == {"2026-0142": "1450.00"}
    assert applied(paid("1450.00", "", "fact 142")) == {"2026-0142": "1450.00"}
    assert applied(paid("870.00", "M LOPEZ ANDRE", "2026-0150 Garnier")) == {"2026-0150": "870.00"}


def test_the_number_in_the_end_to_end_id_counts() -> None:
    movement = paid("3300.00", "GESTION BELAIR", "charges", end_to_end="BELAIR-2026-0160")
    assert applied(movement) == {"2026-0160": "3300.00"}


def test_several_numbers_and_their_total() -> None:
    assert applied(paid("2070.00", "TIERS", "2026-0142/0143")) == {"2026-0142": "1450.00", "2026-0143": "620.00"}


def test_another_client_who_owes_the_same_is_another_reading() -> None:
    found = one(paid("1450.00", "QUESNEL THEO", "fact 142"))
    assert asks(found)
    assert found.candidates[:2] == (("2026-0142",), ("2026-0151",))


def test_another_client_who_owes_something_else_is_none() -> None:
    assert applied(paid("1450.00", "ROYER INES", "fact 142")) == {"2026-0142": "1450.00"}


# 2. number and payer, another amount


def test_less_is_a_partial_payment() -> None:
    found = one(paid("500.00", VAUBRUN, "acompte s/ fact 142"))
    assert booked(found) == {"2026-0142": "500.00"}
    assert "950,00" in found.reason


def test_more_settles_and_the_rest_is_kept() -> None:
    found = one(paid("1500.00", VAUBRUN, "fact 142"))
    assert booked(found) == {"2026-0142": "1450.00"}
    assert found.unallocated == Decimal("50.00")


def test_a_cut_list_is_the_one_set_that_holds_its_numbers() -> None:
    found = applied(paid("2380.50", VAUBRUN, "FACT 2026-0142 2026-0143 2026-01"))
    assert found == {"2026-0142": "1450.00", "2026-0143": "620.00", "2026-0147": "310.50"}


def test_several_sets_that_hold_the_number_are_asked() -> None:
    more = (*LEDGER, owed("2026-0148", "Scierie Vaubrun SARL", "620.00"))
    found = one(paid("2070.00", VAUBRUN, "fact 142"), invoices=more)
    assert asks(found)
    assert found.candidates[:2] == (("2026-0142", "2026-0143"), ("2026-0142", "2026-0148"))


def test_the_amount_of_another_invoice_contradicts_the_number() -> None:
    found = one(paid("620.00", VAUBRUN, "fact 142"))
    assert asks(found)
    assert found.candidates[:2] == (("2026-0143",), ("2026-0142",))


def test_two_numbers_and_too_little_are_asked() -> None:
    assert asks(one(paid("1000.00", VAUBRUN, "fact 142 et 143")))


def test_a_number_another_payer_and_another_amount_are_asked() -> None:
    found = one(paid("500.00", "CABINET BELAIR", "fact 142 Vaubrun"))
    assert asks(found)
    assert found.candidates == (("2026-0142",),)
    assert asks(one(paid("500.00", "", "fact 142")))


# 3. payer and amount


def test_payer_and_amount_of_one_invoice() -> None:
    assert applied(paid("620.00", VAUBRUN, "honoraires")) == {"2026-0143": "620.00"}


def test_payer_and_the_only_sum() -> None:
    assert applied(paid("930.50", VAUBRUN)) == {"2026-0143": "620.00", "2026-0147": "310.50"}


def test_two_invoices_of_that_amount_are_asked() -> None:
    found = one(paid("240.00", "MME ROYER INES", "avocat"))
    assert asks(found)
    assert found.candidates[:2] == (("2026-0155",), ("2026-0156",))
    assert applied(paid("480.00", "MME ROYER INES")) == {"2026-0155": "240.00", "2026-0156": "240.00"}


def test_for_whom_it_is_paid_is_the_payer() -> None:
    movement = paid("3300.00", "AGENCE BELAIR", "provision", ultimate_payer="SCI TROIS MOULINS")
    assert applied(movement) == {"2026-0160": "3300.00"}
    between = paid("3300.00", "MOULINS SERVICES", "provision", ultimate_payer="SCI TROIS MOULINS")
    assert asks(one(between))


def test_an_address_may_be_the_payer() -> None:
    invoices = (owed("F-1001", "Mme Ada Roy", "75.00", emails=("ada@exemple.test",)),)
    assert applied(paid("75.00", "Ada@exemple.test"), invoices=invoices) == {"F-1001": "75.00"}


def test_the_label_may_name_another_client_who_owes_the_same() -> None:
    found = one(paid("1450.00", "QUESNEL THEO", "pour scierie vaubrun"))
    assert asks(found)
    assert set(found.candidates[:2]) == {("2026-0151",), ("2026-0142",)}


def test_a_number_of_two_invoices_is_the_payers_or_asked() -> None:
    old = (*LEDGER, owed("2025-0142", "M. Adrien Caillaud", "88.00", issued_on=date(2025, 3, 3)))
    assert applied(paid("500.00", VAUBRUN, "fact 142"), invoices=old) == {"2026-0142": "500.00"}
    assert asks(one(paid("1450.00", "TIERS", "fact 142"), invoices=old))
    assert asks(one(paid("870.00", "GARNIER ELODIE", "fact 142"), invoices=old))


# 4. one sign only


@pytest.mark.parametrize(
    ("amount", "payer", "reference"),
    [
        ("990.00", "", ""),
        ("990.00", "INCONNU", "merci"),
        ("123.45", VAUBRUN, "honoraires"),
        ("620.00", "CABINET BELAIR", "facture scierie vaubrun"),
        ("990.00", "MOULINS", "solde"),
    ],
)
def test_one_sign_is_asked(amount: str, payer: str, reference: str) -> None:
    found = one(paid(amount, payer, reference))
    assert asks(found)
    assert found.unallocated == Decimal(amount)
    assert found.reason.endswith(".")


def test_an_amount_alone_proposes_who_owes_it() -> None:
    assert one(paid("1450.00")).candidates == (("2026-0142",), ("2026-0151",))


def test_kin_of_the_payer_come_first() -> None:
    found = one(paid("990.00", "HOLDING MOULINS"))
    assert found.candidates[0] == ("2026-0161",)


def test_what_is_owed_by_nobody_proposes_the_oldest_of_the_payer() -> None:
    assert one(paid("1700.00", VAUBRUN)).candidates == (("2026-0142", "2026-0143"),)


# 5. settled and cancelled


def test_the_number_of_a_settled_invoice_is_asked() -> None:
    found = one(paid("505.00", "CAILLAUD ADRIEN", "2026-0170"))
    assert asks(found)
    assert "déjà réglée" in found.reason


def test_the_number_of_a_cancelled_invoice_is_asked_though_another_is_owed() -> None:
    found = one(paid("705.00", "LIBRAIRIE PLUME D OIE", "2026-0171"))
    assert asks(found)
    assert "annulée" in found.reason
    assert found.candidates == (("2026-0172",),)


# 8. not a payment received


@pytest.mark.parametrize("nature", [Nature.SENT, Nature.FEE, Nature.PENDING])
def test_what_is_not_received_is_left(nature: Nature) -> None:
    found = one(paid("1450.00", VAUBRUN, "fact 142", nature=nature))
    assert found.decision is Choice.IGNORE
    assert found.unallocated == 0


def test_moves_between_own_accounts_are_left() -> None:
    own = "FR76 1111 2222 3333 4444 5555 666"
    movement = paid("1450.00", "CABINET BRUN", "2026-0142", payer_iban=own.replace(" ", ""))
    assert one(movement, accounts=[own]).decision is Choice.IGNORE
    assert one(paid("1450.00", "BRUN CABINET"), holders=["AARPI Cabinet Brun"]).decision is Choice.IGNORE
    assert applied(paid("1450.00", "CABINET BRUN", "2026-0142")) == {"2026-0142": "1450.00"}


# effects


def test_payments_of_a_document_see_those_before_them() -> None:
    half = paid("1000.00", VAUBRUN, "fact 142 1er versement")
    rest = paid("450.00", VAUBRUN, "fact 142 solde")
    again = paid("450.00", VAUBRUN, "fact 142 encore")
    first, second, third = match([half, rest, again], ledger())
    assert booked(first) == {"2026-0142": "1000.00"}
    assert booked(second) == {"2026-0142": "450.00"}
    assert asks(third)
    assert "déjà réglée" in third.reason
