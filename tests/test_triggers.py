"""Words that tell of happenings: a table of sentences, the forms of verbs, odd text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.parse import parse
from kg.extract.reading import Reader, make_layers
from kg.extract.triggers import inflections, load_rules
from kg.lexicon import load_lexicon
from kg.model import Article
from tests.tables import cases


@pytest.mark.parametrize(("wanted", "text"), cases("event_triggers.tsv"))
def test_triggers_of_a_sentence(wanted: str, text: str, reader: Reader) -> None:
    layers = make_layers(parse(Article("t", text), reader.nlp), reader)
    found = [f"{t.span.of(text)}:{t.type}{' harm' if t.harm else ''}" for t in layers.triggers]
    assert "|".join(found) == wanted


@pytest.mark.parametrize(
    ("base", "forms"),
    [
        ("attack", {"attack", "attacks", "attacking", "attacked"}),
        ("fire", {"fire", "fires", "firing", "fired"}),
        ("rally", {"rally", "rallies", "rallying", "rallied"}),
        ("rob", {"rob", "robs", "robbing", "robbed", "robing", "robed"}),
        ("free", {"free", "frees", "freeing", "freed"}),
    ],
)
def test_forms_of_regular_verbs(base: str, forms: set[str]) -> None:
    assert set(inflections(base, {})) == forms


def test_forms_of_irregular_verbs() -> None:
    assert {"blew", "blown", "blowing"} <= set(inflections("blow", {"blow": ("blew", "blown")}))


def test_every_class_has_roles_and_depth() -> None:
    rules = load_rules(load_lexicon())
    allowed = {"initiator", "target", "victim", "party", "announcer", "none"}
    assert all(set(roles) <= allowed for roles in rules.roles.values())
    assert set(rules.roles) == set(rules.depth)


@settings(max_examples=40)
@given(st.text(alphabet=st.sampled_from("attackedkilledby bombs \n.,;\"'()[]-\u00a0\u202eÄ9"), max_size=120))
def test_odd_text_keeps_offsets_inside(text: str) -> None:
    from kg.extract.reading import load_reader

    reader = load_reader()
    layers = make_layers(parse(Article("t", text), reader.nlp), reader)
    assert all(0 <= t.span.begin < t.span.end <= len(text) for t in layers.triggers)
