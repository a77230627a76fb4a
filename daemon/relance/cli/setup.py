"""`relance init`: the first files of a firm."""

from __future__ import annotations

from pathlib import Path

import click

from relance.cli.french import typeset


@click.command(
    help="Écrit dans le dossier DIR (sinon ici) une configuration commentée, config.toml, et une copie des gabarits "
    "à retoucher. Ne remplace jamais un fichier qui existe."
)
@click.argument("directory", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
def init_command(directory: Path) -> None:
    """Write config.toml and the gabarits."""
    from relance.adapters import files  # noqa: PLC0415  help needs no file

    # The firm's copy is in force from the first day; in the example the key keeps its default.
    text = files.example_config().replace('gabarits = ""', 'gabarits = "gabarits"', 1)
    _tell(directory / "config.toml", new=files.write_new(directory / "config.toml", text))
    texts = files.packaged_gabarits()
    written = sum(files.write_new(directory / "gabarits" / name, text) for name, text in texts.items())
    kept = f" (déjà là : {len(texts) - written})" if written < len(texts) else ""
    click.echo(typeset(f"{directory / 'gabarits'} : gabarits écrits : {written}{kept}."))
    click.echo(
        typeset(
            f"À faire : remplissez les lignes « à remplir » de {directory / 'config.toml'}, écrivez le mot de passe "
            f"dans {directory / 'imap.secret'} (chmod 600), puis : relance --config {directory / 'config.toml'} check"
        )
    )


def _tell(path: Path, *, new: bool) -> None:
    click.echo(typeset(f"{path} : écrit." if new else f"{path} : existe déjà, laissé tel quel."))
