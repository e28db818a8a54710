"""``kg actors``: what the actor table knows of a name, and tables of the user's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.actors import ACTOR_KINDS, COLUMNS, ActorEntry, add_table, load_actors, own_folder
from kg.errors import InputError, KgError

__all__ = ["app"]

app = typer.Typer(
    help="Actors: armed groups, forces, organisations and office holders that the table knows, and tables of your own.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def _told(entry: ActorEntry) -> str:
    dates = f"{entry.since}..{entry.until}" if entry.since or entry.until else ""
    names = ", ".join((*entry.abbreviations, *entry.aliases))
    cells = (entry.id, entry.kind, entry.country, dates, entry.name + (f" ({names})" if names else ""), entry.source)
    return "\t".join(cells)


@app.command()
def lookup(name: Annotated[str, typer.Argument(help="A name, an alias or an abbreviation.")]) -> None:
    """Name the actors that a name may mean, your own first.

    Example:  kg actors lookup FMLN
    """
    try:
        found = load_actors().named(name)
    except KgError as error:
        raise _fail(error) from error
    if not found:
        raise _fail(InputError(f"No actor named {name!r} is known.", "Add a table with kg actors add FILE."))
    for entry in found:
        typer.echo(_told(entry))


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help="A tab-separated table with a header.")],
    folder: Annotated[
        Path | None,
        typer.Option("--dir", help="Folder of your own tables (else KG_ACTORS, else the user's data folder)."),
    ] = None,
) -> None:
    """Add a table of your own; its names go before those of the packaged one.

    Example:  kg actors add groups.tsv
    """
    try:
        number = add_table(file, folder or own_folder())
    except KgError as error:
        raise _fail(error) from error
    typer.echo(f"{number} actor{'' if number == 1 else 's'} from {file.name}")


@app.command()
def columns() -> None:
    """Name the columns of a table and the kinds of actors.

    Example:  kg actors columns
    """
    typer.echo("columns: " + " ".join(COLUMNS))
    typer.echo("kinds: " + " ".join(sorted(ACTOR_KINDS)))


def _fail(error: KgError) -> typer.Exit:
    typer.echo(f"kg: {error}", err=True)
    return typer.Exit(1)
