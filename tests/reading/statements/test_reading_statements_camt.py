# ruff: noqa: E501  documents of examples read better unbroken
from __future__ import annotations

import tracemalloc
from datetime import date
from decimal import Decimal

import pytest

from relance.domain.evidence import Evidence, Form, Nature, Statement
from relance.errors import RelanceError
from relance.reading.statements import read_statement

IBAN = "FR7699011000010000000001234"


def _entry(
    inner: str = "", *, amount: str = "1200.00", way: str = "CRDT", status: str = "<Sts>BOOK</Sts>", extra: str = ""
) -> str:
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd>{extra}{status}<BookgDt><Dt>2026-03-12</Dt></BookgDt>'
        f"<ValDt><Dt>2026-03-13</Dt></ValDt><AcctSvcrRef>B-77</AcctSvcrRef>{inner}</Ntry>"
    )


def _tx(name: str = "SARL LES TILLEULS", text: str = "FACT 2026-0142", more: str = "") -> str:
    return (
        f"<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>{more}"
        f"<RltdPties><Dbtr><Nm>{name}</Nm></Dbtr></RltdPties><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>"
    )


def _document(
    entries: str,
    *,
    kind: str = "Stmt",
    space: str = ' xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"',
    head: str = "",
) -> bytes:
    root = {"Stmt": "BkToCstmrStmt", "Ntfctn": "BkToCstmrDbtCdtNtfctn", "Rpt": "BkToCstmrAcctRpt"}[kind]
    account = f"<Acct><Id><IBAN>{IBAN}</IBAN></Id><Ownr><Nm>SELARL MARTEL</Nm></Ownr></Acct>"
    return f"<Document{space}><{root}><{kind}>{head}{account}{entries}</{kind}></{root}></Document>".encode()


def _read(entries: str, **how: str) -> Statement:
    return read_statement("releve.xml", _document(entries, **how))


def _one(entries: str) -> Evidence:
    found = _read(entries)
    assert not found.problems
    assert len(found.movements) == 1
    return found.movements[0]


def test_a_transfer_received_is_read_whole() -> None:
    details = (
        "<NtryDtls><TxDtls><Refs><EndToEndId>TIL-88</EndToEndId></Refs><RltdPties><Dbtr><Nm>SARL LES  TILLEULS</Nm></Dbtr>"
        "<DbtrAcct><Id><IBAN>FR7699118002300004412009994</IBAN></Id></DbtrAcct><UltmtDbtr><Nm>SCI LES TILLEULS</Nm></UltmtDbtr></RltdPties>"
        "<RmtInf><Ustrd>FACT 2026-0142</Ustrd></RmtInf></TxDtls></NtryDtls>"
    )
    assert _one(_entry(details)) == Evidence(
        Form.CAMT053,
        Nature.RECEIVED,
        date(2026, 3, 12),
        Decimal("1200.00"),
        "écriture 1",
        value_on=date(2026, 3, 13),
        payer="SARL LES TILLEULS",
        ultimate_payer="SCI LES TILLEULS",
        reference="FACT 2026-0142",
        end_to_end="TIL-88",
        bank_id="B-77",
        account=IBAN,
        payer_iban="FR7699118002300004412009994",
    )


@pytest.mark.parametrize(
    "space",
    [
        "",
        *(f' xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version:02d}"' for version in (2, 4, 6, 8, 10)),
        ' xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b"',
    ],
)
def test_every_version_and_no_namespace_is_read(space: str) -> None:
    found = _read(_entry(f"<NtryDtls>{_tx()}</NtryDtls>"), space=space)
    assert [m.payer for m in found.movements] == ["SARL LES TILLEULS"]


def test_the_later_versions_nest_status_and_parties() -> None:
    details = "<NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>MME ROUX</Nm></Pty></Dbtr></RltdPties></TxDtls></NtryDtls>"
    one = _one(_entry(details, status="<Sts><Cd>BOOK</Cd></Sts>"))
    assert (one.nature, one.payer) == (Nature.RECEIVED, "MME ROUX")


def test_prefixed_names_in_an_envelope_are_read() -> None:
    body = _document(_entry(f"<NtryDtls>{_tx()}</NtryDtls>"), space="").decode()
    prefixed = (
        body.replace("</", "<~")
        .replace("<", "<c:")
        .replace("<c:~", "</c:")
        .replace("<c:Document", '<c:Document xmlns:c="urn:x"', 1)
    )
    found = read_statement("r.xml", f'<?xml version="1.0"?><Envelope>{prefixed}</Envelope>'.encode())
    assert [m.reference for m in found.movements] == ["FACT 2026-0142"]


