from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from relance.errors import RelanceError
from relance.reading.message import parse
from relance.reading.notices import attached_statements, payment_evidence
from relance.reading.statements import read_statement
from relance.reading.statements.labels import read_label

STARTS = [
    b"",
    b"<?xml version='1.0'?><Document><BkToCstmrStmt><Stmt><Ntry><Amt Ccy='EUR'>1</Amt>",
    b"OFXHEADER:100\n\n<OFX><STMTRS><STMTTRN><TRNAMT>1<DTPOSTED>20260312",
    b"0499011    00001EUR2 00000000123  05120326  130326",
    b"Date;Libell\xe9;Montant\n12/03/2026;",
    "Date,Débit,Crédit,Libellé\n2026-03-12,".encode(),
]
WORDS = st.sampled_from(
    (
        *(
            "Montant : 1 200,00 €",
            "Vous avez reçu",
            "de",
            "|",
            "\n",
            "  ",
            "Brut",
            "Frais",
            "Net",
            "Date",
            "12/03/2026",
        ),
        *(
            "99/99/9999",
            "EUR 1,00",
            "-",
            "Motif",
            ":",
            "rejeté",
            "9" * 40,
            "<table><tr><td>",
            "</td>",
            "Total",
            "\x00",
        ),
        *("²", "٣"),
    )
)


def _problems(data: bytes) -> list[str]:
    """What is said of a file, whether it is read or refused; any other error goes through."""
    try:
        return list(read_statement("x", data).problems)
    except RelanceError as error:
        return list(error.problems)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(STARTS), st.binary(max_size=300))
def test_garbage_is_read_or_refused_in_words(start: bytes, rest: bytes) -> None:
    assert all(p.endswith(".") for p in _problems(start + rest))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    for start in ("Date;Libellé;Montant\n", "<OFX><STMTTRN><NAME>", ""):
        assert all(p.endswith(".") for p in _problems((start + text).encode("utf-8", "replace")))


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=25), st.sampled_from(["plain", "html"]))
def test_any_mail_gives_movements_or_none(words: list[str], kind: str) -> None:
    head = f"From: a@b.test\nDate: Thu, 12 Mar 2026 10:00:00 +0100\nContent-Type: text/{kind}; charset=utf-8\n\n"
    message = parse((head + " ".join(words)).encode())
    payment_evidence(message)
    attached_statements(message)


@given(st.text(max_size=150), st.text(max_size=150))
def test_any_label_is_read(label: str, more: str) -> None:
    read_label(label, more)
