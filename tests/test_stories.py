"""Whole articles of our own, in the styles of agencies, local papers, the United Nations and encyclopaedias: when and where each
thing happened and what was part of what, as a careful analyst notes it (``tests/stories``: a text and its table).
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from kg.extract.reading import Reader, read_article
from kg.model import Article, Factuality, Report
from kg.read.metadata import complete

FOLDER = Path(__file__).parent / "stories"
STORIES = sorted(path.stem for path in FOLDER.glob("*.txt"))


def _read(name: str, reader: Reader) -> tuple[Report, ...]:
    first, _, text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").partition("\n")
    article = Article(id=name, text=text, published=date.fromisoformat(first.removeprefix("@published ")))
    return tuple(r for r in read_article(complete(article), reader).reports if r.factuality is Factuality.STATED)


def _places(report: Report) -> set[str]:
    return {f"{p.role} {p.place.name}" for p in report.places}


def _parts(report: Report) -> set[str]:
    return {f"{p.role} {p.actor.name}" for p in report.participants}


def _figures(report: Report) -> set[str]:
    return {f"{c.kind} {c.of} {c.count.value}" for c in report.casualties}


def _listed(cell: str) -> set[str]:
    return set(cell.split(" ; ")) - {""}


@pytest.mark.parametrize("name", STORIES)
def test_when_and_where_of_a_story(name: str, reader: Reader) -> None:
    """A line is a report that must be read: class ("|" between classes that are right), first day, places, class of the whole,
    participants, figures. One with ``!`` is read by an analyst, and not yet by the reader: read, it loses its mark. After
    ``nowhere`` stands a place where nothing happened; after ``never`` a class and the beginning of a sentence that tells
    of no such thing as a fact.
    """
    reports = _read(name, reader)
    by_key = {r.key: r for r in reports}
    superclasses = reader.lexicon.superclasses
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").partition("\n")[2]
    for line in (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        gap = line.startswith("!")
        cells = line.removeprefix("!").split("\t")
        types, start, places, whole, parts, figures = (*cells, "", "", "", "", "")[:6]
        if types == "nowhere":
            assert not any(places in _places(r) for r in reports), line
            continue
        if types == "never":
            begin = text.index(places)
            end = begin + len(re.split(r"\.\s|\n", text[begin:])[0])
            told = {
                c for r in reports if begin <= r.trigger.begin < end for c in (r.type, *superclasses.get(r.type, ()))
            }
            assert not told & set(start.split("|")), line
            continue
        found = any(
            set(types.split("|")) & {r.type, *superclasses.get(r.type, ())}
            and (not start or (r.when is not None and str(r.when.earliest) == start))
            and _listed(places) <= _places(r)
            and (len(cells) > 4 or (by_key[r.part_of].type if r.part_of in by_key else "") == whole)
            and _listed(parts) <= _parts(r)
            and _listed(figures) <= _figures(r)
            for r in reports
        )
        assert found is not gap, (
            line,
            [(r.type, r.when and r.when.earliest, _places(r), _parts(r), _figures(r)) for r in reports],
        )