def test_a_batch_gives_its_transactions_not_its_total() -> None:
    parts = [
        _tx("A", "F1", '<Amt Ccy="EUR">700.00</Amt>'),
        _tx("B", "F2", '<AmtDtls><TxAmt><Amt Ccy="EUR">500.00</Amt></TxAmt></AmtDtls>'),
    ]
    found = _read(_entry(f"<NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch>{''.join(parts)}</NtryDtls>"))
    assert [(m.payer, m.amount, m.place, m.bank_id) for m in found.movements] == [
        ("A", Decimal("700.00"), "écriture 1, opération 1", "B-77/1"),
        ("B", Decimal("500.00"), "écriture 1, opération 2", "B-77/2"),
    ]


def test_a_batch_that_does_not_add_up_is_one_sum_for_a_person() -> None:
    parts = _tx("A", "F1", '<Amt Ccy="EUR">700.00</Amt>') + _tx("B", "F2")
    found = _read(_entry(f"<NtryDtls>{parts}</NtryDtls>"))
    assert [(m.payer, m.amount, m.reference) for m in found.movements] == [("", Decimal("1200.00"), "A F1 B F2")]
    assert "2 opérations groupées" in found.problems[0]


def test_what_was_kept_on_the_way_is_a_fee_and_the_gross_is_paid() -> None:
    details = _tx(
        more='<AmtDtls><InstdAmt><Amt Ccy="EUR">1210.00</Amt></InstdAmt></AmtDtls><Chrgs><Amt Ccy="EUR">10.00</Amt></Chrgs>'
    )
    one = _one(_entry(f"<NtryDtls>{details}</NtryDtls>"))
    assert (one.amount, one.fee) == (Decimal("1210.00"), Decimal("10.00"))


def test_an_instant_is_a_day_in_paris() -> None:
    moved = _entry().replace("<BookgDt><Dt>2026-03-12</Dt>", "<BookgDt><DtTm>2026-03-11T23:00:00Z</DtTm>")
    assert _one(moved).on == date(2026, 3, 12)
    with_offset = _entry().replace("<BookgDt><Dt>2026-03-12</Dt>", "<BookgDt><DtTm>2026-03-12T00:30:00+01:00</DtTm>")
    assert _one(with_offset).on == date(2026, 3, 12)


def test_the_first_version_has_transactions_in_the_entry() -> None:
    assert _one(_entry(_tx())).payer == "SARL LES TILLEULS"


def test_pending_entries_are_pending() -> None:
    for status in ("<Sts>PDNG</Sts>", "<Sts><Cd>PDNG</Cd></Sts>", "<Sts>INFO</Sts>"):
        assert _one(_entry(f"<NtryDtls>{_tx()}</NtryDtls>", status=status)).nature is Nature.PENDING


@pytest.mark.parametrize(
    ("extra", "inner"),
    [
        ("<RvslInd>true</RvslInd>", ""),
        ("", "<RtrInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>COMPTE CLOS</AddtlInf></RtrInf>"),
        ("", "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>UPDD</SubFmlyCd></Fmly></Domn></BkTxCd>"),
    ],
)
def test_a_debit_that_takes_back_is_a_reversal(extra: str, inner: str) -> None:
    one = _one(_entry(f"<NtryDtls>{_tx(more=inner)}</NtryDtls>", way="DBIT", extra=extra))
    assert (one.nature, one.amount, one.payer) == (Nature.REVERSAL, Decimal("-1200.00"), "SARL LES TILLEULS")
    assert one.reason == ("AC04 COMPTE CLOS" if "RtrInf" in inner else "")


def test_of_money_gone_back_the_payer_is_not_the_firm() -> None:
    parties = "<RltdPties><Dbtr><Nm>Selarl Martel</Nm></Dbtr><Cdtr><Nm>MME ROUX</Nm></Cdtr></RltdPties>"
    details = f"<NtryDtls><TxDtls>{parties}<RtrInf><Rsn><Cd>FOCR</Cd></Rsn></RtrInf></TxDtls></NtryDtls>"
    assert _one(_entry(details, way="DBIT")).payer == "MME ROUX"


def test_our_own_transfer_that_comes_back_is_no_payment() -> None:
    one = _one(_entry(f"<NtryDtls>{_tx()}</NtryDtls>", extra="<RvslInd>true</RvslInd>"))
    assert (one.nature, one.amount) == (Nature.SENT, Decimal("1200.00"))


def test_transfers_out_and_fees_are_told_apart() -> None:
    fee = "<BkTxCd><Domn><Cd>ACMT</Cd><Fmly><Cd>MDOP</Cd><SubFmlyCd>CHRG</SubFmlyCd></Fmly></Domn></BkTxCd>"
    found = _read(_entry(way="DBIT", amount="9.80", extra=fee) + _entry(f"<NtryDtls>{_tx()}</NtryDtls>", way="DBIT"))
    assert [(m.nature, m.amount) for m in found.movements] == [
        (Nature.FEE, Decimal("-9.80")),
        (Nature.SENT, Decimal("-1200.00")),
    ]


