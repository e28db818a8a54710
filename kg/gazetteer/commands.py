"""``kg gazetteer``: what packs there are, what they hold, candidates for a name and why, and the user's own tables."""

from __future__ import annotations

import hashlib
import math
import re
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated

import typer

from kg.errors import AssetError, InputError, KgError
from kg.gazetteer.gazetteer import Found, Gazetteer, load_gazetteer, own_folder
from kg.gazetteer.pack import Outline, PackInfo, open_pack
from kg.gazetteer.sources import Problem, read_places
from kg.gazetteer.spool import Spool

__all__ = ["Added", "Candidate", "add_file", "app", "look_up"]

app = typer.Typer(
    help="Places: the packs installed, what they know of a name, and tables of your own.", no_args_is_help=True
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A namesake with its score and the reasons for it, in words."""

    found: Found
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Added:
    """What adding a file did: the packs written or left as they were, and what of the file was left out."""

    packs: tuple[tuple[Path, PackInfo], ...]
    problems: tuple[Problem, ...]
    unchanged: bool
    left_out: int = 0
    """How many rows or features were left out; ``problems`` has the first thousand."""


def look_up(gazetteer: Gazetteer, name: str, *, near: str | None = None, country: str | None = None) -> list[Candidate]:
    """The places that may be meant by a name, best first, with reasons.

    Without a country the great places of all countries are asked, then the packs of the country that ``near`` lies in.
    """
    anchor = None
    if near:
        options = _ranked(gazetteer, gazetteer.find(near, _codes(gazetteer, country)), None)
        if not options:
            raise InputError(
                f"No place named {near!r} is known.", "Name another with --near, or its country with --country."
            )
        anchor = options[0].found
    codes = _codes(gazetteer, country or (anchor.row.country if anchor else None))
    found = gazetteer.find(name, codes)
    if not found:
        found = gazetteer.find_near(name, [c for c in codes if c != "world"] or codes)
    if not found and any(ord(c) > 0x24F for c in name):
        found = _by_native(gazetteer, name, codes)
    return _ranked(gazetteer, found, anchor)


def _codes(gazetteer: Gazetteer, country: str | None) -> tuple[str, ...]:
    if country is None:
        return ("world",)
    code = country.upper()
    if code not in gazetteer.paths:
        raise InputError(
            f"There is no pack of {country!r}.", "kg gazetteer list shows the countries; codes are of two letters (SY)."
        )
    return (code, "world")


def _by_native(gazetteer: Gazetteer, name: str, codes: tuple[str, ...]) -> list[Found]:
    """Names in other scripts are not indexed: all details are read."""
    return [
        Found(row, pack, 1.0)
        for code in codes
        for pack in gazetteer.packs(code)
        for row in pack.rows()
        if name in pack.details(row.number).native
    ]


def _ranked(gazetteer: Gazetteer, found: list[Found], anchor: Found | None) -> list[Candidate]:
    once: dict[str, Candidate] = {}
    for f in found:
        if f.row.id in once:
            continue
        row = f.row
        reasons = [
            "the name as written" if f.fit == 1
            else "a spelling of the name" if f.fit >= 0.95
            else "the name folded" if f.fit >= 0.9
            else "a spelling folded" if f.fit >= 0.8 else "a name that differs by a letter or two"
        ]  # fmt: skip
        score = 3 * f.fit + 0.6 * math.log10(row.population + 10)
        if row.population:
            reasons.append(f"{row.population} people")
        if row.kind in ("Province", "Country"):
            score += 1.6
            reasons.append(row.kind.lower())
        if anchor is not None:
            far = math.hypot(
                (row.lat - anchor.row.lat) * 111, (row.lon - anchor.row.lon) * 111 * math.cos(math.radians(row.lat))
            )
            score += 6 * math.exp(-far / 120) - 1
            reasons.append(f"{far:.0f} km from {anchor.row.name}")
        once[row.id] = Candidate(f, round(score, 3), tuple(reasons))
    return sorted(once.values(), key=lambda c: (-c.score, c.found.row.id))


def add_file(path: Path, *, folder: Path, gazetteer: Gazetteer, country: str | None = None) -> Added:
    """Make packs of a user's file in ``folder``, one a country; the same file again changes nothing.

    Raises ``InputError`` if nothing of it can be used; what else is wrong is returned.
    """
    if not path.exists():
        raise InputError(f"{path} does not exist.", "Check the name.")
    if path.suffix == ".kgp":
        return _add_pack(path, folder)
    code = country.upper() if country else None
    slug = re.sub(r"[^a-z0-9]+", "_", path.name.split(".")[0].lower()).strip("_") or "own"
    packs = []
    unchanged = True
    with tempfile.TemporaryDirectory(prefix="kg-places-") as scratch, closing(Spool(Path(scratch) / "places")) as spool:
        sourced = read_places(
            path,
            spool,
            country=code,
            country_at=_nearest_country(gazetteer),
            known_country=lambda c: c in gazetteer.countries.by_code,
            area=lambda name, cc: _area(gazetteer, name, cc),
        )
        for cc in spool.packs:
            target = folder / f"{cc}.{slug}.kgp"
            before = _digest(target)
            known = gazetteer.countries.by_code.get(cc)
            try:
                spool.write(
                    cc,
                    target,
                    sourced.outlines.get(cc, ()),
                    country=cc,
                    name=known.name if known else cc,
                    sources=(path.name,),
                    by_name=True,
                )
            except OSError as error:
                raise InputError(f"{folder} cannot be written: {error}.", "Name another folder with --dir.") from error
            unchanged = unchanged and before == _digest(target)
            packs.append((target, open_pack(target).info))
    return Added(tuple(packs), tuple(sourced.problems), unchanged, sourced.left_out)


def _digest(path: Path) -> str | None:
    if not path.exists():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _area(gazetteer: Gazetteer, name: str, country: str) -> Outline | None:
    """The outline of a district or province by its name or id; a district goes before the province of its name."""
    found = {f.row.id: f for f in gazetteer.find(name, [country]) if f.row.kind in ("District", "Province")}
    best = sorted(found.values(), key=lambda f: (-f.fit, f.row.kind != "District", f.row.id))
    outlines = [o for f in best if (o := f.pack.outline(f.row.id)) is not None]
    return outlines[0] if outlines else gazetteer.outline(name, country)


def _add_pack(path: Path, folder: Path) -> Added:
    try:
        pack = open_pack(path)
        pack.verify()
    except AssetError as error:
        raise InputError(error.problem, "Get the file again.") from error
    target = folder / (
        path.name if path.name.split(".")[0] == pack.info.country else f"{pack.info.country}.{path.name}"
    )
    data = path.read_bytes()
    same = target.exists() and target.read_bytes() == data
    if not same:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            beside = target.with_name(f".{target.name}.part")
            beside.write_bytes(data)
            beside.replace(target)
        except OSError as error:
            raise InputError(f"{folder} cannot be written: {error}.", "Name another folder with --dir.") from error
    return Added(((target, pack.info),), (), same)


def _nearest_country(gazetteer: Gazetteer) -> Callable[[float, float], str | None]:
    """The country of the nearest town of the world pack, for points of which none is told."""
    towns: list[tuple[float, float, str]] = []

    @lru_cache(maxsize=4096)
    def near(lat: int, lon: int) -> str | None:
        if not towns:
            towns.extend(
                (r.lat, r.lon, r.country)
                for pack in gazetteer.packs("world")
                for r in pack.rows()
                if r.kind in ("City", "Settlement")
            )
        y, x = lat / 4, lon / 4
        cos = math.cos(math.radians(y))
        far, code = min((((t[0] - y) ** 2 + ((t[1] - x) * cos) ** 2, t[2]) for t in towns), default=(1e9, ""))
        return code if far < 9 else None

    return lambda lat, lon: near(round(lat * 4), round(lon * 4))


_FOLDER = Annotated[
    Path | None,
    typer.Option("--dir", help="Folder of your own packs (else KG_GAZETTEER, else the user's data folder)."),
]


def _fail(error: KgError) -> typer.Exit:
    typer.echo(f"kg: {error}", err=True)
    return typer.Exit(1)


@app.command("list")
def list_packs(folder: _FOLDER = None) -> None:
    """The packs installed: country, places, names, areas with outlines, size."""
    from rich.console import Console
    from rich.table import Table

    gazetteer = load_gazetteer(folder)
    table = Table("code", "country", "places", "names", "areas", "outlines", "MB", "sources")
    total = 0
    try:
        for code in gazetteer.paths:
            for pack in gazetteer.packs(code):
                i = pack.info
                total += i.places if code != "world" else 0
                table.add_row(
                    code,
                    i.name,
                    str(i.places),
                    str(i.names),
                    str(i.areas),
                    str(i.outlines),
                    f"{i.size / 1e6:.2f}",
                    ", ".join(i.sources),
                )
    except KgError as error:
        raise _fail(error) from error
    Console().print(table)
    typer.echo(f"{total} places in {len(gazetteer.paths) - ('world' in gazetteer.paths)} countries")


@app.command("info")
def info(
    code: Annotated[str, typer.Argument(help="Code of the country, of two letters: SY.")], folder: _FOLDER = None
) -> None:
    """What the packs of a country hold, and whether they are whole."""
    gazetteer = load_gazetteer(folder)
    wanted = code if code == "world" else code.upper()
    try:
        packs = gazetteer.packs(wanted)
        if not packs:
            raise InputError(
                f"There is no pack of {code!r}.",
                "kg gazetteer list shows the countries; codes are of two letters (SY).",
            )
        for pack in packs:
            pack.verify()
            i = pack.info
            typer.echo(f"{i.name} ({i.country}), version {i.version}, {pack.path}")
            typer.echo(
                f"  {i.places} places, {i.names} names, {i.areas} areas, {i.outlines} with outlines, {i.size} bytes"
            )
            typer.echo(f"  sources: {', '.join(i.sources)}")
            typer.echo(f"  sha256 {i.sha256} (verified)")
            provinces = sorted({a.name for a in pack.areas if a.kind == "Province"})
            if provinces and len(provinces) <= 60:
                typer.echo(f"  provinces: {', '.join(provinces)}")
    except KgError as error:
        raise _fail(error) from error


@app.command("lookup")
def lookup(
    name: Annotated[str, typer.Argument(help="The name, in any spelling.")],
    near: Annotated[str | None, typer.Option(help="A place that it is near.")] = None,
    country: Annotated[str | None, typer.Option(help="Code of its country.")] = None,
    folder: _FOLDER = None,
) -> None:
    """The places that a name may mean, ranked, and why."""
    gazetteer = load_gazetteer(folder)
    try:
        candidates = look_up(gazetteer, name, near=near, country=country)
    except KgError as error:
        raise _fail(error) from error
    if not candidates:
        where = f" in {country.upper()}" if country else ""
        typer.echo(f"No place named {name!r} is known{where}. Try --country CC, which asks for small places too.")
        raise typer.Exit(1)
    for c in candidates[:20]:
        place = gazetteer.place(c.found)
        within = ", ".join(place.within)
        typer.echo(
            f"{c.score:6.2f}  {place.name} ({place.kind}; {within})  {place.lat:.4f} {place.lon:.4f}  {place.id}"
        )
        typer.echo(f"        {'; '.join(c.reasons)}")


@app.command("add")
def add(
    file: Annotated[Path, typer.Argument(help="GeoNames dump, CSV or TSV with a header, GeoJSON, or a pack.")],
    country: Annotated[str | None, typer.Option(help="Code of the country of rows that name none.")] = None,
    folder: _FOLDER = None,
) -> None:
    """Add a table of places of your own; it is made into packs in your folder."""
    try:
        added = add_file(file, folder=folder or own_folder(), gazetteer=load_gazetteer(folder), country=country)
    except KgError as error:
        raise _fail(error) from error
    for problem in added.problems[:20]:
        typer.echo(f"kg: {problem}", err=True)
    if added.left_out > 20:
        typer.echo(f"kg: and {added.left_out - 20:,} more lines were left out.", err=True)
    for path, i in added.packs:
        typer.echo(f"{i.name}: {i.places} places, {i.names} names, {i.outlines} outlines in {path}")
    if added.unchanged:
        typer.echo("Nothing changed: this was there already.")
    if added.problems:
        raise typer.Exit(1)
