"""Whole articles of our own, in the styles of agencies, local papers, the United Nations and encyclopaedias: when and where each
thing happened and what was part of what, as a careful analyst notes it (``tests/stories``: a text and its table).
"""

from __future__ import annotations

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


@pytest.mark.parametrize("name", STORIES)
def test_when_and_where_of_a_story(name: str, reader: Reader) -> None:
    reports = _read(name, reader)
    by_key = {r.key: r for r in reports}
    lines = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line.startswith("#"):
            continue
        type_, start, places, whole = line.split("\t")
        if type_ == "nowhere":
            assert not any(places in _places(r) for r in reports), line
            continue
        wanted = set(places.split(" ; ")) - {""}
        assert any(
            r.type == type_
            and (not start or (r.when is not None and str(r.when.earliest) == start))
            and wanted <= _places(r)
            and (by_key[r.part_of].type if r.part_of in by_key else "") == whole
            for r in reports
        ), (line, [(r.type, r.when and r.when.earliest, _places(r)) for r in reports])