def test_structured_references_and_cut_lines_are_one_text() -> None:
    strd = (
        "<Strd><RfrdDocInf><Nb>2026-0150</Nb></RfrdDocInf><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd>"
    )
    details = f"<NtryDtls><TxDtls><RmtInf>{strd}</RmtInf></TxDtls></NtryDtls>"
    assert _one(_entry(details)).reference == "RF18539007547034 2026-0150"
    cut = f"<Ustrd>{'REGLEMENT DE VOS NOTES ET FACT 2026'}</Ustrd><Ustrd>-0142</Ustrd>"
    details = f"<NtryDtls><TxDtls><RmtInf>{cut}</RmtInf></TxDtls></NtryDtls>"
    assert _one(_entry(details)).reference == "REGLEMENT DE VOS NOTES ET FACT 2026-0142"


def test_an_entry_without_details_is_read_from_its_label() -> None:
    one = _one(_entry("<AddtlNtryInf>VIR RECU 9988776655S DE: MME ROUX MOTIF: NOTE 12 REF: R-5</AddtlNtryInf>"))
    assert (one.payer, one.reference, one.end_to_end) == ("MME ROUX", "NOTE 12", "R-5")


def test_other_currencies_and_broken_sums_are_problems_and_the_rest_goes_through() -> None:
    foreign = _entry().replace('Ccy="EUR"', 'Ccy="USD"')
    found = _read(foreign + _entry(amount="12,x") + _entry(way="") + _entry(f"<NtryDtls>{_tx()}</NtryDtls>"))
    assert [p.split(" : ")[0] for p in found.problems] == ["écriture 1", "écriture 2", "écriture 3"]
    assert "USD" in found.problems[0]
    assert [m.place for m in found.movements] == ["écriture 4"]


def test_a_statement_says_how_far_it_covers_and_a_notification_does_not() -> None:
    period = "<FrToDt><FrDtTm>2026-03-10T00:00:00</FrDtTm><ToDtTm>2026-03-13T00:00:00</ToDtTm></FrToDt>"
    assert _read(_entry(), head=period).known_until == date(2026, 3, 12)
    closing = "<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Dt><Dt>2026-03-14</Dt></Dt></Bal>"
    assert _read(closing + _entry()).known_until == date(2026, 3, 14)
    assert _read(_entry()).known_until == date(2026, 3, 12)
    for kind in ("Ntfctn", "Rpt"):
        found = _read(_entry(), kind=kind)
        assert (found.form, found.known_until, found.movements[0].form) == (Form.CAMT054, None, Form.CAMT054)


def test_several_accounts_are_known_as_far_as_the_least_known() -> None:
    first = _document(_entry()).decode()
    second = first.replace(IBAN, "FR7699011000010000000005678").replace("2026-03-12", "2026-03-20")
    start, end = second.index("<Stmt>"), second.index("</Stmt>") + len("</Stmt>")
    both = first.replace("</Stmt>", "</Stmt>" + second[start:end])
    found = read_statement("r.xml", both.encode())
    assert found.known_until == date(2026, 3, 12)
    assert [m.account[-4:] for m in found.movements] == ["1234", "5678"]


def test_entities_are_refused() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    text = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>{_document(_entry("<AddtlNtryInf>&l8;</AddtlNtryInf>"), space="").decode()}'
    with pytest.raises(RelanceError, match=r"bombe\.xml"):
        read_statement("bombe.xml", text.encode())
    outside = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    with pytest.raises(RelanceError, match="DOCTYPE"):
        read_statement("r.xml", outside.encode() + _document(_entry(), space=""))


@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_a_file_cut_short_is_refused(cut: float) -> None:
    whole = _document(_entry(f"<NtryDtls>{_tx()}</NtryDtls>"))
    with pytest.raises(RelanceError, match="incomplet"):
        read_statement("r.xml", whole[: int(len(whole) * cut)])


def test_another_xml_is_refused() -> None:
    with pytest.raises(RelanceError, match="CAMT"):
        read_statement("facture.xml", b"<Invoice><ID>1</ID></Invoice>")


def test_memory_does_not_grow_with_the_file() -> None:
    def peak(entries: int) -> int:
        # pending foreign entries leave nothing behind but bounded problems
        data = _document(_entry(f"<NtryDtls>{_tx()}</NtryDtls>").replace('"EUR"', '"USD"') * entries)
        tracemalloc.start()
        read_statement("r.xml", data)
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    peak(10)
    assert peak(2000) < peak(200) + 1_500_000
