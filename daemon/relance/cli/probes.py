"""What `relance check` looks at after the configuration: (what, a function that says it is well or raises)."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from datetime import date

from relance.adapters import files
from relance.adapters.secrets import PasswordSource
from relance.bootstrap import imap_account, smtp_account, terms
from relance.config import Settings
from relance.domain.owed.penalties import floor, percent_fr
from relance.domain.owed.rates import MissingRateError, RateClass, Semester
from relance.errors import MailboxError, StoreError, WorldError

Check = tuple[str, Callable[[], str]]


def offline(settings: Settings, today: date) -> Iterator[Check]:
    """Checks that need no server of anybody else."""
    yield "mot de passe IMAP", lambda: _secret(_imap_source(settings))
    if settings.smtp.username:
        yield "mot de passe SMTP", lambda: _secret(_smtp_source(settings))
    yield "gabarits", lambda: _gabarits(settings)
    yield "taux", lambda: _rates(settings, today)
    yield "base de données", lambda: _database(settings)
    yield "journal", lambda: _journal(settings)


def online(settings: Settings) -> Iterator[Check]:
    """Checks that connect to the firm's servers; they change nothing there."""
    yield "IMAP", lambda: _imap(settings)
    yield "SMTP", lambda: _smtp(settings)


def _imap_source(settings: Settings) -> PasswordSource:
    return PasswordSource("imap", settings.imap.password_file, settings.imap.password_env)


def _smtp_source(settings: Settings) -> PasswordSource:
    return PasswordSource("smtp", settings.smtp.password_file, settings.smtp.password_env)


def _secret(source: PasswordSource) -> str:
    source.read(os.environ)
    return "trouvé"


def _gabarits(settings: Settings) -> str:
    from relance.writing.checks import check_all  # noqa: PLC0415  a wrong secret is told before typst is loaded
    from relance.writing.gabarits import Gabarits  # noqa: PLC0415  idem

    texts = files.gabarits(settings.gabarits)
    problems = check_all(Gabarits(texts), settings.firm_facts())
    if problems:
        raise WorldError(*problems)
    return f"{len(texts)} fichiers, chaque lettre remplie avec des données d’essai"


def _rates(settings: Settings, today: date) -> str:
    """The two semesters that a claim of today needs: most late invoices fell due in one of them."""
    now = Semester.of(today)
    table = terms(settings).table
    if missing := table.missing((now.before, now)):
        raise WorldError(*(problem for error in missing for problem in error.problems))
    ecb, legal = (table.rate(now, kind) for kind in (RateClass.REFINANCING, RateClass.LEGAL))
    said = f"{now.name}, BCE {percent_fr(ecb.percent)}, intérêt légal {percent_fr(legal.percent)}"
    return said if ecb.verified and legal.verified else f"{said} (à confirmer : repris d’une compilation)"


def agreed_too_low(settings: Settings, today: date) -> Iterator[str]:
    """The sentence that warns of an agreed rate under the least the law allows."""
    known, now = terms(settings), Semester.of(today)
    try:
        least = floor(now, known.table)
    except MissingRateError:
        return  # told by the check of the rates
    if known.agreed_percent is not None and known.agreed_percent < least:
        yield (
            f"[penalties] agreed_percent : {percent_fr(known.agreed_percent)} est inférieur à trois fois l’intérêt "
            f"légal ({percent_fr(least)} au {now.name}), le moins que la loi permette entre professionnels (C. com., "
            "art. L. 441-10, II) ; un avocat du cabinet décide du taux à réclamer."
        )


def _database(settings: Settings) -> str:
    from relance.adapters.store.schema import check_schema  # noqa: PLC0415  see above

    found = check_schema(settings.storage_url, settings.base_dir)
    if not found.usable:
        raise StoreError(found.sentence)
    return found.sentence.removeprefix("Base de données ")


def _journal(settings: Settings) -> str:
    from relance.adapters.store.schema import SchemaState, check_schema  # noqa: PLC0415  see above
    from relance.adapters.store.store import open_store  # noqa: PLC0415  see above

    if check_schema(settings.storage_url, settings.base_dir).state is not SchemaState.HEAD:
        return "rien à vérifier avant que la base soit à jour"
    store = open_store(settings.storage_url, settings.base_dir, settings.zone)
    try:
        broken = store.read(lambda unit: unit.journal.verify())
    finally:
        store.close()
    if broken is not None:
        raise StoreError(
            f"la ligne {broken} ne suit pas celle d’avant : quelqu’un a changé la base à la main ; reprenez une "
            "sauvegarde, ou gardez celle-ci comme pièce et signalez-le."
        )
    return "la chaîne des empreintes est entière"


def _imap(settings: Settings) -> str:
    from relance.adapters.imap.connection import connect, translated  # noqa: PLC0415  see above
    from relance.adapters.imap.sent import guess_sent  # noqa: PLC0415  see above
    from relance.adapters.tls import client_context  # noqa: PLC0415  see above

    account = imap_account(settings, timeout=20)
    link = connect(account, lambda: client_context(account.ca_file))
    try:
        with translated(account, f"l’ouverture du dossier {account.inbox}"):
            state = link.examine(account.inbox)
            folders = link.box.folder.list()
    finally:
        link.leave()
    names = {folder.name for folder in folders}
    sent = guess_sent(folders) if account.sent == "auto" else account.sent
    if account.sent and (sent is None or sent not in names):
        raise MailboxError(
            f"[imap] sent : le dossier des envoyés n’est pas trouvé ; nommez-le parmi {', '.join(sorted(names))}, ou "
            'écrivez sent = "" pour ne garder aucune copie.'
        )
    idle = "prévient aussitôt (IDLE)" if "IDLE" in link.capabilities else "sera interrogé chaque minute (pas d’IDLE)"
    copies = f"copies dans « {sent} »" if sent else "aucune copie des envois"
    return f"{account.server}, « {account.inbox} » : {state.exists} messages ; {copies} ; le serveur {idle}"


def _smtp(settings: Settings) -> str:
    from relance.adapters.smtp import SmtpCourier  # noqa: PLC0415  see above

    account = smtp_account(settings)
    asyncio.run(SmtpCourier(account).probe())
    return f"{account.server} accepte la connexion" + (" et le mot de passe" if account.username else "")
