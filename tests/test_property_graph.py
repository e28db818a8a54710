"""The property graph in every format, read back by that format's own reader: hostile words come through whole."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import networkx as nx
import pandas as pd
import pyarrow.parquet as pq
import pytest
from pyoxigraph import Quad

from kg.counts import Count
from kg.dates import When
from kg.export.cypher import literal
from kg.export.geojson import write_geojson
from kg.export.gexf import write_gexf
from kg.export.graphml import write_graphml
from kg.export.kgx import unescaped, write_kgx
from kg.export.neo4j_csv import cell, write_neo4j_csv
from kg.export.neptune import write_neptune
from kg.export.networkx_graph import to_networkx
from kg.export.parquet import write_parquet
from kg.export.property_graph import (
    Edge,
    Holds,
    Node,
    Value,
    caption,
    edge_kinds,
    edge_type,
    edges,
    node_kinds,
    nodes,
    rows,
    tables,
)
from kg.export.writers import FILES, FOLDERS
from kg.model import Actor, Article, ArticleReading, Casualty, Equipment, Participant, Place, PlaceRole, Report, Span
from kg.pipeline import add_readings
from kg.store import GraphStore, memory_store
from kg.terms import clean, node
from kg.vocabulary import C
from tests import sample
from tests.conftest import Run

HOSTILE = (
    "said \"so\", 'no'; \\n is no break\r\nthis; is\rand this\ttab | pipe\u2028 \u0085 \u00a0<b>&amp;</b> ]]> $(x) `y` "
    "\u202eright to left\u202c \u0627\u0644\u0642\u0631\u064a\u0629 \U0001f6a8 \udc00\ud83d 中 \x00\x1b{}[]# =1+1,\ufffe\\"
)
LONG = HOSTILE + "long words, " * 900


class Content(NamedTuple):
    """What a format holds, in one shape: properties that are known, as text where the format knows only text."""

    nodes: dict[str, tuple[tuple[str, ...], dict[str, Value]]]
    edges: Counter[tuple[str, str, str, tuple[tuple[str, Value], ...]]]


def hostile() -> ArticleReading:
    """One report whose every name and word is hostile."""
    assert len(LONG) > 10_000
    whole = Span(0, len(LONG))
    name = clean(HOSTILE)
    report = Report(
        key="r0",
        type="Attack",
        trigger=Span(0, 4),
        quotes=(whole,),
        when=When.day(date(2021, 3, 4)),
        places=(PlaceRole(Place(f"name:{name}", name, "Village", -1.5, 2.25, "QQ"), "in", whole, HOSTILE),),
        participants=(
            Participant(Actor(f"name:{name}", name, "ArmedGroup"), "initiator", Span(0, 40), Count.of(7), alleged=True),
        ),
        casualties=(Casualty("killed", "victim", Count.of(3), whole, HOSTILE, True, Actor("name:x", name, "Person")),),
        equipment=(Equipment("Mortar", HOSTILE, Span(5, 30), "initiator"),),
        outcome=HOSTILE,
    )
    article = Article(HOSTILE, LONG, title=HOSTILE, published=date(2021, 3, 5), publisher=HOSTILE, url=HOSTILE)
    return ArticleReading(article, reports=(report,))


def built() -> GraphStore:
    store = memory_store()
    add_readings([sample.first(), sample.second(), sample.third(), hostile()], store)
    return store


@pytest.fixture(scope="module")
def store() -> GraphStore:
    return built()


def known(columns: Sequence[str], values: Sequence[Value]) -> dict[str, Value]:
    return {c: v for c, v in zip(columns, values, strict=True) if v is not None}


def all_nodes(store: GraphStore) -> list[tuple[tuple[str, ...], str, Node]]:
    return [(tuple(c.name for c in k.columns), caption(k, n), n) for k in node_kinds() for n in nodes(store, k)]


def all_edges(store: GraphStore) -> list[tuple[tuple[str, ...], Edge]]:
    return [(tuple(c.name for c in k.columns), e) for k in edge_kinds() for e in edges(store, k)]


def wanted(store: GraphStore, render: Callable[[Value], Value] = lambda v: v) -> Content:
    """The projection itself, in the shape in which the formats are compared."""
    found = {n.id: (n.labels, {k: render(v) for k, v in known(c, n.values).items()}) for c, _, n in all_nodes(store)}
    lines = (
        (e.source, e.target, e.type, tuple((k, render(v)) for k, v in sorted(known(c, e.values).items())))
        for c, e in all_edges(store)
    )
    return Content(found, Counter(lines))


def of_networkx(graph: nx.MultiDiGraph, *, type_: str, labels: Callable[[Any], tuple[str, ...]]) -> Content:
    found = {
        str(n): (labels(said["labels"]), {k: v for k, v in said.items() if k != "labels"})
        for n, said in graph.nodes(data=True)
    }
    lines = (
        (s, t, said[type_], tuple(sorted((k, v) for k, v in said.items() if k not in (type_, "id"))))
        for s, t, said in graph.edges(data=True)
    )
    return Content(found, Counter(lines))


def split(labels: str) -> tuple[str, ...]:
    return tuple(labels.split(";"))


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# the projection


def test_ids_are_unique_and_no_edge_dangles(store: GraphStore) -> None:
    labels = {node.id: node.labels for _, _, node in all_nodes(store)}
    assert len(labels) == len(all_nodes(store))
    for kind in edge_kinds():
        for edge in edges(store, kind):
            assert labels[edge.source][0] == kind.source, kind.name
            assert labels[edge.target][0] == kind.target, kind.name


def test_every_kind_occurs(store: GraphStore) -> None:
    assert [k.label for k in node_kinds() if not any(True for _ in nodes(store, k))] == []
    assert [k.name for k in edge_kinds() if k.name != "REVISES" and not any(True for _ in edges(store, k))] == []


def test_labels_are_the_kind_the_class_and_its_superclasses(store: GraphStore) -> None:
    (event,) = [n for _, _, n in all_nodes(store) if n.labels[0] == "Event" and "2021" in str(n.values)]
    assert event.labels[:2] == ("Event", "Attack")
    assert "ActOfForce" in event.labels


def test_hostile_words_are_in_the_projection_as_they_were_told(store: GraphStore) -> None:
    words = {v for _, _, n in all_nodes(store) for v in n.values}
    words |= {v for _, e in all_edges(store) for v in e.values}
    assert clean(HOSTILE) in words
    assert clean(LONG) in words


def test_evidence_is_one_hop_from_a_figure(store: GraphStore) -> None:
    texts = {clean(r.article.id): r.article.text for r in (sample.first(), sample.second(), hostile())}
    graph = to_networkx(store)
    figures = [n for n, said in graph.nodes(data=True) if said["labels"][0] == "Figure"]
    assert figures
    for figure in figures:
        hops = [(a, said) for _, a, said in graph.out_edges(figure, data=True) if said["type"] == "SAID_IN"]
        assert hops
        for article, said in hops:
            text = texts[graph.nodes[article]["identifier"]]
            assert clean(text[said["begin"] : said["end"]]) == said["quote"]


@pytest.mark.parametrize(
    ("words", "type_"),
    [("designatedBy", "DESIGNATED_BY"), ("went_to", "WENT_TO"), ("initiator", "INITIATOR"), ("", "RELATED")],
)
def test_types_of_edges(words: str, type_: str) -> None:
    assert edge_type(words) == type_


# one file


def test_graphml(store: GraphStore, tmp_path: Path) -> None:
    path = tmp_path / "graph.graphml"
    with path.open("w", encoding="utf-8", newline="") as out:
        write_graphml(store, out)
    assert of_networkx(nx.read_graphml(path, force_multigraph=True), type_="type", labels=split) == wanted(store)


def test_gexf(store: GraphStore, tmp_path: Path) -> None:
    path = tmp_path / "graph.gexf"
    with path.open("w", encoding="utf-8", newline="") as out:
        write_gexf(store, out)
    graph = nx.read_gexf(path, version="1.3")
    got, want = of_networkx(graph, type_="label", labels=split), wanted(store)
    assert got.edges == want.edges
    for _, label, found in all_nodes(store):
        assert got.nodes[found.id][0] == found.labels
        assert got.nodes[found.id][1] == {**want.nodes[found.id][1], "label": label}


def test_networkx(store: GraphStore) -> None:
    assert of_networkx(to_networkx(store), type_="type", labels=tuple) == wanted(store)


def test_geojson(store: GraphStore) -> None:
    out = io.StringIO()
    write_geojson(store, out)
    read = json.loads(out.getvalue())
    table = tables()["events"]
    names = [c.name for c in table.columns]
    assert read["type"] == "FeatureCollection"
    for feature, row in zip(read["features"], rows(store, table), strict=True):
        said = known(names, row)
        lat, lon = said.pop("lat", None), said.pop("lon", None)
        assert feature["id"] == said.pop("event")
        assert feature["properties"] == said
        assert feature["geometry"] == (None if lat is None else {"type": "Point", "coordinates": [lon, lat]})
    (ours,) = [f for f in read["features"] if f["properties"]["quote"] == clean(LONG)]
    assert ours["geometry"]["coordinates"] == [2.25, -1.5]
    assert ours["properties"]["article"] == clean(HOSTILE)


@pytest.mark.parametrize("name", ["events", "casualties"])
def test_tables(store: GraphStore, name: str) -> None:
    out = io.StringIO(newline="")
    FILES[f"{name}-csv"](store, out)
    table = tables()[name]
    names = [c.name for c in table.columns]
    lines = list(csv.reader(io.StringIO(out.getvalue(), newline="")))
    assert lines == [names, *(list(map(cell, row)) for row in rows(store, table))]
    assert any(clean(LONG) in line for line in lines)


def test_every_event_is_in_the_table_once(store: GraphStore) -> None:
    (events,) = [k for k in node_kinds() if k.label == "Event"]
    assert sorted(str(r[0]) for r in rows(store, tables()["events"])) == sorted(n.id for n in nodes(store, events))


def test_casualties_name_every_source(store: GraphStore) -> None:
    table = tables()["casualties"]
    names = [c.name for c in table.columns]
    found = [dict(zip(names, row, strict=True)) for row in rows(store, table)]
    orun = sorted(
        (str(f["kind"]), int(str(f["value"])), str(f["publisher"]), f["claimant"])
        for f in found
        if f["place"] == "Orun"
    )
    assert orun == [
        ("killed", 28, "Quarland Wire", None),
        ("killed", 31, "Town Post", "hospital"),
        ("wounded", 12, "Quarland Wire", None),
        ("wounded", 12, "Town Post", "hospital"),
    ]


def test_a_revised_figure_is_marked_and_linked() -> None:
    store = built()
    table = tables()["casualties"]
    at, flag = ([c.name for c in table.columns].index(name) for name in ("figure", "superseded"))
    old, new = sorted({str(row[at]) for row in rows(store, table)})[:2]
    revises = node("http://www.w3.org/ns/prov#wasRevisionOf")
    before = len(list(rows(store, table)))
    store.apply([], [Quad(node(new), revises, node(old), node(C.conclusions))])
    assert {str(row[at]) for row in rows(store, table) if row[flag]} == {old}
    assert len(list(rows(store, table))) == before
    (kind,) = [k for k in edge_kinds() if k.name == "REVISES"]
    assert list(edges(store, kind)) == [Edge(new, old, "REVISES", ())]


STRING = re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL)


def meaning(written: str) -> str:
    """What a Cypher string stands for, by the rules of the language."""
    marks = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", "'": "'"}
    return re.sub(
        r"\\(?:u([0-9a-f]{4})|(.))", lambda m: chr(int(m[1], 16)) if m[1] else marks[m[2]], written, flags=re.DOTALL
    )


def test_cypher_strings_hold_every_word(store: GraphStore) -> None:
    out = io.StringIO()
    FILES["cypher"](store, out)
    script = out.getvalue()
    strings = {meaning(found[1]) for found in STRING.finditer(script)}
    words = {v for _, _, n in all_nodes(store) for v in (n.id, *n.values) if isinstance(v, str)}
    words |= {v for _, e in all_edges(store) for v in e.values if isinstance(v, str)}
    assert words <= strings
    bare = STRING.sub("", script)
    assert "'" not in bare
    assert "\\" not in bare
    assert bare.count("iri: ,") + bare.count("iri: }") == len(all_nodes(store))
    assert bare.count("{s: , t: ,") == len(all_edges(store))


@pytest.mark.parametrize("value", [HOSTILE, LONG, "", "\\", "'", "\\'", "\\u0041"])
def test_a_cypher_string_cannot_be_ended_from_within(value: str) -> None:
    found = STRING.fullmatch(literal(value))
    assert found is not None
    assert meaning(found[1]) == value


# folders


def test_neo4j(store: GraphStore, tmp_path: Path) -> None:
    counts = write_neo4j_csv(store, tmp_path)
    want = wanted(store, cell)
    found: dict[str, tuple[tuple[str, ...], dict[str, Value]]] = {}
    lines: Counter[tuple[str, str, str, tuple[tuple[str, Value], ...]]] = Counter()
    for name, number in counts.items():
        records = read_csv(tmp_path / name)
        assert len(records) == number
        for record in records:
            said: dict[str, Value] = {
                k.partition(":")[0]: v for k, v in record.items() if v and k.partition(":")[0] not in ("", "iri")
            }
            if name.startswith("nodes-"):
                found[record["iri:ID"]] = (split(record[":LABEL"]), said)
            else:
                lines[record[":START_ID"], record[":END_ID"], record[":TYPE"], tuple(sorted(said.items()))] += 1
    assert Content(found, lines) == want
    command = (tmp_path / "import.sh").read_text(encoding="utf-8")
    assert all(name in command for name in counts)
    assert (tmp_path / "constraints.cypher").read_text(encoding="utf-8").count("CREATE CONSTRAINT") == len(node_kinds())


@pytest.mark.parametrize(
    ("form", "id_", "labels", "ends"),
    [
        ("gremlin", "~id", "~label", ("~from", "~to", "~label")),
        ("opencypher", ":ID", ":LABEL", (":START_ID", ":END_ID", ":TYPE")),
    ],
)
def test_neptune(
    store: GraphStore, tmp_path: Path, form: str, id_: str, labels: str, ends: tuple[str, str, str]
) -> None:
    write_neptune(store, tmp_path)
    found: dict[str, tuple[tuple[str, ...], dict[str, Value]]] = {}
    lines: Counter[tuple[str, str, str, tuple[tuple[str, Value], ...]]] = Counter()
    special = {id_, labels, *ends}
    for path in sorted((tmp_path / form).iterdir()):
        for record in read_csv(path):
            said: dict[str, Value] = {k.partition(":")[0]: v for k, v in record.items() if v and k not in special}
            if path.name.startswith("nodes-"):
                found[record[id_]] = (split(record[labels]), said)
            else:
                source, target, type_ = (record[e] for e in ends)
                lines[source, target, type_, tuple(sorted(said.items()))] += 1
    assert Content(found, lines) == wanted(store, cell)


def test_kgx(store: GraphStore, tmp_path: Path) -> None:
    write_kgx(store, tmp_path)
    # As KGX reads its own tables: no quoting, every field a string.
    read = [
        pd.read_csv(
            tmp_path / name, sep="\t", quoting=csv.QUOTE_NONE, dtype=str, keep_default_na=False, lineterminator="\n"
        )
        for name in ("nodes.tsv", "edges.tsv")
    ]
    found, lines = ([{k: unescaped(v) for k, v in r.items()} for r in t.to_dict("records")] for t in read)
    want = wanted(store, cell)
    captions = {node.id: label for _, label, node in all_nodes(store)}
    assert {r.pop("id"): r for r in found} == {
        id_: {
            **dict.fromkeys(found[0], ""),
            **said,
            "category": "|".join(f"c:{label}" for label in labels),
            "name": captions[id_],
        }
        for id_, (labels, said) in want.nodes.items()
    }
    special = ("id", "subject", "predicate", "object")
    got = Counter(
        (
            r["subject"],
            r["object"],
            r["predicate"].removeprefix("c:"),
            tuple(sorted(("name" if k == "mentionedAs" else k, v) for k, v in r.items() if v and k not in special)),
        )
        for r in lines
    )
    assert got == want.edges


def test_parquet(store: GraphStore, tmp_path: Path) -> None:
    write_parquet(store, tmp_path)
    for kind in node_kinds():
        table = pq.read_table(tmp_path / f"nodes-{kind.label}.parquet")
        assert table.column_names == ["id", "labels", *(c.name for c in kind.columns)]
        got = [(r.pop("id"), tuple(r.pop("labels")), tuple(map(plain, r.values()))) for r in table.to_pylist()]
        assert got == [tuple(n) for n in nodes(store, kind)]
        dates = {c.name for c in kind.columns if c.holds is Holds.DATE}
        assert {f.name for f in table.schema if str(f.type).startswith("date32")} == dates
        assert len(pd.read_parquet(tmp_path / f"nodes-{kind.label}.parquet")) == len(got)
    for edge_kind in edge_kinds():
        read = pq.read_table(tmp_path / f"edges-{edge_kind.name}.parquet").to_pylist()
        lines = [(r.pop("source"), r.pop("target"), r.pop("type"), tuple(map(plain, r.values()))) for r in read]
        assert lines == [tuple(e) for e in edges(store, edge_kind)]


def plain(value: Any) -> Value:
    """A value as the projection has it: days as strings."""
    read: Value = value.isoformat() if isinstance(value, date) else value
    return read


# all of them


def test_the_same_graph_gives_the_same_bytes(store: GraphStore, tmp_path: Path) -> None:
    other = built()
    for name, write in FILES.items():
        outs = [io.StringIO(newline=""), io.StringIO(newline="")]
        write(store, outs[0])
        write(other, outs[1])
        assert outs[0].getvalue() == outs[1].getvalue(), name
    for name, write_folder in FOLDERS.items():
        for which, graph in (("a", store), ("b", other)):
            write_folder(graph, tmp_path / which / name)
    files = sorted(p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*") if p.is_file())
    assert len(files) > 4 * len(node_kinds())
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes(), file


def test_an_empty_graph_is_written_too(tmp_path: Path) -> None:
    empty = memory_store()
    for write in FILES.values():
        write(empty, io.StringIO())
    for name, write_folder in FOLDERS.items():
        write_folder(empty, tmp_path / name)
    assert len(to_networkx(empty)) == 0


def test_the_command_line_writes_them(sample_store: Path, run_kg: Callable[..., Run], tmp_path: Path) -> None:
    for name in FILES:
        assert run_kg("export", name, "--store", sample_store, "-o", tmp_path / name).code == 0
        assert run_kg("export", name, "--store", sample_store).out.encode() == (tmp_path / name).read_bytes()
    for name in FOLDERS:
        assert run_kg("export", name, "--store", sample_store, "-o", tmp_path / name).code == 0
        assert any((tmp_path / name).iterdir())
        refused = run_kg("export", name, "--store", sample_store)
        assert (refused.code, "-o FOLDER" in refused.err) == (1, True)
    taken = run_kg("export", "neo4j", "--store", sample_store, "-o", tmp_path / "cypher")
    assert taken.code == 1
    assert "Traceback" not in taken.err
