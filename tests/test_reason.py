"""Rules: what they infer, that it is the same however the graph came about, and that every finding has its grounds."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryTriples

from kg.dates import Precision, When
from kg.explain import inferences
from kg.model import Actor, ActorRelation, Article, ArticleReading, Participant, Report
from kg.pipeline import add_readings, retract
from kg.reason import fitting, infer_all, load_rules
from kg.store import GraphStore, memory_store, open_for_reading, open_for_writing
from kg.terms import node, object_of, subject_of
from kg.vocabulary import PROV, RDF, C
from tests import sample
from tests.sample import _Text as Text

ALL = [sample.first(), sample.second(), sample.third()]


def built(readings: list[ArticleReading]) -> GraphStore:
    store = memory_store()
    add_readings(readings, store)
    return store


def inferred(store: GraphStore) -> set[Quad]:
    return set(store.match(graph=C.inferred))


@pytest.fixture(scope="module")
def store() -> GraphStore:
    return built(ALL)


def test_the_rules_find_what_they_should(store: GraphStore) -> None:
    found = {(fact.rule, "certain" if "Certain." in fact.value else "") for _, fact in inferences(store)}
    assert {"attack-on-civilians", "one-sided-violence", "force-in-covered-zone"} <= {rule for rule, _ in found}
    assert ("force-in-covered-zone", "certain") in found


def test_every_finding_names_a_rule_and_cites_grounds(store: GraphStore) -> None:
    names = {r.name for r in load_rules()}
    findings = [subject_of(q) for q in store.match(None, RDF.type, C.Inference, C.inferred)]
    assert findings
    for finding in findings:
        assert {object_of(q) for q in store.match(finding, C.rule, None, C.inferred)} < names
        grounds = [object_of(q) for q in store.match(finding, PROV.wasDerivedFrom, None, C.inferred)]
        assert grounds
        assert all(next(store.match(g), None) is not None for g in grounds)


def test_a_possible_breach_cites_the_words_of_both_sides(store: GraphStore) -> None:
    said = next(f.value for _, f in inferences(store) if f.rule == "force-in-covered-zone")
    assert "fighting was halted on January 9" in said
    assert said.count("“") >= 2


def test_what_is_inferred_stands_in_no_other_graph(store: GraphStore) -> None:
    for term in (C.PossibleBreach, C.AttackOnCivilians, C.OneSidedViolence):
        graphs = {str(q.graph_name) for q in store.match(None, RDF.type, term)}
        assert graphs == {str(node(C.inferred))}


def test_a_rule_has_nothing_to_say_of_what_it_is_not_run_for() -> None:
    spared = set()
    for store in (built(ALL), *(built([reading]) for reading in ALL)):
        for rule in load_rules():
            for variable, kind in rule.focus:
                things = {subject_of(q) for q in store.match(None, RDF.type, kind)}
                for thing in sorted(things - set(fitting(store.store, rule, things, variable, kind))):
                    assert not gives(store, rule.limited(variable, [thing])), (rule.name, thing)
                    spared.add(rule.name)
    assert spared == {rule.name for rule in load_rules() if rule.needs}


def gives(store: GraphStore, rule: str) -> bool:
    found = store.store.query(rule)
    assert isinstance(found, QueryTriples)
    return next(found, None) is not None


def test_running_all_rules_again_changes_nothing() -> None:
    store = built(ALL)
    before = inferred(store)
    assert infer_all(store.store) == (0, 0)
    assert inferred(store) == before


@pytest.mark.parametrize("gone", range(len(ALL)))
def test_retracting_takes_back_what_was_inferred(gone: int) -> None:
    store = built(ALL)
    retract([ALL[gone].article.id], store)
    assert inferred(store) == inferred(built([r for n, r in enumerate(ALL) if n != gone]))
    assert infer_all(store.store) == (0, 0)


CHAIN = """The fifth battalion belongs to the hill brigade. The hill brigade is part of the river corps.
The river corps serves under the high command. The fifth battalion belongs to the river corps.
"""


def chain(*pairs: tuple[str, str], article: str = "chain") -> ArticleReading:
    """Standing facts: each first belongs to each second."""
    words = Text(CHAIN)

    def unit(name: str) -> Actor:
        return Actor(f"name:{name}", name, "ArmedGroup")

    relations = tuple(ActorRelation("partOf", unit(a), unit(b), words("belongs to")) for a, b in pairs)
    return ArticleReading(Article(article, CHAIN, published=date(2021, 3, 4)), relations=relations)


def within(store: GraphStore) -> set[tuple[str, str]]:
    return {
        (subject_of(q).rpartition("-")[2], object_of(q).rpartition("-")[2])
        for q in store.match(None, C.belongsWithin, None, C.inferred)
    }


def test_a_rule_that_feeds_on_itself_runs_to_its_end() -> None:
    ring = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "b")]
    store = built([chain(*ring)])
    assert {p for p in within(store) if p[0] == "a"} == {("a", "c"), ("a", "d"), ("a", "e")}
    assert infer_all(store.store) == (0, 0)


def test_a_ring_is_not_its_own_ground() -> None:
    """Two actors that belong to each other lose what only one of them had from a retracted article."""
    ring = chain(("a", "b"), ("b", "a"))
    store = built([ring, chain(("b", "c"), article="other")])
    assert ("a", "c") in within(store)
    retract(["other"], store)
    assert inferred(store) == inferred(built([ring]))
    assert ("a", "c") not in within(store)


ENDING = "Truce collapses\nThe truce in the Velna de-escalation zone collapsed on January 18 after a raid.\n"


def ending() -> ArticleReading:
    words = Text(ENDING)
    zone = replace(sample.first().zone_facts[0].zone, mention=words("Velna de-escalation zone"))
    report = Report(
        key="r1",
        type="CeasefireEnd",
        trigger=words("collapsed"),
        quotes=(words.line("The truce in"),),
        when=When(date(2020, 1, 18), date(2020, 1, 18), Precision.DAY),
        zones=(zone,),
        participants=(Participant(sample.BRIGADE, "initiator", words("truce")),),
    )
    return ArticleReading(Article("d4", ENDING, published=date(2020, 1, 19)), reports=(report,))


@pytest.mark.parametrize("last", [True, False])
def test_a_later_event_ends_an_agreement(last: bool) -> None:
    """What began on the 20th or 22nd is no possible breach of a ceasefire that ended on the 18th, whichever is read
    first.
    """
    assert list(built(ALL).match(None, C.mayBreach, None, C.inferred))
    store = built([*ALL, ending()] if last else [ending(), *ALL])
    assert {f.rule for _, f in inferences(store)} >= {"accord-ended", "attack-on-civilians"}
    assert list(store.match(None, C.mayBreach, None, C.inferred)) == []
    retract(["d4"], store)
    assert inferred(store) == inferred(built(ALL))


def test_a_kill_between_a_change_and_its_inferences_is_mended(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with closing(open_for_writing(folder)) as store:
        add_readings(ALL, store)
        whole = inferred(store)
        events = {object_of(q) for q in store.match(None, C.about, None, C.inferred)}
        for quad in whole:
            store.store.remove(quad)
        store.store.extend([Quad(node(C.journal), node(C.touched), node(e), node(C.journal)) for e in sorted(events)])
    again = open_for_reading(folder)
    assert inferred(again) == whole
    assert not again.has_journal()


def test_rules_that_changed_are_run_anew(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with closing(open_for_writing(folder)) as store:
        add_readings(ALL, store)
        whole = inferred(store)
        store.store.add(Quad(NamedNode("urn:x"), node(C.rule), Literal("gone"), node(C.inferred)))
    about = folder / "conflict-kg.txt"
    about.write_text("\n".join(line for line in about.read_text().splitlines() if "ontology" not in line) + "\n")
    open_for_writing(folder).close()
    assert inferred(open_for_reading(folder)) == whole
