"""`relance classify`: reads mails and says what they mean; needs no configuration, server or database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from relance.cli import words
from relance.cli.french import typeset
from relance.cli.options import json_option
from relance.cli.render import console, day, euros, json_line
from relance.errors import RelanceError, why

if TYPE_CHECKING:  # help needs no reader
    from relance.reading.understand import Context


@click.command(
    help="Lit les courriels FILE (.eml) et dit ce qu’ils signifient, sur quels mots, et ce que le logiciel ferait. "
    "Sans configuration, ni serveur, ni base."
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--pending-proposal", is_flag=True, help="Un échéancier a été proposé, et la réponse est attendue.")
@json_option
@click.pass_context
def classify_command(ctx: click.Context, files: Sequence[Path], *, pending_proposal: bool, as_json: bool) -> None:
    """Say what mails mean."""
    from relance.adapters.files import packaged_weights  # noqa: PLC0415  help needs no reader
    from relance.reading.model import read_model  # noqa: PLC0415  idem
    from relance.reading.understand import Context  # noqa: PLC0415  idem

    context = Context(pending_proposal=pending_proposal, model=read_model(packaged_weights()))
    broken = False
    for file in files:
        result = _read(file, context)
        broken = broken or "error" in result
        if as_json:
            json_line(result)
        else:
            _tell(result)
    if broken:
        ctx.exit(1)


def _read(file: Path, context: Context) -> Mapping[str, Any]:
    """One mail as the JSON of the interface; a file that is no mail gives its error."""
    from relance.reading import message  # noqa: PLC0415  help needs no reader
    from relance.reading.as_json import as_json as told  # noqa: PLC0415  idem
    from relance.reading.understand import understand  # noqa: PLC0415  idem

    try:
        found = understand(message.parse(file.read_bytes()), context)
    except OSError as error:
        return {"file": str(file), "error": f"le fichier ne peut pas être lu ({why(error)})"}
    except RelanceError as error:
        return {"file": str(file), "error": " ".join(error.problems)}
    except Exception as error:  # noqa: BLE001  one mail that breaks the reader must not hide the others
        return {"file": str(file), "error": f"ce courriel n’a pas pu être compris ({type(error).__name__})"}
    return told(str(file), found)


def _tell(result: Mapping[str, Any]) -> None:
    out = console()
    if "error" in result:
        click.echo(typeset(f"{result['file']} : {result['error']}"), err=True)
        return
    from rich.text import Text  # noqa: PLC0415  imported when something is drawn

    intent = str(result["intent"])
    out.print(Text(result["file"], style="bold"))
    beside = "".join(f", {words.INTENTS[word]}" for word in result["secondary"])
    out.print(Text(typeset(f"  {words.INTENTS[intent]}{beside} · confiance {round(100 * result['confidence'])} %")))
    for line in _facts(result["entities"]):
        out.print(Text(typeset(f"  {line}")))
    shown = Text(str(result["new_text"]).strip())
    shown.highlight_words([word for word in result["evidence"] if word], style="bold yellow")
    for part in shown.split("\n"):
        out.print(Text("  │ ").append_text(part))
    out.print(Text(typeset(f"  → {words.CONSEQUENCES[intent]}"), style="cyan"))
    out.print()


def _facts(entities: Mapping[str, Any]) -> list[str]:
    """What the mail states, one line each."""
    lines = []
    if entities.get("amount") is not None:
        lines.append(f"montant : {euros(entities['amount'])}")
    if entities.get("date"):
        lines.append(f"date : {day(entities['date'])}")
    if entities.get("instalments"):
        lines.append(f"versements : {entities['instalments']}")
    if entities.get("new_contact"):
        lines.append(f"adresse donnée : {entities['new_contact']}")
    if entities.get("invoice"):
        lines.append(f"factures citées : {', '.join(entities['invoice'])}")
    return lines
