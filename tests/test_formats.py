"""Every export by name, read back by the format's own reader: hostile words come out as they went in.

Words are tried in every place that takes words: names, titles, quotes, outcomes. The readers in ``READERS`` are those that
people use: rdflib, pyoxigraph (RDF 1.2), NetworkX, pandas, pyarrow, Ladybug's ``COPY FROM``; ``tests/servers`` adds Neo4j's
import, and Neo4j running the Cypher script.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import ladybug
import networkx as nx
import pandas as pd
import pyarrow.parquet as pq
import pyoxigraph
import pytest
import rdflib

from kg.export.kgx import unescaped
from kg.export.networkx_graph import to_networkx
from kg.export.rdf import FORMATS
from kg.export.writers import BINARY, FILES, FOLDERS
from kg.store import GraphStore, open_for_reading, open_for_writing
from kg.terms import clean
from tests.conftest import Run
from tests.test_property_graph import HOSTILE, LONG, STRING, built, meaning

KINDS: Final = {
    "quotes": "\"so\", 'no'",
    "line breaks": "\r\nthis; is\rand",
    "semicolons and separators": "; is\rand this\ttab | pipe",
    "backslashes": "\\n is no break",
    "a backslash at the end": "\ufffe\\",
    "emoji": "\U0001f6a8",
    "right to left": "\u202eright to left\u202c \u0627\u0644",
    "control characters": "\x00\x1b{}",
    "halves of emoji": "\udc00\ud83d",
    "a formula": "=1+1,",
    "line separators of Unicode": "\u2028 \u0085",
    "markup": "<b>&amp;</b> ]]>",
}
"""What the hostile words have in them."""

Read = Callable[[Path], Iterable[str]]


def test_the_hostile_words_are_hostile_in_every_way() -> None:
    assert [name for name, piece in KINDS.items() if piece not in HOSTILE] == []
    assert len(LONG) > 10_000


def of_json(value: Any) -> Iterator[str]:
    """All strings of a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from of_json(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from of_json(part)


def json_lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield from of_json(json.loads(line))


def whole_json(path: Path) -> Iterator[str]:
    return of_json(json.loads(path.read_text(encoding="utf-8")))


def by_rdflib(form: str) -> Read:
    def read(path: Path) -> Iterator[str]:
        graph = rdflib.Dataset()
        graph.parse(data=path.read_bytes(), format=form)
        return (str(o) for _, _, o, _ in graph.quads() if isinstance(o, rdflib.Literal))

    return read


def by_pyoxigraph(path: Path) -> Iterator[str]:
    quads = pyoxigraph.parse(path.read_bytes(), format=pyoxigraph.RdfFormat.TRIG)
    return (quad.object.value for quad in quads if isinstance(quad.object, pyoxigraph.Literal))


def by_networkx(reader: Callable[..., Any]) -> Read:
    def read(path: Path) -> Iterator[str]:
        graph = reader(path)
        yield from of_json([said for _, said in graph.nodes(data=True)])
        yield from of_json([said for _, _, said in graph.edges(data=True)])

    return read


def by_pandas(path: Path) -> Iterator[str]:
    paths = [path] if path.is_file() else sorted(path.rglob("*.csv"))
    for one in paths:
        frame = pd.read_csv(one, dtype=str, keep_default_na=False)
        yield from (str(value) for column in frame.columns for value in frame[column])


def by_pandas_kgx(path: Path) -> Iterator[str]:
    for one in sorted(path.glob("*.tsv")):
        frame = pd.read_csv(
            one, sep="\t", quoting=csv.QUOTE_NONE, dtype=str, keep_default_na=False, lineterminator="\n"
        )
        yield from (unescaped(str(value)) for column in frame.columns for value in frame[column])


def by_pyarrow(path: Path) -> Iterator[str]:
    for one in [path] if path.is_file() else sorted(path.glob("*.parquet")):
        yield from of_json(pq.read_table(one).to_pylist())


def by_ladybug(path: Path) -> Iterator[str]:
    connection = ladybug.Connection(ladybug.Database(":memory:"))
    for name in ("schema.cypher", "copy.cypher"):
        for line in (path / name).read_text(encoding="utf-8").splitlines():
            connection.execute(re.sub("FROM '((?:nodes|edges)-)", rf"FROM '{path}/\1", line))
    for query in ("MATCH (n) RETURN n", "MATCH ()-[r]->() RETURN r"):
        found = connection.execute(query)
        assert isinstance(found, ladybug.QueryResult)
        yield from of_json(found.get_all())


def by_the_rules_of_cypher(path: Path) -> Iterator[str]:
    return (meaning(found[1]) for found in STRING.finditer(path.read_text(encoding="utf-8")))


READERS: Final[Mapping[str, Read]] = {
    "events": json_lines,
    "reports": json_lines,
    "nquads": by_rdflib("nquads"),
    "trig": by_rdflib("trig"),
    "turtle": by_rdflib("turtle"),
    "ntriples": by_rdflib("nt"),
    "rdfxml": by_rdflib("xml"),
    "jsonld": by_rdflib("json-ld"),
    "trig12": by_pyoxigraph,
    "nanopubs": by_rdflib("trig"),
    "void": by_rdflib("turtle"),
    "events-csv": by_pandas,
    "casualties-csv": by_pandas,
    "acled": by_pandas,
    "ucdp": by_pandas,
    "events-parquet": by_pyarrow,
    "geojson": whole_json,
    "cypher": by_the_rules_of_cypher,
    "graphml": by_networkx(nx.read_graphml),
    "gexf": by_networkx(lambda path: nx.read_gexf(path, version="1.3")),
    "neo4j": by_pandas,
    "ladybug": by_ladybug,
    "neptune": by_pandas,
    "kgx": by_pandas_kgx,
    "parquet": by_pyarrow,
}
"""How each export is read back."""
NO_WORDS: Final = {"void"}
"""Exports that hold no words of articles."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hostile graph on disk."""
    made = tmp_path_factory.mktemp("hostile") / "store"
    with closing(open_for_writing(made)) as on_disk:
        on_disk.store.extend(list(built().store))
    return made


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[GraphStore]:
    opened = open_for_reading(folder)
    yield opened
    opened.close()


def test_every_export_has_its_reader() -> None:
    assert set(READERS) == {"events", "reports", *FORMATS, *FILES, *BINARY, *FOLDERS}


@pytest.mark.parametrize("form", list(READERS))
def test_hostile_words_are_read_back(form: str, folder: Path, run_kg: Callable[..., Run], tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run_kg("export", form, "--store", folder, "-o", out)
    assert (done.code, done.err) == (0, "")
    words = set(READERS[form](out))
    wanted = set() if form in NO_WORDS else {clean(HOSTILE), clean(LONG)}
    assert wanted - words == set()
    if form not in FOLDERS:
        assert run_kg("export", form, "--store", folder, "-o", tmp_path / "out.gz").code == 0
        assert gzip.decompress((tmp_path / "out.gz").read_bytes()) == out.read_bytes()


def test_hostile_words_are_in_the_graph_of_networkx(store: GraphStore) -> None:
    words = set(by_networkx(lambda _: to_networkx(store))(Path()))
    assert {clean(HOSTILE), clean(LONG)} <= words
