"""`relance pay`, `credit` and `cancel`: what a person of the firm knows about money."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

import click

from relance.cli.options import MINUS, AmountType, DateType, now_option, opened
from relance.cli.render import sentence


class SignedCommand(click.Command):
    """A command whose amounts may be negative: `-20` is no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments with the minus of an amount set apart from the dash of an option."""
        return super().parse_args(ctx, [re.sub(r"^-(?=\d)", MINUS, word) for word in args])


@click.command(
    help="Note un règlement de AMOUNT sur la facture NUMBER, constaté par une personne. Le même une seconde fois est "
    "refusé sans --again ; un montant négatif le reprend.",
    cls=SignedCommand,
)
@click.argument("number", metavar="NUMBER")
@click.argument("amount", metavar="AMOUNT", type=AmountType())
@click.option("--on", type=DateType(), help="Le jour du règlement ; sinon aujourd’hui.")
@click.option("--ref", metavar="TEXTE", default="", help="Numéro de chèque, libellé du virement...")
@click.option("--again", is_flag=True, help="Ce second règlement identique est bien un autre.")
@now_option
@click.pass_context
def pay_command(
    ctx: click.Context, *, number: str, amount: Decimal, on: date | None, ref: str, again: bool, now: datetime | None
) -> None:
    """Book a payment."""
    with opened(ctx, now) as app:
        sentence(app.pay(number, amount, on, ref, again=again))


@click.command(help="Note un avoir de AMOUNT sur la facture NUMBER.", cls=SignedCommand)
@click.argument("number", metavar="NUMBER")
@click.argument("amount", metavar="AMOUNT", type=AmountType())
@now_option
@click.pass_context
def credit_command(ctx: click.Context, number: str, amount: Decimal, now: datetime | None) -> None:
    """Book a credit note."""
    with opened(ctx, now) as app:
        sentence(app.credit(number, amount))


@click.command(help="Annule la facture NUMBER : plus rien n’en est réclamé.")
@click.argument("number", metavar="NUMBER")
@click.option("--written-off", is_flag=True, help="Elle n’est pas annulée mais passée en perte.")
@now_option
@click.pass_context
def cancel_command(ctx: click.Context, number: str, now: datetime | None, *, written_off: bool) -> None:
    """Cancel an invoice."""
    with opened(ctx, now) as app:
        sentence(app.cancel(number, written_off=written_off))
