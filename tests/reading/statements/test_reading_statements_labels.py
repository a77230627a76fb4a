from __future__ import annotations

from decimal import Decimal

import pytest

from relance.domain.evidence import Nature
from relance.reading.statements.labels import nature_of, read_label


@pytest.mark.parametrize(
    ("label", "more", "payer", "reference"),
    [
        ("VIR RECU 5566778899S DE: PETIT JEAN MOTIF: NOTE 12 REF: A1", "", "PETIT JEAN", "NOTE 12"),
        ("VIR INST RE 555123456789 DE: PETIT DATE: 12/11/2026 10:00 MOTIF: solde", "", "PETIT", "solde"),
        ("VIR SEPA RECU /DE PETIT SA /MOTIF NOTE 12 /REF NOTPROVIDED", "", "PETIT SA", "NOTE 12"),
        ("VIREMENT SEPA RECU DE", "PETIT SA FACT 2026-12", "PETIT SA", "FACT 2026-12"),
        ("VIR.SEPA PETIT", "REF 12", "PETIT", "REF 12"),
        ("VIRSEPARECU PETIT SARL F2026-12", "", "PETIT SARL", "F2026-12"),
        ("VIREMENT M. OU MME PETIT JEAN", "", "M. OU MME PETIT JEAN", ""),
        ("PRELEVEMENT PETIT JEAN", "NOTE 12", "PETIT JEAN", "NOTE 12"),
        ("VIREMENT EN VOTRE FAVEUR\nPETIT JEAN\nNOTE 12", "", "PETIT JEAN", "NOTE 12"),
        ("Virement reçu", "PETIT JEAN - NOTE 12", "PETIT JEAN", "NOTE 12"),
        ("Virement entrant", "loyer de mars", "", "loyer de mars"),
        ("REMISE CHQ 1180077 PETIT", "M et Mme", "PETIT", "M et Mme"),
        ("REMISE CHQ DUPONT NOTE 12", "", "DUPONT", "NOTE 12"),
        ("REMISE CHQ NOEL", "", "NOEL", ""),
        ("VIR NOEL DUPONT", "", "NOEL DUPONT", ""),
        ("REJET PRLV NOEL", "", "NOEL", "REJET PRLV NOEL"),
        ("REMISE CHEQUES N 0012345 NB 3", "", "", "NB 3"),
        ("Dépôt de chèques", "2 chèques, bordereau 77", "", "2 chèques, bordereau 77"),
        ("PETIT JEAN NOTE 12", "", "PETIT JEAN", "NOTE 12"),
        ("PETIT JEAN", "", "PETIT JEAN", "PETIT JEAN"),
        ("REMISE CB 12/11", "", "", "REMISE CB 12/11"),
        ("REJET PRLV SEPA PETIT JEAN", "", "PETIT JEAN", "REJET PRLV SEPA PETIT JEAN"),
        ("", "NOTE 12", "", "NOTE 12"),
    ],
)
def test_who_paid_and_what_he_wrote(label: str, more: str, payer: str, reference: str) -> None:
    told = read_label(label, more)
    assert (told.payer, told.reference) == (payer, reference)


@pytest.mark.parametrize(
    "label",
    ["REM CHQ N° 0012345", "IMPAYE CHEQUE 0012345 PETIT", "CHQ IRREGULIER 0012345", "REMISE CHEQUE 0012345 DE PETIT"],
)
def test_numbers_of_cheques(label: str) -> None:
    assert read_label(label).cheque == "0012345"


@pytest.mark.parametrize(
    ("label", "out", "received"),
    [
        ("VIR EMIS RETOUR DE PROVISION", Nature.SENT, Nature.RECEIVED),
        ("REJET PRLV", Nature.REVERSAL, Nature.SENT),
        ("REGUL CHEQUE 12345 SANS PROVISION", Nature.REVERSAL, Nature.RECEIVED),
        ("CONTREPASSATION VIR RECU PETIT", Nature.REVERSAL, Nature.SENT),
        ("FRAIS IMPAYE CHEQUE", Nature.FEE, Nature.RECEIVED),
        ("REMBOURSEMENT FRAIS", Nature.FEE, Nature.FEE),
        ("INTERETS CREDITEURS", Nature.FEE, Nature.FEE),
        ("", Nature.SENT, Nature.RECEIVED),
    ],
)
def test_what_the_first_words_say(label: str, out: Nature, received: Nature) -> None:
    assert nature_of(label, Decimal(-10)) is out
    assert nature_of(label, Decimal(10)) is received
