"""The courier against a sink that misbehaves at each phase, and against a real Postfix."""

from __future__ import annotations

import asyncio
import time

import pytest

from relance.adapters.smtp import Patience, SmtpCourier, SmtpSettings
from relance.domain.model import MailStatus
from relance.domain.records import Outcome
from relance.errors import ConfigError, WorldError
from servers.embedded import SmtpSink, free_port
from servers.postfix import PostfixServer

FIRM = "comptabilite@cabinet.test"
ALICE, BOB, CAROL = "alice@client.test", "bob@client.test", "carol@client.test"
RAW = b"Message-ID: <m1@cabinet.test>\r\nSubject: Facture 2026-001\r\n\r\nBonjour,\r\n.seul\r\n..deux\r\n"


class Marks:
    """Counts how often the second mark was committed."""

    def __init__(self, trouble: BaseException | None = None) -> None:
        self.count = 0
        self._trouble = trouble

    async def __call__(self) -> None:
        self.count += 1
        if self._trouble is not None:
            raise self._trouble


def courier(port: int, **changes: object) -> SmtpCourier:
    return SmtpCourier(SmtpSettings(host="127.0.0.1", port=port, security="none", **changes))  # type: ignore[arg-type]


async def attempt(sink: SmtpSink, *recipients: str, **changes: object) -> tuple[Outcome, Marks]:
    marks = Marks()
    outcome = await courier(sink.port, **changes).send(FIRM, recipients or (ALICE,), RAW, marks)
    return outcome, marks


async def test_a_good_server_takes_the_mail_byte_for_byte(smtp_sink: SmtpSink) -> None:
    outcome, marks = await attempt(smtp_sink)
    assert (outcome.status, outcome.code, outcome.refusals, outcome.account) == (MailStatus.SENT, 250, (), False)
    [mail] = smtp_sink.wait_for(1)
    assert (mail.mail_from, mail.rcpts, mail.raw) == (FIRM, (ALICE,), RAW)
    assert marks.count == 1


async def test_a_drop_at_rcpt_leaves_the_mail_ready(smtp_sink: SmtpSink) -> None:
    smtp_sink.script.drop = "rcpt"
    outcome, marks = await attempt(smtp_sink)
    assert (outcome.status, marks.count, smtp_sink.box) == (MailStatus.READY, 0, [])


async def test_a_drop_at_data_leaves_the_mail_ready(smtp_sink: SmtpSink) -> None:
    smtp_sink.script.drop = "data"
    outcome, marks = await attempt(smtp_sink)
    assert (outcome.status, marks.count, smtp_sink.box) == (MailStatus.READY, 0, [])


async def test_a_451_at_data_leaves_the_mail_ready(smtp_sink: SmtpSink) -> None:
    smtp_sink.script.at_data = "451 4.3.0 plus tard"
    outcome, marks = await attempt(smtp_sink)
    assert (outcome.status, outcome.code, outcome.account, marks.count) == (MailStatus.READY, 451, False, 0)


async def test_a_drop_in_the_middle_of_the_body_leaves_the_mail_ready(smtp_sink: SmtpSink) -> None:
    smtp_sink.script.drop = "body"
    marks = Marks()
    large = RAW + b"x" * 70 + b"\r\n"
    outcome = await courier(smtp_sink.port).send(FIRM, (ALICE,), large * 100_000, marks)
    assert (outcome.status, marks.count, smtp_sink.box) == (MailStatus.READY, 0, [])


async def test_a_drop_after_the_dot_is_doubtful(smtp_sink: SmtpSink) -> None:
    smtp_sink.script.drop = "dot"
    outcome, marks = await attempt(smtp_sink)
    assert (outcome.status, outcome.account, marks.count) == (MailStatus.DOUBTFUL, False, 1)
    assert len(smtp_sink.wait_for(1)) == 1, "the server had taken it: sending again would be the second time"


async def test_a_452_after_the_dot_is_a_sure_refusal(smtp_sink: SmtpSink) -> None:
    smtp_sink.script.after_dot = "452 4.3.1 plein"
    outcome, marks = await attempt(smtp_sink)
    assert (outcome.status, outcome.code, marks.count) == (MailStatus.READY, 452, 1)


async def test_a_slow_server_is_waited_for_and_3_mb_pass(smtp_sink: SmtpSink) -> None:
    smtp_sink.script.delay = 1.5
    raw = b"Subject: gros\r\n\r\n" + (b"y" * 76 + b"\r\n") * 40_000
    outcome = await courier(smtp_sink.port, patience=Patience(connect=1, mail=1, rcpt=1, data=1, block=1)).send(
        FIRM, (ALICE,), raw, Marks()
    )
    assert outcome.status is MailStatus.SENT
    assert smtp_sink.box[0].raw == raw


async def test_no_answer_to_the_dot_in_time_is_doubtful(smtp_sink: SmtpSink) -> None:
    smtp_sink.script.delay = 3
    outcome, _ = await attempt(smtp_sink, patience=Patience(final=0.2))
    assert outcome.status is MailStatus.DOUBTFUL
    assert "pas de réponse" in outcome.text


