"""Where a happening lies whose own words name no place, or only a street or a building."""

from __future__ import annotations

from datetime import date

import pytest

from kg.extract.reading import Reader, read_article
from kg.model import Article, Factuality
from kg.read.metadata import complete
from tests.tables import cases


@pytest.mark.parametrize(("wanted", "text"), cases("story_places.tsv"))
def test_where_what_is_told_without_a_place_lies(wanted: str, text: str, reader: Reader) -> None:
    article = complete(Article("t", text, published=date(2021, 6, 16)))
    shown = []
    for report in read_article(article, reader).reports:
        if report.factuality is Factuality.STATED:
            places = " and ".join(p.place.name for p in report.places if p.role == "in")
            told = report.when.iso_start() if report.when else "no day"
            sides = "".join(f", {p.mention.of(text)}" for p in report.participants if p.role == "target")
            shown.append(f"{report.type} in {places or 'no place'} on {told}{sides}")
    assert " | ".join(shown) == wanted
