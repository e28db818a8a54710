"""Identifiers: from content, valid whatever the input."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse, serialize

from kg.errors import InputError
from kg.ids import BASE, Iris, article_id, content_hash, report_id

HOSTILE = [
    "a b",
    "<x>",
    'q"q',
    "a/b?c#d",
    "é中\u202e",
    "\ud800x",
    "..",
    ".",
    "",
    "%41",
    "a\nb",
    "x" * 5000,
    "\x00",
    "`{}|\\^",
]


@pytest.mark.parametrize("given", HOSTILE)
def test_hostile_ids_give_valid_iris_that_lead_back(given: str) -> None:
    iri = Iris().article(given)
    assert iri.startswith(BASE + "doc/")
    assert article_id(iri) == given
    node = NamedNode(iri)
    line = serialize([Quad(node, node, Literal("x"), node)], format=RdfFormat.N_QUADS) or b""
    assert [q.subject for q in parse(line, format=RdfFormat.N_QUADS)] == [node]


def test_different_ids_give_different_iris() -> None:
    assert len({Iris().article(given) for given in HOSTILE}) == len(HOSTILE)


def test_hashes_depend_on_every_part_and_on_where_it_ends() -> None:
    assert content_hash("ab", "c") != content_hash("a", "bc")
    assert report_id("a", "r1") == report_id("a", "r1")
    assert len(report_id("a", "r1")) == 20


@pytest.mark.parametrize("base", ["nonsense", "", "/relative/", "http://", "http://a b/", "javascript:x", 'http://a/"'])
def test_a_base_that_is_no_iri_is_refused(base: str) -> None:
    with pytest.raises(InputError):
        Iris.under(base)


def test_a_base_gets_its_slash() -> None:
    assert Iris.under("https://example.org/kg").article("1") == "https://example.org/kg/doc/1"
    assert Iris.under("urn:kg:").event("1") == "urn:kg:event/1"