async def test_a_550_after_the_dot_is_final_and_5_1_1_names_the_address(smtp_sink: SmtpSink) -> None:
    smtp_sink.script.after_dot = "550 5.1.1 no such user"
    outcome, _ = await attempt(smtp_sink)
    assert outcome.status is MailStatus.FAILED
    assert [(r.address, r.permanent) for r in outcome.refusals] == [(ALICE, True)]


async def test_one_refused_recipient_does_not_keep_the_mail_from_the_others(smtp_sink: SmtpSink) -> None:
    smtp_sink.script.refuse = {BOB: "550 5.1.1 inconnu", CAROL: "450 4.2.0 plus tard"}
    outcome, marks = await attempt(smtp_sink, ALICE, BOB, CAROL)
    assert outcome.status is MailStatus.SENT
    assert [(r.address, r.code, r.permanent) for r in outcome.refusals] == [(BOB, 550, True), (CAROL, 450, False)]
    assert (smtp_sink.box[0].rcpts, marks.count) == ((ALICE,), 1)


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ({ALICE: "550 5.1.1 inconnu"}, MailStatus.FAILED),
        ({ALICE: "450 4.2.0 liste grise"}, MailStatus.READY),
        ({ALICE: "550 5.1.1 inconnu", BOB: "450 4.2.0 liste grise"}, MailStatus.READY),
    ],
)
async def test_with_all_recipients_refused_one_that_may_work_later_keeps_the_mail_alive(
    smtp_sink: SmtpSink, answers: dict[str, str], status: MailStatus
) -> None:
    smtp_sink.script.refuse = answers
    outcome, marks = await attempt(smtp_sink, *answers)
    assert (outcome.status, outcome.account, marks.count) == (status, False, 0)
    assert [r.address for r in outcome.refusals] == list(answers)


@pytest.mark.parametrize(
    ("where", "answer"),
    [
        ("at_mail", "421 4.7.0 trop de connexions"),
        ("at_mail", "432 4.3.2 STOREDRV.ClientSubmit"),
        ("at_mail", "550 5.7.1 you may not send as this user"),
        ("at_mail", "553 5.1.8 domain of sender address does not exist"),
        ("at_data", "550 5.4.5 Daily user sending limit exceeded"),
        ("after_dot", "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException"),
        ("after_dot", "454 4.7.0 Too many login attempts"),
        ("after_dot", "550 5.7.60 SMTP; Client does not have permissions to send as this sender"),
    ],
)
async def test_trouble_of_the_account_blames_nobody_and_keeps_the_mail(
    smtp_sink: SmtpSink, where: str, answer: str
) -> None:
    setattr(smtp_sink.script, where, answer)
    outcome, _ = await attempt(smtp_sink)
    assert (outcome.status, outcome.account, outcome.refusals) == (MailStatus.READY, True, ())


async def test_a_refused_relay_is_the_account_s_trouble_not_the_recipient_s(smtp_sink: SmtpSink) -> None:
    smtp_sink.script.refuse = {ALICE: "554 5.7.1 <alice@client.test>: Relay access denied"}
    outcome, _ = await attempt(smtp_sink)
    assert (outcome.status, outcome.account, outcome.refusals) == (MailStatus.READY, True, ())


async def test_nobody_listening_is_the_account_s_trouble(smtp_sink: SmtpSink) -> None:
    outcome = await courier(free_port()).send(FIRM, (ALICE,), RAW, Marks())
    assert (outcome.status, outcome.account) == (MailStatus.READY, True)
    assert "personne n’écoute" in outcome.text
    assert smtp_sink.box == []


async def test_an_error_of_the_store_before_the_dot_comes_out_and_nothing_was_sent(smtp_sink: SmtpSink) -> None:
    trouble = OSError("disk full")
    with pytest.raises(OSError, match="disk full") as caught:
        await courier(smtp_sink.port).send(FIRM, (ALICE,), RAW, Marks(trouble))
    assert caught.value is trouble
    assert (await attempt(smtp_sink))[0].status is MailStatus.SENT
    assert len(smtp_sink.box) == 1


async def test_a_cancelled_send_leaves_no_connection_and_no_mail(smtp_sink: SmtpSink) -> None:
    async def forever() -> None:
        await asyncio.sleep(60)

    task = asyncio.create_task(courier(smtp_sink.port).send(FIRM, (ALICE,), RAW, forever))
    await asyncio.sleep(0.3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.sleep(0.1)
    assert smtp_sink.box == []


async def test_the_server_s_name_for_the_mail_is_kept(smtp_sink: SmtpSink) -> None:
    smtp_sink.script.after_dot = "250 2.0.0 OK <PR3P1.abc@eurprd01.prod.outlook.com> [Hostname=PR3]"
    outcome, _ = await attempt(smtp_sink)
    assert outcome.provider_id == "<PR3P1.abc@eurprd01.prod.outlook.com>"


async def test_letters_before_the_at_sign_that_no_server_takes_are_refused_in_french(smtp_sink: SmtpSink) -> None:
    outcome, _ = await attempt(smtp_sink, "hélène@client.test", ALICE)
    assert outcome.status is MailStatus.SENT
    [refusal] = outcome.refusals
    assert (refusal.address, refusal.permanent) == ("hélène@client.test", True)
    assert "lettres accentuées" in refusal.text
    alone, marks = await attempt(smtp_sink, "hélène@client.test")
    assert (alone.status, marks.count) == (MailStatus.FAILED, 0)


async def test_a_domain_with_accents_travels_in_idna(smtp_sink: SmtpSink) -> None:
    outcome, _ = await attempt(smtp_sink, "compta@société.test")
    assert outcome.status is MailStatus.SENT
    assert smtp_sink.box[0].rcpts == ("compta@xn--socit-esab.test",)


async def test_an_address_that_would_inject_a_command_never_reaches_the_server(smtp_sink: SmtpSink) -> None:
    outcome, _ = await attempt(smtp_sink, "x@client.test>\r\nRCPT TO:<victim@other.test")
    assert outcome.status is MailStatus.FAILED
    assert smtp_sink.box == []


async def test_login_happens_once_and_a_wrong_password_is_the_account_s_trouble() -> None:
    with SmtpSink(login=(FIRM, "bon")) as sink:
        good, _ = await attempt(sink, username=FIRM, password=lambda: "bon")
        bad, _ = await attempt(sink, username=FIRM, password=lambda: "mauvais")
        assert (good.status, sink.logins) == (MailStatus.SENT, [FIRM, FIRM])
        assert (bad.status, bad.code, bad.account) == (MailStatus.READY, 535, True)
        assert "mot de passe" in bad.text
        assert "mauvais" not in bad.text


async def test_starttls_that_is_not_offered_sends_nothing(smtp_sink: SmtpSink) -> None:
    strict = SmtpCourier(SmtpSettings("127.0.0.1", smtp_sink.port, "starttls", FIRM, lambda: "secret"))
    outcome = await strict.send(FIRM, (ALICE,), RAW, Marks())
    assert (outcome.status, outcome.account) == (MailStatus.READY, True)
    assert "STARTTLS" in outcome.text
    assert (smtp_sink.box, smtp_sink.logins) == ([], [])


async def test_tls_towards_a_clear_port_fails_soon_and_says_so(smtp_sink: SmtpSink) -> None:
    strict = SmtpCourier(SmtpSettings("127.0.0.1", smtp_sink.port, "tls", patience=Patience(connect=2)))
    outcome = await strict.send(FIRM, (ALICE,), RAW, Marks())
    assert (outcome.status, outcome.account) == (MailStatus.READY, True)


def test_a_clear_connection_to_another_machine_is_refused() -> None:
    with pytest.raises(ConfigError, match="en clair"):
        SmtpCourier(SmtpSettings("smtp.cabinet.test", 25, "none"))


async def test_probe_says_nothing_when_all_is_well_and_french_when_not(smtp_sink: SmtpSink) -> None:
    await courier(smtp_sink.port).probe()
    with pytest.raises(WorldError, match=r"Serveur 127\.0\.0\.1"):
        await courier(free_port()).probe()


@pytest.mark.postfix
async def test_postfix_takes_and_delivers(postfix: PostfixServer, smtp_sink: SmtpSink) -> None:
    outcome = await courier(postfix.port).send(FIRM, (ALICE, CAROL), RAW, Marks())
    assert (outcome.status, outcome.refusals) == (MailStatus.SENT, ())
    delivered = await asyncio.to_thread(smtp_sink.wait_for, 1)
    assert delivered[0].raw.endswith(RAW.split(b"\r\n\r\n", 1)[1])
    assert b"<m1@cabinet.test>" in delivered[0].raw


@pytest.mark.postfix
async def test_postfix_refuses_an_unknown_recipient_and_serves_the_other(
    postfix: PostfixServer, smtp_sink: SmtpSink
) -> None:
    outcome = await courier(postfix.port).send(FIRM, (BOB, ALICE), RAW, Marks())
    assert outcome.status is MailStatus.SENT
    assert [(r.address, r.code, r.permanent) for r in outcome.refusals] == [(BOB, 550, True)]
    alone = await courier(postfix.port).send(FIRM, (BOB,), RAW, Marks())
    assert (alone.status, alone.code) == (MailStatus.FAILED, 550)
    assert (await asyncio.to_thread(smtp_sink.wait_for, 1))[0].rcpts == (ALICE,)


async def test_a_stalled_server_does_not_hold_the_send_beyond_its_patience() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()  # until the courier gives up
        writer.close()

    async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        began = time.monotonic()
        outcome = await courier(port, patience=Patience(connect=0.3)).send(FIRM, (ALICE,), RAW, Marks())
        assert time.monotonic() - began < 1.5
        await asyncio.sleep(0.1)
    assert (outcome.status, outcome.account) == (MailStatus.READY, True)
